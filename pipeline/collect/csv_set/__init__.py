"""Returns of CSV files told apart by their columns: reader, types, rules and coverage that all of them share."""
