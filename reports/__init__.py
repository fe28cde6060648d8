"""Papers from the shell: a template for one place or for all of them at once."""
