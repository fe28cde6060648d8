"""Map: where does it fall?"""
