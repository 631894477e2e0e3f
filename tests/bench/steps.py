"""Count what an answer takes of the interpreter: python -m tests.bench.steps [--top N].

Instructions of Python, calls and statements of a typed set of a lifter eight sessions into a log.
They are the same in every run, also while the machine is busy with other things; what SQLite and
other libraries do by themselves is not in them (`tests.bench.beside` has it).
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from core.store.engine import open_store
from core.store.sqlite.direct import DirectConnection
from core.store.sqlite.writer import SqliteWriter
from tests.bench.coach import SETS_A_SESSION, START, Talk

HERE = f"{Path(__file__).resolve().parents[2]}/"
PEOPLE, SESSIONS = 2, 8


class Steps:
    """What was counted on the database's thread."""

    def __init__(self) -> None:
        self.on = False
        self.own: Counter[CodeType] = Counter()
        self.within: Counter[CodeType] = Counter()
        self.calls: Counter[CodeType] = Counter()
        self.statements = 0
        self._stack: list[tuple[CodeType, int]] = []

    def called(self, frame: FrameType, _event: str, _given: object) -> Any:
        """Follow a function that is called."""
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        code = frame.f_code
        self.calls[code] += 1
        self.statements += code is DirectConnection.execute.__code__
        self._stack.append((code, 0))
        return self.step

    def step(self, frame: FrameType, event: str, _given: object) -> Any:
        """Count an instruction, and those of a function that ends."""
        if event == "opcode":
            self.own[frame.f_code] += 1
            if self._stack:
                code, count = self._stack[-1]
                self._stack[-1] = code, count + 1
        elif event == "return" and self._stack:
            code, count = self._stack.pop()
            if self._stack:
                above, steps = self._stack[-1]
                self._stack[-1] = above, steps + count
            if all(each is not code for each, _ in self._stack):
                self.within[code] += count
        return self.step


async def _count(steps: Steps) -> int:
    """Answer a session of each lifter, counted; gives the number of answers."""
    plain = SqliteWriter._commit

    def commit(writer: SqliteWriter, batch: Any) -> None:
        if steps.on:
            sys.settrace(steps.called)
        try:
            plain(writer, batch)
        finally:
            sys.settrace(None)

    SqliteWriter._commit = commit  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(f"sqlite:///{folder}/steps.sqlite")
        talks = [
            Talk(store, f"s{number}", START + timedelta(seconds=number)) for number in range(PEOPLE)
        ]
        for talk in talks:
            await talk.say(SETS_A_SESSION * SESSIONS)
        steps.on = True
        for talk in talks:
            await talk.say(SETS_A_SESSION)
        steps.on = False
        await store.close()
    return PEOPLE * SETS_A_SESSION


def main() -> None:
    """Count and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--top", type=int, default=25, help="functions to name")
    chosen = options.parse_args()
    steps = Steps()
    answers = asyncio.run(_count(steps))
    total = steps.own.total()
    print(
        f"{total / answers:,.0f} instructions, {steps.calls.total() / answers:,.0f} calls, "
        f"{steps.statements / answers:.1f} statements an answer"
    )
    for title, counted in (("by themselves", steps.own), ("all within", steps.within)):
        print(f"-- {title}")
        for code, count in counted.most_common(chosen.top):
            name = f"{code.co_filename.removeprefix(HERE)}:{code.co_name}"
            times = steps.calls[code] / answers
            print(f"{count / total:6.1%} {count / answers:8,.0f} {times:6.1f} times  {name}")


if __name__ == "__main__":
    main()
