"""Keeping plans: a library of plans in SQLite or PostgreSQL. Knows nothing of the screen."""
