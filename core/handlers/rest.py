"""`rest 3m`: a ping when the rest is over. One per person; the next logged set stops it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from core.context import Scene, say_lines
from core.errors import BadSetting
from core.groups.rules import is_quiet
from core.handlers.advice import lifter_of, next_set_now
from core.handlers.exercise_log import read_past
from core.handlers.group_disclosure import aloud_advice, told_here
from core.handlers.groups import plain_name
from core.messages import Address, Answer, Button, Reply
from core.parsing.commands import Command
from core.parsing.durations import read_rest
from core.parsing.reminders import clock_words
from core.records import Exercise, NextSet
from core.reminders.schedule import Reminder
from core.render.reminders import facts_of
from core.render.wording import shortest, words_of_next, words_of_rest
from core.store.unit_of_work import SESSION_GAP

KIND: Final = "rest"


def rest(scene: Scene, command: Command) -> Answer:
    """`rest 3m`, `rest off`; alone it takes the rest that was advised. Raises BadSetting."""
    if not command.rest:
        return _alone(scene)
    seconds = read_rest(command.rest)
    if seconds is None:
        stopped = scene.ledger.reminders.drop_kind(scene.person.id, KIND)
        key = "rest.stopped" if stopped else "rest.off"
        return say_lines(scene, scene.words(key), result=facts_of(()))
    return _start(scene, seconds)


def _alone(scene: Scene) -> Answer:
    """What is left of the rest under way, else the rest advised after the last set."""
    running = [each for each in scene.ledger.reminders.of(scene.person.id) if each.kind == KIND]
    for each in running:
        if each.next_at is not None and each.next_at > scene.now:
            left = round((each.next_at - scene.now).total_seconds())
            return _say(scene, "rest.left", each, left)
    following = next_set(scene)
    if following is None:
        raise BadSetting("rest", setting=KIND, example="rest 3m")
    return _start(scene, following[1].rest_s)


def _start(scene: Scene, seconds: int) -> Answer:
    ends = scene.now + timedelta(seconds=seconds)
    where = _where(scene, ends)
    if where is None:
        quiet = {"kind": "error", "error": "quiet_hours"}
        return say_lines(scene, scene.words("rest.quiet"), result=quiet, private=True)
    scene.ledger.reminders.drop_kind(scene.person.id, KIND)
    made = scene.ledger.reminders.add(
        Reminder(
            KIND, (), None, where, scene.person.zone, scene.now,
            person_id=scene.person.id, next_at=ends,
        )
    )  # fmt: skip
    return _say(scene, "rest.set", made, seconds)


def _where(scene: Scene, ends: datetime) -> Address | None:
    """Here; in private where the group is quiet then; None where nobody wrote there yet."""
    house = scene.ledger.groups.house(scene.address) if scene.group else None
    if house is None or not is_quiet(house, ends):
        return scene.address
    platform = scene.address.platform
    chat, gone = scene.ledger.reminders.private_chat(scene.person.id, platform)
    return Address(platform, chat) if chat and not gone else None


def _say(scene: Scene, key: str, timer: Reminder, seconds: int) -> Answer:
    local = (timer.next_at or scene.now).astimezone(scene.zone)
    time = f"{clock_words(local.hour * 60 + local.minute)}:{local.second:02d}"
    words = words_of_rest(scene.person.language, seconds)
    buttons = (Button(scene.words("button.rest_off"), "rest off"),)
    sentence = scene.words(key, rest=words, time=time)
    facts = facts_of((replace(timer, zone="") if scene.aloud else timer,))
    return say_lines(scene, sentence, result=facts, buttons=buttons)


def stop_rest(scene: Scene) -> None:
    """A set was logged: the rest is over without a ping."""
    if scene.ledger.has_rest(scene.person.id):
        scene.ledger.reminders.drop_kind(scene.person.id, KIND)


def rest_over(scene: Scene) -> Reply:
    """What is said when a rest is over: the next set, where one is advised."""
    following, words = next_set(scene), scene.words("rest.over")
    if following is not None and _may_be_told(scene, *following):
        exercise, advised = following
        what = words_of_next(scene.person.language, advised, exercise)
        words = scene.words("rest.over_next", exercise=exercise.name, what=what)
    if scene.group:
        words = scene.words("rest.over_of", name=plain_name(scene.person.name), what=words)
    return Reply(lines=(shortest(words),), owner=scene.person.id)


def _may_be_told(scene: Scene, exercise: Exercise, advised: NextSet) -> bool:
    """Whether a group may hear of a next set: its lift was the last one said there."""
    here = told_here(scene)
    last = scene.ledger.last_set(scene.person.id)
    if last is None or not here.has(last):
        return False
    return aloud_advice(advised, read_past(scene, exercise.id).exposures, here.has) is not None


def next_set(scene: Scene) -> tuple[Exercise, NextSet] | None:
    """The next set of the exercise done last, while its session is under way."""
    last = scene.ledger.last_set(scene.person.id)
    if last is None or scene.now - last.at >= SESSION_GAP:
        return None
    exercise = scene.exercise(last.exercise_id)
    exposures = read_past(scene, exercise.id).exposures
    advised = next_set_now(scene, lifter_of(scene, exercise, exposures), exposures)
    return None if advised is None else (exercise, advised)


def rest_button(scene: Scene, advised: NextSet) -> Button:
    """The button under a set that starts the rest advised after it."""
    words = words_of_rest(scene.person.language, advised.rest_s)
    return Button(scene.words("button.rest", rest=words), f"rest {advised.rest_s}s")
