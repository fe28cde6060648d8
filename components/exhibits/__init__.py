"""What an exhibit is: its words, its chart, its recipe."""
