"""Present: can I show it?"""

from components import layout, navigation, present_mode, present_view, state

navigation.frame()
if state.get("mode") == "show":
    present_mode.show()
    state.write_address("scope", "mode", "slide", "plan", "outcome")
else:
    layout.header("Can I show it?")
    present_view.page(state.get("scope"))
    state.write_address("scope", "plan", "outcome")
