"""Run every benchmark of this folder one after the other: `python -m benchmarks`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# Modules that measure; what else lies in the folder makes something.
MEASURES = {
    "agreement": [],
    "bridging": ["--write"],
    "budgets": [],
    "elections": [],
    "opinion_maps": ["--big", "--peer", "--write"],
    "panels": ["--write"],
}

if __name__ == "__main__":
    for name, options in MEASURES.items():
        if (Path(__file__).parent / f"{name}.py").is_file():
            print(f"\n## {name}\n", flush=True)
            subprocess.run([sys.executable, "-W", "ignore", "-m", f"benchmarks.{name}", *options], check=True)
