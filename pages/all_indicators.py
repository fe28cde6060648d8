"""All indicators: how does this place stand?"""

from components.session import address
from components.views.area_profile import page
from components.widgets import layout, navigation

navigation.frame()
layout.header("How does this place stand?")
page.page(address.get("scope"))
address.write_address("scope", "benchmark", "domain", "only")
