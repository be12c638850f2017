"""Previews made from returns by the release's own steps."""
