"""The dry run: what a file holds, which unit is taken and why, what needs a decision.

A survey walks through the file once and keeps counts, not sets. `drafts` walks through it again
and gives what would be stored.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from core.exchange.readers import Export, implausible
from core.exchange.rows import Implausible, ImportedSet, NoSet, Refused
from core.exchange.units import Loads
from core.exercises.names import Names
from core.records import Exercise, Load, LoggedSet, Unit
from core.store.codec import text_exercise

LISTED = 20  # of what is refused or left out
MOST_NAMES = 5_000
SOON = timedelta(days=1)  # later than that is planned, not done
NOON = time(12)
_MILES = 1.609344

UnitWhy = Literal["stated", "loads", "given", "open", "none"]


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A name of the file that is no known exercise, with the nearest that are."""

    name: str
    sets: int
    near: tuple[Exercise, ...]
    key: str = ""  # what the file's sets go by: the name, in our own format the id
    own: Exercise | None = None  # our own format: what the exercise was like


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do."""

    app: str
    sets: int
    workouts: int
    exercises: int
    first: date | None
    last: date | None
    unit: Unit | None  # taken where the file states none
    unit_why: UnitWhy
    fives: int  # of the loads without a unit, those that are steps of five ...
    loads: int  # ... of so many different ones
    counts: Mapping[str, int]  # warmup, drop, failed, rated
    resolved: Mapping[str, str]  # name in the file -> exercise id
    unresolved: tuple[Unresolved, ...]
    refused: tuple[Refused, ...]  # the first of them
    refused_count: int
    implausible: tuple[Implausible, ...]
    implausible_count: int
    left_out: Mapping[str, int]  # why -> lines that are no sets
    groups: frozenset[bytes] = frozenset()

    @property
    def asks_unit(self) -> bool:
        """Whether nothing can be imported before the unit is said."""
        return self.unit_why == "open"


@dataclass(frozen=True, slots=True)
class Taken:
    """What decides how a file's sets become the log's."""

    resolved: Mapping[str, str]  # name in the file -> exercise id
    exercises: Mapping[str, Exercise]  # by id
    unit: Unit
    zone: ZoneInfo
    now: datetime


@dataclass(slots=True)
class _Survey:
    """Counts while a file is walked through."""

    names: Counter[str] = field(default_factory=Counter)
    exact: dict[str, tuple[str, str]] = field(default_factory=dict)  # id -> name, own exercise
    workouts: set[int] = field(default_factory=set)
    groups: set[bytes] = field(default_factory=set)
    loads: Loads = field(default_factory=Loads)
    counts: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)
    implausible: list[Implausible] = field(default_factory=list)
    heavy: list[Implausible] = field(default_factory=list)  # beyond lifting if it is kilograms
    first: date | None = None
    last: date | None = None

    def add(self, each: ImportedSet) -> None:
        """Count one set."""
        self.names[key_of(each)] += 1
        if each.exact is not None:
            self.exact.setdefault(each.exact.exercise_id, (each.exercise_name, each.own))
        self.workouts.add(hash(each.workout))
        self.groups.add(group_of(each))
        if each.load_milli:
            if each.unit is None:
                self.loads.add(each.exercise_name, each.load_milli)
            self.counts["stated" if each.unit else "unstated"] += 1
        self.counts["warmup"] += each.warmup
        self.counts["drop"] += each.drop
        self.counts["failed"] += each.failed
        self.counts["rated"] += each.rir_tenths is not None and not each.failed
        day = each.at.date()
        self.first = day if self.first is None else min(self.first, day)
        self.last = day if self.last is None else max(self.last, day)

    def leave_out(self, row: Refused | Implausible | NoSet) -> None:
        """Count one line that gives no set."""
        if isinstance(row, NoSet):
            self.left_out[row.reason] += 1
        elif isinstance(row, Refused):
            self.counts["refused"] += 1
            if len(self.refused) < LISTED:
                self.refused.append(row)
        else:
            self.counts["implausible"] += 1
            if len(self.implausible) < LISTED:
                self.implausible.append(row)


def survey(export: Export, names: Names, now: datetime, given: Unit | None = None) -> Plan:
    """Walk through a file and say what an import would do; raises FileRefused."""
    found = _Survey()
    for row in export.rows():
        if not isinstance(row, ImportedSet):
            found.leave_out(row)
        elif planned_later(row, now):
            found.left_out["future"] += 1
        elif row.unit is None and (heavy := implausible(row, "kg")):
            found.heavy.append(heavy)
        else:
            found.add(row)
    unit, why, fives, loads = _unit(found, given)
    for heavy in found.heavy:
        if unit == "kg":
            found.leave_out(heavy)
        else:
            found.add(heavy.set)
    resolved, unresolved = resolve(found.names, found.exact, names)
    return Plan(
        app=export.app,
        sets=found.names.total(),
        workouts=len(found.workouts),
        exercises=len(set(resolved.values())) + len(unresolved),
        first=found.first,
        last=found.last,
        unit=unit,
        unit_why=why,
        fives=fives,
        loads=loads,
        counts=found.counts,
        resolved=resolved,
        unresolved=unresolved,
        refused=tuple(found.refused),
        refused_count=found.counts["refused"],
        implausible=tuple(found.implausible),
        implausible_count=found.counts["implausible"],
        left_out=found.left_out,
        groups=frozenset(found.groups),
    )


def planned_later(each: ImportedSet, now: datetime) -> bool:
    """Whether a set stands in the future: filled in beforehand, not done."""
    at = each.at if each.at.tzinfo else each.at.replace(tzinfo=UTC)
    return at > now + SOON


def _unit(found: _Survey, given: Unit | None) -> tuple[Unit | None, UnitWhy, int, int]:
    if not found.counts["unstated"]:
        return None, ("stated" if found.counts["stated"] else "none"), 0, 0
    told, fives, loads = found.loads.verdict()
    if given is not None:
        return given, "given", fives, loads
    return told, ("open" if told is None else "loads"), fives, loads


def key_of(each: ImportedSet) -> str:
    """What a set's exercise goes by: its name, in our own format its id."""
    return each.exercise_name if each.exact is None else each.exact.exercise_id


