"""Disclosure control: small tables to attack by brute force, and England's shape in small."""
