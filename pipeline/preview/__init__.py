"""What a local authority sees of its own figures before they are published, and what it answers.

A bundle (bundle.py) is the read-only copy that is served; the state (state.py) is what people do with it. Every route
and every query passes access.py, which denies by default.
"""
