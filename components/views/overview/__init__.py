"""Overview: what is the picture here?"""
