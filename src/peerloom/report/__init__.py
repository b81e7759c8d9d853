"""The impact report for a funder: one to two pages, from released public figures alone."""

from __future__ import annotations
