"""The whole log as a file: our own format, which loses nothing, or Strong's for other apps."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Literal
from zoneinfo import ZoneInfo

from core.exercises.names import Names, names_for
from core.interchange.readers.spotter import write_rows
from core.interchange.strong_export import StrongWriter
from core.records import Exercise, LoggedSet
from core.store.codec import exercise_text
from core.store.engine import Store
from core.store.repositories.sets import Place
from core.store.unit_of_work import UnitOfWork

Format = Literal["spotter", "strong"]
FORMATS: tuple[Format, ...] = ("spotter", "strong")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an export: its text, and the sets it holds."""

    text: str
    sets: tuple[LoggedSet, ...]


async def export_log(
    store: Store, person_id: int, zone: ZoneInfo, wanted: Format
) -> AsyncIterator[Piece]:
    """Give a person's log piece by piece, the header in the first."""
    own = await store.run(lambda uow: uow.own_exercises.of(person_id))
    names = names_for({}, own)
    bodies = {each.id: exercise_text(each) for each in own}
    find = _finder(names)
    strong = StrongWriter(find, zone)
    after: Place | None = None
    first = True
    while first or after is not None:
        page, after = await store.run(partial(_page, person_id, after))
        if wanted == "strong":
            text = strong.write(page, header=first)
        else:
            text = write_rows(page, find, bodies, header=first)
        yield Piece(text, tuple(page))
        first = False


def _page(
    person_id: int, after: Place | None, uow: UnitOfWork
) -> tuple[list[LoggedSet], Place | None]:
    """Read one page, in a unit of work of its own."""
    return uow.sets.walk(person_id, after)


def _finder(names: Names) -> Callable[[str], Exercise | None]:
    """Exercises by id; None for what is not known any more."""

    def find(exercise_id: str) -> Exercise | None:
        with suppress(KeyError):
            return names.exercise(exercise_id)
        return None

    return find
