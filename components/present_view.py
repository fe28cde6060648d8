"""The page that prepares a presentation: the tray, words for each slide, and what to take away."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import streamlit as st

from components import (
    brief,
    brief_area,
    brief_plan,
    deck,
    export,
    layout,
    palette,
    picture,
    present_sets,
    recipes_plan,
    state,
    tray,
    workbook,
)
from components import recipe_words as words
from components.collect import button, current, keep
from components.collected import AT_ONCE, Collected, Progress, collect, fault_words, within
from components.exhibit import Recipe
from components.wording import literal
from data import store
from model.plan_code import decode_plan

_ALLOWED = "_present_allowed"
_FILES = "_present_files"  # what this session has made, by what it was made of
_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _digest(one: Collected) -> str:
    return hashlib.sha256(one.item.recipe.key.encode()).hexdigest()[:10]


def title_of(made: tray.Tray, scope: str) -> str:
    """The presentation's title: the person's own, or the place."""
    return made.title or f"{words.heading_name(scope)}: adversity and resilience"


# --- callbacks -------------------------------------------------------------------------------


def _do(change: Callable[..., tray.Tray], *arguments: object) -> None:
    keep(change(current(), *arguments))


def _clear() -> None:
    keep(tray.Tray())
    state.put("slide", "1")
    state.put("part", "1")


def _begin(scope: str) -> None:
    made = current()
    for recipe in present_sets.usual(scope):
        if len(made) < tray.MOST_ITEMS:
            made = tray.add(made, recipe)
    keep(made)


def _retitle() -> None:
    made, cut = tray.put_title(current(), st.session_state["present_title"])
    keep(made)
    if cut:
        state.notice(f"The title was cut to {tray.LONGEST_TITLE} characters.")


def _recaption(position: int, key: str) -> None:
    made, cut = tray.caption(current(), position, st.session_state[key])
    keep(made)
    if cut:
        state.notice(f"The caption was cut to {tray.LONGEST_CAPTION} characters.")
        st.session_state[key] = made.items[position].caption


def _reword(position: int, key: str, draft: str) -> None:
    text = st.session_state[key]
    made, cut = tray.put_words(current(), position, None if text.strip() == draft else text)
    keep(made)
    if cut:
        state.notice(f"The words were cut to {tray.LONGEST_WORDS} characters.")
        st.session_state[key] = made.items[position].words


def _draft_again(position: int, key: str, draft: str) -> None:
    keep(tray.put_words(current(), position, None)[0])
    st.session_state[key] = draft


def _present() -> None:
    state.put("slide", "1")
    state.put("part", "1")
    state.put("mode", "show")


# --- the tray --------------------------------------------------------------------------------


def _empty(scope: str) -> None:
    st.info(
        "Nothing is collected yet. Use “Add to presentation” beside any chart, map, table or "
        "headline, or begin with the usual questions about this place."
    )
    st.button(
        f"Begin with the usual set for {words.place_name(scope)}",
        on_click=_begin,
        args=(scope,),
        icon=":material/playlist_add:",
    )


def _top(made: tray.Tray, scope: str) -> None:
    st.text_input(
        "Title of the presentation",
        value=made.title,
        key="present_title",
        placeholder=title_of(tray.Tray(), scope),
        on_change=_retitle,
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Present full screen",
            on_click=_present,
            icon=":material/slideshow:",
        )
        with st.popover("Clear all"):
            st.markdown("All slides and their words go. This cannot be undone.")
            st.button("Yes, clear the presentation", on_click=_clear)
        things = "slide" if len(made) == 1 else "slides"
        st.markdown(f"{len(made)} {things}. The link in the address bar restores them.")


def _item(number: int, one: Collected, last: int) -> None:
    """One slide of the tray: picture, caption, words, order, and its own downloads."""
    key = _digest(one)
    with st.container(border=True, key=f"slide_{key}"):
        st.subheader(f"{number + 1}. {literal(one.title)}", anchor=False)
        if one.exhibit is None:
            st.warning(literal(one.fault), icon=":material/info:")
            _order(number, last, key)
            return
        exhibit = one.exhibit
        left, right = st.columns([1, 1])
        with left:
            st.markdown(literal(exhibit.subtitle))
            try:
                image = picture.kept(
                    exhibit, palette.current().name, "png",
                    width=640, height=360, framed=False, size=9.0, scale=1.5,
                )  # fmt: skip
                st.image(image, alt=picture.description(exhibit, 600), width="stretch")
            except Exception as error:
                st.warning(literal(fault_words(error)), icon=":material/info:")
            _downloads(one, key)
        with right:
            st.text_input(
                "Caption",
                value=one.caption,
                key=f"caption_{key}",
                on_change=_recaption,
                args=(number, f"caption_{key}"),
            )
            st.text_area(
                "Words on the slide",
                value=one.words,
                key=f"words_{key}",
                height=190,
                on_change=_reword,
                args=(number, f"words_{key}", exhibit.draft),
                help="A draft from the figures by fixed rules. It says no more than the interval "
                "allows. What you write in its place is yours.",
            )
            if one.item.words is not None:
                st.button(
                    "Use the draft again",
                    key=f"draft_{key}",
                    on_click=_draft_again,
                    args=(number, f"words_{key}", exhibit.draft),
                )
            _order(number, last, key)


def _order(number: int, last: int, key: str) -> None:
    with st.container(horizontal=True):
        st.button(
            "Earlier", key=f"up_{key}", disabled=number == 0, icon=":material/arrow_upward:",
            on_click=_do, args=(tray.move, number, -1), help=f"Move slide {number + 1} earlier",
        )  # fmt: skip
        st.button(
            "Later", key=f"down_{key}", disabled=number == last, icon=":material/arrow_downward:",
            on_click=_do, args=(tray.move, number, 1), help=f"Move slide {number + 1} later",
        )  # fmt: skip
        st.button(
            "Remove", key=f"remove_{key}", icon=":material/delete:",
            on_click=_do, args=(tray.remove, number), help=f"Remove slide {number + 1}",
        )  # fmt: skip


def _downloads(one: Collected, key: str) -> None:
    exhibit = one.exhibit
    assert exhibit is not None
    forms = (
        ("PNG", "png", "image/png", lambda: picture.png(exhibit, scale=2, caption=one.caption)),
        ("SVG", "svg", "image/svg+xml", lambda: picture.svg(exhibit, caption=one.caption)),
        ("CSV", "csv", "text/csv",
         lambda: workbook.csv(exhibit, caption=one.caption, words=one.words)),
    )  # fmt: skip
    with st.container(horizontal=True):
        for label, ending, mime, make in forms:
            st.download_button(
                label,
                data=make,
                file_name=workbook.file_name(exhibit, ending),
                mime=mime,
                key=f"{ending}_{key}",
                icon=":material/download:",
                on_click="ignore",
            )


# --- what to take away -----------------------------------------------------------------------


def _file(
    label: str,
    name: str,
    mime: str,
    made_of: str,
    make: Callable[[Progress], bytes],
) -> None:
    """A file that is made on request with a progress bar, then offered for download."""
    files: dict[str, tuple[str, bytes]] = st.session_state.setdefault(_FILES, {})
    slot = st.empty()
    kept = files.get(name)
    if kept is None or kept[0] != made_of:
        files.pop(name, None)
        if not slot.button(f"Make {label}", key=f"make_{name}", icon=":material/build:"):
            return
        bar = slot.progress(0.0, text="Beginning")
        try:
            data = make(lambda done, of, what: bar.progress(min(done / max(of, 1), 1.0), text=what))
        except brief.PrintUnavailable as error:
            slot.warning(literal(error), icon=":material/info:")
            return
        except Exception as error:
            slot.error(literal(fault_words(error)), icon=":material/error:")
            return
        files[name] = (made_of, data)
    slot.download_button(
        f"Download {label}",
        data=files[name][1],
        file_name=name,
        mime=mime,
        key=f"download_{name}",
        icon=":material/download:",
        on_click="ignore",
    )


def _exports(made: tray.Tray, scope: str) -> None:
    st.header("Take away", anchor=False)
    title, place = title_of(made, scope), words.heading_name(scope)
    made_of = f"{state.get('tray')} {scope} {store.data_version()}"
    safe = export.safe_file_name(title)
    left, middle, right = st.columns(3)
    with left.container(border=True, height="stretch"):
        st.markdown("**Slides**  \nPowerPoint with charts you can edit, notes and alt text.")
        if made.items:
            _file(
                "the slides (PowerPoint)", f"{safe}.pptx", _PPTX, made_of,
                lambda progress: deck.build(
                    collect(made, progress), title=title, place=place, progress=progress
                ),
            )  # fmt: skip
        else:
            st.markdown("Collect something first.")
    with middle.container(border=True, height="stretch"):
        st.markdown("**Figures**  \nA workbook: one sheet for each slide, one about them all.")
        if made.items:
            _file(
                "the figures (Excel)", f"{safe}.xlsx", _XLSX, made_of,
                lambda progress: workbook.build(
                    collect(made, progress), title=title, progress=progress
                ),
            )  # fmt: skip
        else:
            st.markdown("Collect something first.")
    with right.container(border=True, height="stretch"):
        st.markdown(f"**Brief of {words.place_name(scope)}**  \nTwo pages: what, where, for whom.")
        about = export.safe_file_name("brief", place)
        version = f"{scope} {store.data_version()}"
        _file(
            "the brief (PDF)", f"{about}.pdf", "application/pdf", version,
            lambda progress: brief.pdf(brief_area.area_brief(scope, progress)),
        )  # fmt: skip
        _file(
            "the brief (web page)", f"{about}.html", "text/html", version,
            lambda progress: brief.html(brief_area.area_brief(scope, progress)).encode("utf-8"),
        )  # fmt: skip


def _plan() -> None:
    """What the plan of the What if page adds: its results as slides, and its brief."""
    code = state.get("plan")
    if not code:
        return
    outcome = state.get("outcome") or "looked_after"
    plan = decode_plan(code)
    short = recipes_plan.code_for(plan)
    with st.container(border=True, key="present_plan"):
        st.markdown(f"**The plan “{literal(plan.title)}”**  \nFrom the What if page. Modelled.")
        with st.container(horizontal=True):
            button(Recipe("plan_outcome", {"plan": short, "outcome": outcome}), "plan")
            button(Recipe("plan_money", {"plan": short}), "money")
        about = export.safe_file_name("plan brief", plan.title)
        version = f"{code} {outcome} {store.data_version()}"
        _file(
            "the plan's brief (PDF)", f"{about}.pdf", "application/pdf", version,
            lambda progress: brief.pdf(brief_plan.plan_brief(code, outcome, progress)),
        )  # fmt: skip
        _file(
            "the plan's brief (web page)", f"{about}.html", "text/html", version,
            lambda progress: brief.html(
                brief_plan.plan_brief(code, outcome, progress)
            ).encode("utf-8"),
        )  # fmt: skip


def _more(waiting: int) -> None:
    """What a link holds beyond the work allowed at once is made when a person asks for it."""
    if not waiting:
        return
    with st.container(border=True, key="present_more"):
        slides = "slide is" if waiting == 1 else "slides are"
        st.markdown(
            f"**{waiting} more {slides} in this presentation.** So that no link can keep the "
            "server busy, a few are shown at a time. Present full screen and the files below "
            "have them all."
        )
        st.button("Show more slides", on_click=_allow_more, icon=":material/expand_more:")


def _allow_more() -> None:
    st.session_state[_ALLOWED] += AT_ONCE


def page(scope: str) -> None:
    """The whole page outside present mode."""
    made = current()
    allowed = st.session_state.setdefault(_ALLOWED, AT_ONCE)
    shown = within(made, allowed)
    slides = collect(tray.Tray(made.items[:shown]))
    if not made.items:
        _empty(scope)
    else:
        _top(made, scope)
        for number, one in enumerate(slides):
            _item(number, one, len(made) - 1)
        _more(len(made) - shown)
    _exports(made, scope)
    _plan()
    used = {
        str(one.exhibit.recipe.params["indicator"])
        for one in slides
        if one.exhibit is not None and "indicator" in one.exhibit.recipe.params
    }
    maps = any(one.exhibit is not None and one.exhibit.kind == "map" for one in slides)
    layout.footer(sorted(used), maps=maps)
