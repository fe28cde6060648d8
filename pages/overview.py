"""Overview: what is the picture here?"""

from components import layout, overview_view, state

layout.header("What is the picture here?")
overview_view.page(state.get("scope"))
state.write_address("scope")
