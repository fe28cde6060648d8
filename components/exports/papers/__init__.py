"""Papers that officers write: Word documents made from exhibits, by templates that are data."""
