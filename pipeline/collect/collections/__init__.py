"""Of each return its specification and what is its own; no collection knows another."""
