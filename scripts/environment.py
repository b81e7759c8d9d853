"""Makes .venv and installs the kit into it, once: what is there already is not done again."""

import sys

if sys.version_info < (3, 11):  # before any import that an older Python may not have
    raise SystemExit("Peerloom needs Python 3.11 or newer. Get it from https://www.python.org/downloads/")

import hashlib
import os
import subprocess
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def environment(lock: str) -> str:
    """Make sure that .venv holds what ``lock`` names, and the kit itself. Return its Python.

    The files that say what to install are remembered by their hash, so a second run asks nobody.
    """
    folder = ROOT / ".venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = hashlib.sha256()
    for name in (lock, "pyproject.toml"):
        wanted.update((ROOT / name).read_bytes())
    wanted.update(sys.version.encode())
    stamp = folder / f"installed-{Path(lock).stem}"
    if python.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted.hexdigest():
        return str(python)
    if not _works(python):
        print("Making .venv, a folder of its own for what the kit needs ...", flush=True)
        venv.create(folder, with_pip=True, clear=folder.exists())
    print("Installing what the kit needs. This takes a minute, once, and needs the network ...", flush=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    try:
        subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / lock)], check=True)
        subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], check=True)
    except subprocess.CalledProcessError:
        raise SystemExit("\nThat could not be installed. Check the network, then run the same command again.") from None
    stamp.write_text(wanted.hexdigest(), encoding="utf-8")
    return str(python)


def _works(python: Path) -> bool:
    """Say whether .venv has a Python that starts; a folder copied from another machine has not."""
    if not python.exists():
        return False
    try:
        return subprocess.run([str(python), "-c", ""], check=False).returncode == 0
    except OSError:
        return False


def door(verb: str) -> int:
    """Run ``peerloom <verb>`` with the words that the script was given, on this repository unless they say another.

    Whatever a machine lacks but Python is installed first, into .venv. Give the verb's status.
    """
    python = environment("requirements.lock")
    words = sys.argv[1:]
    if not any(word.partition("=")[0] == "--root" for word in words):
        words = ["--root", str(ROOT), *words]
    try:
        return subprocess.run([python, "-m", "peerloom", verb, *words], check=False).returncode
    except KeyboardInterrupt:
        return 0  # Ctrl+C is how one leaves what waits
