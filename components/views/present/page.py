"""The page that prepares a presentation: its slides, words for each, and what to take away."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import streamlit as st

from components.exhibits import presentation
from components.exhibits.charts import AreaMap
from components.exports import image as image_exports
from components.exports.slides import AT_ONCE, BuiltSlide, build_all, fault_words, within
from components.figures import plan_codes
from components.session import address
from components.session.presentation import begin, current, keep
from components.views.present import papers, story
from components.views.present.downloads import downloads, exports, plan, title_of
from components.widgets import layout, theme
from components.wording import names
from components.wording.markdown import literal
from model.plan import brought_up

_ALLOWED = "_present_allowed"
_EDITION_SAID = "_present_edition_said"


def _digest(one: BuiltSlide) -> str:
    return hashlib.sha256(one.slide.recipe.key.encode()).hexdigest()[:10]


def _do(change: Callable[..., presentation.Presentation], *arguments: object) -> None:
    keep(change(current(), *arguments))


def _clear() -> None:
    keep(presentation.Presentation())
    address.put("slide", "1")
    address.put("part", "1")


def _retitle() -> None:
    made, cut = presentation.put_title(current(), st.session_state["present_title"])
    keep(made)
    if cut:
        address.notice(f"The title was cut to {presentation.LONGEST_TITLE} characters.")


def _recaption(position: int, key: str) -> None:
    made, cut = presentation.caption(current(), position, st.session_state[key])
    keep(made)
    if cut:
        address.notice(f"The caption was cut to {presentation.LONGEST_CAPTION} characters.")
        st.session_state[key] = made.slides[position].caption


def _reword(position: int, key: str, draft: str) -> None:
    text = st.session_state[key]
    made, cut = presentation.put_words(current(), position, None if text.strip() == draft else text)
    keep(made)
    if cut:
        address.notice(f"The words were cut to {presentation.LONGEST_WORDS} characters.")
        st.session_state[key] = made.slides[position].words


def _draft_again(position: int, key: str, draft: str) -> None:
    keep(presentation.put_words(current(), position, None)[0])
    st.session_state[key] = draft


def _present() -> None:
    address.put("slide", "1")
    address.put("part", "1")
    address.put("mode", "show")


def _empty(scope: str) -> None:
    st.info(
        "Nothing is in the presentation yet. Use “Add to presentation” beside any chart, map, "
        "table or headline, or create a starter deck for this place."
    )
    st.button(
        f"Create a starter deck for {names.place_name(scope)}",
        on_click=begin,
        args=(scope,),
        icon=":material/playlist_add:",
    )


def _top(made: presentation.Presentation, scope: str) -> None:
    st.text_input(
        "Title of the presentation",
        value=made.title,
        key="present_title",
        placeholder=title_of(presentation.Presentation(), scope),
        on_change=_retitle,
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Present full screen", on_click=_present, icon=":material/slideshow:")
        with st.popover("Clear all"):
            st.markdown("All slides and their words go. This cannot be undone.")
            st.button("Yes, clear the presentation", on_click=_clear)
        things = "slide" if len(made) == 1 else "slides"
        st.markdown(f"{len(made)} {things}. The link in the address bar restores them.")


def _item(number: int, one: BuiltSlide, last: int) -> None:
    """One slide of the presentation: picture, caption, words, order, and its own downloads."""
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
                image = image_exports.kept_picture(
                    exhibit,
                    theme.current().name,
                    "png",
                    width=640,
                    height=360,
                    framed=False,
                    size=9.0,
                    scale=1.5,
                )
                st.image(image, alt=image_exports.description(exhibit, 600), width="stretch")
            except Exception as error:
                st.warning(literal(fault_words(error)), icon=":material/info:")
            downloads(one, key)
        with right:
            st.text_input(
                "Caption",
                value=one.caption,
                key=f"caption_{key}",
                on_change=_recaption,
                args=(number, f"caption_{key}"),
            )
            st.text_area(
                "Slide text",
                value=one.words,
                key=f"words_{key}",
                height=190,
                on_change=_reword,
                args=(number, f"words_{key}", exhibit.draft),
                help="A draft from the figures by fixed rules. It says no more than the interval "
                "allows. What you write in its place is yours.",
            )
            if one.slide.words is not None:
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
            "Earlier",
            key=f"up_{key}",
            disabled=number == 0,
            icon=":material/arrow_upward:",
            on_click=_do,
            args=(presentation.move, number, -1),
            help=f"Move slide {number + 1} earlier",
        )
        st.button(
            "Later",
            key=f"down_{key}",
            disabled=number == last,
            icon=":material/arrow_downward:",
            on_click=_do,
            args=(presentation.move, number, 1),
            help=f"Move slide {number + 1} later",
        )
        st.button(
            "Take out",
            key=f"remove_{key}",
            icon=":material/delete:",
            on_click=_do,
            args=(presentation.remove, number),
            help=f"Take out slide {number + 1}",
        )


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


def _say_of_editions(made: presentation.Presentation) -> None:
    """Say once that plans in it were kept with an earlier edition of the model."""
    for slide in made.slides:
        for name in ("plan", "plans"):
            for kept in plan_codes.read(str(slide.recipe.params.get(name, "")))[0]:
                note = brought_up(kept)[1]
                if note and not st.session_state.get(_EDITION_SAID):
                    st.session_state[_EDITION_SAID] = True
                    st.warning(literal(note), icon=":material/info:")


def page(scope: str) -> None:
    """The whole page outside present mode."""
    made = current()
    _say_of_editions(made)
    allowed = st.session_state.setdefault(_ALLOWED, AT_ONCE)
    shown = within(made, allowed)
    slides = build_all(presentation.Presentation(made.slides[:shown]))
    story.button(scope)
    if not made.slides:
        _empty(scope)
    else:
        _top(made, scope)
        for number, one in enumerate(slides):
            _item(number, one, len(made) - 1)
        _more(len(made) - shown)
    exports(made, scope)
    plan()
    papers.section(scope)
    used = {
        str(one.exhibit.recipe.params["indicator"])
        for one in slides
        if one.exhibit is not None and "indicator" in one.exhibit.recipe.params
    }
    maps = any(one.exhibit is not None and isinstance(one.exhibit.chart, AreaMap) for one in slides)
    layout.footer(sorted(used), maps=maps)
