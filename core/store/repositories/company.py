"""Times at which partners train and racks they share, inside one unit of work."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update

from core.groups.company import Attends, Bar, Gathering, Lifter, Rack
from core.messages import Address
from core.store.dialects import chosen, upsert
from core.store.schema.tables import attendances, gatherings, rack_lifters, racks, reminders
from core.store.unit_state import UnitState

Row = Any

TABLE = "rack_lifters"
LOOKED_AT = 50  # rows of a group looked at together

_HERE = and_(gatherings.c.platform == bindparam("on"), gatherings.c.chat == bindparam("in_chat"))
_COMING = (
    select(gatherings)
    .where(_HERE, gatherings.c.at > bindparam("since"))
    .order_by(gatherings.c.at, gatherings.c.id)
    .limit(LOOKED_AT)
)
_GATHERING = select(gatherings).where(gatherings.c.id == bindparam("this"))
_OPEN = insert(gatherings).returning(gatherings.c.id)
_FORGET = delete(gatherings).where(_HERE, gatherings.c.at <= bindparam("since"))
_DROP = delete(gatherings).where(gatherings.c.id == bindparam("this"))
_ANSWER = upsert(attendances)
_ANSWERS = (
    select(attendances)
    .where(attendances.c.gathering_id == bindparam("this"))
    .order_by(attendances.c.answered_at, attendances.c.person_id)
)
_MINE = reminders.c.person_id == bindparam("person")
_UNPING = delete(reminders).where(_MINE, reminders.c.note == bindparam("named"))
_UNPING_ALL = delete(reminders).where(reminders.c.note == bindparam("named"))
_NOT_COMING = delete(attendances).where(
    attendances.c.person_id == bindparam("person"),
    attendances.c.gathering_id.in_(select(gatherings.c.id).where(_HERE)),
)

_RACKS_HERE = and_(racks.c.platform == bindparam("on"), racks.c.chat == bindparam("in_chat"))
_RACK = select(racks).where(racks.c.id == bindparam("this"))
_RACKS = select(racks).where(_RACKS_HERE).order_by(racks.c.id.desc()).limit(LOOKED_AT)
_OF_LIFTER = (
    select(racks)
    .join(rack_lifters, rack_lifters.c.rack_id == racks.c.id)
    .where(rack_lifters.c.person_id == bindparam("person"), rack_lifters.c.state == "in")
    .order_by(racks.c.id.desc())
    .limit(LOOKED_AT)
)
_AT = (
    select(racks)
    .join(rack_lifters, rack_lifters.c.rack_id == racks.c.id)
    .where(rack_lifters.c.person_id == bindparam("person"))
    .order_by(racks.c.id)
    .limit(LOOKED_AT)
)
_BEGIN = insert(racks).returning(racks.c.id)
_MOVE = update(racks).where(racks.c.id == bindparam("this"))
_END = delete(racks).where(racks.c.id == bindparam("this"))
_AT_RACK = upsert(rack_lifters)
_LIFTERS = (
    select(rack_lifters)
    .where(rack_lifters.c.rack_id == bindparam("this"))
    .order_by(rack_lifters.c.place, rack_lifters.c.person_id)
)


class Company:
    """Gatherings and racks of groups."""

    def __init__(self, connection: Connection, state: UnitState) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection, self._state = connection, state

    # --- a time to train ------------------------------------------------------------------------

    def gatherings(self, where: Address, since: datetime) -> tuple[Gathering, ...]:
        """A group's gatherings after a moment, the first to come first."""
        rows = self._connection.execute(_COMING, {**_place(where), "since": since})
        return tuple(_gathering_of(row) for row in rows)

    def gathering(self, gathering_id: int) -> Gathering | None:
        """One gathering; None when it is gone."""
        row = self._connection.execute(_GATHERING, {"this": gathering_id}).first()
        return None if row is None else _gathering_of(row)

    def arrange(self, gathering: Gathering, kept_since: datetime) -> Gathering:
        """Store a gathering, given back with its id; those up to a moment before go."""
        where = gathering.where
        self._connection.execute(_FORGET, {**_place(where), "since": kept_since})
        row = {
            "platform": where.platform, "chat": where.chat, "thread": where.thread,
            "at": gathering.at, "zone": gathering.zone, "made_by": gathering.made_by,
        }  # fmt: skip
        return replace(gathering, id=self._connection.execute(_OPEN, row).scalar_one())

    def call_off(self, gathering: Gathering) -> None:
        """Delete a gathering, its answers and its pings."""
        self._connection.execute(_UNPING_ALL, {"named": gathering.key})
        self._connection.execute(_DROP, {"this": gathering.id})

    def answer(self, gathering: Gathering, person_id: int, answer: Attends, now: datetime) -> None:
        """Keep what somebody answered, in place of what they answered before."""
        row = {
            "gathering_id": gathering.id, "person_id": person_id, "answer": answer,
            "answered_at": now,
        }  # fmt: skip
        self._connection.execute(chosen(_ANSWER, self._connection), row)

    def answers(self, gathering: Gathering) -> dict[int, Attends]:
        """What everybody answered, by person, the first to answer first."""
        rows = self._connection.execute(_ANSWERS, {"this": gathering.id})
        return {row.person_id: row.answer for row in rows}

    def drop_pings(self, person_id: int, key: str) -> None:
        """Take back a person's ping of a gathering, or the timer of a rack."""
        self._connection.execute(_UNPING, {"person": person_id, "named": key})

    # --- a rack ---------------------------------------------------------------------------------

    def rack(self, rack_id: int) -> Rack | None:
        """One rack with its lifters; None when it is over."""
        row = self._connection.execute(_RACK, {"this": rack_id}).first()
        return None if row is None else self._rack_of(row)

    def racks_of(self, where: Address) -> tuple[Rack, ...]:
        """A group's racks, the newest first."""
        rows = self._connection.execute(_RACKS, _place(where)).all()
        return tuple(map(self._rack_of, rows))

    def racks_with(self, person_id: int) -> tuple[Rack, ...]:
        """The racks somebody shows their loads at, the newest first."""
        rows = self._connection.execute(_OF_LIFTER, {"person": person_id}).all()
        return tuple(map(self._rack_of, rows))

    def racks_at(self, person_id: int) -> tuple[Rack, ...]:
        """All racks somebody has a part in, agreed or not."""
        rows = self._connection.execute(_AT, {"person": person_id}).all()
        return tuple(map(self._rack_of, rows))

    def may_lift(self, person_id: int) -> bool:
        """Whether somebody may be at a rack; known with the person where that costs nothing."""
        return self._state.may_hold(person_id, TABLE)

    def open_rack(self, rack: Rack) -> Rack:
        """Store a rack without lifters, given back with its id."""
        where = rack.where
        row = {
            "platform": where.platform, "chat": where.chat, "thread": where.thread,
            "exercise_id": rack.exercise_id, "made_by": rack.made_by,
            "opened_at": rack.opened_at, **_moving(rack),
        }  # fmt: skip
        return replace(rack, id=self._connection.execute(_BEGIN, row).scalar_one())

    def move(self, rack: Rack) -> None:
        """Store what has changed at a rack: when, what is on the bar, whose turn is shown."""
        self._connection.execute(_MOVE.values(_moving(rack)), {"this": rack.id})

    def place(self, rack: Rack, lifters: Sequence[Lifter]) -> None:
        """Store people at a rack, in place of how they stood there before."""
        for each in lifters:
            row = {
                "rack_id": rack.id, "person_id": each.person_id, "place": each.place,
                "state": each.state,
            }  # fmt: skip
            self._connection.execute(chosen(_AT_RACK, self._connection), row)
            self._state.will_hold(each.person_id, TABLE)

    def end(self, rack: Rack) -> None:
        """Delete a rack: with it what its lifters agreed to, and its timer."""
        self._connection.execute(_UNPING_ALL, {"named": rack.key})
        self._connection.execute(_END, {"this": rack.id})

    def leave(self, where: Address, person_id: int) -> None:
        """Delete a person's answers to a group's gatherings, with their pings."""
        asked = {**_place(where), "person": person_id}
        for each in self._connection.execute(select(gatherings.c.id).where(_HERE), asked).scalars():
            self.drop_pings(person_id, f"gym:{each}")
        self._connection.execute(_NOT_COMING, asked)

    def _rack_of(self, row: Row) -> Rack:
        found = self._connection.execute(_LIFTERS, {"this": row.id})
        lifters = tuple(Lifter(each.person_id, each.place, each.state) for each in found)
        where = Address(row.platform, row.chat, row.thread, private=False)
        return Rack(
            row.id, where, row.exercise_id, row.made_by, row.opened_at, row.began_at,
            row.moved_at, _bar_of(row.bar), lifters,
        )  # fmt: skip


def _moving(rack: Rack) -> dict[str, object]:
    return {"began_at": rack.began_at, "moved_at": rack.moved_at, "bar": _bar_text(rack.bar)}


def _bar_text(bar: Bar) -> str:
    return json.dumps([bar.on, bar.then, bar.turn])


def _bar_of(text: str) -> Bar:
    on, then, turn = json.loads(text) if text.startswith("[") else ((), (), "")
    return Bar(tuple(on), tuple(then), turn)


def _place(where: Address) -> dict[str, object]:
    return {"on": where.platform, "in_chat": where.chat}


def _gathering_of(row: Row) -> Gathering:
    where = Address(row.platform, row.chat, row.thread, private=False)
    return Gathering(row.id, where, row.at, row.zone, row.made_by)
