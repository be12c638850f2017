"""Tests of the preview: what is shown to whom, when, and what is kept of the answers."""
