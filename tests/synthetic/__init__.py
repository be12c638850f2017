"""The synthetic England: repeatable, near the published figures, wrong only where it says so."""
