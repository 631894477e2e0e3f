"""What the tests of reading share: a lifter with a log, and sets in a short notation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from core.exercises.names import names_for
from core.parsing.reading import Setting
from core.parsing.sets import read_message
from core.records import Load, LoggedSet, SetDraft, Unit

NAMES = names_for({}, ())
NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)  # a Sunday


def logged(exercise_id: str, load: Load, reps: int | None = 8, **fields: object) -> LoggedSet:
    """A set of an hour ago."""
    values: dict[str, object] = {"at": NOW - timedelta(hours=1), "line": "", "rir_tenths": 10}
    return LoggedSet(exercise_id=exercise_id, load=load, reps=reps, **{**values, **fields})


LOG = (logged("bench-press", Load(100_000)), logged("squat", Load(140_000)))


def setting(
    log: Sequence[LoggedSet] = LOG,
    unit: Unit = "kg",
    zone: str = "UTC",
    end: datetime | None = None,
) -> Setting:
    """A setting over a log, the newest set last; `end` is where any earlier session ended."""

    def last_set(exercise_id: str | None) -> LoggedSet | None:
        for each in reversed(log):
            if exercise_id in (None, each.exercise_id):
                return each
        return None

    def session_end(since: datetime, until: datetime) -> datetime | None:
        return end if end is not None and since <= end < until else None

    return Setting(NAMES, unit, NOW, ZoneInfo(zone), last_set, session_end)


def short(each: SetDraft) -> str:
    """A set in short: "squat 140kg x8 rir1"; "~" is a shared effort, a quoted part the note."""
    side = [each.side] if each.side else []
    words = [each.exercise_id, *side, f"{each.load.text}{each.load.unit}"]
    if each.reps is not None:
        words.append(f"x{each.reps}" + (f"+{each.partials}" if each.partials else ""))
    if each.seconds is not None:
        words.append(f"{each.seconds}s")
    if each.distance_cm is not None:
        words.append(f"{each.distance_cm / 100:g}m")
    if each.rir_tenths is not None:
        at_least, shared = "+" * each.rir_at_least, "~" * each.shared_effort
        words.append(f"rir{each.rir_tenths / 10:g}{at_least}{shared}")
    flags = ("per_side", "failed", "amrap", "warmup", "drop")
    words += [name for name in flags if getattr(each, name)]
    if each.note:
        words.append(f'"{each.note}"')
    if each.at != NOW:
        words.append(each.at.strftime("%m-%dT%H:%M"))
    return " ".join(words)


def read(text: str, known: Setting | None = None) -> str:
    """A message as its sets in short, equal neighbours counted: "3 * squat 100kg x8"."""
    sets = [short(each) for each in read_message(text, known or setting()).sets]
    runs = [(words, len(list(run))) for words, run in groupby(sets)]
    return "; ".join(words if count == 1 else f"{count} * {words}" for words, count in runs)
