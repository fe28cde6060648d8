"""Present mode: one finding a screen, large type, keys and clicker, a QR code of the same view."""

from __future__ import annotations

import io
from urllib.parse import urlencode

import segno
import streamlit as st

from components.charts import paint_html, paint_plotly, screen
from components.charts.layouts.table import TablePage
from components.charts.paint_plotly import config
from components.charts.served_files import vendor_address
from components.exhibits import presentation
from components.exhibits.charts import CausalMap
from components.exhibits.exhibit import Exhibit
from components.exports import image as image_exports
from components.exports.image import description
from components.exports.slides import BuiltSlide, build_all, short_source
from components.session import address as address_session
from components.session.presentation import current
from components.views.present.keys import keys
from components.widgets import layout, theme
from components.wording.findings import CANNOT_TELL, shorten
from components.wording.markdown import literal
from data import store

_SHOW_LINK = "_present_link"
#: A QR code of more characters is too fine to be read from the back of a room.
LONGEST_QR = 900
_LONGEST_WORDS = 380
_MOST_LIVE_SHAPES = 1200
#: Height of the chart in pixels: with title, subtitle, source and controls it fills 720.
_CHART = 350


def position(count: int) -> int:
    """Number of the slide that is shown, from 1; the nearest one when the link's is not there."""
    wanted = int(address_session.get("slide") or "1")
    return min(max(wanted, 1), max(count, 1))


def part_of(at: int) -> int:
    """Number of the screen of slide ``at`` that is shown, from 1."""
    wanted = int(address_session.get("part") or "1")
    return min(max(wanted, 1), max(len(_screens(_slide(at))), 1))


def _slide(at: int) -> BuiltSlide:
    """Slide ``at`` of the presentation in work, from 1."""
    return build_all(presentation.Presentation((current().slides[at - 1],)))[0]


def _turn(where: str, at: int, count: int) -> None:
    if where == "link":
        st.session_state[_SHOW_LINK] = not st.session_state.get(_SHOW_LINK, False)
        return
    st.session_state[_SHOW_LINK] = False
    if where == "end":
        address_session.put("mode", "")
        return
    shown = part_of(at) if at == position(count) else 1  # a late key belongs to its own slide
    step = {"next": 1, "previous": -1}.get(where, 0)
    if step and 1 <= shown + step <= len(_screens(_slide(at))):
        address_session.put("slide", str(at))
        address_session.put("part", str(shown + step))
        return
    target = {"next": at + 1, "previous": at - 1, "first": 1, "last": count}[where]
    target = min(max(target, 1), count)
    last = where == "previous" and target != at
    address_session.put("slide", str(target))
    address_session.put("part", str(max(len(_screens(_slide(target))), 1)) if last else "1")


def link(at: int) -> str:
    """The address of the slide now shown, for a QR code or to be sent."""
    base = str(st.context.url or "").split("?")[0] or "present"
    fields = {"mode": "show", "slide": str(at), "tray": address_session.get("tray")}
    if address_session.get("part") not in ("", "1"):
        fields["part"] = address_session.get("part")
    if address_session.get("scope") != store.REGION:
        fields["scope"] = address_session.get("scope")
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


def spoken(one: BuiltSlide) -> list[str]:
    """The words on screen: the caption, and as much of the paragraph as can be read.

    Sentences that say we can't tell always stay.
    """
    if one.slide.words is not None:
        return [text for text in (one.caption, *one.words.split("\n")) if text.strip()]
    if one.caption:
        doubts = shorten(one.words, 1)
        return [one.caption, doubts] if CANNOT_TELL.lower() in doubts.lower() else [one.caption]
    return [shorten(one.words, _LONGEST_WORDS)]


def _screens(one: BuiltSlide) -> tuple[screen.Part, ...]:
    """What is shown of a slide, screen by screen; none of one that could not be made."""
    if one.exhibit is None:
        return ()
    return screen.parts(one.exhibit, spoken(one))


def _body(exhibit: Exhibit, one: BuiltSlide, part: screen.Part) -> None:
    if part.page is not None:
        _table(exhibit, part.page)
        return
    if isinstance(exhibit.chart, CausalMap):
        _live(exhibit, part)
        return
    chart, side = st.columns([2.3, 1], vertical_alignment="center")
    with chart:
        assert part.plot is not None
        if part.plot.kind == "headline":
            with st.container(key="present_big"):
                st.html(paint_html.headline(part.plot, theme.current()))
        elif part.plot.globe and len(exhibit.chart.figures) > _MOST_LIVE_SHAPES:
            _still(exhibit)
        else:
            _live(exhibit, part)
    with side.container(key="present_words"):
        for number, text in enumerate(part.words):
            bold = "**" if number == 0 and one.caption and part.number == 1 else ""
            st.markdown(f"{bold}{literal(text)}{bold}")


def _live(exhibit: Exhibit, part: screen.Part) -> None:
    """A chart that can be pointed at; it slides sideways on a phone."""
    assert part.plot is not None
    with st.container(key="present_live"):
        st.plotly_chart(
            paint_plotly.paint(part.plot, theme.current()),
            key=f"present_chart_{position(10_000)}_{part.number}",
            theme=None,
            config={**config("slide"), "displayModeBar": False, "topojsonURL": vendor_address()},
            alt=description(exhibit, 1500),
        )


def _table(exhibit: Exhibit, page: TablePage) -> None:
    """A page of a table; a wide one without some columns, which the slides have."""
    with st.container(key="present_table"):
        st.html(paint_html.paint(page, theme.current()))
    if screen.hidden_columns(exhibit):
        st.markdown("The other columns are in the slides and the workbook.")


def _still(exhibit: Exhibit) -> None:
    """A map of very many shapes as a picture: it is there at once on any machine."""
    image = image_exports.kept_picture(
        exhibit,
        theme.current().name,
        "png",
        width=850,
        height=_CHART,
        framed=False,
        size=18.0,
        scale=2,
    )
    st.image(image, alt=description(exhibit, 1500), width="stretch")


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
    count = len(made.slides)
    if not count:
        address_session.put("mode", "")
        address_session.notice("There is nothing to present yet: the presentation is empty.")
        st.rerun()
    at, told = position(count), ""
    with st.container(key="present_slide"):
        layout.messages()
        if st.session_state.get(_SHOW_LINK):
            _show_link(at)
        else:
            one = _slide(at)
            st.title(literal(one.title), anchor=False)
            if one.exhibit is None:
                st.warning(literal(one.fault), icon=":material/info:")
            else:
                st.markdown(literal(one.exhibit.subtitle))
                part = _screens(one)[part_of(at) - 1]
                told = part.label
                with st.container(key="present_body"):
                    _body(one.exhibit, one, part)
                st.markdown(literal(short_source(one.exhibit)))
    with st.container(horizontal=True, vertical_alignment="center", key="present_controls"):
        asked = keys(at)
        whole = max(len(_screens(_slide(at))), 1)
        shown = part_of(at)
        for label, where, off in (
            ("Previous", "previous", at == 1 and shown == 1),
            ("Next", "next", at == count and shown == whole),
            ("QR code", "link", False),
            ("End", "end", False),
        ):
            st.button(
                label, key=f"turn_{where}", disabled=off, on_click=_turn, args=(where, at, count)
            )
        st.markdown(f"{at} of {count}" + (f", {told}" if told else ""))
    if asked is not None:
        where, origin = asked
        _turn(where, min(max(origin, 1), count), count)
        st.rerun()
