"""Raw sources to published tables. Run by maintainers: ``python -m data.build``."""
