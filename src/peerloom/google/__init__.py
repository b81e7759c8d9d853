"""Google behind four calls: sign-in, a client with limits, spreadsheets. Loaded only when used."""

from __future__ import annotations
