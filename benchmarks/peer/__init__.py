"""What runs beside the benchmark of the pairing, each module in a process and a virtual environment of its own."""

from __future__ import annotations
