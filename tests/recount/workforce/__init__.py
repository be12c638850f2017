"""The figures of the workforce release worked out a second time, from the documents and the definitions alone."""
