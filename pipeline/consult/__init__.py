"""What a local authority sees of its own figures before they are published, and what it answers.

A bundle (``bundle``) is the read-only copy that is served; the state (``store``) is what people do with it. Every route
and every query passes ``people.access``, which denies by default.
"""
