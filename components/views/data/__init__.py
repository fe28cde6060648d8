"""Data: where do the figures come from?"""
