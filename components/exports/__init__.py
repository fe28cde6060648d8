"""Files to take away: deck, brief, workbook, pictures, data."""
