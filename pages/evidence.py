"""Evidence: how do you know?"""

from components import evidence_view, layout, navigation, state

navigation.frame()
evidence_view.settle()
layout.header("How do you know?", place="The model and the studies it rests on")
evidence_view.page()
state.write_address("scope", "section", "entry")
