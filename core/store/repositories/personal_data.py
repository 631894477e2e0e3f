"""All that is held of a person beside the sets of the log, as it is handed over to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select

from core.records import Load
from core.store.codec import Json, loads, set_json
from core.store.journal_codec import text_kept
from core.store.person_log import PersonLog
from core.store.repositories.forgetting import Forgotten, forget
from core.store.repositories.held_of_trainers import trainers_held
from core.store.repositories.logs import Logs
from core.store.repositories.personal_groups import held_in_groups
from core.store.repositories.set_rows import number_of
from core.store.schema.tables import (
    aliases,
    bodyweights,
    calibrations,
    changes,
    identities,
    link_codes,
    logs,
    merged_sets,
    merges,
    own_exercises,
    pains,
    people,
    pings,
    plan_versions,
    predictions,
    preferences,
    questions,
    ratings,
    reminders,
    shown,
    trial_feelings,
    trials,
    uploads,
    weeks_ahead,
)
from core.store.unit_state import UnitState

Row = Any
Shape = Callable[[Row], dict[str, Json]]
LogShape = Callable[[Row, PersonLog], dict[str, Json]]


class PersonalData:
    """All that is kept about a person: handed over, or deleted; inside one unit of work."""

    def __init__(self, connection: Connection, state: UnitState, logs: Logs) -> None:
        """Work inside an open transaction; `logs`: those of each person."""
        self._connection, self._state, self._logs = connection, state, logs

    def held(self, person_id: int) -> dict[str, Json]:
        """What is held of a person beside their sets, section by section; walks through all of it.

        Nothing in it is about anybody else.

        Loads are [number as text, unit], times ISO with zone, efforts repetitions left.
        """
        connection = self._connection

        def of(table: Table, shape: Shape, *order: ColumnElement[Any]) -> list[dict[str, Json]]:
            wanted = select(table).where(table.c.person_id == person_id).order_by(*order)
            return [shape(row) for row in connection.execute(wanted)]

        mine = self._logs.of(person_id)

        def of_log(
            table: Table, shape: LogShape, order: Callable[[Row, PersonLog], Any]
        ) -> list[dict[str, Json]]:
            found = [
                (order(row, log), place, shape(row, log))
                for place, log in enumerate(mine)
                for row in connection.execute(select(table).where(table.c.log_id == log.id))
            ]
            return [each for *_, each in sorted(found, key=itemgetter(0, 1))]

        person = connection.execute(select(people).where(people.c.id == person_id)).one()
        given = select(ratings).where(ratings.c.rater_id == person_id).order_by(ratings.c.at)
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
            "logs": of(logs, _log, logs.c.position),
            "left_out_sets": [
                each for body in connection.execute(twice).scalars() for each in loads(body)
            ],
            "codes": of(link_codes, lambda row: {"until": _time(row.expires_at)}),
            "exercises": self._exercises(mine),
            "names": {
                each["words"]: each["exercise"]
                for each in of(
                    aliases, lambda row: {"words": row.words, "exercise": row.exercise_id},
                    aliases.c.words,
                )
            },
            "exercise_settings": of(preferences, _preference, preferences.c.exercise_id),
            "plans": of_log(plan_versions, _plan, _by_time),
            "bodyweights": of_log(bodyweights, _weight, _by_day),
            "pains": of_log(pains, _pain, _by_time),
            "calibrations": of_log(calibrations, _calibration, _by_guess),
            "trials": of_log(trials, _trial, _by_beginning),
            "trial_sessions": of_log(trial_feelings, _feeling, _by_session),
            "reminders": of(reminders, _reminder, reminders.c.number),
            "pings": of(pings, _ping, pings.c.due_at),
            **held_in_groups(connection, person_id, [log.id for log in mine]),
            "seen_by_partners": of_log(ratings, _call_of_mine, _by_set),
            "seen_in_partners": [_call(row) for row in connection.execute(given)],
            "expected": of_log(predictions, _expected, _by_set),
            "weeks_foretold": of_log(weeks_ahead, _week_ahead, _by_forecast),
            "answers": of_log(shown, _answer, _by_time),
            **trainers_held(connection, person_id),
            "changes": of_log(changes, partial(_change, mine), _by_change),
            "questions": of(questions, _question, questions.c.number),
            "files_waiting": of(
                uploads, lambda row: {"name": row.name, "at": _time(row.at)}, uploads.c.id
            ),
        }  # fmt: skip

    def _exercises(self, mine: Sequence[PersonLog]) -> list[dict[str, Json]]:
        """Exercises the person added; one that is in several logs is there once."""
        wanted = select(own_exercises.c.seen, own_exercises.c.body)
        found: dict[int, str] = {}
        for log in mine:
            for row in self._connection.execute(wanted.where(own_exercises.c.log_id == log.id)):
                found.setdefault(row.seen, row.body)
        return [{**loads(found[seen]), "id": f"own-{seen}"} for seen in sorted(found)]

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
        "answers": row.answers, "rest_auto": row.rest_auto, "reactions": row.reactions,
        "since": _time(row.created_at), "last_seen": _time(row.seen_at),
        "questions_unanswered": row.asks_unanswered, "last_asked": _time(row.asked_at),
    }  # fmt: skip


def _account(row: Row) -> dict[str, Json]:
    return {
        "platform": row.platform, "id": row.sender_id, "chat": row.chat, "unreachable": row.gone,
    }  # fmt: skip


def _link(row: Row) -> dict[str, Json]:
    return {"platform": row.platform, "id": row.sender_id, "at": _time(row.at)}


def _log(row: Row) -> dict[str, Json]:
    return {"log": row.id, "joined": row.position > 0}


def _preference(row: Row) -> dict[str, Json]:
    return {
        "exercise": row.exercise_id, "goal": row.goal, "step": _load(row.step_milli, row.step_unit),
        "range": _span(row.reps_low, row.reps_high),
        "effort": _span(row.effort_low, row.effort_high),
    }  # fmt: skip


def _by_time(row: Row, _: PersonLog) -> tuple[datetime, int]:
    return (row.at, row.id)


def _by_forecast(row: Row, _: PersonLog) -> tuple[str, int]:
    return (row.made_on, row.id)


def _by_set(row: Row, log: PersonLog) -> int:
    return int(row.id) + log.sets


def _by_guess(row: Row, log: PersonLog) -> int:
    return int(row.id) + log.calibrations


def _by_beginning(row: Row, _: PersonLog) -> tuple[datetime, int]:
    return (row.begun_at, row.id)


def _by_session(row: Row, _: PersonLog) -> datetime:
    moment: datetime = row.session_at
    return moment


def _by_change(row: Row, log: PersonLog) -> int:
    return int(row.id) + log.changes


def _plan(row: Row, _: PersonLog) -> dict[str, Json]:
    return {
        "state": row.state, "name": row.name, "text": row.body, "begun": row.begun_on,
        "from": row.starts_on, "at": _time(row.at),
    }  # fmt: skip


def _by_day(row: Row, _: PersonLog) -> str:
    return str(row.day)


def _weight(row: Row, _: PersonLog) -> dict[str, Json]:
    return {"day": row.day, "load": _load(row.load_milli, row.load_unit)}


def _pain(row: Row, log: PersonLog) -> dict[str, Json]:
    return {
        "exercise": log.exercise_seen(row.exercise_id), "at": _time(row.at), "words": row.words,
        "urgent": row.urgent,
    }  # fmt: skip


def _left(tenths: int | None) -> float | None:
    return None if tenths is None else tenths / 10


def _calibration(row: Row, log: PersonLog) -> dict[str, Json]:
    return {
        "exercise": log.exercise_seen(row.exercise_id), "asked_at_reps": row.reps,
        "opened": _time(row.opened_at),
        "guess": _left(row.guess_tenths), "guessed": _time(row.guessed_at),
    }  # fmt: skip


def _trial(row: Row, log: PersonLog) -> dict[str, Json]:
    return {
        "exercise": log.exercise_seen(row.exercise_id), "design": row.design, "seed": row.seed,
        "expected": loads(row.expected), "begun": _time(row.begun_at),
        "stopped": _time(row.stopped_at),
        "others": [log.exercise_seen(each) for each in row.others.split()],
    }  # fmt: skip


def _feeling(row: Row, log: PersonLog) -> dict[str, Json]:
    return {"session": _time(row.session_at), "felt": row.felt}


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


def _call(row: Row) -> dict[str, Json]:
    """A call of somebody else's set: what was called, not whose set or what it was."""
    return {
        "left": _left(row.rir_tenths), "at_least": row.at_least, "platform": row.platform,
        "chat": row.chat, "at": _time(row.at),
    }  # fmt: skip


