"""Evidence: how do you know?"""

from components import evidence_view, layout, navigation, state

navigation.frame()
layout.header("How do you know?", place="The model and the studies it rests on")
evidence_view.page()
layout.footer()
state.write_address("scope", "section", "entry")
