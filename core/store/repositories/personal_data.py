"""All that is held of a person beside the sets of the log, as it is handed over to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select

from core.records import Load
from core.store.codec import Json, loads
from core.store.repositories.forgetting import Forgotten, forget
from core.store.schema.tables import (
    aliases,
    calibrations,
    challengers,
    challenges,
    changes,
    identities,
    link_codes,
    members,
    merged_sets,
    merges,
    own_exercises,
    pains,
    people,
    pings,
    predictions,
    preferences,
    questions,
    ratings,
    reminders,
    shown,
    trials,
    uploads,
)
from core.store.unit_state import UnitState

Row = Any
Shape = Callable[[Row], dict[str, Json]]


class PersonalData:
    """All that is kept about a person: handed over, or deleted; inside one unit of work."""

    def __init__(self, connection: Connection, state: UnitState) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection, self._state = connection, state

    def held(self, person_id: int) -> dict[str, Json]:
        """What is held of a person beside their sets, section by section; walks through all of it.

        Nothing in it is about anybody else.

        Loads are [number as text, unit], times ISO with zone, efforts repetitions left.
        """
        connection = self._connection

        def of(table: Table, shape: Shape, *order: ColumnElement[Any]) -> list[dict[str, Json]]:
            wanted = select(table).where(table.c.person_id == person_id).order_by(*order)
            return [shape(row) for row in connection.execute(wanted)]

        person = connection.execute(select(people).where(people.c.id == person_id)).one()
        given = select(ratings).where(ratings.c.rater_id == person_id).order_by(ratings.c.at)
        contests = (
            select(challenges, challengers.c.joined_at)
            .join(challengers, challengers.c.challenge_id == challenges.c.id)
            .where(challengers.c.person_id == person_id)
            .order_by(challenges.c.id)
        )
        twice = (
            select(merged_sets.c.body)
            .join(merges, merges.c.id == merged_sets.c.merge_id)
            .where(merges.c.person_id == person_id)
            .order_by(merged_sets.c.merge_id, merged_sets.c.old_number)
        )
        return {
            "person": _person(person),
            "accounts": of(identities, _account, identities.c.platform, identities.c.sender_id),
            "linked": of(merges, _link, merges.c.id),
            "left_out_sets": [
                each for body in connection.execute(twice).scalars() for each in loads(body)
            ],
            "codes": of(link_codes, lambda row: {"until": _time(row.expires_at)}),
            "exercises": of(own_exercises, lambda row: loads(row.body), own_exercises.c.number),
            "names": {
                each["words"]: each["exercise"]
                for each in of(
                    aliases, lambda row: {"words": row.words, "exercise": row.exercise_id},
                    aliases.c.words,
                )
            },
            "exercise_settings": of(preferences, _preference, preferences.c.exercise_id),
            "pains": of(pains, _pain, pains.c.id),
            "calibrations": of(calibrations, _calibration, calibrations.c.number),
            "trials": of(trials, _trial, trials.c.id),
            "reminders": of(reminders, _reminder, reminders.c.number),
            "pings": of(pings, _ping, pings.c.due_at),
            "groups": of(members, _membership, members.c.platform, members.c.chat),
            "challenges": [_challenge(row) for row in connection.execute(contests)],
            "seen_by_partners": of(ratings, _call_of_mine, ratings.c.number),
            "seen_in_partners": [_call(row) for row in connection.execute(given)],
            "expected": of(predictions, _expected, predictions.c.number),
            "answers": of(shown, _answer, shown.c.id),
            "changes": of(changes, _change, changes.c.number),
            "questions": of(questions, _question, questions.c.number),
            "files_waiting": of(
                uploads, lambda row: {"name": row.name, "at": _time(row.at)}, uploads.c.id
            ),
        }  # fmt: skip

    def forget(self, person_id: int) -> Forgotten:
        """Delete every row about a person, and afterwards what the files still hold of them."""
        self._state.forgot = True
        return forget(self._connection, person_id)


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _load(milli: int | None, unit: Any) -> list[str] | None:  # noqa: ANN401
    return None if milli is None else [Load(milli, unit).text, str(unit)]


def _span(low: int | None, high: int | None) -> list[int] | None:
    return None if low is None or high is None else [low, high]


def _person(row: Row) -> dict[str, Json]:
    return {
        "name": row.name, "language": row.language, "unit": row.unit, "zone": row.zone,
        "zone_told": row.zone_told, "goal": row.goal,
        "bodyweight": _load(row.bodyweight_milli, row.bodyweight_unit),
        "bar": _load(row.bar_milli, row.bar_unit),
        "plates": [_load(*each) for each in loads(row.plates)], "quiet": row.quiet,
        "dumbbells": [_load(*each) for each in loads(row.dumbbells)],
        "kettlebells": [_load(*each) for each in loads(row.kettlebells)],
        "effort": _span(row.effort_low, row.effort_high), "losing_weight": row.cutting,
        "answers": row.answers, "rest_auto": row.rest_auto,
        "since": _time(row.created_at), "last_seen": _time(row.seen_at),
        "questions_unanswered": row.asks_unanswered, "last_asked": _time(row.asked_at),
    }  # fmt: skip


def _account(row: Row) -> dict[str, Json]:
    return {
        "platform": row.platform, "id": row.sender_id, "chat": row.chat, "unreachable": row.gone,
    }  # fmt: skip


def _link(row: Row) -> dict[str, Json]:
    return {"platform": row.platform, "id": row.sender_id, "at": _time(row.at)}


def _preference(row: Row) -> dict[str, Json]:
    return {
        "exercise": row.exercise_id, "goal": row.goal, "step": _load(row.step_milli, row.step_unit),
        "range": _span(row.reps_low, row.reps_high),
        "effort": _span(row.effort_low, row.effort_high),
    }  # fmt: skip


def _pain(row: Row) -> dict[str, Json]:
    return {
        "exercise": row.exercise_id, "at": _time(row.at), "words": row.words, "urgent": row.urgent,
    }  # fmt: skip


def _left(tenths: int | None) -> float | None:
    return None if tenths is None else tenths / 10


def _calibration(row: Row) -> dict[str, Json]:
    return {
        "exercise": row.exercise_id, "asked_at_reps": row.reps, "opened": _time(row.opened_at),
        "guess": _left(row.guess_tenths), "guessed": _time(row.guessed_at),
    }  # fmt: skip


def _trial(row: Row) -> dict[str, Json]:
    return {
        "exercise": row.exercise_id, "design": row.design, "seed": row.seed,
        "expected": loads(row.expected), "begun": _time(row.begun_at),
        "stopped": _time(row.stopped_at),
    }  # fmt: skip


def _reminder(row: Row) -> dict[str, Json]:
    at = None if row.minute is None else f"{row.minute // 60:02d}:{row.minute % 60:02d}"
    return {
        "number": row.number, "kind": row.kind, "days": row.days, "time": at, "words": row.words,
        "platform": row.platform, "chat": row.chat, "thread": row.thread, "zone": row.zone,
        "next": _time(row.next_at), "last_date": row.last_date,
        "paused_until": _time(row.paused_until), "unanswered": row.unanswered, "state": row.state,
        "note": row.note, "made": _time(row.created_at),
    }  # fmt: skip


def _ping(row: Row) -> dict[str, Json]:
    return {
        "date": row.local_date, "due": _time(row.due_at), "state": row.state, "why": row.why,
        "at": _time(row.at),
    }  # fmt: skip


def _membership(row: Row) -> dict[str, Json]:
    return {
        "platform": row.platform, "chat": row.chat, "shares": row.share, "loads": row.loads,
        "joined": _time(row.joined_at), "told_at_the_gym": _time(row.gym_at),
    }  # fmt: skip


def _challenge(row: Row) -> dict[str, Json]:
    return {
        "platform": row.platform, "chat": row.chat, "exercise": row.exercise_id,
        "measure": row.measure, "goal": row.goal, "from": _time(row.from_at),
        "until": _time(row.until_at), "joined": _time(row.joined_at),
    }  # fmt: skip


def _call(row: Row) -> dict[str, Json]:
    """A call of somebody else's set: what was called, not whose set or what it was."""
    return {
        "left": _left(row.rir_tenths), "at_least": row.at_least, "platform": row.platform,
        "chat": row.chat, "at": _time(row.at),
    }  # fmt: skip


