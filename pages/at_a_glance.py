"""At a glance: what is the picture here?"""

from components.session import address
from components.views.overview import page
from components.widgets import navigation

navigation.frame()
page.heading(address.get("scope"))
page.page(address.get("scope"))
address.write_address("scope")
