"""The pages of the preview and the server that gives them out."""