def resolve(
    counted: Mapping[str, int], exact: Mapping[str, tuple[str, str]], names: Names
) -> tuple[dict[str, str], tuple[Unresolved, ...]]:
    """Find the exercises that names mean; the rest with the nearest three, most sets first."""
    own = {each.name: each.id for each in names.all_exercises() if each.id.startswith("own-")}
    resolved: dict[str, str] = {}
    unresolved = []
    for key, sets in counted.items():
        name, body = exact.get(key, (key, ""))
        found = _known(key, name, names, own, exact=key in exact)
        if found:
            resolved[key] = found
            continue
        near = tuple(each for each, _ in names.near(name, 3))
        unresolved.append(Unresolved(name, sets, near, key, _definition(body)))
    return resolved, tuple(sorted(unresolved, key=lambda each: (-each.sets, each.name)))


def _known(key: str, name: str, names: Names, own: Mapping[str, str], *, exact: bool) -> str:
    """The id of a known exercise, "" where there is none."""
    if exact and not key.startswith("own-"):
        with suppress(KeyError):
            return names.exercise(key).id
    elif exact:
        return own.get(name, "")
    found = names.resolve_or_near(name)
    return found.id if found is not None else own.get(name, "")


def _definition(body: str) -> Exercise | None:
    """The exercise a line of our own format carries."""
    if not body:
        return None
    with suppress(ValueError, TypeError, KeyError):
        return text_exercise(body)
    return None


# --- identity -----------------------------------------------------------------------------------


def group_of(each: ImportedSet) -> bytes:
    """What tells an exercise of a workout apart in any export of the same account."""
    text = f"{each.workout}\0{each.exercise_name.casefold()}"
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=8).digest()


def content_of(each: ImportedSet) -> bytes:
    """What was done in a set, for telling the same set in a later export."""
    text = (
        f"{each.load_milli}\0{each.reps}\0{each.seconds}\0{each.distance_cm}\0{each.warmup}\0"
        f"{each.drop}\0{each.failed}\0{each.rir_tenths}"
    )
    return hashlib.blake2b(text.encode(), digest_size=4).digest()


# --- what would be stored -----------------------------------------------------------------------


def drafts(export: Export, taken: Taken) -> Iterator[tuple[bytes, LoggedSet]]:
    """Every set as it would be stored, with its group; without id and session.

    A source is made of what the set is, so that the same set of a later export has the same one.
    """
    seen: Counter[bytes] = Counter()
    position = 0
    for row in export.rows():
        if not isinstance(row, ImportedSet) or planned_later(row, taken.now):
            continue
        exercise = taken.exercises[taken.resolved[key_of(row)]]
        if row.exact is not None:
            made = _exact(row.exact, exercise)
            yield b"", made
            continue
        if implausible(row, taken.unit):
            continue
        group, content = group_of(row), content_of(row)
        seen[group + content] += 1
        source = source_of(group, content, seen[group + content])
        yield group, _logged(row, exercise, taken, source, position)
        position += 1


def source_of(group: bytes, content: bytes, number: int) -> str:
    """The source of an imported set: "import:<workout and exercise>:<content>:<n>"."""
    return f"import:{group.hex()}:{content.hex()}:{number}"


def _exact(each: LoggedSet, exercise: Exercise) -> LoggedSet:
    if each.exercise_id == exercise.id:
        return each
    values = {name: getattr(each, name) for name in LoggedSet.__dataclass_fields__}
    return LoggedSet(**{**values, "exercise_id": exercise.id})


def _logged(
    row: ImportedSet, exercise: Exercise, taken: Taken, source: str, position: int
) -> LoggedSet:
    timed = exercise.measure in ("time", "distance") and bool(row.seconds or row.distance_cm)
    keep = timed or row.reps is None  # beside repetitions a time is how long the set took
    return LoggedSet(
        exercise.id,
        _load(row, exercise, taken),
        None if timed else row.reps,
        moment_of(row, taken.zone),
        row.raw,
        rir_tenths=row.rir_tenths,
        rir_at_least=row.rir_at_least,
        failed=row.failed,
        amrap=row.amrap,
        warmup=row.warmup,
        drop=row.drop,
        seconds=row.seconds if keep else None,
        distance_cm=_distance(row, taken.unit) if keep else None,
        note=row.note,
        source=source,
        position=position,
    )


def _load(row: ImportedSet, exercise: Exercise, taken: Taken) -> Load:
    milli = row.load_milli or 0
    if exercise.measure == "assisted" and milli > 0:  # apps write assistance as a plain number
        milli = -milli
    return Load(milli, row.unit or taken.unit)


def _distance(row: ImportedSet, unit: Unit) -> int | None:
    """A distance without a unit is in the app's own: kilometres beside kilograms, else miles."""
    if row.distance_cm is None or row.distance_stated or unit == "kg":
        return row.distance_cm
    return round(row.distance_cm * _MILES)


def moment_of(row: ImportedSet, zone: ZoneInfo) -> datetime:
    """When a set was done in UTC; noon of its day where the file has only that."""
    if row.at.tzinfo is not None:
        return row.at
    local = row.at if row.has_time else datetime.combine(row.at.date(), NOON)
    return local.replace(tzinfo=zone).astimezone(UTC)
