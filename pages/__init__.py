"""One thin file per question; each reads like a table of contents."""
