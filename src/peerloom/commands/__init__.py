"""One small module a verb: parse, call, print, return a status. 0 done, 1 for you to fix, 2 usage, 3 our fault."""

from __future__ import annotations
