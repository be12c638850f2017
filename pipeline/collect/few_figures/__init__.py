"""Returns of a few figures an authority: sheets, rows, rules and coverage that all of them share."""
