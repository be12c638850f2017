"""Suppression and attack, each against brute force and planted leaks."""
