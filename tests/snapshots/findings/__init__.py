"""The findings of every place, as they were read: ``python -m tests.snapshots.findings``."""
