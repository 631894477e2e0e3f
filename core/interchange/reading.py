"""One file being read, step by step: what it holds, what of it is new, its sets in batches.

Whatever grows with a file happens here, and nothing here knows the store, a chat or a clock: a
`Reading` is at home in a process of its own (bot.runtime.file_process), which a bad file may
end. What it answers is bounded, whatever the file holds: counts, a plan, batches of sets.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, Protocol

from core.exercises.names import Names
from core.interchange.comparing import Log
from core.interchange.drafts import Taken, drafts
from core.interchange.dry_run import Plan, look, plan_of
from core.interchange.readers.registry import Export, open_export
from core.interchange.rows import Answers
from core.records import LoggedSet, Present, Unit

BATCH = 1000  # sets answered together
LONGEST_BATCH = 1_000_000  # characters of their lines and notes
LOOK = 5000  # sets compared between two answers
STEPS = ("look", "take", "know", "count", "batches")  # what may be asked of a reading


@dataclass(frozen=True, slots=True)
class Batch:
    """Sets that are new, and of how many rows they are what is new."""

    sets: tuple[LoggedSet, ...]
    read: int


@dataclass(frozen=True, slots=True)
class Rest:
    """What stands at the end of a file."""

    known: int  # sets that are in the log already
    replaced: tuple[str, ...]  # ids of sets in the log that give way
    exercises: tuple[str, ...]  # ids of what is new, most sets first
    unit: Unit | None  # of most of what is new


@dataclass(frozen=True, slots=True)
class Counted:
    """What an import would do, as far as the file was compared."""

    read: int
    new: int
    known: int
    replaced: int = 0


class Reading:
    """A file and how far it was read. Each step gives its answers as they come."""

    def __init__(self, content: bytes) -> None:
        """Begin with the bytes alone."""
        self._content = content
        self._groups: frozenset[bytes] = frozenset()
        self._export: Export | None = None
        self._taken: Taken | None = None
        self._log: Log | None = None

    def look(
        self,
        names: Names,
        now: datetime,
        unit: Unit | None,
        answers: Answers | None = None,
        used: frozenset[str] = frozenset(),
    ) -> Iterator[int | Plan]:
        """Rows read so far, now and then; at the end what importing would do. Raises FileRefused.

        The plan comes without its groups: they are as many as the file has, and stay here.
        """
        looked = None
        for looked in look(self._content, now, unit, answers):
            yield looked.found.rows
        if looked is not None:
            self._export = looked.export
            plan = plan_of(looked, names, used)
            self._groups = frozenset(plan.groups)
            yield replace(plan, groups=frozenset())

    def take(self, taken: Taken, log: Log) -> Iterator[None]:
        """Settle names, unit and zone; the log's sets are told by `know`."""
        self._taken, self._log = taken, log
        yield from ()

    def know(self, page: Sequence[Present]) -> Iterator[None]:
        """Take in some of what the log holds."""
        _, log = self._settled()
        for each in page:
            log.add(each, self._groups)
        yield from ()

    def count(self) -> Iterator[Counted]:
        """Compare the file with the log."""
        rows, log = self._rows()
        new = read = 0
        while some := list(islice(rows, LOOK)):
            new += sum(log.is_new(group, each) for group, each in some)
            read += len(some)
            yield Counted(read, new, log.known)
        edited = list(log.edited())
        new += sum(len(fresh) for fresh, _ in edited)
        yield Counted(read, new, log.known, sum(len(gone) for _, gone in edited))

    def batches(self) -> Iterator[Batch | Rest]:
        """Give what is new in the file, in its order, and at the end what gives way to it."""
        rows, log = self._rows()
        used, units = Counter[str](), Counter[Unit]()

        def counted(sets: Sequence[LoggedSet], read: int) -> Iterator[Batch]:
            used.update(each.exercise_id for each in sets)
            units.update(each.load.unit for each in sets if each.load.milli)
            yield from _bounded(sets, read)

        while some := list(islice(rows, BATCH)):
            new = [each for group, each in some if log.is_new(group, each)]
            yield from counted(new, len(some))
        replaced: list[str] = []
        for fresh, gives_way in log.edited():
            yield from counted(fresh, 0)
            replaced += gives_way
        unit = max(units, key=units.__getitem__, default=None)
        yield Rest(log.known, tuple(replaced), tuple(each for each, _ in used.most_common()), unit)

    def _settled(self) -> tuple[Taken, Log]:
        if self._taken is None or self._log is None:
            message = "nothing was taken yet"
            raise ValueError(message)
        return self._taken, self._log

    def _rows(self) -> tuple[Iterator[tuple[bytes, LoggedSet]], Log]:
        taken, log = self._settled()
        export = self._export or open_export(io.BytesIO(self._content))
        return drafts(export, taken), log


def _bounded(sets: Sequence[LoggedSet], read: int) -> Iterator[Batch]:
    """Cut sets into batches that nobody is blown up by."""
    some: list[LoggedSet] = []
    length = 0
    for each in sets:
        size = len(each.line) + len(each.note)
        if some and (length + size > LONGEST_BATCH or len(some) == BATCH):
            yield Batch(tuple(some), 0)
            some, length = [], 0
        some.append(each)
        length += size
    yield Batch(tuple(some), read)


# --- where it is read ---------------------------------------------------------------------------


class Asked(Protocol):
    """A reading, wherever it is held."""

    def ask(self, step: str, *given: object) -> AsyncIterator[Any]:
        """Run one of `STEPS` to its end and give its answers; raises FileRefused."""


class FileReader(Protocol):
    """Where files are read."""

    def open(self, content: bytes) -> AbstractAsyncContextManager[Asked]:
        """Begin to read a file; leaving ends it, however far it is."""


class ReadHere:
    """Reads in this process: for tests, and where nobody else waits."""

    def __init__(self, aside: Callable[..., Any]) -> None:
        """`aside` runs a function where it holds up nobody (`Store.aside`)."""
        self._aside = aside

    def open(self, content: bytes) -> AbstractAsyncContextManager[Asked]:
        """Begin to read a file."""
        return _Here(Reading(content), self._aside)


class _Here(AbstractAsyncContextManager[Asked]):
    def __init__(self, reading: Reading, aside: Callable[..., Any]) -> None:
        self._reading, self._aside = reading, aside

    async def __aenter__(self) -> Asked:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def ask(self, step: str, *given: object) -> AsyncIterator[Any]:
        """Run a step, one answer after another."""
        answers = iter(getattr(self._reading, step)(*given))
        while (answer := await self._aside(lambda: next(answers, _END))) is not _END:
            yield answer


_END = object()
