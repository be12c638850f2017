"""The synthetic country: its patches, places, published totals and shares."""