def _call_of_mine(row: Row) -> dict[str, Json]:
    """What a partner saw in one's own set; not who it was."""
    return {"set": f"s{row.number}", **_call(row)}


def _expected(row: Row) -> dict[str, Json]:
    return {
        "set": f"s{row.number}", "exercise": row.exercise_id,
        "load": _load(row.load_milli, row.load_unit), "at": _time(row.at), "place": row.place,
        "reps": _left(row.tenths), "likely": [_left(row.likely_low), _left(row.likely_high)],
        "wide": [_left(row.wide_low), _left(row.wide_high)], "as_last_time": row.last_time,
    }  # fmt: skip


def _answer(row: Row) -> dict[str, Json]:
    return {
        "at": _time(row.at), "exercise": row.exercise_id, "kind": row.kind, "set": row.set_id,
        **loads(row.body),
    }  # fmt: skip


def _change(row: Row) -> dict[str, Json]:
    """An entry of the journal; sets that were logged and still stand are in the log itself."""
    whole = row.kind != "log" or row.undone
    return {
        "id": f"m{row.number}", "kind": row.kind, "at": _time(row.at), "by": row.via,
        "source": row.source, "taken_back": bool(row.undone),
        **({"before": loads(row.before), "after": loads(row.after)} if whole else {}),
    }  # fmt: skip


def _question(row: Row) -> dict[str, Json]:
    return {
        "about": row.about, "asked": _time(row.asked_at), "answered": _time(row.answered_at),
        "options": loads(row.options),
    }  # fmt: skip
