"""Overview: what is the picture here?"""

from components import layout, navigation, overview_view, state

navigation.frame()
layout.header("What is the picture here?")
overview_view.page(state.get("scope"))
state.write_address("scope")
