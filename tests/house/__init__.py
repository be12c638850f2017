"""The shape of the project and what its documents say."""
