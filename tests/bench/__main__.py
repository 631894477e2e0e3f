"""Run the measurements whose figures stand in RESULTS.md, one after another: make bench.

Each is a command of its own (`python -m tests.bench.NAME --help`); nothing here is a test.
"""

from __future__ import annotations

import subprocess
import sys

COMMANDS = (
    ("tests.bench.parse",),
    ("tests.bench.coach", "--full"),
    ("tests.bench.store", "--units", "500"),
    ("tests.bench.store", "--postgresql", "--units", "500"),
    ("tests.bench.imports",),
    ("tests.bench.telegram",),
    ("tests.bench.discord",),
    ("tests.bench.kills",),
    ("tests.bench.league", "--jobs", "2"),
    ("tests.bench.chat_league", "--jobs", "2"),
)


def main() -> int:
    """Run all of them; the first that fails ends it."""
    for command in COMMANDS:
        print(f"\n$ python -m {' '.join(command)}", flush=True)
        outcome = subprocess.run([sys.executable, "-m", *command], check=False)
        if outcome.returncode:
            return outcome.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
