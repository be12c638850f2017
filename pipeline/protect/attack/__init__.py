"""The audit: what can be worked out of what is published, proved; it shares nothing with the suppressor."""
