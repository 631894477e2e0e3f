"""Strong's format, which other apps read: what it has no column for goes into the notes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from core.interchange.readers.spotter import neutral
from core.records import Exercise, LoggedSet

COLUMNS = (
    "Date", "Workout Name", "Duration", "Exercise Name", "Set Order", "Weight", "Weight Unit",
    "Reps", "Distance", "Distance Unit", "Seconds", "Notes", "Workout Notes", "RPE",
)  # fmt: skip


class StrongWriter:
    """Writes sets in the order done; numbers the sets of an exercise within its session."""

    def __init__(self, find: Callable[[str], Exercise | None], zone: ZoneInfo) -> None:
        """Write names of exercises, and times of a zone."""
        self._find = find
        self._zone = zone
        self._session: datetime | None = None
        self._numbers: dict[str, int] = {}

    def write(self, sets: Iterable[LoggedSet], *, header: bool = True) -> str:
        """Sets as lines of Strong's format."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        if header:
            writer.writerow(COLUMNS)
        writer.writerows(self._row(each) for each in sets)
        return out.getvalue()

    def _row(self, each: LoggedSet) -> tuple[object, ...]:
        session = each.session_at or each.at
        if session != self._session:
            self._session, self._numbers = session, {}
        number = self._numbers.get(each.exercise_id, 0) + 1
        self._numbers[each.exercise_id] = number
        exercise = self._find(each.exercise_id)
        local = session.astimezone(self._zone)
        return (
            local.strftime("%Y-%m-%d %H:%M:%S"),
            "Workout",
            "",
            neutral(exercise.name if exercise else each.exercise_id),
            order_of(each, number),
            each.load.text.lstrip("-"),
            "lbs" if each.load.unit == "lb" else "kg",
            each.reps if each.reps is not None else 0,
            "0" if each.distance_cm is None else f"{each.distance_cm / 100:g}",
            "m",
            each.seconds or 0,
            neutral(each.note),
            "",
            rpe_of(each),
        )


def order_of(each: LoggedSet, number: int) -> str:
    """Strong's Set Order: a number, or W, D, F."""
    if each.warmup:
        return "W"
    if each.drop:
        return "D"
    return "F" if each.failed else str(number)


def rpe_of(each: LoggedSet) -> str:
    """The effort as RPE; "4+" and unknown stay empty, as nothing else would be true."""
    if each.rir_tenths is None or each.rir_at_least or each.rir_tenths > 90:
        return ""
    return f"{(100 - each.rir_tenths) / 10:g}"
