"""Figures about the program: each with a definition, the number of people behind it, and a date."""

from __future__ import annotations
