"""Make the public site, and nothing else. The same as ``peerloom build``."""

from environment import door

if __name__ == "__main__":
    raise SystemExit(door("build"))
