"""Parts of the screen that several pages use."""
