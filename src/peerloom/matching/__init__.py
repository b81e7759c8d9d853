"""Who goes with whom: the best pairing under the program's rules, proved and explained. Pure; knows no names."""

from __future__ import annotations
