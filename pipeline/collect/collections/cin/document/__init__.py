"""The census as a document: where its records stand, and bringing them into text files."""
