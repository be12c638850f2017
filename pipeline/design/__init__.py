"""Design (GSBPM 2): what is declared of a release, from its data sets and tables to its policy.

``files`` reads what an editor declares; the values that it makes are here.
"""
