"""Peerloom: one YAML file becomes a mentoring program's site, forms, pairings and progress pages."""

from __future__ import annotations

__version__ = "0.1.0"
