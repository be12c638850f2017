"""Accessible Excel workbooks, to the byte the same for the same figures."""
