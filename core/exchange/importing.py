"""A planned file into the log: told apart from what is there, staged, made visible at once.

A set is there already when its workout and exercise were imported before and hold it, or when the
same exercise, load and repetitions stand in the log on the same local day: typed in chat, or
imported from another app's file. Where an exercise of a workout was edited in the app since, it is
taken over as it stands there now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from core.exchange.drafts import Taken, drafts
from core.exchange.plan import Plan
from core.exchange.readers import Export
from core.exchange.surveys import group_of
from core.exercises.names import names_for, own_exercise
from core.exercises.words import normalise_words
from core.records import KG_PER_LB, LoggedSet, Unit
from core.store.engine import Store
from core.store.ledger import Ledger
from core.store.presence import Present

T = TypeVar("T")

BATCH = 1000  # sets staged together
LOOK = 5000  # sets compared between two looks at the clock
TRIES = 3

Key = tuple[int, str, int, int, int, int]  # day, exercise, load, repetitions, seconds, distance
Progress = Callable[[int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an import."""

    added: int
    known: int
    replaced: int
    exercises: tuple[str, ...]  # ids of what was added, most sets first
    new_names: tuple[str, ...] = ()  # exercises that are now the person's own
    unit: Unit | None = None  # of most of what was added
    first: bool = False  # the log was empty before


@dataclass(slots=True)
class Log:
    """What the log holds, ready to be asked set by set."""

    groups: dict[bytes, dict[str, int]]  # group -> source -> number, 0 where it does not give way
    sources: set[tuple[str, int]]
    contents: Counter[Key]
    zone: ZoneInfo
    empty: bool = False
    outdated: bool = False  # a later export was imported already: nothing there gives way to this
    open_groups: dict[bytes, list[LoggedSet]] = field(default_factory=dict)
    known: int = 0

    def is_new(self, group: bytes, each: LoggedSet) -> bool:
        """Whether a set has to be stored; one of a group that is there waits for `edited`."""
        if not group:
            key = (each.source, each.position)
            if key not in self.sources:
                self.sources.add(key)
                return self._is_new_content(each)
        elif group not in self.groups:
            return self._is_new_content(each)
        elif self.groups[group].pop(each.source, None) is None and not self.outdated:
            if self._is_new_content(each):  # typed in chat, it is there without being of the group
                self.open_groups.setdefault(group, []).append(each)
            return False
        self.known += 1
        return False

    def _is_new_content(self, each: LoggedSet) -> bool:
        if not self.contents:
            return True
        key = key_of(each, self.zone)
        if self.contents[key] <= 0:
            return True
        self.contents[key] -= 1
        self.known += 1
        return False

    def edited(self) -> Iterator[tuple[list[LoggedSet], list[str]]]:
        """Groups that hold more or other sets than before: what to add, what gives way to it."""
        for group, fresh in self.open_groups.items():
            gone = [f"s{number}" for number in self.groups[group].values() if number]
            yield fresh, gone


def key_of(each: LoggedSet | Present, zone: ZoneInfo) -> Key:
    """What is the same for two records of one set."""
    if isinstance(each, LoggedSet):
        milli, unit = each.load.milli, each.load.unit
    else:
        milli, unit = each.load_milli, each.load_unit
    hectograms = round(milli / 100) if unit == "kg" else round(milli * float(KG_PER_LB) / 100)
    day = each.at.astimezone(zone).toordinal()
    return (
        day, each.exercise_id, hectograms, each.reps or 0, each.seconds or 0, each.distance_cm or 0
    )  # fmt: skip


def read_log(ledger: Ledger, person_id: int, plan: Plan, zone: ZoneInfo) -> Log:
    """Read what the log holds in the days of a file."""
    log = Log({}, set(), Counter(), zone)
    if plan.first is None or plan.last is None:
        return log
    newest = ledger.last_set(person_id)
    log.empty = newest is None
    if newest is not None and _group(newest.source) is not None:
        log.outdated = newest.at.astimezone(zone).date() > plan.last
    since = _midnight(plan.first) - timedelta(days=2)
    until = _midnight(plan.last) + timedelta(days=3)
    own = plan.app == "spotter"
    found = ledger.imports.present(person_id, since, until)
    for each in chain(found, ledger.imports.taken_back(person_id, since, until)):
        group = _group(each.source)
        if own and group_of(each.source, str(each.position)) in plan.groups:
            log.sources.add((each.source, each.position))
        elif group is not None and group in plan.groups:
            there = log.groups.setdefault(group, {})
            there.setdefault(each.source, 0 if each.touched else each.number)
        else:
            log.contents[key_of(each, zone)] += 1
    return log


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _group(source: str) -> bytes | None:
    """The group an imported set belongs to; None for what was typed."""
    if not source.startswith("import:"):
        return None
    try:
        return bytes.fromhex(source.split(":", 2)[1])
    except ValueError:
        return None


# --- the import ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Order:
    """One import: whose, of which file, in which zone."""

    person_id: int
    run: int  # tells the staged sets of several imports apart
    source: str
    zone: ZoneInfo
    now: datetime


