"""Compare: which plan is better?"""
