"""Compare: which plan is better?"""

from components import compare_view, layout, navigation, state

navigation.frame()
compare_view.settle()
layout.header("Which plan is better?")
compare_view.page()
state.write_address("scope", "plans", "outcome")
