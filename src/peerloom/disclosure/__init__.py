"""The only way from private facts to public figures. Default deny: what no rule allows is withheld."""

from __future__ import annotations
