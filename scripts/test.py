"""All checks: lint, types, tests and the browser tests. It installs what they need, the same on every machine.

python3 scripts/test.py             everything
python3 scripts/test.py quick       without the slow tests and the browser
python3 scripts/test.py -- -k gate  everything after -- goes to pytest, and only pytest runs
"""

import sys

if sys.version_info < (3, 11):  # before any import that an older Python may not have
    raise SystemExit("Peerloom needs Python 3.11 or newer. Get it from https://www.python.org/downloads/")

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from environment import ROOT, environment

TOOLS = ROOT / ".test-tools"
IN_CI = bool(os.environ.get("CI"))
NODE = (  # what runs in Node.js or in the browser: accessibility rules; the language and the types of Apps Script
    "axe-core@4.14.1",
    "typescript@5.9.3",
    "@types/google-apps-script@2.0.13",
)
ZENSICAL = "zensical==0.0.73"  # the second site builder; later ones need a part that is not on PyPI
CHROMIUM_HINT = """
The browser tests need Chromium and its driver. How to get them:
  Debian, Ubuntu   sudo apt-get install chromium chromium-driver
  macOS            brew install --cask chromium chromedriver
  Windows          install Chrome and put chromedriver.exe on the PATH
"""


def browser() -> bool:
    """Say whether Chromium and its driver are here. Where they must be and are not, stop."""
    here = any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome", "chrome"))
    if here and shutil.which("chromedriver"):
        return True
    print(CHROMIUM_HINT, flush=True)
    if IN_CI:
        raise SystemExit("In CI a missing browser is a failure.")
    return False


def node_tools() -> None:
    """Put what runs in Node.js into .test-tools, once."""
    stamp = TOOLS / "node.txt"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == "\n".join(NODE):
        return
    npm = shutil.which("npm")
    if npm is None:
        print("Some tests need npm, which comes with Node.js: https://nodejs.org", flush=True)
        if IN_CI:
            raise SystemExit("In CI a missing npm is a failure.")
        return
    TOOLS.mkdir(exist_ok=True)
    subprocess.run([npm, "install", "--silent", "--no-package-lock", "--prefix", str(TOOLS), *NODE], check=True)
    stamp.write_text("\n".join(NODE), encoding="utf-8")


def zensical() -> None:
    """Put Zensical into a place of its own, once. What it needs must not mix with what we need."""
    folder = TOOLS / "zensical"
    stamp = folder / "installed"
    wanted = hashlib.sha256(ZENSICAL.encode()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = subprocess.run([str(python), "-m", "pip", "install", "--quiet", ZENSICAL], check=False)
    if done.returncode == 0:
        stamp.write_text(wanted, encoding="utf-8")
    else:
        print("Zensical could not be installed, so its test is left out.", flush=True)


def main(words: list[str]) -> int:
    """Run the checks; return the number of those that failed."""
    python = environment("requirements-test.lock")
    if words[:1] == ["--"]:
        return subprocess.run([python, "-m", "pytest", *words[1:]], cwd=ROOT, check=False).returncode
    quick = words == ["quick"]
    marks = ["-m", "not slow and not browser"] if quick else ["-m", "not browser"]
    if not quick:
        node_tools()
        zensical()
        if browser():
            marks = []
    checks = {
        "lint": ["-m", "ruff", "check"],
        "layout": ["-m", "ruff", "format", "--check"],
        "types": ["-m", "mypy"],
        "tests": ["-m", "pytest", "-q", *marks],
    }
    failed = []
    for name, command in checks.items():
        print(f"\n== {name}: {' '.join(command[1:])}", flush=True)
        if subprocess.run([python, *command], cwd=ROOT, check=False).returncode != 0:
            failed.append(name)
    print(f"\n{'All checks passed.' if not failed else 'Failed: ' + ', '.join(failed)}", flush=True)
    return len(failed)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
