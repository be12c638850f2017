"""Commands and whole releases, read back as a stranger does."""
