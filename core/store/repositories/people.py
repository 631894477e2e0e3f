"""People: found by their platform's account, their settings, when they were last heard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    bindparam,
    delete,
    exists,
    insert,
    literal_column,
    select,
    update,
)

from core.changed import changed
from core.messages import Address, Sender
from core.records import Person
from core.store.codec import plates_text, text_plates
from core.store.dialects import absorb, chosen
from core.store.person_log import PersonLog
from core.store.repositories.columns import load_columns, load_of, span_columns, span_of
from core.store.repositories.logs import Logs
from core.store.repositories.reminders import Reminders
from core.store.schema.tables import (
    aliases,
    bodyweights,
    calibrations,
    changes,
    identities,
    members,
    own_exercises,
    pains,
    people,
    plan_versions,
    preferences,
    questions,
    rack_lifters,
    ratings,
    reminders,
    trainers,
    trials,
    weeks_ahead,
)
from core.store.unit_state import MARKED, OPEN, UnitState

SEEN_WITHIN = timedelta(hours=1)
Row = Any  # a row with the columns of `PERSON`

NEW_PERSON = {
    "unit": "kg", "zone": "UTC", "goal": "size", "plates": "[]", "quiet": False,
    "asks_unanswered": 0, "log_version": 0, "written_version": 0,
    "last_set": 0, "last_change": 0, "last_question": 0, "last_exercise": 0,
}  # fmt: skip

PERSON = (
    people.c.id, people.c.name, people.c.language, people.c.unit, people.c.zone, people.c.goal,
    people.c.bodyweight_milli, people.c.bodyweight_unit, people.c.bar_milli, people.c.bar_unit,
    people.c.plates, people.c.quiet, people.c.asks_unanswered, people.c.asked_at,
    people.c.log_version, people.c.zone_told, people.c.effort_low, people.c.effort_high,
    people.c.dumbbells, people.c.kettlebells, people.c.cutting,
    people.c.answers, people.c.rest_auto, people.c.reactions,
)  # fmt: skip
_MET = (
    people.c.seen_at, people.c.joined, identities.c.chat, identities.c.gone, identities.c.log_id,
)  # fmt: skip
_BY_ID = select(*PERSON).where(people.c.id == bindparam("person")).with_for_update(key_share=True)
_BY_SENDER = (
    select(*PERSON, *_MET)
    .join(identities, identities.c.person_id == people.c.id)
    .where(
        identities.c.platform == bindparam("platform"),
        identities.c.sender_id == bindparam("sender"),
    )
    # Both rows: whoever waited for the lock sees whose the platform is now, not whose it was.
    .with_for_update(of=[people, identities], key_share=True)
)
# What a person may have beside their sets: most have none of it, and one look tells. Of logs that
# were joined it does not tell.
_OF_THE_LOG = {
    each.name: each
    for each in (
        own_exercises,
        pains,
        calibrations,
        ratings,
        plan_versions,
        trials,
        weeks_ahead,
        bodyweights,
    )
}
_BESIDE = {each.name: each for each in (aliases, preferences, rack_lifters, members, trainers)}
# Changes that are no sets have sources of their own: that, or that and a day behind it.
_SOURCES = {
    MARKED[each]: exists().where(
        changes.c.log_id == people.c.id,
        changes.c.source >= literal_column(f"'{each}'"),
        changes.c.source < literal_column(f"'{each};'"),  # behind a colon
    )
    for each in MARKED
}
_LAST_IS_OPEN = (
    select(questions.c.answered_at.is_(None))
    .where(questions.c.person_id == people.c.id)
    .order_by(questions.c.number.desc())
    .limit(1)
    .scalar_subquery()
)
_BY_SENDER_AND_BESIDE = _BY_SENDER.add_columns(
    *(
        exists().where(each.c.person_id == people.c.id).label(name)
        for name, each in _BESIDE.items()
    ),
    *(
        exists().where(each.c.log_id == people.c.id).label(name)
        for name, each in _OF_THE_LOG.items()
    ),
    exists().where(reminders.c.person_id == people.c.id, reminders.c.kind == "rest").label("rests"),
    *(each.label(name) for name, each in _SOURCES.items()),
    _LAST_IS_OPEN.label(OPEN),
)
_ONLY_OF_THE_LOG = _OF_THE_LOG.keys() | _SOURCES.keys() | {OPEN}
_BESIDE_NAMES = (*_BESIDE, *_OF_THE_LOG, "rests", *_SOURCES, OPEN)
_NUMBER = select(identities.c.person_id).where(
    identities.c.platform == bindparam("platform"), identities.c.sender_id == bindparam("sender")
)
_SEE = update(people).where(people.c.id == bindparam("person")).values(seen_at=bindparam("at"))
_REACH = (
    update(identities)
    .where(
        identities.c.platform == bindparam("on"),
        identities.c.sender_id == bindparam("sender"),
    )
    .values(chat=bindparam("where"), gone="")
)
_ADD_PERSON = insert(people).returning(people.c.id)
_ADD_IDENTITY = absorb(identities)
_DROP_PERSON = delete(people).where(people.c.id == bindparam("person"))
_SAVE_PERSON = update(people).where(people.c.id == bindparam("person"))
_SPEAK = _SAVE_PERSON.values(language=bindparam("language"))


@dataclass(frozen=True, slots=True)
class Met:
    """A person as found by a sender, and what is known of meeting them."""

    person: Person
    seen_at: datetime | None  # None: no word since the last ping
    chat: str  # where they write in private, "" until they did
    gone: str  # why nothing arrives there any more
    log_id: int  # of the account they speak by
    joined: int  # how many logs they have beside their own
    new: bool = False
    nothing: frozenset[str] = frozenset()  # tables known to hold nothing of theirs


class People:
    """People inside one unit of work."""

    def __init__(
        self, connection: Connection, state: UnitState, logs: Logs, reminders: Reminders
    ) -> None:
        """Work inside an open transaction; `reminders`: who speaks has answered theirs."""
        self._connection, self._state = connection, state
        self._logs, self._reminders = logs, reminders
        self._met: dict[Sender, Met] = {}

    def find(self, sender: Sender, now: datetime) -> tuple[Person, bool]:
        """Find the person behind a sender or create them; True when they are new.

        A new person takes the language hint when the bot speaks it (the caller checks), kg, UTC.
        On PostgreSQL the row is locked, so that two messages of one person never interleave.
        """
        found = None
        if self._connection.dialect.name == "sqlite":
            found = self._find_with_beside(sender)
        if found is not None:
            self._state.nothing[found.person.id] = set(found.nothing)
        else:
            found = self._find_or_add(sender, now)
        self._met[sender] = found
        self._state.speaks_to[found.person.id] = found.log_id
        self._know(found)
        if not found.joined:
            self._state.logs[found.person.id] = (PersonLog(found.person.id),)
        self._state.via[found.person.id] = f"{sender.platform} {sender.id}"
        return found.person, found.new

    def _know(self, met: Met) -> None:
        """Take what is known of a person's log, as it stands; of several logs nothing is."""
        person, known = met.person, self._state.known.pop(met.person.id, None)
        if met.joined:
            return
        if known is None or known.version != person.log_version:
            known = self._state.memory.of(person.id, person.log_version)
        self._state.known[person.id] = known

    def number_of(self, sender: Sender) -> int | None:
        """The number of the person behind a sender, where there is one; nobody is made."""
        who = {"platform": sender.platform, "sender": sender.id}
        return self._connection.execute(_NUMBER, who).scalar()

    def by_id(self, person_id: int) -> Person | None:
        """A person by number, their row locked like in `find`; None when they are gone."""
        row = self._connection.execute(_BY_ID, {"person": person_id}).first()
        return None if row is None else person_of(row)

    def save(self, person: Person) -> None:
        """Store a person's settings; the language is `speak`'s, `log_version` the journal's."""
        self._connection.execute(
            _SAVE_PERSON,
            {
                "person": person.id,
                "name": person.name,
                "unit": person.unit,
                "zone": person.zone,
                "goal": person.goal,
                **load_columns("bodyweight", person.bodyweight),
                **load_columns("bar", person.bar),
                "plates": plates_text(person.plates),
                "quiet": person.quiet,
                "asks_unanswered": person.asks_unanswered,
                "asked_at": person.asked_at,
                "zone_told": person.zone_told,
                **span_columns("effort", person.effort),
                "dumbbells": plates_text(person.dumbbells),
                "kettlebells": plates_text(person.kettlebells),
                "cutting": person.cutting,
                "answers": person.answers,
                "rest_auto": person.rest_auto,
                "reactions": person.reactions,
            },
        )

    def speak(self, person_id: int, language: str) -> None:
        """Answer a person in a language from now on.

        Apart from the other settings: in a group a person may be answered in that of the group.
        """
        self._connection.execute(_SPEAK, {"person": person_id, "language": language})

    def heard(self, sender: Sender, address: Address, now: datetime) -> None:
        """Note that a person spoke, to within the hour: their pings are answered."""
        met = self._met[sender]
        if met.seen_at is None or abs(now - met.seen_at) >= SEEN_WITHIN:
            self._connection.execute(_SEE, {"person": met.person.id, "at": now})
            self._reminders.answered(met.person.id, now)
        if address.private and (met.chat != address.chat or met.gone):
            where = {"on": sender.platform, "sender": sender.id, "where": address.chat}
            self._connection.execute(_REACH, where)

    def _find_with_beside(self, sender: Sender) -> Met | None:
        """Find a person and the tables that hold nothing of theirs; None when unknown.

        Only where nobody else writes at the same time: else the look would be older than the lock.
        """
        who = {"platform": sender.platform, "sender": sender.id}
        row = self._connection.execute(_BY_SENDER_AND_BESIDE, who).first()
        if row is None:
            return None
        none = {name for name in _BESIDE_NAMES if not getattr(row, name)}
        return changed(
            _met(row), nothing=frozenset(none - _ONLY_OF_THE_LOG if row.joined else none)
        )

    def _find_or_add(self, sender: Sender, now: datetime) -> Met:
        """Find the person behind a sender or create them, their row locked."""
        connection = self._connection
        who = {"platform": sender.platform, "sender": sender.id}
        row = connection.execute(_BY_SENDER, who).first()
        if row is not None:
            return _met(row)
        made = {"name": sender.name, "language": sender.language or "en", "created_at": now}
        wanted = {**NEW_PERSON, **made, "seen_at": now}
        person_id = connection.execute(_ADD_PERSON, wanted).scalar_one()
        added = connection.execute(
            chosen(_ADD_IDENTITY, connection),
            {
                "platform": sender.platform, "sender_id": sender.id, "person_id": person_id,
                "log_id": person_id,
            },
        )  # fmt: skip
        if added.rowcount == 0:  # somebody else made them in the meantime
            connection.execute(_DROP_PERSON, {"person": person_id})
        else:
            self._logs.begin(person_id)
        return replace(_met(connection.execute(_BY_SENDER, who).one()), new=added.rowcount != 0)


def _met(row: Row) -> Met:
    return Met(person_of(row), row.seen_at, row.chat, row.gone, row.log_id, row.joined)


def person_of(row: Row) -> Person:
    """Turn a row with the columns of `PERSON` into a record."""
    return Person(
        id=row.id,
        name=row.name,
        language=row.language,
        unit=row.unit,
        zone=row.zone,
        goal=row.goal,
        bodyweight=load_of(row.bodyweight_milli, row.bodyweight_unit),
        bar=load_of(row.bar_milli, row.bar_unit),
        plates=text_plates(row.plates),
        quiet=row.quiet,
        asks_unanswered=row.asks_unanswered,
        asked_at=row.asked_at,
        log_version=row.log_version,
        zone_told=row.zone_told,
        effort=span_of(row.effort_low, row.effort_high),
        dumbbells=text_plates(row.dumbbells),
        kettlebells=text_plates(row.kettlebells),
        cutting=row.cutting,
        answers=row.answers,
        rest_auto=row.rest_auto,
        reactions=row.reactions,
    )
