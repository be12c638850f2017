"""The children of the synthetic England: who comes, stays and leaves, and their lives."""
