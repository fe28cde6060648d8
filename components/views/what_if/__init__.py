"""What if: what would change it?"""
