"""Charts: where everything of a chart stands, and how it is drawn."""
