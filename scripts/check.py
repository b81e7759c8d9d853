"""Say everything that is wrong with program.yaml and content/. The same as ``peerloom check``."""

from environment import door

if __name__ == "__main__":
    raise SystemExit(door("check"))
