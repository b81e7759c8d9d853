"""Propose who goes with whom, in private/pairings.csv. The same as ``peerloom pair``."""

from environment import door

if __name__ == "__main__":
    raise SystemExit(door("pair"))
