"""The performance indicators as they are declared: what each counts, in words and in cells."""
