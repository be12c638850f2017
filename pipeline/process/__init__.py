"""Process (GSBPM 5): collections compared, the models of sql/ built, and what is counted rolled up.

Local authorities' counts go up the trees of categories and of areas, with estimates for what is missing. Nothing here
knows a release: which crossed keys are wanted is handed in.
"""
