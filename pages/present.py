"""Present: can I show it?"""

from components.session import address
from components.session.presentation import STORY
from components.views.present import page, show, story
from components.widgets import layout, navigation

navigation.frame()
if address.get("mode") == STORY:
    story.show(address.get("scope"))
    address.write_address("scope", "mode", "plan", "outcome")
elif address.get("mode") == "show":
    show.show()
    address.write_address("scope", "mode", "slide", "part", "plan", "outcome")
else:
    layout.header("Can I show it?")
    page.page(address.get("scope"))
    address.write_address("scope", "plan", "outcome")
