"""Synthetic school censuses: the pupils among the children of the synthetic SSDA903 returns, and a few others."""
