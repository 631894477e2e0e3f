"""Codes that link two platforms, and who is linked, inside one unit of work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from core.accounts.linking import MOST_TRIES, TRIES_WAIT, Mark, Settings, hectograms
from core.store.dialects import chosen, upsert
from core.store.repositories.logs import Logs
from core.store.repositories.merge_pairs import Pair
from core.store.repositories.merge_parts import Side, read_side
from core.store.repositories.merging import merge
from core.store.repositories.parting import part
from core.store.schema.tables import (
    identities,
    link_codes,
    link_tries,
    logs,
    merges,
    people,
    reminders,
    sets,
)
from core.store.unit_state import UnitState

Row = Any


@dataclass(frozen=True, slots=True)
class Offer:
    """A code that is alive: who made it, where, and who typed it."""

    code_hash: str
    person_id: int
    platform: str
    claimed_by: int | None


@dataclass(frozen=True, slots=True)
class Identity:
    """One platform of a person."""

    platform: str
    sender_id: str
    chat: str  # where they write in private, "" until they did

    @property
    def via(self) -> str:
        """As changes of the log name it."""
        return f"{self.platform} {self.sender_id}"


@dataclass(frozen=True, slots=True)
class Link:
    """A person who was taken in, and can be parted again."""

    id: int
    platform: str
    sender_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """What a merge is about, on one side."""

    side: Side
    sets: int
    reminders: int
    first: datetime | None
    last: datetime | None

    @property
    def id(self) -> int:
        """The person's number."""
        return int(self.side.person["id"])

    @property
    def name(self) -> str:
        """The person's name."""
        return str(self.side.person["name"])

    @property
    def version(self) -> int:
        """Grows with every change of their log."""
        return int(self.side.person["log_version"])

    @property
    def kinds(self) -> Mapping[str, Settings]:
        """Their settings."""
        return self.side.kinds


_OFFER = (
    link_codes.c.code_hash, link_codes.c.person_id, link_codes.c.platform, link_codes.c.claimed_by
)  # fmt: skip
_ALIVE = link_codes.c.expires_at > bindparam("now")
_FIND = select(*_OFFER).where(link_codes.c.code_hash == bindparam("hashed"), _ALIVE)
_CLAIMED = (
    select(*_OFFER)
    .where(link_codes.c.claimed_by == bindparam("person"), _ALIVE)
    .order_by(link_codes.c.expires_at.desc())
)
_TRIES = select(link_tries.c.since, link_tries.c.tries).where(
    link_tries.c.person_id == bindparam("person")
)
_SAVE_TRIES = upsert(link_tries)
_LINKS = (
    select(merges.c.id, merges.c.platform, merges.c.sender_id, merges.c.at)
    .where(merges.c.person_id == bindparam("person"))
    .order_by(merges.c.id)
)
_IDENTITIES = (
    select(identities.c.platform, identities.c.sender_id, identities.c.chat)
    .where(identities.c.person_id == bindparam("person"))
    .order_by(identities.c.platform, identities.c.sender_id)
)


_MARKS = (
    select(
        sets.c.id, sets.c.source, sets.c.position, sets.c.at, sets.c.exercise_id,
        sets.c.load_milli, sets.c.load_unit, sets.c.reps, sets.c.seconds, sets.c.distance_cm,
    )
    .where(
        sets.c.log_id == bindparam("log"),
        sets.c.at >= bindparam("since"),
        sets.c.at <= bindparam("until"),
    )
    .order_by(sets.c.at)
)  # fmt: skip

Names = Mapping[str, str]


