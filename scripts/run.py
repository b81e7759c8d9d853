"""The one command: make .venv, install the kit, then check, sync, pair, measure, build and gate.

It needs Python 3.11 or newer and nothing else. The first run needs the network, later runs do not.
What stands behind it is ``peerloom run``; every option is passed on to it.
"""

from environment import door

if __name__ == "__main__":
    raise SystemExit(door("run"))
