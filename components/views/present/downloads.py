"""Files of a presentation: each made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components.exhibits import presentation
from components.exhibits.exhibit import Recipe
from components.exports import brief, brief_area, brief_plan, data_files, deck, image, workbook
from components.exports.slides import BuiltSlide, Progress, build_all, fault_words
from components.figures import plan_codes
from components.session import address, file_names
from components.widgets.add_to_presentation import button
from components.wording import names
from components.wording.markdown import literal
from data import store
from model.plan_code import decode_plan

_FILES = "_present_files"  # what this session has made, by what it was made of
_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def title_of(made: presentation.Presentation, scope: str) -> str:
    """The presentation's title: the person's own, or the place."""
    return made.title or f"{names.heading_name(scope)}: adversity and resilience"


def downloads(one: BuiltSlide, key: str) -> None:
    """Downloads of one slide: pictures and its figures."""
    exhibit = one.exhibit
    assert exhibit is not None
    forms = (
        ("PNG", "png", "image/png", lambda: image.png(exhibit, scale=2, caption=one.caption)),
        ("SVG", "svg", "image/svg+xml", lambda: image.svg(exhibit, caption=one.caption)),
        (
            "CSV",
            "csv",
            "text/csv",
            lambda: workbook.csv(exhibit, caption=one.caption, words=one.words),
        ),
    )
    with st.container(horizontal=True):
        for label, ending, mime, make in forms:
            st.download_button(
                label,
                data=make,
                file_name=file_names.unique(
                    workbook.file_name(exhibit, ending), f"{one.slide!r} {store.data_version()}"
                ),
                mime=mime,
                key=f"{ending}_{key}",
                icon=":material/download:",
                on_click="ignore",
            )


def _file(
    label: str, name: str, mime: str, made_of: str, make: Callable[[Progress], bytes]
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
        file_name=file_names.unique(name, made_of),
        mime=mime,
        key=f"download_{name}",
        icon=":material/download:",
        on_click="ignore",
    )


def exports(made: presentation.Presentation, scope: str) -> None:
    """Downloads of the whole presentation: deck, brief, workbook."""
    st.header("Download", anchor=False)
    title, place = title_of(made, scope), names.heading_name(scope)
    made_of = f"{address.get('tray')} {scope} {store.data_version()}"
    safe = data_files.safe_file_name(title)
    left, middle, right = st.columns(3)
    with left.container(border=True, height="stretch"):
        st.markdown("**Slides**  \nPowerPoint with charts you can edit, notes and alt text.")
        if made.slides:
            _file(
                "the slides (PowerPoint)",
                f"{safe}.pptx",
                _PPTX,
                made_of,
                lambda progress: deck.build(
                    build_all(made, progress), title=title, place=place, progress=progress
                ),
            )
        else:
            st.markdown("Add something first.")
    with middle.container(border=True, height="stretch"):
        st.markdown("**Figures**  \nA workbook: one sheet for each slide, one about them all.")
        if made.slides:
            _file(
                "the figures (Excel)",
                f"{safe}.xlsx",
                _XLSX,
                made_of,
                lambda progress: workbook.build(
                    build_all(made, progress), title=title, progress=progress
                ),
            )
        else:
            st.markdown("Add something first.")
    with right.container(border=True, height="stretch"):
        st.markdown(f"**Brief of {names.place_name(scope)}**  \nTwo pages: what, where, for whom.")
        about = data_files.safe_file_name("brief", place)
        version = f"{scope} {store.data_version()}"
        _file(
            "the brief (PDF)",
            f"{about}.pdf",
            "application/pdf",
            version,
            lambda progress: brief.pdf(brief_area.area_brief(scope, progress)),
        )
        _file(
            "the brief (web page)",
            f"{about}.html",
            "text/html",
            version,
            lambda progress: brief.html(brief_area.area_brief(scope, progress)).encode("utf-8"),
        )


def plan() -> None:
    """What the plan of the What if page adds: its results as slides, and its brief."""
    code = address.get("plan")
    if not code:
        return
    outcome = address.get("outcome") or "looked_after"
    plan = decode_plan(code)
    short = plan_codes.code_for(plan)
    with st.container(border=True, key="present_plan"):
        st.markdown(f"**The plan “{literal(plan.title)}”**  \nFrom the page Plan. Modelled.")
        with st.container(horizontal=True):
            button(Recipe("plan_outcome", {"plan": short, "outcome": outcome}), "plan")
            button(Recipe("plan_money", {"plan": short}), "money")
        about = data_files.safe_file_name("plan brief", plan.title)
        version = f"{code} {outcome} {store.data_version()}"
        _file(
            "the plan's brief (PDF)",
            f"{about}.pdf",
            "application/pdf",
            version,
            lambda progress: brief.pdf(brief_plan.plan_brief(code, outcome, progress)),
        )
        _file(
            "the plan's brief (web page)",
            f"{about}.html",
            "text/html",
            version,
            lambda progress: brief.html(brief_plan.plan_brief(code, outcome, progress)).encode(
                "utf-8"
            ),
        )
