"""What a file's sets become in the log: names, unit and zone settled, a source for each."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

from core.changed import changed
from core.interchange.file_summary import Recent, group_of, key_of, planned_later
from core.interchange.readers.registry import Export, implausible
from core.interchange.rows import ImportedSet
from core.records import Exercise, Load, LoggedSet, Unit

NOON = time(12)
_MILES = 1.609344


@dataclass(frozen=True, slots=True)
class Taken:
    """What decides how a file's sets become the log's."""

    resolved: Mapping[str, str]  # name in the file -> exercise id
    exercises: Mapping[str, Exercise]  # by id
    unit: Unit
    zone: ZoneInfo
    now: datetime
    scattered: bool = False  # the file's groups are not together, so none may be forgotten


def drafts(export: Export, taken: Taken) -> Iterator[tuple[bytes, LoggedSet]]:
    """Every set as it would be stored, with its group; without id and session.

    A source is made of what the set is, so that the same set of a later export has the same one.
    """
    seen: Recent[Counter[bytes]] = Recent(Counter, forgets=not taken.scattered)
    group, same = b"", seen.of(b"")
    group_at = lru_cache(maxsize=64)(group_of)
    content_of = lru_cache(maxsize=4096)(content)
    moment_at = lru_cache(maxsize=64)(partial(moment_of, zone=taken.zone))
    position = 0
    for row in export.rows():
        if not isinstance(row, ImportedSet) or planned_later(row, taken.now):
            continue
        if row.unit is None and implausible(row, taken.unit):
            continue
        exercise = taken.exercises[taken.resolved[key_of(row)]]
        if row.exact is not None:
            yield b"", _exact(row.exact, exercise)
            continue
        if (found := group_at(row.workout, row.exercise_name)) != group:
            group, same = found, seen.of(found)
        what = content_of(
            row.load_milli, row.reps, row.seconds, row.distance_cm, row.warmup, row.drop,
            row.failed, row.rir_tenths,
        )  # fmt: skip
        same[what] += 1
        source = source_of(group, what, same[what])
        at = moment_at(row.at, row.has_time)
        yield group, _logged(row, exercise, taken, at, source, position)
        position += 1


def content(*parts: object) -> bytes:
    """What was done in a set, for telling the same set in a later export."""
    return hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=4).digest()


def source_of(group: bytes, content: bytes, number: int) -> str:
    """The source of an imported set: "import:<workout and exercise>:<content>:<n>"."""
    return f"import:{group.hex()}:{content.hex()}:{number}"


def _exact(each: LoggedSet, exercise: Exercise) -> LoggedSet:
    return each if each.exercise_id == exercise.id else changed(each, exercise_id=exercise.id)


def _logged(
    row: ImportedSet, exercise: Exercise, taken: Taken, at: datetime, source: str, position: int
) -> LoggedSet:
    timed = exercise.measure in ("time", "distance") and bool(row.seconds or row.distance_cm)
    keep = timed or row.reps is None  # beside repetitions a time is how long the set took
    return LoggedSet(
        exercise.id,
        _load(row, exercise, taken),
        None if timed else row.reps,
        at,
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
        partials=row.partials,
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


def moment_of(at: datetime, has_time: bool, *, zone: ZoneInfo) -> datetime:
    """When a set was done in UTC; noon of its day where the file has only that."""
    if at.tzinfo is not None:
        return at
    local = at if has_time else datetime.combine(at.date(), NOON)
    return local.replace(tzinfo=zone).astimezone(UTC)
