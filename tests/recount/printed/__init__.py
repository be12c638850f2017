"""The recount of what is printed: every figure of data files and workbook tables, worked out again from the returns.

Published files are read as a stranger reads them. What a row's labels mean, what a percentage is of, and how a figure
is written stand here in words and numbers of this package's own; nothing is shared with the models, the declarations or
the publication. Cells come from the recounts of cells beside it, which count child by child.
"""
