"""A planned file into the log: what is there is looked up, what is new staged, then made visible.

The file itself is read elsewhere (`reading`); here are the units of work between its steps, each
of them short: whoever else writes to the bot waits for one page or one batch.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from core.exercises.names import names_for, own_exercise
from core.exercises.words import normalise_words
from core.interchange.comparing import Log, is_imported
from core.interchange.drafts import Taken
from core.interchange.dry_run import Plan, Unresolved
from core.interchange.reading import Asked, Batch, Counted, Rest
from core.messages import Sender
from core.records import Exercise, Present, Unit
from core.store.engine import Store
from core.store.unit_of_work import UnitOfWork

T = TypeVar("T")

PAGE = 1000  # sets of the log looked up together
TRIES = 3

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


@dataclass(frozen=True, slots=True)
class Order:
    """One import: whose, of which file, in which zone."""

    person_id: int
    run: int  # tells the staged sets of several imports apart
    source: str
    zone: ZoneInfo
    now: datetime
    sender: Sender | None = None  # the account it came by: its log is the one that grows


class NamesMoved(Exception):
    """Something else took an id meant for a new exercise while the file was read."""


async def run_import(
    store: Store,
    reading: Asked,
    plan: Plan,
    order: Order,
    conclude: Callable[[UnitOfWork, Done], T],
    progress: Progress | None = None,
) -> T:
    """Import a planned file; all of it becomes visible in the unit that `conclude` is part of.

    Raises FileRefused, and StoreError as the store does. A crash before leaves nothing to be seen.
    """
    for _ in range(TRIES - 1):
        with suppress(NamesMoved):
            return await _try(store, reading, plan, order, conclude, progress)
    return await _try(store, reading, plan, order, conclude, progress)


async def _try(
    store: Store,
    reading: Asked,
    plan: Plan,
    order: Order,
    conclude: Callable[[UnitOfWork, Done], T],
    progress: Progress | None,
) -> T:
    taken, empty = await _begin(store, reading, plan, order)
    rest = await _stage(store, reading, order, progress)

    def finish(uow: UnitOfWork) -> T:
        if order.sender is not None:
            uow.people.find(order.sender, order.now)
        if learn_names(uow, order.person_id, plan) != taken.resolved:
            raise NamesMoved
        added = uow.imports.publish(
            order.person_id, order.run, order.source, rest.replaced, order.now,
            placed=plan.app == "spotter",
        )  # fmt: skip
        names = tuple(each.name for each in plan.unresolved)
        done = Done(added, rest.known, len(rest.replaced), rest.exercises, names, rest.unit, empty)
        return conclude(uow, done)

    return await store.run(finish)


async def preview(
    store: Store, reading: Asked, plan: Plan, order: Order, progress: Progress
) -> Counted:
    """What an import of a planned file would do."""
    await _begin(store, reading, plan, order)
    counted = Counted(0, 0, 0)
    async for counted in reading.ask("count"):
        await progress(counted.read)
    return counted


# --- what is there ------------------------------------------------------------------------------


async def _begin(store: Store, reading: Asked, plan: Plan, order: Order) -> tuple[Taken, bool]:
    """Settle the names and tell the reading what is there; gives whether the log is empty."""
    taken, log, empty = await store.run(lambda uow: _settle(uow, plan, order))
    await _done(reading.ask("take", taken, log))
    if plan.first is not None and plan.last is not None:
        since, until = _midnight(plan.first, -2), _midnight(plan.last, 3)
        async for page in _pages(store, order.person_id, since, until):
            await _done(reading.ask("know", page))
    return taken, empty


def _settle(uow: UnitOfWork, plan: Plan, order: Order) -> tuple[Taken, Log, bool]:
    """Work out names; what new names change is taken back until the end."""
    person_id = order.person_id
    uow.imports.begin(person_id, order.run)
    with uow.trial():
        resolved = learn_names(uow, person_id, plan)
        names = names_for(uow.aliases.of(person_id), uow.own_exercises.of(person_id))
        exercises = {each: names.exercise(each) for each in resolved.values()}
    taken = Taken(resolved, exercises, plan.unit or "kg", order.zone, order.now, plan.scattered)
    newest, log = uow.sets.last(person_id), Log(order.zone, own=plan.app == "spotter")
    if newest is not None and plan.last is not None and is_imported(newest.source):
        log.outdated = newest.at.astimezone(order.zone).date() > plan.last
    return taken, log, newest is None


async def _pages(
    store: Store, person_id: int, since: datetime, until: datetime
) -> AsyncIterator[tuple[Present, ...]]:
    """What the log holds in [since, until), then what was taken out of it, page by page."""
    after, page = -1, tuple[Present, ...]()

    def present(uow: UnitOfWork) -> tuple[Present, ...]:
        return uow.imports.present(person_id, since, until, after, PAGE)

    while page := await store.run(present):
        yield page
        after = page[-1].number
    back = await store.run(lambda uow: tuple(uow.imports.taken_back(person_id, since, until)))
    for start in range(0, len(back), PAGE):
        yield back[start : start + PAGE]


def _midnight(day: date, days: int) -> datetime:
    return datetime.combine(day, time(), UTC) + timedelta(days=days)


async def _done(answers: AsyncIterator[object]) -> None:
    """Wait for the end of a step that answers nothing."""
    async for _ in answers:
        pass


def _like(each: Unresolved) -> Exercise:
    """The exercise a name becomes: what its words say, or what its neighbour is like."""
    made = own_exercise(each.name)
    return made if each.like is None else replace(each.like, id=made.id, name=made.name)


def learn_names(uow: UnitOfWork, person_id: int, plan: Plan) -> dict[str, str]:
    """Make the names a file leaves open the person's own exercises; gives key -> id for all."""
    resolved = dict(plan.resolved)
    for each in plan.unresolved:
        if each.own is not None:
            made = uow.own_exercises.place(person_id, each.own)
        else:
            made = uow.own_exercises.add(person_id, _like(each))
        resolved[each.key] = made.id
        words = " ".join(normalise_words(each.name))
        if words and each.own is None:
            uow.aliases.save(person_id, words, made.id)
    return resolved


# --- what is new --------------------------------------------------------------------------------


async def _stage(store: Store, reading: Asked, order: Order, progress: Progress | None) -> Rest:
    """Put what is new in a file aside, batch by batch."""
    count = read = 0
    rest = Rest(0, (), (), None)

    async def put(batch: Batch) -> None:
        first = count
        await store.run(lambda it: it.imports.stage(order.person_id, order.run, first, batch.sets))

    async for answer in reading.ask("batches"):
        if isinstance(answer, Rest):
            rest = answer
            continue
        if answer.sets:
            await put(answer)
        count, read = count + len(answer.sets), read + answer.read
        if progress is not None:
            await progress(read)
    return rest
