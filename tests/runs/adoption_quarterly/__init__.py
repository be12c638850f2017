"""The quarterly adoption return and its release."""
