"""What is held of a person beside the sets in a log: plans, pains, trials, calls, forecasts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.store.codec import Json, loads, time_json
from core.store.person_log import PersonLog
from core.store.repositories.personal_rows import PersonalRows, Row, by_time, load_told
from core.store.repositories.set_rows import number_of
from core.store.schema.tables import (
    bodyweights,
    calibrations,
    pains,
    plan_versions,
    predictions,
    ratings,
    shown,
    trial_feelings,
    trials,
    weeks_ahead,
)


def training_held(rows: PersonalRows) -> dict[str, Json]:
    """What stands beside the sets in a log."""
    return {
        "plans": rows.of_log(plan_versions, _plan, by_time),
        "bodyweights": rows.of_log(bodyweights, _weight, _by_day),
        "pains": rows.of_log(pains, _pain, by_time),
        "calibrations": rows.of_log(calibrations, _calibration, _by_guess),
        "trials": rows.of_log(trials, _trial, _by_beginning),
        "trial_sessions": rows.of_log(trial_feelings, _feeling, _by_session),
    }


def calls_held(rows: PersonalRows) -> dict[str, Json]:
    """Efforts that partners saw in the person's sets, and that the person saw in theirs."""
    given = select(ratings).where(ratings.c.rater_id == rows.person_id).order_by(ratings.c.at)
    return {
        "seen_by_partners": rows.of_log(ratings, _call_of_mine, _by_set),
        "seen_in_partners": [_call(row) for row in rows.connection.execute(given)],
    }


def answers_held(rows: PersonalRows) -> dict[str, Json]:
    """What the bot foresaw and showed."""
    return {
        "expected": rows.of_log(predictions, _expected, _by_set),
        "weeks_foretold": rows.of_log(weeks_ahead, _week_ahead, _by_forecast),
        "answers": rows.of_log(shown, _answer, by_time),
    }


def _plan(row: Row, _: PersonLog) -> dict[str, Json]:
    return {
        "state": row.state, "name": row.name, "text": row.body, "begun": row.begun_on,
        "from": row.starts_on, "at": time_json(row.at),
    }  # fmt: skip


def _weight(row: Row, _: PersonLog) -> dict[str, Json]:
    return {"day": row.day, "load": load_told(row.load_milli, row.load_unit)}


def _by_day(row: Row, _: PersonLog) -> str:
    return str(row.day)


def _pain(row: Row, log: PersonLog) -> dict[str, Json]:
    return {
        "exercise": log.exercise_seen(row.exercise_id), "at": time_json(row.at), "words": row.words,
        "urgent": row.urgent,
    }  # fmt: skip


def _calibration(row: Row, log: PersonLog) -> dict[str, Json]:
    return {
        "exercise": log.exercise_seen(row.exercise_id), "asked_at_reps": row.reps,
        "opened": time_json(row.opened_at),
        "guess": _left(row.guess_tenths), "guessed": time_json(row.guessed_at),
    }  # fmt: skip


def _by_guess(row: Row, log: PersonLog) -> int:
    return int(row.id) + log.calibrations


def _trial(row: Row, log: PersonLog) -> dict[str, Json]:
    return {
        "exercise": log.exercise_seen(row.exercise_id), "design": row.design, "seed": row.seed,
        "expected": loads(row.expected), "begun": time_json(row.begun_at),
        "stopped": time_json(row.stopped_at),
        "others": [log.exercise_seen(each) for each in row.others.split()],
    }  # fmt: skip


def _by_beginning(row: Row, _: PersonLog) -> tuple[datetime, int]:
    return (row.begun_at, row.id)


def _feeling(row: Row, log: PersonLog) -> dict[str, Json]:
    return {"session": time_json(row.session_at), "felt": row.felt}


def _by_session(row: Row, _: PersonLog) -> datetime:
    moment: datetime = row.session_at
    return moment


def _call(row: Row) -> dict[str, Json]:
    """A call of somebody else's set: what was called, not whose set or what it was."""
    return {
        "left": _left(row.rir_tenths), "at_least": row.at_least, "platform": row.platform,
        "chat": row.chat, "at": time_json(row.at),
    }  # fmt: skip


def _call_of_mine(row: Row, log: PersonLog) -> dict[str, Json]:
    """What a partner saw in one's own set; not who it was."""
    return {"set": f"s{_by_set(row, log)}", **_call(row)}


def _by_set(row: Row, log: PersonLog) -> int:
    return int(row.id) + log.sets


def _left(tenths: int | None) -> float | None:
    return None if tenths is None else tenths / 10


def _expected(row: Row, log: PersonLog) -> dict[str, Json]:
    return {
        "set": f"s{_by_set(row, log)}", "exercise": log.exercise_seen(row.exercise_id),
        "load": load_told(row.load_milli, row.load_unit), "at": time_json(row.at),
        "place": row.place, "reps": _left(row.tenths),
        "likely": [_left(row.likely_low), _left(row.likely_high)],
        "wide": [_left(row.wide_low), _left(row.wide_high)], "as_last_time": row.last_time,
    }  # fmt: skip


def _week_ahead(row: Row, log: PersonLog) -> dict[str, Json]:
    return {
        "exercise": log.exercise_seen(row.exercise_id), "made": row.made_on, "week": row.week,
        "from": row.from_on, "load": load_told(row.load_milli, row.load_unit), "reps": row.reps,
        "left": _left(row.left_tenths), "chance": row.chance,
    }  # fmt: skip


def _by_forecast(row: Row, _: PersonLog) -> tuple[str, int]:
    return (row.made_on, row.id)


def _answer(row: Row, log: PersonLog) -> dict[str, Json]:
    number = number_of("s", row.set_id)
    return {
        "at": time_json(row.at), "exercise": log.exercise_seen(row.exercise_id), "kind": row.kind,
        "set": row.set_id if number is None else f"s{number + log.sets}", **loads(row.body),
    }  # fmt: skip
