"""Write a year of invented answers. The same as ``peerloom simulate``."""

from environment import door

if __name__ == "__main__":
    raise SystemExit(door("simulate"))
