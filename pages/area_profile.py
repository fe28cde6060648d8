"""Area profile: how does this place stand?"""

from components import layout, navigation, profile_view, state

navigation.frame()
layout.header("How does this place stand?")
profile_view.page(state.get("scope"))
state.write_address("scope", "benchmark", "domain", "only")
