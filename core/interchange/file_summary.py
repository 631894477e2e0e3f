"""Walking through a file: counts, not sets, so that memory does not grow with it.

What is found does not depend on the person.
"""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Generic, TypeVar

from core.interchange.readers.registry import Export, implausible
from core.interchange.rows import FileRefused, Implausible, ImportedSet, NoSet, Refused
from core.interchange.units import Loads
from core.limits import SESSION_GAP
from core.records import LoggedSet, Unit

T = TypeVar("T")

LISTED = 20  # of what is refused or left out
MOST_NAMES = 1_000  # different exercises; beyond that the column holds something else
LONGEST_MARK = 40  # characters of a mark that is told
STEP = 5_000  # rows between two looks at the clock
LATELY = 256  # groups remembered; in the files of apps a workout stands together
SOON = timedelta(days=1)  # later than that is planned, not done


class Recent(Generic[T]):
    """Something for each of the groups met lately, or for every group where nothing may go."""

    def __init__(self, make: Callable[[], T], *, forgets: bool = True) -> None:
        """Make what a group begins with."""
        self._make, self._forgets = make, forgets
        self._kept: OrderedDict[bytes, T] = OrderedDict()

    def __contains__(self, group: bytes) -> bool:
        """Whether a group is remembered."""
        return group in self._kept

    def of(self, group: bytes) -> T:
        """What belongs to a group; it is the latest then."""
        found = self._kept.pop(group) if group in self._kept else self._make()
        self._kept[group] = found
        if self._forgets and len(self._kept) > LATELY:
            self._kept.popitem(last=False)
        return found


@dataclass(slots=True)
class Survey:
    """Counts while a file is walked through."""

    names: Counter[str] = field(default_factory=Counter)
    exact: dict[str, tuple[str, str]] = field(default_factory=dict)  # id -> name, own exercise
    workouts: set[int] = field(default_factory=set)
    groups: set[bytes] = field(default_factory=set)
    scattered: bool = False  # sets of one group stand far apart
    loads: Loads = field(default_factory=Loads)
    counts: Counter[str] = field(default_factory=Counter)
    marks: Counter[str] = field(default_factory=Counter)  # words of rows nobody listed -> sets
    no_sets: Counter[str] = field(default_factory=Counter)  # ... -> rows that are no sets
    held: Counter[str] = field(default_factory=Counter)  # ... -> of those, with repetitions
    units: Counter[str] = field(default_factory=Counter)  # words that are no unit we know -> rows
    left_out: Counter[str] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)
    implausible: list[Implausible] = field(default_factory=list)
    heavy: int = 0  # sets without a unit, beyond lifting if they are kilograms
    rows: int = 0
    first: date | None = None
    last: date | None = None
    _at: datetime | None = None  # of the set before
    _group: tuple[str, str] = ("", "")
    _lately: Recent[None] = field(default_factory=lambda: Recent(lambda: None))

    def add(self, each: ImportedSet) -> None:
        """Count one set; raises FileRefused where no column of exercises has so many names."""
        self.names[key_of(each)] += 1
        if each.exact is not None:
            self._add_exact(each, each.exact)
        elif (group := (each.workout, each.exercise_name)) != self._group:
            self._group = group
            self.workouts.add(hash(each.workout))
            self._add_group(group_of(*group))
        if len(self.names) > MOST_NAMES:
            raise FileRefused("names", limit=MOST_NAMES)
        if each.load_milli:
            if each.unit is None:
                self.loads.add(each.exercise_name, each.load_milli)
            self.counts["stated" if each.unit else "unstated"] += 1
            if each.unit is not None:
                self.counts[f"stated_{each.unit}"] += 1
        if each.mark:
            self.marks[each.mark[:LONGEST_MARK]] += 1
        for kind in _kinds(each):
            self.counts[kind] += 1
        if each.at is not self._at:
            self._at = each.at
            day = each.at.date()
            self.first = day if self.first is None else min(self.first, day)
            self.last = day if self.last is None else max(self.last, day)

    def _add_group(self, group: bytes) -> None:
        self.scattered |= group in self.groups and group not in self._lately
        self._lately.of(group)
        self.groups.add(group)

    def _add_exact(self, each: ImportedSet, exact: LoggedSet) -> None:
        """Count a set of our own format: in the order done, with no other mark of a workout."""
        self.exact.setdefault(exact.exercise_id, (each.exercise_name, each.own))
        if self._at is None or not timedelta() <= each.at - self._at < SESSION_GAP:
            self.workouts.add(hash(each.at))
        self.groups.add(group_of(exact.source, str(exact.position)))

    def leave_out(self, row: Refused | Implausible | NoSet) -> None:
        """Count one line that gives no set."""
        if isinstance(row, NoSet):
            self.left_out[row.reason] += 1
            if row.mark and row.reason == "mark":
                self.no_sets[row.mark[:LONGEST_MARK]] += 1
                self.held[row.mark[:LONGEST_MARK]] += row.held
        elif isinstance(row, Refused):
            self.counts["refused"] += 1
            if row.reason == "unit":
                self.units[str(row.facts.get("quote", ""))[:LONGEST_MARK].casefold()] += 1
            if len(self.refused) < LISTED:
                self.refused.append(row)
        else:
            self.counts["implausible"] += 1
            if len(self.implausible) < LISTED:
                self.implausible.append(row)


def _kinds(each: ImportedSet) -> Iterator[str]:
    if each.warmup:
        yield "warmup"
    if each.drop:
        yield "drop"
    if each.failed:
        yield "failed"
    elif each.rir_tenths is not None:
        yield "rated"


def walk(export: Export, now: datetime, unit: Unit | None = None) -> Iterator[Survey]:
    """Walk through a file; gives the counts so far every `STEP` rows and at the end.

    Without a `unit`, sets too heavy for kilograms are only counted where the file states none:
    once the unit is settled, a second walk tells what they are. Raises FileRefused.
    """
    found, rows = Survey(), export.rows()
    while some := list(islice(rows, STEP)):
        for row in some:
            if not isinstance(row, ImportedSet):
                found.leave_out(row)
            elif planned_later(row, now):
                found.left_out["future"] += 1
            elif row.unit is None and (heavy := implausible(row, unit or "kg")):
                found.heavy += unit is None
                if unit is not None:
                    found.leave_out(heavy)
            else:
                found.add(row)
        found.rows += len(some)
        yield found
    if not found.rows:
        yield found


def planned_later(each: ImportedSet, now: datetime) -> bool:
    """Whether a set stands in the future: filled in beforehand, not done."""
    at = each.at if each.at.tzinfo else each.at.replace(tzinfo=UTC)
    return at > now + SOON


# --- identity -----------------------------------------------------------------------------------


def key_of(each: ImportedSet) -> str:
    """What a set's exercise goes by: its name, in our own format its id."""
    return each.exercise_name if each.exact is None else each.exact.exercise_id


def group_of(workout: str, exercise_name: str) -> bytes:
    """What tells an exercise of a workout apart in any export of the same account."""
    text = f"{workout}\0{exercise_name.casefold()}"
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=8).digest()
