"""Figures and what is known of them. `data.store` is the only door for pages and model."""
