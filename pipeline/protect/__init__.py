"""Protect (GSBPM 6.4): suppress small numbers and what gives them away, and prove it from what is published alone.

``suppress`` decides what to suppress, from the true counts. ``attack`` sees only what is published and says what can be
worked out; ``reader`` is a stranger who was told no declaration. Import contracts keep them apart; what they share is
listed in the README. ``edition`` brings them together for one release and those before it.
"""
