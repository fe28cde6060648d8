"""Plan: what would change it?"""

from components.session import plan
from components.views.what_if import page
from components.widgets import layout, navigation

navigation.frame()
plan.adopt()
page.page()
layout.footer()
