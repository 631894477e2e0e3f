"""All that is held of a person beside the sets of the log, as it is handed over to them."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection, select

from core.store.codec import Json, loads, set_json, time_json
from core.store.journal_codec import text_kept
from core.store.person_log import PersonLog
from core.store.repositories.forgetting import Forgotten, forget
from core.store.repositories.logs import Logs
from core.store.repositories.personal_groups import held_in_groups
from core.store.repositories.personal_rows import PersonalRows, Row, load_told, span_told
from core.store.repositories.personal_trainers import held_of_trainers
from core.store.repositories.personal_training import answers_held, calls_held, training_held
from core.store.schema.tables import (
    aliases,
    changes,
    identities,
    link_codes,
    logs,
    merged_sets,
    merges,
    own_exercises,
    people,
    pings,
    preferences,
    questions,
    reminders,
    uploads,
)
from core.store.unit_state import UnitState


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
        mine = self._logs.of(person_id)
        rows = PersonalRows(self._connection, person_id, mine)
        return {
            **_accounts_held(rows),
            **_wishes_held(rows),
            **training_held(rows),
            **_reminders_held(rows),
            **held_in_groups(self._connection, person_id, [log.id for log in mine]),
            **calls_held(rows),
            **answers_held(rows),
            **held_of_trainers(self._connection, person_id),
            **_messages_held(rows),
        }

    def forget(self, person_id: int) -> Forgotten:
        """Delete every row about a person, and afterwards what the files still hold of them."""
        self._state.forgot = True
        return forget(self._connection, person_id)


def _accounts_held(rows: PersonalRows) -> dict[str, Json]:
    """The person, their accounts and logs, and how these came together."""
    person = select(people).where(people.c.id == rows.person_id)
    twice = (
        select(merged_sets.c.body)
        .join(merges, merges.c.id == merged_sets.c.merge_id)
        .where(merges.c.person_id == rows.person_id)
        .order_by(merged_sets.c.merge_id, merged_sets.c.old_number)
    )
    return {
        "person": _person(rows.connection.execute(person).one()),
        "accounts": rows.of(identities, _account, identities.c.platform, identities.c.sender_id),
        "linked": rows.of(merges, _link, merges.c.id),
        "logs": rows.of(logs, _log, logs.c.position),
        "left_out_sets": [
            each for body in rows.connection.execute(twice).scalars() for each in loads(body)
        ],
        "codes": rows.of(link_codes, lambda row: {"until": time_json(row.expires_at)}),
    }


def _wishes_held(rows: PersonalRows) -> dict[str, Json]:
    """Exercises and names of their own, and what they wish of an exercise."""
    named = select(aliases).where(aliases.c.person_id == rows.person_id).order_by(aliases.c.words)
    return {
        "exercises": _exercises(rows),
        "names": {row.words: row.exercise_id for row in rows.connection.execute(named)},
        "exercise_settings": rows.of(preferences, _preference, preferences.c.exercise_id),
    }


def _exercises(rows: PersonalRows) -> list[dict[str, Json]]:
    """Exercises the person added; one that is in several logs is there once."""
    wanted = select(own_exercises.c.seen, own_exercises.c.body)
    found: dict[int, str] = {}
    for log in rows.logs:
        for row in rows.connection.execute(wanted.where(own_exercises.c.log_id == log.id)):
            found.setdefault(row.seen, row.body)
    return [{**loads(found[seen]), "id": f"own-{seen}"} for seen in sorted(found)]


def _reminders_held(rows: PersonalRows) -> dict[str, Json]:
    """What the bot was asked to send by itself, and what became of it."""
    return {
        "reminders": rows.of(reminders, _reminder, reminders.c.number),
        "pings": rows.of(pings, _ping, pings.c.due_at),
    }


def _messages_held(rows: PersonalRows) -> dict[str, Json]:
    """Changes of the log, questions, and files that wait for an answer."""
    return {
        "changes": rows.of_log(changes, partial(_change, rows.logs), _by_change),
        "questions": rows.of(questions, _question, questions.c.number),
        "files_waiting": rows.of(
            uploads, lambda row: {"name": row.name, "at": time_json(row.at)}, uploads.c.id
        ),
    }


def _person(row: Row) -> dict[str, Json]:
    return {
        "name": row.name, "language": row.language, "unit": row.unit, "zone": row.zone,
        "zone_told": row.zone_told, "goal": row.goal,
        "bodyweight": load_told(row.bodyweight_milli, row.bodyweight_unit),
        "bar": load_told(row.bar_milli, row.bar_unit),
        "plates": [load_told(*each) for each in loads(row.plates)], "quiet": row.quiet,
        "dumbbells": [load_told(*each) for each in loads(row.dumbbells)],
        "kettlebells": [load_told(*each) for each in loads(row.kettlebells)],
        "effort": span_told(row.effort_low, row.effort_high), "losing_weight": row.cutting,
        "answers": row.answers, "rest_auto": row.rest_auto, "reactions": row.reactions,
        "since": time_json(row.created_at), "last_seen": time_json(row.seen_at),
        "questions_unanswered": row.asks_unanswered, "last_asked": time_json(row.asked_at),
    }  # fmt: skip


def _account(row: Row) -> dict[str, Json]:
    return {
        "platform": row.platform, "id": row.sender_id, "chat": row.chat, "unreachable": row.gone,
    }  # fmt: skip


def _link(row: Row) -> dict[str, Json]:
    return {"platform": row.platform, "id": row.sender_id, "at": time_json(row.at)}


def _log(row: Row) -> dict[str, Json]:
    return {"log": row.id, "joined": row.position > 0}


def _preference(row: Row) -> dict[str, Json]:
    return {
        "exercise": row.exercise_id, "goal": row.goal,
        "step": load_told(row.step_milli, row.step_unit),
        "range": span_told(row.reps_low, row.reps_high),
        "effort": span_told(row.effort_low, row.effort_high),
    }  # fmt: skip


def _reminder(row: Row) -> dict[str, Json]:
    at = None if row.minute is None else f"{row.minute // 60:02d}:{row.minute % 60:02d}"
    return {
        "number": row.number, "kind": row.kind, "days": row.days, "time": at, "words": row.words,
        "platform": row.platform, "chat": row.chat, "thread": row.thread, "zone": row.zone,
        "next": time_json(row.next_at), "last_date": row.last_date,
        "paused_until": time_json(row.paused_until), "unanswered": row.unanswered,
        "state": row.state, "note": row.note, "made": time_json(row.created_at),
    }  # fmt: skip


def _ping(row: Row) -> dict[str, Json]:
    return {
        "date": row.local_date, "due": time_json(row.due_at), "state": row.state, "why": row.why,
        "at": time_json(row.at),
    }  # fmt: skip


def _change(logs: tuple[PersonLog, ...], row: Row, log: PersonLog) -> dict[str, Json]:
    """An entry of the journal; sets that were logged and still stand are in the log itself."""
    whole = row.kind != "log" or row.undone
    sides = {"before": row.before, "after": row.after} if whole else {}
    return {
        "id": f"m{_by_change(row, log)}", "kind": row.kind, "at": time_json(row.at), "by": row.via,
        "source": row.source, "taken_back": bool(row.undone),
        **{side: _sets(text, log, logs) for side, text in sides.items()},
    }  # fmt: skip


def _by_change(row: Row, log: PersonLog) -> int:
    return int(row.id) + log.changes


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
        "about": row.about, "asked": time_json(row.asked_at),
        "answered": time_json(row.answered_at), "options": loads(row.options),
    }  # fmt: skip
