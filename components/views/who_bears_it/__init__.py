"""Who bears it: on whom does it fall?"""
