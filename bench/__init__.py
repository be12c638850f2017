"""Seconds and ratios, measured side by side in one run; nothing in the tests depends on them."""
