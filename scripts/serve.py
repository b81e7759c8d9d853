"""Show the site in a browser and follow every change. The same as ``peerloom serve``."""

from environment import door

if __name__ == "__main__":
    raise SystemExit(door("serve"))
