"""Charts as functions: tidy data in, Plotly figure out; no reading of files, no session state."""
