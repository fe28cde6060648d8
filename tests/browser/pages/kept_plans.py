"""A page with nothing but sign-in and the library, for test_sign_in.py."""

from __future__ import annotations

from typing import cast

import streamlit as st

from components.session import sign_in
from model.plan import new_plan
from plans.errors import PlansError
from plans.library import open_library

st.title("Kept plans", anchor=False)
sign_in.controls()
# None of a stranger goes on as it is: it is for the library to refuse it.
owner = cast(str, sign_in.owner())
st.text(f"Owner: {owner!r}")
try:
    library = open_library()
    wanted = st.query_params.get("plan")
    if wanted:
        opened = library.open(owner, wanted)
        st.text(f"Opened: {opened.title} / {opened.plan().title} / yours: {opened.yours}")
        if st.button("Take over"):
            library.save_version(owner, wanted, new_plan(title="Taken"), based_on=1)
            st.text("Taken over")
        if opened.yours and st.button("Share"):
            library.share(owner, wanted, True)
    title = st.text_input("Title")
    if st.button("Save") and title:
        st.text(f"Saved as {library.save(owner, new_plan(title=title)).id}")
    for entry in library.list_plans(owner):
        st.text(f"Plan: {entry.title} / {entry.id} / yours: {entry.yours}")
except PlansError as error:
    st.error(str(error))
st.text("End of page")
