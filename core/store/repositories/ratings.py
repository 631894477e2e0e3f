"""Members' calls of each other's sets: a second rater, kept beside the lifter's own call.

A rating holds what was seen. It counts while the set still says so: it goes and comes back with an
undo, and an edited set has not been rated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, exists, literal_column, or_, select
from sqlalchemy import update as update_rows

from core.messages import Address, Sender
from core.records import LoggedSet
from core.store.dialects import chosen, upsert
from core.store.repositories import message_subjects
from core.store.repositories.journal import Journal
from core.store.repositories.logs import Logs
from core.store.repositories.set_rows import log_of_sets, number_of
from core.store.rows import Change
from core.store.schema.tables import identities, logs, members, people, ratings, sets
from core.store.unit_state import UnitState

MOST_SETS = 500  # looked at together


@dataclass(frozen=True, slots=True)
class Rating:
    """A partner's call of one set."""

    set_id: str
    rater_id: int
    rater: str  # their name
    rir_tenths: int
    at_least: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Lifter:
    """What is needed to tell somebody something they did not ask for."""

    id: int
    name: str
    language: str
    zone: str


_HERE = and_(members.c.platform == bindparam("on"), members.c.chat == bindparam("in_chat"))
_JOINED = select(members.c.person_id).where(
    _HERE, members.c.person_id.in_(bindparam("ids", expanding=True))
)
_COMPANY = select(
    exists().where(_HERE, members.c.person_id == bindparam("person")),
    exists().where(_HERE, members.c.person_id != bindparam("person")),
)
_MEMBER = (
    select(members.c.person_id)
    .join(identities, identities.c.person_id == members.c.person_id)
    .where(
        _HERE,
        identities.c.platform == bindparam("sent_on"),
        identities.c.sender_id == bindparam("sender"),
    )
)
_SET_OF_MESSAGE = (
    select(members.c.person_id, logs.c.sets_shift, sets.c.id)
    .select_from(members)
    .join(logs, logs.c.person_id == members.c.person_id)
    .join(sets, sets.c.log_id == logs.c.id)
    .where(
        _HERE,
        sets.c.source == bindparam("source"),
        sets.c.source != literal_column("''"),  # as the index has it
        sets.c.working == 1,
        sets.c.reps > 0,
    )
    .order_by(sets.c.position.desc())
    .limit(1)
)
_LIFTER = select(people.c.id, people.c.name, people.c.language, people.c.zone).where(
    people.c.id == bindparam("person")
)
_PRIVATE = (
    select(identities.c.platform, identities.c.chat)
    .where(
        identities.c.person_id == bindparam("person"),
        identities.c.chat != literal_column("''"),
        identities.c.gone == literal_column("''"),
    )
    .order_by((identities.c.platform == bindparam("first")).desc(), identities.c.platform)
    .limit(1)
)
_RATE = upsert(ratings)
_OF_SETS = (
    select(
        ratings.c.id, ratings.c.rater_id, people.c.name,
        ratings.c.rir_tenths, ratings.c.at_least, ratings.c.at,
    )
    .join(people, people.c.id == ratings.c.rater_id)
    .join(
        sets,
        and_(
            sets.c.log_id == ratings.c.log_id,
            sets.c.id == ratings.c.id,
            sets.c.exercise_id == ratings.c.exercise_id,
            sets.c.load_milli == ratings.c.load_milli,
            sets.c.load_unit == ratings.c.load_unit,
            sets.c.reps == ratings.c.reps,
        ),
    )
    .where(
        ratings.c.log_id == bindparam("log"),
        ratings.c.id.in_(bindparam("ids", expanding=True)),
    )
    .order_by(ratings.c.id, ratings.c.at, ratings.c.rater_id)
)  # fmt: skip
_PURGE = delete(ratings).where(
    ratings.c.platform == bindparam("on"),
    ratings.c.chat == bindparam("in_chat"),
    or_(
        ratings.c.log_id.in_(select(logs.c.id).where(logs.c.person_id == bindparam("person"))),
        ratings.c.rater_id == bindparam("person"),
    ),
)
_MOVE = (
    update_rows(ratings)
    .where(ratings.c.platform == bindparam("on"), ratings.c.chat == bindparam("in_chat"))
    .values(chat=bindparam("new_chat"))
)


