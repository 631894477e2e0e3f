"""Which workout is due: the one answer that `next`, `today` and pings read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.context import Scene
from core.records import Exercise, LoggedSet
from core.reminders.schedule import Reminder, local_date, occurrence, zone_of
from core.render.wording import words_of_day
from core.store.unit_of_work import SESSION_GAP
from core.training.history import by_exercise
from core.training.rhythm import LOOKED_BACK, Session, Workout, todays_workout

# words of a reminder that name no exercise: the patterns they stand for
_PATTERNS = {
    "leg": ("squat", "hinge", "lunge", "leg_curl", "leg_extension", "hip_thrust", "calf_raise"),
    "push": ("horizontal_press", "vertical_press", "triceps_extension", "fly", "lateral_raise"),
    "pull": ("row", "pulldown", "curl", "rear_delt", "upright_row", "shrug"),
    "upper": ("horizontal_press", "vertical_press", "row", "pulldown", "curl", "fly"),
}
_PATTERNS |= {"legs": _PATTERNS["leg"], "lower": _PATTERNS["leg"]}


@dataclass(frozen=True, slots=True)
class DueWorkout:
    """What there is to train at a moment, and why it is that."""

    exercises: tuple[Exercise, ...]
    trained: bool = False  # they are those of today's session, begun or done: nothing is due
    workout: Workout | None = None  # None: today's session, or named and not done for weeks


def workout_due(scene: Scene, words: str | None = None) -> DueWorkout:
    """The workout that is due; once trained today, the exercises of that session.

    `words`: what the reminder that asks says ("leg day"); None takes those of today's reminder,
    so that an answer before or after a ping names what the ping does.
    """
    last = last_session(scene)
    if last and _is_todays(scene, last):
        return DueWorkout(tuple(scene.exercise(each) for each in by_exercise(last)), trained=True)
    named = _named(scene, _todays_words(scene) if words is None else words, last)
    sessions = _sessions(scene, last)
    workout = todays_workout(sessions, _day(scene), [each.id for each in named])
    if workout is not None:
        return DueWorkout(tuple(map(scene.exercise, workout.exercises)), workout=workout)
    return DueWorkout(tuple(named[:1]))


def title_of(scene: Scene, due: DueWorkout, label: str) -> str:
    """A workout with why it is due: "Leg day: your usual Monday"; the label where none is known."""
    workout = due.workout
    if workout is None:
        return label
    last = datetime.combine(workout.last, time(12), tzinfo=scene.zone)
    day = words_of_day(scene.person.language, last, scene.zone)
    if workout.why == "weekday":
        day = scene.words(f"weekday.{_day(scene).weekday()}")
    return scene.words(f"ping.title.{workout.why}", label=label, day=day)


def last_session(scene: Scene) -> tuple[LoggedSet, ...]:
    """The sets of the latest session."""
    last = scene.ledger.last_set(scene.person.id)
    if last is None or last.session_at is None:
        return ()
    return scene.ledger.session_sets(scene.person.id, last.session_at)


def _is_todays(scene: Scene, sets: Sequence[LoggedSet]) -> bool:
    """Whether a session is under way, or had a working set and began on this local date."""
    if scene.now - sets[-1].at < SESSION_GAP:
        return True
    began = sets[0].session_at or sets[0].at
    same_day = began.astimezone(scene.zone).date() == _day(scene)
    return same_day and any(each.lifted for each in sets)


def _since(scene: Scene, last: Sequence[LoggedSet]) -> datetime:
    """Eight weeks before the latest session: who was away comes back to what they did."""
    day = last[0].at.astimezone(scene.zone).date() if last else _day(scene)
    first = min(day, _day(scene)) - timedelta(days=LOOKED_BACK)
    return datetime.combine(first, time(), tzinfo=scene.zone)


def _sessions(scene: Scene, last: Sequence[LoggedSet]) -> list[Session]:
    """The sessions of the last weeks, each dated by its first set in the person's zone."""
    by_start: dict[datetime, list[str]] = {}
    for start, exercise_id in _done(scene, last):
        by_start.setdefault(start, []).append(exercise_id)
    zone: ZoneInfo = scene.zone
    return [Session(start.astimezone(zone).date(), tuple(ids)) for start, ids in by_start.items()]


def _done(scene: Scene, last: Sequence[LoggedSet]) -> tuple[tuple[datetime, str], ...]:
    """Exercises with working sets by session, of the last weeks."""
    since = _since(scene, last)
    found = scene.ledger.weeks.done(scene.person.id, since, scene.now + timedelta(seconds=1))
    return tuple(each for each in found if each[0] >= since)


# --- what a reminder's words ask for -------------------------------------------------------------


def _todays_words(scene: Scene) -> str:
    """The words of today's reminder to train: the newest that is due, else the next to come."""
    due: list[tuple[datetime, str]] = []
    for each in scene.ledger.reminders.of(scene.person.id):
        at = _today_at(each, scene.now)
        if at is not None:
            due.append((at, each.words))
    past = [each for each in due if each[0] <= scene.now]
    if past:
        return max(past, key=lambda each: each[0])[1]
    return min(due, key=lambda each: each[0], default=(scene.now, ""))[1]


def _today_at(reminder: Reminder, now: datetime) -> datetime | None:
    """When a reminder to train is due on this date of its zone; None where it is not."""
    if reminder.kind not in ("train", "snooze") or reminder.state not in ("on", "asked"):
        return None
    if reminder.note.startswith("recap") or (reminder.paused_until or now) > now:
        return None
    zone = zone_of(reminder.zone)
    today = date.fromisoformat(local_date(reminder, now))
    if reminder.kind == "snooze":
        at = reminder.next_at
        return at if at is not None and at.astimezone(zone).date() == today else None
    if reminder.minute is None or today.weekday() not in reminder.days:
        return None
    return occurrence(today, reminder.minute, zone)


def _named(scene: Scene, words: str, last: Sequence[LoggedSet]) -> list[Exercise]:
    """The exercises a reminder's words name: "squat day", "push day"."""
    parts = words.split()
    for start in range(len(parts)):
        found = scene.names.find(parts, start)
        if found is not None:
            return [found.exercise]
    patterns = {each for word in parts for each in _PATTERNS.get(word.lower(), ())}
    if not patterns:
        return []
    done = dict.fromkeys(each for _, each in _done(scene, last))
    return [each for each in map(scene.exercise, done) if each.pattern in patterns]


def _day(scene: Scene) -> date:
    return scene.now.astimezone(scene.zone).date()
