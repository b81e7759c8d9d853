"""Look for private values in the site, or in the tracked or staged files. The same as ``peerloom gate``."""

from environment import door

if __name__ == "__main__":
    raise SystemExit(door("gate"))