class Links:
    """Codes, links, and people who become one or two."""

    def __init__(self, connection: Connection, state: UnitState, of_people: Logs) -> None:
        """Work inside an open transaction; `of_people`: the logs of each person."""
        self._connection, self._state, self._logs = connection, state, of_people

    # --- codes ----------------------------------------------------------------------------------

    def offer(self, person_id: int, platform: str, code_hash: str, until: datetime) -> None:
        """Keep a new code; the person's old ones end."""
        self._connection.execute(delete(link_codes).where(link_codes.c.person_id == person_id))
        row = {
            "code_hash": code_hash, "person_id": person_id, "platform": platform,
            "expires_at": until, "claimed_by": None,
        }  # fmt: skip
        self._connection.execute(insert(link_codes), row)

    def find(self, code_hash: str, now: datetime) -> Offer | None:
        """A code that is alive, claimed or not; those that are not are forgotten."""
        self._connection.execute(delete(link_codes).where(link_codes.c.expires_at <= now))
        row = self._connection.execute(_FIND, {"hashed": code_hash, "now": now}).first()
        return None if row is None else _offer_of(row)

    def claim(self, code_hash: str, person_id: int, until: datetime) -> None:
        """Note who typed a code: it can be used for nothing else, and by nobody else."""
        self._connection.execute(
            update(link_codes)
            .where(link_codes.c.code_hash == code_hash)
            .values(claimed_by=person_id, expires_at=until)
        )

    def claimed(self, person_id: int, now: datetime) -> tuple[Offer, ...]:
        """Codes this person typed and has not decided about, newest first."""
        rows = self._connection.execute(_CLAIMED, {"person": person_id, "now": now})
        return tuple(_offer_of(row) for row in rows)

    def burn(self, code_hash: str) -> bool:
        """Forget a code; False when there was none."""
        gone = delete(link_codes).where(link_codes.c.code_hash == code_hash)
        return self._connection.execute(gone).rowcount > 0

    def withdraw(self, person_id: int) -> None:
        """Forget the codes a person made or typed."""
        mine = (link_codes.c.person_id == person_id) | (link_codes.c.claimed_by == person_id)
        self._connection.execute(delete(link_codes).where(mine))

    def waits(self, person_id: int, now: datetime) -> timedelta | None:
        """How long a person who typed too many wrong codes has to wait; None: not at all."""
        row = self._connection.execute(_TRIES, {"person": person_id}).first()
        if row is None or row.tries < MOST_TRIES or now - row.since >= TRIES_WAIT:
            return None
        left: timedelta = row.since + TRIES_WAIT - now
        return left

    def miss(self, person_id: int, now: datetime) -> int:
        """Count a wrong code; gives how many tries are left."""
        row = self._connection.execute(_TRIES, {"person": person_id}).first()
        fresh = row is None or now - row.since >= TRIES_WAIT
        since, tries = (now, 1) if fresh or row is None else (row.since, row.tries + 1)
        counted = {"person_id": person_id, "since": since, "tries": tries}
        self._connection.execute(chosen(_SAVE_TRIES, self._connection), counted)
        return MOST_TRIES - tries

    def clear_misses(self, person_id: int) -> None:
        """Forget wrong codes: the right one was typed."""
        self._connection.execute(delete(link_tries).where(link_tries.c.person_id == person_id))

    # --- who is linked --------------------------------------------------------------------------

    def me(self, person_id: int) -> Identity | None:
        """As whom a person speaks in this unit of work."""
        via = self._state.via.get(person_id, "")
        return next((i for i in self.identities(person_id) if i.via == via), None)

    def identities(self, person_id: int) -> tuple[Identity, ...]:
        """A person's platforms."""
        rows = self._connection.execute(_IDENTITIES, {"person": person_id})
        return tuple(Identity(row.platform, row.sender_id, row.chat) for row in rows)

    def of(self, person_id: int) -> tuple[Link, ...]:
        """Those a person took in, oldest first."""
        rows = self._connection.execute(_LINKS, {"person": person_id})
        return tuple(Link(row.id, row.platform, row.sender_id, row.at) for row in rows)

    def hold(self, person_id: int) -> bool:
        """Lock another person's row beside one's own; False when they are gone.

        On PostgreSQL nobody waits here with a row in hand: where two would wait for each other the
        unit is taken back and begun again.
        """
        wanted = select(people.c.id).where(people.c.id == person_id).with_for_update(nowait=True)
        return self._connection.execute(wanted).first() is not None

    def tally(self, person_id: int) -> Tally | None:
        """What a person has; None when they are gone."""
        side = read_side(self._connection, person_id)
        if side is None:
            return None
        log = select(
            func.count().label("sets"),
            func.min(sets.c.at).label("first"),
            func.max(sets.c.at).label("last"),
        )
        theirs = select(logs.c.id).where(logs.c.person_id == person_id)
        row = self._connection.execute(log.where(sets.c.log_id.in_(theirs))).one()
        timed = select(func.count()).where(
            reminders.c.person_id == person_id, reminders.c.next_at.is_not(None)
        )
        count = self._connection.execute(timed).scalar_one()
        return Tally(side, row.sets, count, row.first, row.last)

    def marks(
        self, person_id: int, span: tuple[datetime, datetime], zone: ZoneInfo, known: Names
    ) -> Iterator[Mark]:
        """What tells a person's sets of a time apart from another's.

        `known`: own exercises that both have, by the id they have here; other own exercises are
        nobody else's.
        """
        asked: dict[str, object] = {"since": span[0], "until": span[1]}
        for log in self._logs.of(person_id):
            for row in self._connection.execute(_MARKS, log.asked(asked)):
                exercise = log.exercise_seen(row.exercise_id)
                own = exercise.startswith("own-")
                what = known.get(exercise, f"{person_id}:{exercise}") if own else exercise
                day = row.at.astimezone(zone).toordinal()
                weight = hectograms(row.load_milli, row.load_unit)
                amount = (max(row.reps, 0), row.seconds or 0, row.distance_cm or 0)
                content = (day, what, weight, *amount)
                yield Mark(row.id + log.sets, row.source, row.position, content)

    def merge(self, pair: Pair, left_out: Sequence[int], now: datetime) -> int:
        """Make one person of two; gives the number of sets added. See `merging.merge`."""
        added = merge(self._connection, pair, left_out, now)
        self._changed_hands(pair.keeper, pair.other)
        return added

    def part(self, person_id: int, link_id: int) -> int | None:
        """Make two people of one again; gives the one who goes. See `parting.part`."""
        goes = part(self._connection, self._logs, person_id, link_id)
        self._changed_hands(person_id, *(() if goes is None else (goes,)))
        return goes

    def _changed_hands(self, *person_ids: int) -> None:
        """Nothing that was read of these people holds any more."""
        self._logs.forget_read()
        for each in person_ids:
            self._state.nothing.pop(each, None)
            self._state.known.pop(each, None)


def _offer_of(row: Row) -> Offer:
    return Offer(row.code_hash, row.person_id, row.platform, row.claimed_by)
