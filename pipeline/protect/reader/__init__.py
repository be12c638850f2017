"""A stranger with the published files: what they say, what holds between them, and what can be worked out of it.

Nothing here knows how figures were made or suppressed, nor what was declared: a relation that declarations forget is
found here from the figures themselves. Import contracts keep it so; what it shares with the suppressor is listed in
the README. Not read here: that areas add up, percentages, rates and averages (the other audit has them), and earlier
releases.
"""
