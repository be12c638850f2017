"""Reference data: complete, and consistent in itself."""
