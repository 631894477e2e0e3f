"""An evening of 30 lifters in six groups on both platforms, while others train alone.

python -m tests.bench.evening [--minutes 6] [--gap 60 120] [--others 15] [--seed 1] [--keep DIR]

The real `spotter run` over SQLite against the loopback servers with the limits of the real ones
(tests/servers/limits.py). Who does what stands in evening_lifters. Printed: messages and changes a
minute in the fullest group, how often 429 was said, sets without a new message, how long those
alone waited, what was lost, out of order. `--keep DIR` writes there what each group read. The exit
code is 1 where 429 was said or something was lost. Linux with a C compiler.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from tests.bench.evening_lifters import BEFORE, Evening, Pace
from tests.bench.evening_places import Group
from tests.killing import unfinished
from tests.preload import Clock
from tests.running import Running
from tests.servers import changes, discord, discord_people, telegram
from tests.servers.limits import MINUTE

ANSWERS = (
    "SELECT chat, count(DISTINCT message_id) FROM outbox WHERE about <> '' AND message_id <> '' "
    "GROUP BY chat"
)
SETS = (
    "SELECT s.at, s.source, i.platform, i.sender_id FROM sets s "
    "JOIN identities i ON i.log_id = s.log_id ORDER BY s.id"
)
LAGS = (
    "SELECT chat, settled_at - created_at FROM outbox "
    "WHERE settled_at IS NOT NULL AND fault = '' AND ping = 0"
)


async def evening(
    folder: Path, pace: Pace, seed: int, rest: float, patch: Callable[[Any, str, Any], None]
) -> Found:
    """Let everybody train; `rest`: seconds before, `patch` sets a clock as a module's `time`."""
    clock = Clock(folder / "clock")
    clock.jump(BEFORE.timestamp() - clock.time())
    for module in (changes, discord, discord_people, telegram):
        patch(module, "time", clock)
    made = Evening(clock, pace, seed)
    async with AsyncExitStack() as stack:
        settings = {**clock.settings(), "SEND_PER_SECOND": "30", "SEND_PER_CHAT": "1"}
        for on in made.on:
            await stack.enter_async_context(on.server)
            settings |= on.settings()
        bot = stack.enter_context(Running(folder, fresh=True, **settings))
        for on in made.on:
            await on.ready()
        await made.prepare()
        await settled(made, bot)
        await asyncio.sleep(rest)
        clock.jump(made.begin.timestamp() - clock.time())
        await made.run()
        await settled(made, bot)
        return Found(made, bot)


async def settled(made: Evening, bot: Running) -> None:
    """Wait until all is read, handled and answered."""
    await made.last_words()
    server = made.on[0].server
    await server.until(lambda: not server.queue and unfinished(bot) == (0, 0), 240)


