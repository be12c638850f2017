"""A stranger with the published files: what they say, what holds between them, and what can be worked out of it.

Nothing here knows how figures were made or hidden. It shares no code with what suppresses (disclosure/suppress and its
modules) nor with what names unknowns from declarations (publication/unknowns, derived_numbers, identities): a relation
that those forget is found here from the figures themselves.
"""
