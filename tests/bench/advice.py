"""Targets held against what lifters in real logs did.

    python -m tests.bench.advice FOLDER...

Where a lifter lifted the load the coach would have asked for: how often the aims were reached and
the reserve, where it is known, was as wanted. Where they took another: which came out nearer to the
wanted reserve (`tests/bench/followed.py`). The league (`tests.bench.league`) has simulated lifters.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.bench.followed import show_held


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    show_held(parser.parse_args().folders)


if __name__ == "__main__":
    main()
