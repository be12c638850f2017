"""The models of sql/, roll-up, estimates and coverage."""
