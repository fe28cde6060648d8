"""Evidence: how do you know?"""

from components.session import address
from components.views.evidence import page
from components.widgets import layout, navigation

navigation.frame()
page.settle()
layout.header("How do you know?", place="The model and the studies it rests on")
page.page()
address.write_address("scope", "section", "entry")