class Found:
    """What stands in the database and at the servers when all is over."""

    def __init__(self, made: Evening, bot: Running) -> None:
        self.made = made
        begun = int(made.begin.timestamp() * 1_000_000)
        rows = [row for row in bot.rows(SETS) if row[0] >= begun]
        self.sets = [str(source) for _, source, *_ in rows]
        self.done = Counter((platform, sender) for *_, platform, sender in rows)
        self.answers: dict[str, int] = dict(bot.rows(ANSWERS))
        self.lags: dict[str, list[float]] = defaultdict(list)
        for chat, micro in bot.rows(LAGS):
            self.lags[chat].append(micro / 1e6)
        self.log = bot.log

    def typed(self, *, as_typed: bool = False) -> list[tuple[str, str]]:
        """Every set that was typed: who it is of, and the end of its source.

        `as_typed`: without those that were edited.
        """
        return [
            (f"{g.chat}/{who}", g.on.source(g.chat, number))
            for g in self.made.groups for who, number in g.sources
            if not (as_typed and number in g.edited)
        ] + [
            (on.chat_of(person), on.source(on.chat_of(person), number))
            for on, person, _, _, number in self.made.alone
        ]  # fmt: skip

    def lost(self) -> list[str]:
        """Sets that were typed and are not stored, or are twice; those alone not answered."""
        stored = defaultdict(int)
        for each in self.sets:
            stored[_place(each)] += 1
        wrong = [place for _, place in self.typed() if stored[place] != 1]
        return wrong + [text for text, wait in self.waits() if wait is None]

    def waits(self) -> list[tuple[str, float | None]]:
        """How long each of those alone waited for an answer; None: there was none."""
        found: list[tuple[str, float | None]] = []
        shown = {
            (on, person): self.made.passed(on.chat_of(person), on)
            for on, person, *_ in self.made.alone
        }
        for on, person, begun, text, _ in self.made.alone:
            load = text.split()[1].split("x")[0]
            at = next((e.at for e in shown[on, person] if f"Squat {load} kg" in e.text), None)
            found.append((text, None if at is None else at - begun))
        return found

    def astray(self) -> int:
        """People whose sets were not stored, or not answered, in the order they were typed."""
        order = {_place(source): n for n, source in enumerate(self.sets)}
        chats = defaultdict(list)
        for chat, place in self.typed(as_typed=True):
            chats[chat].append(order.get(place, -1))
        wrong = sum(found != sorted(found) for found in chats.values())
        for on, person in {(on, person) for on, person, *_ in self.made.alone}:
            said = [re.search(r"Squat (\d+) kg", e.text) for e in
                    self.made.passed(on.chat_of(person), on)]  # fmt: skip
            loads = [int(each[1]) for each in said if each]
            wrong += loads != sorted(loads)
        return wrong

    def tell(self) -> None:
        """Print the figures."""
        made = self.made
        print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; "
              f"{len(self.sets)} sets in {made.pace.seconds / 60:g} min, 30 lifters in 6 groups, "
              f"{2 * made.pace.others} alone")  # fmt: skip
        print("group               most a minute (new + changed)  429  sets  answers  quiet  "
              "waited p50 / p95 / most s")  # fmt: skip
        for group in made.groups:
            self._tell(group)
        waits = sorted(wait for _, wait in self.waits() if wait is not None)
        ms = [each * 1000 for each in waits]
        print(f"those alone: {len(ms)} sets, p50 {_part(ms, 0.5):.0f} ms, "
              f"p95 {_part(ms, 0.95):.0f} ms, most {ms[-1]:.0f} ms")  # fmt: skip
        for each in self.refused():
            print(f"429 in {each}")
        print(f"429: {made.refused()}; lost or twice: {len(self.lost())}; "
              f"people out of order: {self.astray()}; "
              f"errors logged: {len(re.findall(r'ERROR|Traceback', self.log))}")  # fmt: skip

    def _tell(self, group: Group) -> None:
        """Print a line of the table."""
        shown = self.made.passed(group.chat, group.on)
        full = max((w for w in _minutes(shown)), key=len, default=[])
        new = sum(each.kind == "new" for each in full)
        changed = sum(each.kind == "change" for each in full)
        sets = self.sets_of(group)
        answers = self.answers.get(group.chat, 0)
        quiet = f"{1 - answers / sets:.0%}" if sets else "-"
        lags = sorted(self.lags[group.chat]) or [0.0]
        place = f"{group.on.name} {group.answers}"
        print(f"{place:18}  {len(full):6} ({new} + {changed})"
              f"  {sum(e.kind == '429' for e in shown):12}  {sets:4}  {answers:7}  {quiet:>8}"
              f"  {_part(lags, 0.5):.1f} / {_part(lags, 0.95):.1f} / {lags[-1]:.1f}")  # fmt: skip

    def refused(self) -> list[str]:
        """Where 429 was said, and when."""
        begun = self.made.ends - self.made.pace.seconds
        passed = [each for on in self.made.on for each in on.server.passed]
        return [f"{each.chat} at {each.at - begun:.1f} s" for each in passed if each.kind == "429"]

    def most(self, group: Group) -> int:
        """The most that came in a group within a minute."""
        return max(map(len, _minutes(self.made.passed(group.chat, group.on))), default=0)

    def sets_of(self, group: Group) -> int:
        """How many sets its lifters did, typed and by tap."""
        return sum(self.done[group.on.name, each] for each in group.ids)


def _place(source: str) -> str:
    """Chat and message of a source."""
    return ":" + ":".join(source.split(":")[-2:])


def _minutes(shown: list[Any]) -> list[list[Any]]:
    """What came in the minute before each of them, with it."""
    counted = [each for each in shown if each.kind in ("new", "change", "other")]
    return [[e for e in counted if each.at - 60 < e.at <= each.at] for each in counted]


def _part(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(len(values) * share))] if values else 0.0


def main() -> int:
    """Read the options, let everybody train, print what became of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=6.0)
    parser.add_argument("--others", type=int, default=15, help="who train alone, on each platform")
    parser.add_argument(
        "--gap", type=float, nargs=2, default=[60.0, 120.0], help="seconds between sets of one"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for what each group read")
    options = parser.parse_args()
    pace = Pace(seconds=options.minutes * 60, gap=tuple(options.gap), others=options.others)
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(evening(Path(folder), pace, options.seed, MINUTE, setattr))
    found.tell()
    if options.keep is not None:
        options.keep.mkdir(parents=True, exist_ok=True)
        for group in found.made.groups:
            kept = options.keep / f"{group.on.name}_{group.answers}.txt"
            kept.write_text("\n".join(found.made.transcript(group)) + "\n", encoding="utf-8")
    return int(bool(found.made.refused() or found.lost() or found.astray()))


if __name__ == "__main__":
    sys.exit(main())
