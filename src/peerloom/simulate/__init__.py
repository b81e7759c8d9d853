"""An invented program year: who signs up, who meets whom, and what they answer. Same seed, same bytes.

Only ``random.Random`` with texts as seeds, ``random()``, ``choice`` and ``choices`` are used: they give the same on every
system and Python from 3.11 on. Each part of the story has a stream of its own, so a change in one leaves the others.
"""

from __future__ import annotations
