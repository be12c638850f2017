"""What a data file or workbook must keep before it may leave: standards and invariants."""
