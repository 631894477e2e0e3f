"""Fuzz every target for some minutes and say what was found.

python -m tests.fuzz [--minutes 10] [--targets grammar buttons telegram discord files]
                     [--engines hypothesis atheris] [--seed N]

A target's minutes are shared by its engines. A seed and a target make the same examples again.
Exit code 1 where something was found; it lies in `.fuzz/`. Where atheris is not installed
(it has no wheels for this Python or system), hypothesis has all the time, and that is said.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import logging
import re
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.configuration import set_hypothesis_home_dir

from tests.fuzz.readers import READERS, ROOT

FOLDER = ROOT / ".fuzz"
EXAMPLES = 100  # of one seed; between two seeds the clock is looked at


def by_hypothesis(target: str, seconds: float, seed: int) -> tuple[int, str]:
    """Draw inputs until the time is up; gives how many, and the finding or ""."""
    from tests.fuzz.whole import WAYS

    strategy, way = WAYS[target]
    count, end = 0, time.monotonic() + seconds
    with way() as check:
        for each in itertools.count(seed):
            if time.monotonic() >= end:
                return count, ""

            @hypothesis.seed(each)
            @settings(
                max_examples=EXAMPLES, deadline=None, database=None, print_blob=False,
                suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink],
            )  # fmt: skip
            @given(strategy)
            def draw(drawn: Any) -> None:
                nonlocal count
                count += 1
                check(drawn)

            try:
                draw()
            except Exception:
                return count, f"seed {each}\n{traceback.format_exc()}"
    raise AssertionError


def by_atheris(target: str, seconds: float, seed: int) -> tuple[int, str]:
    """Run the same target's readers under atheris, in a process of its own."""
    command = [
        sys.executable, "-m", "tests.fuzz.guided", target, str(max(1, round(seconds))), str(FOLDER)
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    said = done.stderr + done.stdout  # what was raised stands in the latter
    runs = re.search(r"number_of_executed_units: *(\d+)", said)
    reached = re.findall(r"cov: (\d+)", said)
    if reached:
        print(f"    places of the code reached: {reached[0]} at first, {reached[-1]} at the end")
    count = int(runs[1]) if runs else 0
    return count, "" if done.returncode == 0 else said[-6000:]


ENGINES = {"hypothesis": by_hypothesis, "atheris": by_atheris}


def main() -> int:
    """Fuzz; give 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.fuzz")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--targets", nargs="+", choices=READERS, default=list(READERS))
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    engines = list(options.engines)
    if "atheris" in engines and importlib.util.find_spec("atheris") is None:
        engines = ["hypothesis"]
        print("atheris is not installed here: hypothesis has all the time")
    FOLDER.mkdir(exist_ok=True)
    logging.disable(logging.CRITICAL)  # that odd updates are set aside is no news here
    set_hypothesis_home_dir(FOLDER / "hypothesis")
    print(f"seed {options.seed}; {options.minutes:g} minutes a target; findings go to {FOLDER}")
    findings = 0
    for target, engine in itertools.product(options.targets, engines):
        seconds = options.minutes * 60 / len(engines)
        began = time.monotonic()
        count, finding = ENGINES[engine](target, seconds, options.seed)
        took = time.monotonic() - began
        print(f"{target}, {engine}: {count} inputs in {took:.0f} s", flush=True)
        if finding:
            findings += 1
            kept = Path(FOLDER / f"{target}-{engine}.txt")
            kept.write_text(finding, encoding="utf-8", errors="backslashreplace")
            print(f"    FOUND something, see {kept}:\n{finding[-1500:]}")
    print(f"{findings} findings")
    return int(findings > 0)


if __name__ == "__main__":
    sys.exit(main())
