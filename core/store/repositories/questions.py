"""Questions that wait for an answer, and what was shown to a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from core.store.codec import dumps, loads, options_text, text_options
from core.store.repositories.sets import number_of
from core.store.rows import Question, Shown
from core.store.schema.tables import people, questions, shown

_NEXT = (
    update(people)
    .where(people.c.id == bindparam("person"))
    .values(last_question=people.c.last_question + 1)
    .returning(people.c.last_question)
)
_ASK = insert(questions)
_QUESTION = select(
    questions.c.about,
    questions.c.source,
    questions.c.sent_at,
    questions.c.options,
    questions.c.answered_at,
).where(questions.c.person_id == bindparam("person"), questions.c.number == bindparam("number"))
_LAST_QUESTION = (
    select(questions.c.number)
    .where(questions.c.person_id == bindparam("person"))
    .order_by(questions.c.number.desc())
    .limit(1)
)
_CLOSE = (
    update(questions)
    .where(
        questions.c.person_id == bindparam("person"),
        questions.c.number == bindparam("this"),
        questions.c.answered_at.is_(None),
    )
    .values(answered_at=bindparam("now"))
)
_SHOW = insert(shown)
_SHOWN = (
    select(shown.c.exercise_id, shown.c.kind, shown.c.set_id, shown.c.session_at, shown.c.body)
    .where(shown.c.person_id == bindparam("person"))
    .order_by(shown.c.id.desc())
    .limit(1)
)
_SHOWN_OF = _SHOWN.where(shown.c.exercise_id == bindparam("exercise"))


def ask(connection: Connection, person_id: int, question: Question, now: datetime) -> Question:
    """Keep a question under a fresh id."""
    number = connection.execute(_NEXT, {"person": person_id}).scalar_one()
    connection.execute(
        _ASK,
        {
            "person_id": person_id,
            "number": number,
            "about": question.about,
            "source": question.source,
            "sent_at": question.sent_at,
            "options": options_text(question.options),
            "asked_at": now,
            "answered_at": question.answered_at,
        },
    )
    return replace(question, id=f"q{number}")


def read_question(connection: Connection, person_id: int, question_id: str) -> Question | None:
    """Read a question, answered or not."""
    number = number_of("q", question_id)
    if number is None:
        return None
    row = connection.execute(_QUESTION, {"person": person_id, "number": number}).first()
    if row is None:
        return None
    about, source, sent_at, options, answered_at = row
    return Question(question_id, about, source, sent_at, text_options(options), answered_at)


def last_question(connection: Connection, person_id: int) -> Question | None:
    """Read the newest question, answered or not."""
    number = connection.execute(_LAST_QUESTION, {"person": person_id}).scalar()
    return None if number is None else read_question(connection, person_id, f"q{number}")


def close_question(connection: Connection, person_id: int, question_id: str, now: datetime) -> None:
    """Mark a question as answered; the first answer's time stays."""
    connection.execute(
        _CLOSE, {"person": person_id, "this": number_of("q", question_id) or 0, "now": now}
    )


def show(connection: Connection, person_id: int, event: Shown, now: datetime) -> None:
    """Keep what was said."""
    connection.execute(
        _SHOW,
        {
            "person_id": person_id,
            "exercise_id": event.exercise_id,
            "kind": event.kind,
            "set_id": event.set_id,
            "session_at": event.session_at,
            "body": dumps(dict(event.body)),
            "at": now,
        },
    )


def last_shown(connection: Connection, person_id: int, exercise_id: str | None) -> Shown | None:
    """Read the newest event."""
    if exercise_id is None:
        row = connection.execute(_SHOWN, {"person": person_id}).first()
    else:
        row = connection.execute(_SHOWN_OF, {"person": person_id, "exercise": exercise_id}).first()
    if row is None:
        return None
    exercise, kind, set_id, session_at, body = row
    return Shown(exercise, kind, set_id, session_at, loads(body))