def _call_of_mine(row: Row, log: PersonLog) -> dict[str, Json]:
    """What a partner saw in one's own set; not who it was."""
    return {"set": f"s{_by_set(row, log)}", **_call(row)}


def _expected(row: Row, log: PersonLog) -> dict[str, Json]:
    return {
        "set": f"s{_by_set(row, log)}", "exercise": log.exercise_seen(row.exercise_id),
        "load": _load(row.load_milli, row.load_unit), "at": _time(row.at), "place": row.place,
        "reps": _left(row.tenths), "likely": [_left(row.likely_low), _left(row.likely_high)],
        "wide": [_left(row.wide_low), _left(row.wide_high)], "as_last_time": row.last_time,
    }  # fmt: skip


def _week_ahead(row: Row, log: PersonLog) -> dict[str, Json]:
    return {
        "exercise": log.exercise_seen(row.exercise_id), "made": row.made_on, "week": row.week,
        "from": row.from_on, "load": _load(row.load_milli, row.load_unit), "reps": row.reps,
        "left": _left(row.left_tenths), "chance": row.chance,
    }  # fmt: skip


def _answer(row: Row, log: PersonLog) -> dict[str, Json]:
    number = number_of("s", row.set_id)
    return {
        "at": _time(row.at), "exercise": log.exercise_seen(row.exercise_id), "kind": row.kind,
        "set": row.set_id if number is None else f"s{number + log.sets}", **loads(row.body),
    }  # fmt: skip


def _change(logs: tuple[PersonLog, ...], row: Row, log: PersonLog) -> dict[str, Json]:
    """An entry of the journal; sets that were logged and still stand are in the log itself."""
    whole = row.kind != "log" or row.undone
    sides = {"before": row.before, "after": row.after} if whole else {}
    return {
        "id": f"m{_by_change(row, log)}", "kind": row.kind, "at": _time(row.at), "by": row.via,
        "source": row.source, "taken_back": bool(row.undone),
        **{side: _sets(text, log, logs) for side, text in sides.items()},
    }  # fmt: skip


def _sets(text: str, log: PersonLog, logs: tuple[PersonLog, ...]) -> Json:
    """Sets in the numbers the person sees; an import that stands names its sets."""
    value = loads(text)
    if not isinstance(value, list):
        return {**value, "first": value["first"] + log.sets}
    return [
        {**set_json(each.set), "place": each.place, "changed_by": each.changed_by}
        for each in text_kept(text, log, logs)
    ]


def _question(row: Row) -> dict[str, Json]:
    return {
        "about": row.about, "asked": _time(row.asked_at), "answered": _time(row.answered_at),
        "options": loads(row.options),
    }  # fmt: skip
