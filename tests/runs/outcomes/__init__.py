"""The release of outcomes: the invented samples of one authority, and returns by hand."""
