"""program.yaml becomes a `Program`, with every mistake told at its line in one run."""

from __future__ import annotations
