"""Make a paper: a Word document for a committee, for one place or for all of them."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from components.exports.papers import batch, make
from components.exports.papers.templates import Template, templates
from components.session import address, file_names, sign_in
from components.wording import names
from components.wording.markdown import literal
from components.wording.plans import place_of
from data import store
from model.plan import Plan, known_areas, plan_authorities
from model.plan_code import decode_plan, encode_plan
from plans.errors import PlansError
from plans.library import open_library

_FILES = "_paper_files"  # what this session has made of the choice made last
_PLANS = 50  # kept plans that are offered
#: Papers made in one press at most; more are for the command line, which keeps them in a folder.
MOST = 100
_ZIP = "application/zip"


@dataclass(frozen=True)
class _Wanted:
    """What the papers are made of: other files are not kept beside them."""

    template: str
    scopes: tuple[str, ...]
    plan: str
    outcome: str

    @property
    def made_of(self) -> str:
        return f"{self.template} {self.plan} {self.outcome} {store.data_version()}"


def section(scope: str) -> None:
    """The choice of template, place and plan; then the papers, with what failed named."""
    st.header("Make a paper", anchor=False)
    with st.container(border=True, key="present_papers"):
        st.markdown(
            "A Word document to edit, with real headings, captions and alt text. Every figure in "
            "it keeps where it is from."
        )
        known = templates()
        name = st.selectbox(
            "Paper",
            list(known),
            format_func=lambda each: known[each].name,
            key="paper_template",
            width=480,
        )
        made = known[name]
        st.markdown(literal(made.about))
        plan = _plan(scope) if made.needs_plan else ""
        if plan is None:
            return
        scopes = _places(made, scope, plan)
        if scopes:
            outcome = address.get("outcome") or "looked_after"
            _make(_Wanted(name, tuple(scopes), plan, outcome))


# --- what it is about -------------------------------------------------------------------------


def _plan(scope: str) -> str | None:
    """Code of the plan a paper is about; None where there is none to choose."""
    offered: dict[str, str] = {}  # id of a kept plan, "" for that of the session -> its title
    code = address.get("plan")
    if code:
        offered[""] = f"{decode_plan(code).title} (the plan you work on)"
    library, owner = None, ""
    try:
        owner = sign_in.owner()  # type: ignore[assignment]  # None is refused by the library
        library = open_library()
        for entry in library.list_plans(owner, limit=_PLANS):
            offered[entry.id] = f"{entry.title} (kept, version {entry.version})"
    except PlansError as error:
        if not offered:
            st.markdown(literal(str(error)))
    if not offered:
        st.markdown(
            "This paper is about a plan, and there is none yet: make one on the page Plan, or keep "
            "one there."
        )
        st.page_link(
            "pages/plan.py",
            label="Start a plan",
            icon=":material/tune:",
            query_params={"scope": scope},
        )
        return None
    chosen = st.selectbox(
        "Plan", list(offered), format_func=offered.__getitem__, key="paper_plan", width=480
    )
    if not chosen or library is None:
        return code
    try:
        return encode_plan(library.open(owner, chosen).plan(), rationale=False)
    except PlansError as error:
        st.markdown(literal(str(error)))
        return None


def _place_of(plan: Plan) -> str | None:
    """The one place that a plan acts in; None for authorities that are none together."""
    acting = plan_authorities(plan)
    return next((code for code, areas in known_areas().items() if set(areas) == set(acting)), None)


def _places(made: Template, scope: str, plan: str) -> list[str]:
    """Codes of the places to make papers of; [] where none fits, which is then said."""
    if plan:
        about = decode_plan(plan)
        place = _place_of(about)
        if place is None:
            st.markdown(
                f"The plan acts in {literal(place_of(about))}, which is no single place. A paper "
                "about a plan is for one authority, the seven boroughs or the region."
            )
            return []
        st.markdown(f"The plan acts in {literal(names.place_name(place))}, so the paper is of it.")
        return [place]
    near = next((each for each in ("ward", "lsoa") if each in made.levels), "")
    if near:
        return _near(near, scope)
    options: dict[str, list[str]] = {}
    if make.fits(made, scope):
        options[names.scope_name(scope)] = [scope]
    every = batch.places(made.id, ["all"])
    options[f"Every authority of the region ({len(every)} papers)"] = every
    chosen = st.radio("For", list(options), key="paper_places", horizontal=True)
    return options[chosen]


def _near(level: str, scope: str) -> list[str]:
    """A ward or neighbourhood of the place, or all of them where a press can make so many."""
    noun = "ward" if level == "ward" else "neighbourhood"
    codes = list(store.areas(level, scope).index)
    where = names.place_name(scope)
    one = st.selectbox(
        noun.capitalize(),
        codes,
        format_func=lambda code: _named(code, level),
        index=None,
        placeholder=f"Type or choose a {noun} of {where}",
        key=f"paper_{level}",
        width=480,
    )
    if len(codes) > MOST:
        st.markdown(
            f"{names.heading_name(scope)} has {len(codes):,} {noun}s, more than are made in one "
            "press: choose a smaller area above for all of its sheets, or make them from the "
            "command line."
        )
    elif st.checkbox(f"Every {noun} of {where} ({len(codes)} sheets)", key=f"paper_all_{level}"):
        return codes
    return [one] if one else []


def _named(code: str, level: str) -> str:
    place = store.area(code)
    if level == "lsoa":
        return place.name
    return f"{place.name}, {store.area(place.ltla_code).name}"


# --- making them ------------------------------------------------------------------------------


def _make(wanted: _Wanted) -> None:
    """Make what is not made yet, one by one, and offer what there is."""
    made_of, files, failed = st.session_state.get(_FILES, ("", {}, {}))
    if made_of != wanted.made_of:
        files, failed = {}, {}
        st.session_state[_FILES] = (wanted.made_of, files, failed)
    ready = [code for code in wanted.scopes if code in files]
    missing = len(wanted.scopes) - len(ready)
    slot = st.empty()
    if missing and slot.button(_label(wanted, ready), key="paper_make", icon=":material/build:"):
        bar = slot.progress(0.0, text="Beginning")
        failed.clear()
        failed |= batch.make_each(
            wanted.template,
            wanted.scopes,
            files,  # filled one by one: a press elsewhere loses none of them
            plan=wanted.plan,
            outcome=wanted.outcome,
            progress=lambda done, of, what: bar.progress(
                min(done / max(of, 1), 1.0), text=f"{what} ({min(done + 1, of)} of {of})"
            ),
        )
        slot.empty()
        ready = [code for code in wanted.scopes if code in files]
        if len(ready) < len(wanted.scopes):
            slot.button("Try those again", key="paper_again", icon=":material/refresh:")
    _said(wanted, ready, failed)
    if ready:
        _download(wanted, {code: files[code] for code in ready}, failed)


def _label(wanted: _Wanted, ready: list[str]) -> str:
    if ready:
        return f"Go on: {len(wanted.scopes) - len(ready)} of {len(wanted.scopes)} are not made yet"
    return "Make the paper" if len(wanted.scopes) == 1 else f"Make {len(wanted.scopes)} papers"


def _said(wanted: _Wanted, ready: list[str], failed: dict[str, str]) -> None:
    """What could not be made, each with its reason."""
    lost = {code: why for code, why in failed.items() if code in wanted.scopes}
    if not lost:
        return
    told = "\n".join(f"- {literal(names.heading_name(c))}: {literal(w)}" for c, w in lost.items())
    st.warning(
        f"{len(lost)} of {len(wanted.scopes)} could not be made; the others are kept.\n\n{told}",
        icon=":material/info:",
    )


def _download(wanted: _Wanted, files: dict[str, bytes], failed: dict[str, str]) -> None:
    titles = {code: batch.file_name(wanted.template, code) for code in files}
    if len(wanted.scopes) == 1:
        (code,) = files
        label, name, mime = "Download the paper (Word)", titles[code], make.MIME
        data = files[code]
    else:
        count = "1 paper" if len(files) == 1 else f"{len(files)} papers"
        label, mime = f"Download {count} (zip)", _ZIP
        name = f"{batch.stem(wanted.template, wanted.scopes)}.zip"
        data = batch.zipped({titles[code]: each for code, each in files.items()}, failed)
    st.download_button(
        label,
        data=data,
        file_name=file_names.unique(name, f"{wanted.made_of} {wanted.scopes}"),
        mime=mime,
        key="paper_download",
        icon=":material/download:",
        on_click="ignore",
    )
