"""The quality report of a release, for its statistician, and the confidence indicator, for its readers."""
