"""How lines are read that are given with their right readings. Run by hand:

python -m tests.bench.lines FILE

A table has the columns unit, line, right, remark, parted by tabs; `\\n` in a line is a line break.
A right reading is sets joined by ` ; `, each `exercise|load|unit|repetitions|reserve|flags`: a part
of the exercise's name in small letters, `-` for what is unknown, and for flags any of `warmup`,
`drop`, `failed`, `per_side` and `key=value`, parted by commas. Or it is `question` or `error`.
` // ` stands between readings that are all right.

Each line is typed by somebody new. It prints how many were read as the table says, asked about or
refused where it says otherwise, and stored wrong; and each line that was not read as it says.
"""

from __future__ import annotations

import asyncio
import csv
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.platforms.terminal.chat import Clock, Conversation, read_moment
from bot.platforms.terminal.render import as_json
from core.coach import Coach
from core.store.engine import Store, open_store

NOW = "2026-11-23T18:00"
FLAGS = {"warmup": "warmup", "drop": "drop", "failed": "failed", "per_side": "per_side"}
Outcome = Literal["read", "asked", "refused", "wrong"]
OUTCOMES: tuple[Outcome, ...] = ("read", "asked", "refused", "wrong")


@dataclass(frozen=True, slots=True)
class LineCase:
    """A line with its right readings."""

    unit: str
    line: str  # `\\n` is a line break
    right: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class LineResult:
    """What became of a line, and what was read."""

    case: LineCase
    outcome: Outcome
    reading: str


def cases_in(path: Path) -> list[LineCase]:
    """The rows of a table of lines."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return [LineCase(*row) for row in rows if row]


def outcome_of(result: dict[str, Any] | None, right: str) -> Outcome:
    """Whether an answer of the terminal is one of the right readings, and if not, how it fails."""
    allowed = [each.strip() for each in right.split(" // ")]
    kind = result["kind"] if result is not None else "error"
    if kind == "logged":
        assert result is not None
        stored = any(_is_reading(result["sets"], each) for each in allowed)
        return "read" if stored else "wrong"
    if kind in allowed:
        return "read"
    return "asked" if kind == "question" else "refused"


def _is_reading(sets: list[dict[str, Any]], right: str) -> bool:
    if right in ("question", "error"):
        return False
    wanted = right.split(" ; ")
    return len(wanted) == len(sets) and all(map(_is_set, sets, wanted))


def _is_set(found: dict[str, Any], right: str) -> bool:
    """Whether a set of the answer is the one of a row."""
    exercise, load, unit, reps, rir, flags = right.strip().split("|")
    said = {each for each in flags.split(",") if each}
    for key, _, value in (each.partition("=") for each in said if "=" in each):
        if not _is_number(found[key], value):
            return False
    return (
        exercise in str(found["exercise"]).lower()
        and _is_number(found["load"], load)
        and found["unit"] == unit
        and _is_number(found["reps"], reps)
        and _is_number(found["rir"], rir)
        and {flag for flag, key in FLAGS.items() if found[key]} == said & set(FLAGS)
    )


def _is_number(found: object, right: str) -> bool:
    if found is None or right == "-":
        return found is None and right == "-"
    return float(str(found)) == float(right)


def reading_of(result: dict[str, Any] | None) -> str:
    """What was read, written as in a table."""
    if result is None or result["kind"] == "error":
        return f"error {result['error'] if result else ''}".strip()
    if result["kind"] != "logged":
        return f"{result['kind']} {result.get('about', '')}".strip()
    return " ; ".join(map(_written, result["sets"]))


def _written(found: dict[str, Any]) -> str:
    flags = [flag for flag, key in FLAGS.items() if found[key]]
    flags += [f"{key}={found[key]}" for key in ("seconds", "distance_m", "note") if found[key]]
    parts = (found["exercise"], found["load"], found["unit"], found["reps"], found["rir"])
    return "|".join(["-" if each is None else str(each) for each in parts] + [",".join(flags)])


async def results_of(store: Store, cases: Iterable[LineCase]) -> list[LineResult]:
    """Each line typed by somebody new."""
    coach = Coach(store)
    results = []
    for number, case in enumerate(cases):
        talk = Conversation(coach, Clock(read_moment(NOW)), user=f"lifter{number}")
        if case.unit != "kg":
            await talk.take(f"units {case.unit}")
            talk.clock.at = read_moment(NOW)
        outcome = await talk.take(case.line)
        said = json.loads(as_json(outcome.answer)) if outcome.answer is not None else {}
        result = said.get("result")
        found = outcome_of(result, case.right)
        results.append(LineResult(case, found, reading_of(result)))
    return results


def report(results: list[LineResult]) -> Iterator[str]:
    """The figures, then each line that was not read as its table says, worst first."""
    counts = Counter(each.outcome for each in results)
    figures = ", ".join(f"{counts[each]} {each}" for each in OUTCOMES)
    yield f"{len(results)} lines: {figures} ({counts['read'] / max(1, len(results)):.1%} right)"
    for outcome in reversed(OUTCOMES[1:]):
        for each in results:
            if each.outcome == outcome:
                yield f"{outcome:8}{each.case.unit} {each.case.line}"
                yield f"        right {each.case.right}\n        read  {each.reading}"


async def _measured(path: Path) -> list[LineResult]:
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(f"sqlite:///{folder}/spotter.db")
        try:
            return await results_of(store, cases_in(path))
        finally:
            await store.close()


def main(arguments: list[str]) -> int:
    """Print the report of a table; 1 where a line was stored wrong."""
    if len(arguments) != 1:
        print("python -m tests.bench.lines FILE", file=sys.stderr)
        return 2
    results = asyncio.run(_measured(Path(arguments[0])))
    print("\n".join(report(results)))
    return int(any(each.outcome == "wrong" for each in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
