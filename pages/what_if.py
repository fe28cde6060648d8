"""What if: what would change it?"""

from components import layout, navigation, whatif_plan, whatif_view

navigation.frame()
whatif_plan.adopt()
whatif_view.page()
layout.footer()
