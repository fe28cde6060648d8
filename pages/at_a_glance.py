"""At a glance: what is the picture here?"""

from components.session import address
from components.views.overview import page
from components.widgets import layout, navigation

navigation.frame()
layout.header("What is the picture here?")
page.page(address.get("scope"))
address.write_address("scope")
