"""The lifts somebody does, for suggestions while they type: read outside any message."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.exercises.names import names_for
from core.messages import Sender
from core.store.unit_of_work import UnitOfWork

LATELY = timedelta(days=90)


def own_lifts(uow: UnitOfWork, sender: Sender, now: datetime) -> tuple[str, ...]:
    """Names of what was lifted in 90 days, the newest first; nobody is added for asking."""
    number = uow.people.number_of(sender)
    person = uow.people.by_id(number) if number is not None else None
    if person is None:
        return ()
    names = names_for(uow.aliases.of(person.id), uow.own_exercises.of(person.id), person.language)
    done = uow.weeks.done(person.id, now - LATELY, now + timedelta(seconds=1))
    newest = sorted(done, key=lambda each: each[0], reverse=True)
    last = uow.sets.last(person.id)  # of a session only its begin is known here
    ids = [last.exercise_id] if last is not None else []
    return tuple(
        names.exercise(each).name for each in dict.fromkeys([*ids, *(i for _, i in newest)])
    )
