"""Lets ``python -m peerloom`` stand in for the command where scripts are not on the path."""

from __future__ import annotations

from peerloom.cli import entry

if __name__ == "__main__":
    entry()
