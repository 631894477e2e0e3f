"""What every turn knows: who spoke, the unit of work, the names they use, and the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from core.exercises.names import Names
from core.locale.strings import say
from core.messages import Address, Answer, Button, Reply, emphasised
from core.parsing.reading import Setting
from core.records import Exercise, Load, LoggedSet, Person, Preference
from core.store.unit_of_work import UnitOfWork
from core.training.progression.plates import BARS


@dataclass(frozen=True, slots=True)
class RequestContext:
    """One message's surroundings, inside one unit of work."""

    uow: UnitOfWork
    person: Person
    names: Names
    preferences: Mapping[str, Preference]
    now: datetime
    address: Address  # where it is said
    group: bool = False
    new: bool = False  # the person's first message
    hint: str = ""  # the language the platform tells, e.g. "pt-br"
    admin: bool | None = None  # of the group; None: nobody asked the platform yet
    alone: bool = False  # what is answered is for the person alone, also in a group

    @property
    def aloud(self) -> bool:
        """Whether a group reads what is answered."""
        return self.group and not self.alone

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone."""
        return ZoneInfo(self.person.zone)

    def words(self, key: str, /, **facts: object) -> str:
        """A sentence in the person's language."""
        return say(self.person.language, key, **facts)

    def exercise(self, exercise_id: str) -> Exercise:
        """An exercise by id, the person's own included."""
        return self.names.exercise(exercise_id)


def setting_of(
    context: RequestContext,
    sent_at: datetime,
    last: LoggedSet | None = None,
    last_of: Callable[[str], LoggedSet | None] | None = None,
) -> Setting:
    """What the reader of sets needs; `last` stands in for the latest set where one is named.

    `last_of` gives the last set of an exercise where the caller reads its sessions anyway.
    """
    uow, person_id = context.uow, context.person.id

    def last_set(exercise_id: str | None) -> LoggedSet | None:
        if last is not None and exercise_id in (None, last.exercise_id):
            return last
        if exercise_id is not None and last_of is not None:
            return last_of(exercise_id)
        return uow.sets.last(person_id, exercise_id)

    def session_end(since: datetime, until: datetime) -> datetime | None:
        done = uow.sets.between(person_id, since, until)
        return done[-1].at if done else None

    return Setting(
        vocabulary=context.names,
        unit=context.person.unit,
        now=sent_at,
        zone=context.zone,
        last_set=last_set,
        session_end=session_end,
        language=context.person.language,
        bar=context.person.bar or Load(BARS[context.person.unit], context.person.unit),
    )


def say_lines(
    context: RequestContext,
    *lines: str,
    result: Mapping[str, object] | None = None,
    buttons: tuple[Button, ...] = (),
    private: bool = False,
    aims: Sequence[str] = (),
) -> Answer:
    """An answer of plain lines; `aims` stand out in them."""
    kept = tuple(line for line in lines if line)
    reply = Reply(
        lines=kept, buttons=buttons, private=private, owner=context.person.id,
        strong=emphasised(kept, aims),
    )  # fmt: skip
    return Answer(reply, result)


def speaking_of(context: RequestContext, answer: Answer, what: str) -> Answer:
    """An answer that a group may read, as it speaks of nothing but `what` ("m5", "q3").

    What carries no such mark is for the person alone (core/groups/audience.py). In private it is
    marked for who chose reactions, which are about the message they are put on.
    """
    by_reaction = context.person.reactions and not context.group
    if answer.reply is None or not (context.aloud or by_reaction):
        return answer
    return replace(answer, reply=replace(answer.reply, about=f"{context.person.id}/{what}"))


def find_exercise(context: RequestContext, words: str) -> Exercise | None:
    """The exercise that a whole phrase names, or None."""
    parts = words.split()
    found = context.names.find(parts, 0) if parts else None
    if found is not None and found.end == len(parts):
        return found.exercise
    return context.names.resolve(words) if parts else None


def utc(year: int, month: int, day: int) -> datetime:
    """Midnight UTC of a date."""
    return datetime(year, month, day, tzinfo=UTC)
