"""Questions that wait for an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from core.store.codec import options_text, text_options
from core.store.repositories.set_rows import number_of
from core.store.rows import Question
from core.store.schema.tables import people, questions
from core.store.unit_state import OPEN, UnitState

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


class Questions:
    """A person's questions, inside one unit of work."""

    def __init__(self, connection: Connection, state: UnitState) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection, self._state = connection, state

    def ask(self, person_id: int, question: Question, now: datetime) -> Question:
        """Keep a question until it is answered, under a fresh id "q1", "q2" ...; given back."""
        self._state.will_hold(person_id, OPEN)
        number = self._connection.execute(_NEXT, {"person": person_id}).scalar_one()
        self._connection.execute(
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

    def read(self, person_id: int, question_id: str) -> Question | None:
        """A question by id, answered or not."""
        number = number_of("q", question_id)
        if number is None:
            return None
        row = self._connection.execute(_QUESTION, {"person": person_id, "number": number}).first()
        if row is None:
            return None
        options = text_options(row.options)
        return Question(question_id, row.about, row.source, row.sent_at, options, row.answered_at)

    def last(self, person_id: int) -> Question | None:
        """The newest question, answered or not."""
        number = self._connection.execute(_LAST_QUESTION, {"person": person_id}).scalar()
        return None if number is None else self.read(person_id, f"q{number}")

    def open_last(self, person_id: int) -> Question | None:
        """The newest question, where it is not answered; looked for only where there may be one."""
        found = self.last(person_id) if self._state.may_hold(person_id, OPEN) else None
        return None if found is None or found.answered_at is not None else found

    def close(self, person_id: int, question_id: str, now: datetime) -> None:
        """Mark a question as answered; the first answer's time stays."""
        self._connection.execute(
            _CLOSE, {"person": person_id, "this": number_of("q", question_id) or 0, "now": now}
        )
