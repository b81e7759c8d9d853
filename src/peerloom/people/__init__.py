"""Reads answers: who takes part, with whom, how far they are, and what of it cannot be read."""
