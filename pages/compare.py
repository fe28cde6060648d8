"""Compare: which plan is better?"""

from components.session import address
from components.views.compare import page
from components.widgets import layout, navigation

navigation.frame()
page.settle()
layout.header("Which plan is better?")
page.page()
address.write_address("scope", "plans", "outcome")
