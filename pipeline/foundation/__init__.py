"""What every step stands on: stages, the warehouse, declarations with their lines, names of numbers."""