class NamesMoved(Exception):
    """Something else took an id meant for a new exercise while the file was read."""


async def run_import(
    store: Store,
    export: Export,
    plan: Plan,
    order: Order,
    conclude: Callable[[Ledger, Done], T],
    progress: Progress | None = None,
) -> T:
    """Import a planned file; all of it becomes visible in the unit that `conclude` is part of.

    Raises FileRefused, and StoreError as the store does. A crash before leaves nothing to be seen.
    """
    for _ in range(TRIES - 1):
        with suppress(NamesMoved):
            return await _try(store, export, plan, order, conclude, progress)
    return await _try(store, export, plan, order, conclude, progress)


async def _try(
    store: Store,
    export: Export,
    plan: Plan,
    order: Order,
    conclude: Callable[[Ledger, Done], T],
    progress: Progress | None,
) -> T:
    taken, log = await store.run(lambda ledger: _begin(ledger, plan, order))
    staged = await _stage(store, drafts(export, taken), log, order, progress)

    def finish(ledger: Ledger) -> T:
        if learn_names(ledger, order.person_id, plan) != taken.resolved:
            raise NamesMoved
        added = ledger.imports.publish(
            order.person_id, order.run, order.source, staged.replaced, order.now,
            placed=export.app == "spotter",
        )  # fmt: skip
        names = tuple(each.name for each in plan.unresolved)
        done = Done(
            added, log.known, len(staged.replaced), staged.exercises, names, staged.unit, log.empty
        )
        return conclude(ledger, done)

    return await store.run(finish)


async def preview(
    store: Store, export: Export, plan: Plan, order: Order, progress: Progress
) -> tuple[int, int, int]:
    """What an import would do: (sets to add, sets that are there, sets to be replaced)."""
    taken, log = await store.run(lambda ledger: _begin(ledger, plan, order))

    rows = drafts(export, taken)
    new = read = 0

    def count() -> tuple[int, int]:
        some = list(islice(rows, LOOK))
        return sum(log.is_new(group, each) for group, each in some), len(some)

    while (found := await store.aside(count))[1]:
        new, read = new + found[0], read + found[1]
        await progress(read)
    edited = list(log.edited())
    new += sum(len(fresh) for fresh, _ in edited)
    return new, log.known, sum(len(gone) for _, gone in edited)


def _begin(ledger: Ledger, plan: Plan, order: Order) -> tuple[Taken, Log]:
    """Work out names and what is there; what new names change is taken back until the end."""
    person_id = order.person_id
    ledger.imports.begin(person_id, order.run)
    with ledger.trial():
        resolved = learn_names(ledger, person_id, plan)
        names = names_for(ledger.aliases(person_id), ledger.own_exercises(person_id))
        exercises = {each: names.exercise(each) for each in resolved.values()}
    taken = Taken(resolved, exercises, plan.unit or "kg", order.zone, order.now, plan.scattered)
    return taken, read_log(ledger, person_id, plan, order.zone)


def learn_names(ledger: Ledger, person_id: int, plan: Plan) -> dict[str, str]:
    """Make the names a file leaves open the person's own exercises; gives key -> id for all."""
    resolved = dict(plan.resolved)
    for each in plan.unresolved:
        if each.own is not None:
            made = ledger.place_own_exercise(person_id, each.own)
        else:
            made = ledger.add_own_exercise(person_id, own_exercise(each.name))
        resolved[each.key] = made.id
        words = " ".join(normalise_words(each.name))
        if words and each.own is None:
            ledger.save_alias(person_id, words, made.id)
    return resolved


@dataclass(frozen=True, slots=True)
class Staged:
    """An import that only has to be made visible."""

    replaced: tuple[str, ...]
    exercises: tuple[str, ...]
    unit: Unit | None


async def _stage(
    store: Store,
    rows: Iterator[tuple[bytes, LoggedSet]],
    log: Log,
    order: Order,
    progress: Progress | None,
) -> Staged:
    """Put what is new in a file aside, in batches."""
    count, read, used, units = 0, 0, Counter[str](), Counter[Unit]()

    def next_batch() -> list[LoggedSet] | None:
        some = list(islice(rows, BATCH))
        return [each for group, each in some if log.is_new(group, each)] if some else None

    async def put(batch: list[LoggedSet]) -> None:
        nonlocal count
        first = count
        if batch:
            await store.run(lambda it: it.imports.stage(order.person_id, order.run, first, batch))
        count += len(batch)
        used.update(each.exercise_id for each in batch)
        units.update(each.load.unit for each in batch if each.load.milli)

    while (batch := await store.aside(next_batch)) is not None:
        await put(batch)
        read += BATCH
        if progress is not None:
            await progress(read)
    replaced: list[str] = []
    for fresh, gives_way in log.edited():
        await put(fresh)
        replaced += gives_way
    unit = max(units, key=units.__getitem__, default=None)
    return Staged(tuple(replaced), tuple(each for each, _ in used.most_common()), unit)
