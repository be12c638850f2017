"""How the state's tables came to be, in order."""
