"""Kill the server again and again while people write, and count what was acknowledged.

    python -m tests.durability --kills 20

Starts `rembuk serve` in a home of its own (or on DATABASE_URL), lets several clients endorse ideas and send
voices, kills the whole process group with SIGKILL at a random moment, starts it anew, and so on. A client
whose answer never came sends the same thing again, as a phone does. At the end every acknowledged write must
be there exactly once, counters must equal rows, and the public record must stand and continue every head kept
on the way.
Exit 1 when anything is lost, doubled or answered with 5xx.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.durability")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--port", type=int, default=8931)
    parser.add_argument("--seed", type=int, default=0, help="which moments are chosen")
    args = parser.parse_args()
    home = tempfile.mkdtemp(prefix="rembuk-durability-")
    # Many clients on one loopback address: each names its own network, as a proxy would.
    os.environ |= {
        "REMBUK_HOME": home,
        "REMBUK_TRUSTED_PROXY": "127.0.0.1",
        "EMAIL_URL": "dummymail://",
        "REMBUK_HOSTS": "127.0.0.1,testserver",
        "DJANGO_SETTINGS_MODULE": "rembuk.site.settings",
    }
    try:
        from tests.durability.run import run

        return run(args, random.Random(args.seed))
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
