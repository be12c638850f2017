"""Tests of what every step stands on: private files, processes, and what ends a command from outside."""
