"""Evidence: how do you know?"""
