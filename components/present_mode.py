"""Present mode: one finding a screen, large type, keys and clicker, a QR code of the same view."""

from __future__ import annotations

import io
import itertools
from urllib.parse import urlencode

import pandas as pd
import segno
import streamlit as st

from components import layout, palette, picture, picture_links, state, table_layout, tray
from components.charts.style import config, ink_on
from components.choropleth import vendor_address
from components.collect import current
from components.collected import Collected, collect
from components.drafting import CANNOT_TELL, shorten
from components.exhibit import Exhibit
from components.picture import description
from components.present_chart import SIZE, figure
from components.present_keys import keys
from components.wording import literal, literal_table
from data import store

_SHOW_LINK = "_present_link"
#: A QR code of more characters is too fine to be read from the back of a room.
LONGEST_QR = 900
_LONGEST_WORDS = 380
_TABLE_ROWS = 7
#: Pixels of height: of a table, of the line about rows left out, of the frame of its cells.
_TABLE, _MORE, _CELL = 375, 40, 14
_MOST_LIVE_SHAPES = 1200
#: Height of the chart in pixels: with title, subtitle, source and controls it fills 720.
_CHART = 350
#: Width in pixels of what has the slide's whole width on a screen of 1280.
_WIDE = 1200


def position(count: int) -> int:
    """Number of the slide that is shown, from 1; the nearest one when the link's is not there."""
    wanted = int(state.get("slide") or "1")
    return min(max(wanted, 1), max(count, 1))


def _turn(where: str, at: int, count: int) -> None:
    if where == "link":
        st.session_state[_SHOW_LINK] = not st.session_state.get(_SHOW_LINK, False)
        return
    st.session_state[_SHOW_LINK] = False
    if where == "end":
        state.put("mode", "")
        return
    target = {"next": at + 1, "previous": at - 1, "first": 1, "last": count}[where]
    state.put("slide", str(min(max(target, 1), count)))


def link(at: int) -> str:
    """The address of the slide now shown, for a QR code or to be sent."""
    base = str(st.context.url or "").split("?")[0] or "present"
    fields = {"mode": "show", "slide": str(at), "tray": state.get("tray")}
    if state.get("scope") != store.REGION:
        fields["scope"] = state.get("scope")
    return f"{base}?{urlencode(fields)}"


def qr_code(text: str) -> bytes | None:
    """A QR code as SVG, black on white with its quiet zone; None for a text too long to read."""
    if len(text) > LONGEST_QR:
        return None
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", scale=8, border=4, dark="#000000", light="#ffffff"
    )
    return out.getvalue()


def spoken(one: Collected) -> list[str]:
    """The words on screen: the caption, and as much of the paragraph as can be read.

    Sentences that say we can't tell always stay.
    """
    if one.item.words is not None:
        return [text for text in (one.caption, *one.words.split("\n")) if text.strip()]
    if one.caption:
        doubts = shorten(one.words, 1)
        return [one.caption, doubts] if CANNOT_TELL.lower() in doubts.lower() else [one.caption]
    return [shorten(one.words, _LONGEST_WORDS)]


def _body(exhibit: Exhibit, one: Collected) -> None:
    if exhibit.kind == "table":
        assert exhibit.shown is not None
        _table(exhibit)
        return
    if exhibit.kind == "links":
        _links(exhibit)
        return
    chart, side = st.columns([2.3, 1], vertical_alignment="center")
    with chart:
        if exhibit.kind == "headline":
            _headline(exhibit)
        elif exhibit.kind == "map" and len(exhibit.figures) > _MOST_LIVE_SHAPES:
            _still(exhibit)
        else:
            with st.container(key="present_live"):  # slides sideways on a phone
                st.plotly_chart(
                    figure(exhibit, palette.current(), height=_CHART),
                    key=f"present_chart_{position(10_000)}",
                    theme=None,
                    config={**config("slide"), "displayModeBar": False,
                            "topojsonURL": vendor_address()},
                    alt=description(exhibit, 1500),
                )  # fmt: skip
    with side.container(key="present_words"):
        for number, text in enumerate(spoken(one)):
            bold = "**" if number == 0 and one.caption else ""
            st.markdown(f"{bold}{literal(text)}{bold}")


def _table(exhibit: Exhibit) -> None:
    """The first rows of a table, shaded where it has classes; a wide one without some columns."""
    assert exhibit.shown is not None
    table, shades = exhibit.shown, exhibit.shades
    kept = [name for name in exhibit.screen or table.columns if name != "Period"]
    most = _rows_that_fit(table[kept])
    shown = literal_table(table[kept].head(most))
    if shades is None:
        st.table(shown, hide_index=True)
    else:
        ramp = palette.current().sequential
        parts = (
            shades[kept]
            .head(most)
            .map(
                lambda shade: (
                    f"background-color: {ramp[int(shade)]}; color: {ink_on(ramp[int(shade)])}"
                    if shade >= 0
                    else ""
                )
            )
        )
        parts = parts.set_axis(shown.columns, axis=1)
        st.table(shown.style.apply(lambda _: parts, axis=None), hide_index=True)
    left, fewer = len(table) - most, len(table.columns) - len(kept)
    if left > 0 or (fewer and exhibit.screen):
        rows = f"{left} more rows" if left > 0 else "the other columns"
        both = " and the other columns" if left > 0 and fewer and exhibit.screen else ""
        st.markdown(f"{rows[:1].upper()}{rows[1:]}{both} are in the slides and the workbook.")


