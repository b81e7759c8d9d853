"""Public pages: the program, its texts and disclosed figures become Markdown. Nothing about people can be reached."""

from __future__ import annotations
