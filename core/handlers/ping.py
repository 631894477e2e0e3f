"""What a ping says, worked out when it is sent; or why it is not sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.context import Scene
from core.handlers.advice import plain_targets
from core.handlers.due_workout import DueWorkout, title_of, workout_due
from core.handlers.pain_reports import is_stopped
from core.handlers.recap import look_back
from core.handlers.rest import rest_over
from core.messages import Address, Button, Reply
from core.records import Exercise, Person
from core.reminders.schedule import ONCE, UNANSWERED, Reminder, why_late
from core.render.reminders import UNANSWERED_NOTE
from core.render.wording import shortest, words_of_target
from core.store.repositories.reminders import occurrence_of
from core.store.rows import Ping
from core.store.unit_of_work import Ledger

SHOWN_LIFTS = 3
_SEEN_FOR = timedelta(days=36)  # five pings of a weekly reminder
SceneOf = Callable[[Ledger, Person, Address, datetime], Scene]


def word_ping(
    ledger: Ledger, key: str, person_id: int, now: datetime, scene_of: SceneOf
) -> Reply | str:
    """The words of a ping, or why it is not sent ("trained", "late", "unanswered" ...).

    Asking twice for the same ping changes nothing more than asking once.
    """
    named = occurrence_of(key)
    reminder = ledger.reminders.get(named[0]) if named else None
    if named is None or reminder is None or reminder.person_id != person_id:
        return "dropped"
    person = ledger.person_by_id(person_id)
    if person is None:
        return "dropped"
    occurred = ledger.reminders.ping(reminder.id, named[1])
    why = _why_not(reminder, occurred, now)
    if why:
        return why
    scene = scene_of(ledger, person, reminder.address, now)
    if reminder.kind == "rest":
        return rest_over(scene)
    if _is_recap(reminder):
        asked = _asked_to_go_on(scene, reminder, named[1])
        return look_back(scene) if asked is None else asked
    due = workout_due(scene, reminder.words)
    if due.trained or is_stopped(scene):
        return "trained" if due.trained else "urgent"
    asked = _asked_to_go_on(scene, reminder, named[1])
    return _workout(scene, reminder, due) if asked is None else asked


def _why_not(reminder: Reminder, occurred: Ping | None, now: datetime) -> str:
    """Why a ping is not wanted any more, whatever the log says."""
    if reminder.state in ("off", "gone"):
        return reminder.state
    if occurred is not None and occurred.state == "skipped":
        return occurred.why or "skipped"
    if reminder.paused_until is not None and now < reminder.paused_until:
        return "paused"
    return why_late(reminder, occurred.due_at, now) if occurred is not None else ""


def _is_recap(reminder: Reminder) -> bool:
    return reminder.kind == "recap" or reminder.note.startswith("recap")


# --- somebody who does not answer ---------------------------------------------------------------


def _asked_to_go_on(scene: Scene, reminder: Reminder, day: str) -> Reply | str | None:
    """After four without a word the fifth asks whether to go on; the next is not sent."""
    if reminder.kind in ONCE:
        return None
    reminders = scene.ledger.reminders
    asked_on = reminder.note if reminder.state == "asked" else ""
    if asked_on and asked_on != day:
        reminders.become(replace(reminder, state="off", note=UNANSWERED_NOTE))
        return "unanswered"
    count = _unanswered(scene, reminder, day)
    if count < UNANSWERED:
        if count != reminder.unanswered:
            reminders.become(replace(reminder, unanswered=count))
        return None
    reminders.become(replace(reminder, state="asked", note=day, unanswered=count))
    buttons = (
        Button(scene.words("button.go_on"), f"remind on {reminder.number}"),
        Button(scene.words("button.off"), f"remind off {reminder.number}"),
    )
    lines = (scene.words("ping.go_on"), scene.words("ping.go_on_why"))
    return Reply(lines=lines, buttons=buttons, owner=scene.person.id)


def _unanswered(scene: Scene, reminder: Reminder, day: str) -> int:
    """How many pings in a row, before this one, met no word from the person."""
    count = 0
    for each in scene.ledger.reminders.pings(scene.person.id, scene.now - _SEEN_FOR):
        if each.reminder_id != reminder.id or each.local_date == day:
            continue
        if each.state == "answered":
            break
        count += each.state == "sent"
    return count


# --- what to train ------------------------------------------------------------------------------


def _workout(scene: Scene, reminder: Reminder, due: DueWorkout) -> Reply:
    """Today's lifts by this person's own rhythm, each with its target."""
    lines = _lift_lines(scene, due.exercises) or [scene.words("next.none")]
    number = reminder.note.partition(":")[2] if reminder.kind == "snooze" else reminder.number
    words = reminder.words
    label = words[:1].upper() + words[1:] or scene.words("ping.title")
    return Reply(
        title=shortest(title_of(scene, due, label)),
        lines=tuple(lines),
        buttons=_buttons(scene, str(number)),
        owner=scene.person.id,
    )


def _buttons(scene: Scene, number: str) -> tuple[Button, ...]:
    """Snooze, skip today, off; the latter two for a reminder that has a number."""
    again = Button(scene.words("button.snooze"), f"snooze 2h #{number}" if number else "snooze 2h")
    if not number:
        return (again,)
    return (
        again,
        Button(scene.words("button.skip"), f"remind skip {number}"),
        Button(scene.words("button.off"), f"remind off {number}"),
    )


def _lift_lines(scene: Scene, exercises: Sequence[Exercise]) -> list[str]:
    """A line for each of the first lifts; the last says how many more there are."""
    lines, language = [], scene.person.language
    more = len(exercises) - SHOWN_LIFTS
    shown = exercises[:SHOWN_LIFTS]
    for place, (exercise, target) in enumerate(
        zip(shown, plain_targets(scene, shown), strict=True), 1
    ):
        what = words_of_target(language, target, exercise)
        line = scene.words("ping.lift", exercise=exercise.name, what=what)
        if more > 0 and place == SHOWN_LIFTS:
            longer = scene.words("ping.lift_more", exercise=exercise.name, what=what, n=more)
            line = shortest(longer, line)
        lines.append(shortest(line))
    return lines
