"""Files of a release, their standards and their folder."""
