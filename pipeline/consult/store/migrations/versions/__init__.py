"""One module a change of the tables; names are in order."""
