"""Synthetic SSDA903 returns: the lives of children told as lines of files, with defects planted in them."""
