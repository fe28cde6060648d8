"""Charts as each page, picture and deck drew them for itself; to be replaced by `charts.plot`."""