def _rows_that_fit(table: pd.DataFrame) -> int:
    """How many rows of a table can stand on the screen; a line below says what is left out."""
    layout_ = table_layout.fit(table, _WIDE, (float(SIZE),), gap=24)
    tall = [layout_.lines(row) * SIZE * 1.25 + _CELL for row in range(len(table) + 1)]
    if len(table) <= _TABLE_ROWS and sum(tall) <= _TABLE:
        return len(table)
    fit = sum(1 for reach in itertools.accumulate(tall) if reach <= _TABLE - _MORE) - 1
    return min(max(fit, 1), len(table), _TABLE_ROWS - 1)


def _still(exhibit: Exhibit) -> None:
    """A map of very many shapes as a picture: it is there at once on any machine."""
    image = picture.kept(
        exhibit, palette.current().name, "png",
        width=850, height=_CHART, framed=False, size=18.0, scale=2,
    )  # fmt: skip
    st.image(image, alt=description(exhibit, 1500), width="stretch")


def _links(exhibit: Exhibit) -> None:
    """The causal map as wide as the screen; as its table where its words would be too small."""
    points = SIZE * 0.75
    if picture_links.fitting(exhibit, _WIDE * 0.75 * 0.96, _CHART * 0.75 * 0.97, points) < points:
        _table(exhibit)
        return
    image = picture.kept(
        exhibit, palette.current().name, "png",
        width=_WIDE, height=_CHART, framed=False, size=points, scale=2,
    )  # fmt: skip
    with st.container(key="present_links"):
        st.image(image, alt=description(exhibit, 1500), width="stretch")


def _headline(exhibit: Exhibit) -> None:
    rows = exhibit.figures
    label, number = str(rows["label"].iloc[0]), exhibit.number(float(rows["value"].iloc[0]))
    if len(exhibit.after) > 12:  # a unit of several words would break the large figure
        label, number = f"{label},{exhibit.after}", number.removesuffix(exhibit.after)
    st.markdown(literal(label))
    with st.container(key="present_big"):
        st.markdown(literal(number))
    said = str(rows["words"].iloc[0])
    if "(95%" in said:
        st.markdown(literal(said[said.find("(") + 1 : said.rfind(")")]))
    for _, row in rows.iloc[1:].iterrows():
        st.markdown(literal(f"{row['label']}: {row['words']}"))


def _show_link(at: int) -> None:
    address = link(at)
    image = qr_code(address)
    st.title("This view on your own screen", anchor=False)
    if image is None:
        st.markdown(
            "The link is too long for a QR code, because of the plans or the words that the slides "
            "hold. Copy it from the address bar."
        )
    else:
        st.image(image.decode("utf-8"), width=440, alt="QR code of this slide's link")
    short = address if len(address) <= 90 else address[:87] + "…"
    st.markdown(literal(short))


def show() -> None:
    """The slide that the link or the keys ask for, and its controls."""
    made = current()
    count = len(made.items)
    if not count:
        state.put("mode", "")
        state.notice("There is nothing to present yet: the presentation is empty.")
        st.rerun()
    at = position(count)
    with st.container(key="present_slide"):
        layout.messages()
        if st.session_state.get(_SHOW_LINK):
            _show_link(at)
        else:
            one = collect(tray.Tray((made.items[at - 1],)))[0]
            st.title(literal(one.title), anchor=False)
            if one.exhibit is None:
                st.warning(literal(one.fault), icon=":material/info:")
            else:
                st.markdown(literal(one.exhibit.subtitle))
                with st.container(key="present_body"):
                    _body(one.exhibit, one)
                _source(one.exhibit)
    with st.container(horizontal=True, vertical_alignment="center", key="present_controls"):
        asked = keys(at)
        for label, where, off in (
            ("Previous", "previous", at == 1),
            ("Next", "next", at == count),
            ("QR code", "link", False),
            ("End", "end", False),
        ):
            st.button(
                label, key=f"turn_{where}", disabled=off, on_click=_turn, args=(where, at, count)
            )
        st.markdown(f"{at} of {count}")
    if asked is not None:
        where, origin = asked
        _turn(where, min(max(origin, 1), count), count)
        st.rerun()


def _source(exhibit: Exhibit) -> None:
    """Publisher and licence: short, so that it can be large. The slides' notes have the rest."""
    text = f"Source: {exhibit.publisher}"
    text += ", Open Government Licence v3.0." if "Open Government" in exhibit.licence else "."
    if exhibit.kind == "map":
        text += " Contains OS data © Crown copyright and database right 2024."
    st.markdown(literal(text))
