"""Write the two lock files anew from pyproject.toml, with hashes. For developers; needs ``uv`` and the network."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {"requirements.lock": [], "requirements-test.lock": ["--extra", "test", "--extra", "bench"]}
# The build tool is locked too: the kit is installed without fetching anything that is not named here.
BUILD = "hatchling>=1.27,<2\n"

if __name__ == "__main__":
    for name, extras in LOCKS.items():
        command = [sys.executable, "-m", "uv", "pip", "compile", "--universal", "--python-version", "3.11"]
        command += ["--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate", "--quiet", *extras]
        command += ["pyproject.toml", "-", "--output-file", name]
        subprocess.run(command, cwd=ROOT, check=True, input=BUILD.encode())
        text = f"# Made by scripts/lock.py; do not edit.\n{(ROOT / name).read_text(encoding='utf-8')}"
        (ROOT / name).write_text(text, encoding="utf-8")
