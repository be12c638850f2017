"""A machine that fails: `make faults` (bounded, not of the gate) kills, fills, denies and doubles real commands."""
