"""Present: can I show it?"""