class Ratings:
    """What partners said of sets, and who is a partner: both have joined the group."""

    def __init__(
        self, connection: Connection, state: UnitState, of_people: Logs, journal: Journal
    ) -> None:
        """Work inside an open transaction; `journal`: what answers in a group were about."""
        self._connection, self._state = connection, state
        self._logs, self._journal = of_people, journal

    # --- who is here ----------------------------------------------------------------------------

    def joined(self, where: Address, person_ids: Iterable[int]) -> frozenset[int]:
        """Those of some people who joined a group."""
        asked = {**_place(where), "ids": list(person_ids)}
        return frozenset(self._connection.execute(_JOINED, asked).scalars())

    def has_company(self, where: Address, person_id: int) -> bool:
        """Whether a person joined a group and somebody else did too."""
        asked = {**_place(where), "person": person_id}
        return all(self._connection.execute(_COMPANY, asked).one())

    def member(self, where: Address, sender: Sender) -> int | None:
        """The person behind a sender, if they joined this group; nobody is made."""
        asked = {**_place(where), "sent_on": sender.platform, "sender": sender.id}
        found: int | None = self._connection.execute(_MEMBER, asked).scalar()
        return found

    def set_of_message(self, where: Address, source: str) -> tuple[int, str] | None:
        """The member and the last working set that a message of this group logged."""
        asked = {**_place(where), "source": source}
        row = self._connection.execute(_SET_OF_MESSAGE, asked).first()
        return None if row is None else (row.person_id, f"s{row.id + row.sets_shift}")

    def lifter(self, person_id: int) -> Lifter | None:
        """A person by id."""
        row = self._connection.execute(_LIFTER, {"person": person_id}).first()
        return None if row is None else Lifter(row.id, row.name, row.language, row.zone)

    def private_place(self, person_id: int, platform: str) -> Address | None:
        """Where a person is written to alone, on this platform if anywhere there; else None."""
        asked = {"person": person_id, "first": platform}
        row = self._connection.execute(_PRIVATE, asked).first()
        return None if row is None else Address(row.platform, row.chat)

    def about(self, where: Address, message_id: str) -> str:
        """What a message of ours speaks of, "<person>/<change>"; "" where it is not known."""
        return message_subjects.about(self._connection, where.platform, where.chat, message_id)

    def thread_of(self, where: Address, message_id: str) -> str:
        """The topic of a forum that a message of ours was sent to; "" for none."""
        return message_subjects.thread_of(self._connection, where.platform, where.chat, message_id)

    def spoken_of(
        self, where: Address, person_id: int
    ) -> tuple[tuple[Change, ...], frozenset[str]]:
        """The changes and the questions' ids of a person that answers in a group were about.

        Only the newest answers that the whole group could read, for as long as they are kept.
        """
        found = message_subjects.newest(
            self._connection, where.platform, where.chat, f"{person_id}/"
        )
        ids = dict.fromkeys(each.partition("/")[2] for each in found)
        changes = self._journal.several(person_id, list(ids))
        return changes, frozenset(each for each in ids if each.startswith("q"))

    def keep_spoken(self, where: Address, about: str, key: str, now: datetime) -> None:
        """Keep what an answer was about that no outbox sent."""
        message_subjects.keep(self._connection, where, about, key, now)

    # --- ratings --------------------------------------------------------------------------------

    def rate(
        self,
        lifter_id: int,
        seen: LoggedSet,
        rater_id: int,
        rir_tenths: int,
        where: Address,
        now: datetime,
        *,
        at_least: bool = False,
    ) -> None:
        """Keep a partner's call of a set; a later one by the same partner replaces it."""
        its = log_of_sets(self._connection, self._logs.of(lifter_id), [seen.id])
        log = its.get(seen.id) or self._logs.of(lifter_id)[0]
        row = {
            "log_id": log.id, "id": (number_of("s", seen.id) or 0) - log.sets, "rater_id": rater_id,
            "rir_tenths": rir_tenths, "at_least": at_least,
            "platform": where.platform, "chat": where.chat, "at": now,
            "exercise_id": log.exercise_here(seen.exercise_id), "load_milli": seen.load.milli,
            "load_unit": seen.load.unit, "reps": -1 if seen.reps is None else seen.reps,
        }  # fmt: skip
        self._connection.execute(chosen(_RATE, self._connection), row)

    def of_sets(self, person_id: int, set_ids: Sequence[str]) -> dict[str, tuple[Rating, ...]]:
        """What partners said of a person's sets, as the sets stand now."""
        if not self._state.may_hold(person_id, "ratings"):
            return {}
        numbers = [n for each in set_ids if (n := number_of("s", each))][-MOST_SETS:]
        found: dict[str, tuple[Rating, ...]] = {}
        for log in self._logs.of(person_id) if numbers else ():
            asked = {"log": log.id, "ids": [each - log.sets for each in numbers]}
            for row in self._connection.execute(_OF_SETS, asked):
                rating = Rating(
                    f"s{row.id + log.sets}", row.rater_id, row.name, row.rir_tenths, row.at_least,
                    row.at,
                )  # fmt: skip
                found[rating.set_id] = (*found.get(rating.set_id, ()), rating)
        return found

    def purge(self, person_id: int, where: Address) -> None:
        """Delete what a person called and was called in a group they leave."""
        self._connection.execute(_PURGE, {**_place(where), "person": person_id})


def move_chat(connection: Connection, platform: str, old: str, new: str) -> None:
    """Rewrite a group's id that the platform has changed."""
    connection.execute(_MOVE, {"on": platform, "in_chat": old, "new_chat": new})


def _place(where: Address) -> dict[str, str]:
    return {"on": where.platform, "in_chat": where.chat}
