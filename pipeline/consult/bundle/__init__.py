"""What an authority is shown: made, checked, sealed and opened again, one authority at a time."""
