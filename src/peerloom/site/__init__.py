"""Writes what changed, runs the site builder, and publishes only what the audit and the gate have passed."""

from __future__ import annotations
