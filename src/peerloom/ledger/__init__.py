"""The ledger: every answer that was ever seen, in one file that only grows. Nothing is lost."""

from __future__ import annotations
