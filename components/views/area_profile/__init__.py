"""Area profile: how does this place stand?"""
