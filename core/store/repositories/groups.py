"""Groups: who joined and what they share, the group's rules, its challenges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any, cast

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    literal_column,
    select,
    update,
)

from core.groups.rules import FEATURES, SHARES, Challenge, Counted, GroupSettings, Member, Share
from core.messages import Address, Sender
from core.records import Person
from core.store.dialects import absorb, chosen, upsert
from core.store.repositories.logs import Logs
from core.store.repositories.people import PERSON, person_of
from core.store.schema.tables import (
    challengers,
    challenges,
    groups,
    identities,
    logs,
    members,
    people,
    pool_entries,
    pools,
    sets,
)
from core.store.schema.types import micros, moment_of

Row = Any

MOST_MEMBERS = 200  # read together
ANY_TOPIC, TOPIC = "", ":"

_HERE = and_(members.c.platform == bindparam("on"), members.c.chat == bindparam("in_chat"))
_ME = members.c.person_id == bindparam("person")
_MEMBER = (
    members.c.person_id, members.c.share, members.c.loads, members.c.joined_at, members.c.gym_at,
)  # fmt: skip
_READ = select(*_MEMBER, people.c.name).join(people, people.c.id == members.c.person_id)
_ONE = _READ.where(_HERE, _ME)
_ALL = (
    select(*_MEMBER, *PERSON)
    .join(people, people.c.id == members.c.person_id)
    .where(_HERE)
    .order_by(members.c.person_id)
    .limit(MOST_MEMBERS)
)
_OF = select(members.c.platform, members.c.chat, members.c.joined_at).where(_ME)
_JOIN = absorb(members)
_SAVE = (
    update(members)
    .where(_HERE, _ME)
    .values(share=bindparam("shared"), loads=bindparam("with_loads"), gym_at=bindparam("told_at"))
)
_LEAVE = delete(members).where(_HERE, _ME)

_HOUSE = select(
    groups.c.quiet,
    groups.c.zone,
    groups.c.topic,
    groups.c.answers,
    groups.c.language,
    groups.c.switched_off,
    groups.c.flood,
    groups.c.left_at,
).where(groups.c.platform == bindparam("on"), groups.c.chat == bindparam("in_chat"))
_SAVE_HOUSE = upsert(groups)
_THIS_HOUSE = and_(groups.c.platform == bindparam("on"), groups.c.chat == bindparam("in_chat"))
_BACK = update(groups).where(_THIS_HOUSE, groups.c.left_at.is_not(None)).values(left_at=None)
_LATELY = select(groups.c.lately).where(_THIS_HOUSE)
_KEEP_LATELY = update(groups).where(_THIS_HOUSE).values(lately=bindparam("given"))

_CHALLENGE = (
    challenges.c.id, challenges.c.number, challenges.c.exercise_id, challenges.c.measure,
    challenges.c.goal, challenges.c.from_at, challenges.c.until_at, challenges.c.zone,
    challenges.c.made_by, challenges.c.team,
)  # fmt: skip
_FIELD = and_(challenges.c.platform == bindparam("on"), challenges.c.chat == bindparam("in_chat"))
_CHALLENGES = (
    select(*_CHALLENGE)
    .where(_FIELD, challenges.c.until_at > bindparam("since"))
    .order_by(challenges.c.until_at)
)
_MAKE = insert(challenges).returning(challenges.c.id)
_DROP = delete(challenges).where(challenges.c.id == bindparam("challenge"))
_FORGET = delete(challenges).where(_FIELD, challenges.c.until_at < bindparam("since"))
_ENTER = absorb(challengers)
_MINE_HERE = challengers.c.challenge_id.in_(select(challenges.c.id).where(_FIELD))
_OUT = delete(challengers).where(challengers.c.person_id == bindparam("person"))
_OUT_HERE = _OUT.where(_MINE_HERE)
_OUT_OF = _OUT.where(challengers.c.challenge_id == bindparam("challenge"))
_ENTRANTS = (
    select(challengers.c.person_id, people.c.name)
    .join(people, people.c.id == challengers.c.person_id)
    .where(challengers.c.challenge_id == bindparam("challenge"))
)
_UNPOOLED = delete(pool_entries).where(
    pool_entries.c.log_id.in_(select(logs.c.id).where(logs.c.person_id == bindparam("person"))),
    pool_entries.c.pool_id.in_(
        select(pools.c.id).where(
            pools.c.platform == bindparam("on"), pools.c.chat == bindparam("in_chat")
        )
    ),
)
_UNMADE = (
    update(challenges)
    .where(_FIELD, challenges.c.made_by == bindparam("person"))
    .values(made_by=None)
)

_LOGGED = select(
    exists().where(
        identities.c.platform == bindparam("on"),
        identities.c.sender_id == bindparam("sender"),
        logs.c.person_id == identities.c.person_id,
        sets.c.log_id == logs.c.id,
        sets.c.source == bindparam("source"),
        sets.c.source != literal_column("''"),  # as the index has it
    )
)


def _amount(counted: Counted, *, named: bool) -> Any:  # noqa: ANN401 - an expression
    """Add up what was done in a span; an index leads to it. No warm-ups, no missed attempts."""
    found = func.count() if counted == "sets" else func.sum(sets.c.reps)
    asked = select(func.coalesce(found, literal(0))).where(
        sets.c.log_id == bindparam("log"),
        sets.c.at >= bindparam("since"),
        sets.c.at < bindparam("until"),
        sets.c.warmup.is_(False),
        sets.c.reps != 0,  # a missed attempt is no set done
    )
    if counted == "reps":
        asked = asked.where(sets.c.reps > 0)
    return asked.where(sets.c.exercise_id == bindparam("exercise")) if named else asked


_SUMMED: tuple[Counted, ...] = ("reps", "sets")
_AMOUNTS = {
    (counted, named): _amount(counted, named=named)
    for counted in _SUMMED
    for named in (True, False)
}


class Groups:
    """What the store knows of a group, inside one unit of work (`UnitOfWork.groups`)."""

    def __init__(self, connection: Connection, of_people: Logs) -> None:
        """Work inside an open transaction; `of_people`: the logs of each person."""
        self._connection, self._logs = connection, of_people
        self._houses: dict[tuple[str, str], GroupSettings | None] = {}  # read in this unit already

    # --- members --------------------------------------------------------------------------------

    def member(self, where: Address, person_id: int) -> Member | None:
        """A person as a member of a group; None when they did not join."""
        row = self._connection.execute(_ONE, {**_place(where), "person": person_id}).first()
        return None if row is None else _member_of(row)

    def members(self, where: Address) -> tuple[tuple[Member, Person], ...]:
        """All who joined a group, with their settings, by name."""
        rows = self._connection.execute(_ALL, _place(where))
        found = [(_member_of(row), person_of(row)) for row in rows]
        return tuple(sorted(found, key=lambda each: (each[0].name.casefold(), each[0].person_id)))

    def joined(self, person_id: int) -> tuple[tuple[Address, datetime], ...]:
        """The groups a person joined, and when, oldest first."""
        rows = self._connection.execute(_OF, {"person": person_id})
        found = sorted((row.joined_at, row.platform, row.chat) for row in rows)
        return tuple(
            (Address(platform, chat, private=False), joined_at)
            for joined_at, platform, chat in found
        )

    def join(self, where: Address, person_id: int, share: frozenset[Share], now: datetime) -> None:
        """Make somebody a member; one who is already stays as they are."""
        row = {
            "platform": where.platform, "chat": where.chat, "person_id": person_id,
            "share": _words(share), "loads": False, "joined_at": now, "gym_at": None,
        }  # fmt: skip
        self._connection.execute(chosen(_JOIN, self._connection), row)

    def save(self, where: Address, member: Member) -> None:
        """Store what a member shares and when they were last announced."""
        self._connection.execute(
            _SAVE,
            {
                **_place(where), "person": member.person_id, "shared": _words(member.share),
                "with_loads": member.loads, "told_at": member.gym_at,
            },
        )  # fmt: skip

    def leave(self, where: Address, person_id: int) -> bool:
        """Delete a membership and the entries in its challenges and pools; False where none was.

        Challenges the person made go on without a maker. What partners said of sets there is
        deleted by `Ratings.purge`.
        """
        asked = {**_place(where), "person": person_id}
        self._connection.execute(_OUT_HERE, asked)
        self._connection.execute(_UNMADE, asked)
        self._connection.execute(_UNPOOLED, asked)
        return bool(self._connection.execute(_LEAVE, asked).rowcount)

    # --- the group's rules ----------------------------------------------------------------------

    def group_settings(self, where: Address) -> GroupSettings | None:
        """A group's rules; None where no admin ever set one. One look-up by key, once a unit."""
        place = (where.platform, where.chat)
        if place not in self._houses:
            self._houses[place] = self._read_group_settings(where)
        return self._houses[place]

    def _read_group_settings(self, where: Address) -> GroupSettings | None:
        row = self._connection.execute(_HOUSE, _place(where)).first()
        if row is None:
            return None
        hours = None
        if row.quiet:
            begin, _, end = row.quiet.partition("-")
            hours = time.fromisoformat(begin), time.fromisoformat(end)
        topic = None if row.topic == ANY_TOPIC else row.topic[len(TOPIC) :]
        off = frozenset(each for each in FEATURES if each in row.switched_off.split())
        return GroupSettings(
            hours, row.zone, topic, row.answers, row.language, off, row.flood, row.left_at
        )

    def save_group_settings(
        self, where: Address, group_settings: GroupSettings, now: datetime
    ) -> None:
        """Store a group's rules."""
        hours = group_settings.quiet
        row = {
            "platform": where.platform, "chat": where.chat, "zone": group_settings.zone,
            "quiet": f"{hours[0]:%H:%M}-{hours[1]:%H:%M}" if hours else "",
            "topic": ANY_TOPIC if group_settings.topic is None else TOPIC + group_settings.topic,
            "answers": group_settings.answers, "language": group_settings.language,
            "changed_at": now, "flood": group_settings.flood, "left_at": group_settings.left_at,
            "lately": "",
            "switched_off": " ".join(each for each in FEATURES if each in group_settings.off),
        }  # fmt: skip
        self._connection.execute(chosen(_SAVE_HOUSE, self._connection), row)
        self._houses[where.platform, where.chat] = group_settings

    def come_back(self, where: Address) -> None:
        """Forget that a group put the bot out: it is in again."""
        self._connection.execute(_BACK, _place(where))
        self._houses.pop((where.platform, where.chat), None)

    def lately(self, where: Address, since: datetime) -> tuple[datetime, ...]:
        """When the answers were given that a group with a limit read since a moment."""
        text = self._connection.execute(_LATELY, _place(where)).scalar() or ""
        return tuple(at for at in map(moment_of, map(int, text.split())) if at > since)

    def keep_lately(self, where: Address, given: Sequence[datetime]) -> None:
        """Store when a group's last answers were given."""
        text = " ".join(str(micros(each)) for each in given)
        self._connection.execute(_KEEP_LATELY, {**_place(where), "given": text})

    def has_logged(self, sender: Sender, source: str) -> bool:
        """Whether a message of somebody's is in the log; nobody is made."""
        asked = {"on": sender.platform, "sender": sender.id, "source": source}
        return bool(self._connection.execute(_LOGGED, asked).scalar())

    # --- challenges -----------------------------------------------------------------------------

    def challenges(self, where: Address, since: datetime) -> tuple[Challenge, ...]:
        """The challenges of a group that end after a moment, the first to end first."""
        rows = self._connection.execute(_CHALLENGES, {**_place(where), "since": since})
        return tuple(_challenge_of(row) for row in rows)

    def make(self, where: Address, challenge: Challenge, kept_since: datetime) -> Challenge:
        """Store a challenge, given back with its id; those that ended before a moment go."""
        self._connection.execute(_FORGET, {**_place(where), "since": kept_since})
        row = {
            "platform": where.platform, "chat": where.chat, "number": challenge.number,
            "exercise_id": challenge.exercise_id, "measure": challenge.counted,
            "goal": challenge.goal, "from_at": challenge.from_at, "until_at": challenge.until_at,
            "zone": challenge.zone, "made_by": challenge.made_by,
            "team": challenge.team,
        }  # fmt: skip
        return replace(challenge, id=self._connection.execute(_MAKE, row).scalar_one())

    def drop(self, challenge_id: int) -> None:
        """Delete a challenge and who was in it."""
        self._connection.execute(_DROP, {"challenge": challenge_id})

    def enter(self, challenge_id: int, person_id: int, now: datetime) -> bool:
        """Let somebody in; False when they were in already."""
        row = {"challenge_id": challenge_id, "person_id": person_id, "joined_at": now}
        return bool(self._connection.execute(chosen(_ENTER, self._connection), row).rowcount)

    def withdraw(self, challenge_id: int, person_id: int) -> bool:
        """Let somebody out of a challenge; False when they were not in."""
        asked = {"challenge": challenge_id, "person": person_id}
        return bool(self._connection.execute(_OUT_OF, asked).rowcount)

    def entrants(self, challenge_id: int) -> tuple[tuple[int, str], ...]:
        """Who is in a challenge: (person, name), by name."""
        rows = self._connection.execute(_ENTRANTS, {"challenge": challenge_id})
        found = [(row.person_id, row.name) for row in rows]
        return tuple(sorted(found, key=lambda each: (each[1].casefold(), each[0])))

    def amount(self, person_id: int, challenge: Challenge) -> int:
        """How many repetitions or sets a person did of what a challenge counts, in its time."""
        asked: dict[str, object] = {"since": challenge.from_at, "until": challenge.until_at}
        if challenge.exercise_id:
            asked["exercise"] = challenge.exercise_id
        statement = _AMOUNTS[(challenge.counted, bool(challenge.exercise_id))]
        return sum(
            int(self._connection.execute(statement, log.asked(asked)).scalar_one())
            for log in self._logs.of(person_id)
        )


def _place(where: Address) -> dict[str, object]:
    return {"on": where.platform, "in_chat": where.chat}


def _words(share: Sequence[Share] | frozenset[Share]) -> str:
    return " ".join(each for each in SHARES if each in share)


def _member_of(row: Row) -> Member:
    shared = frozenset(cast("Share", each) for each in row.share.split())
    return Member(row.person_id, row.name, shared, row.loads, row.joined_at, row.gym_at)


def _challenge_of(row: Row) -> Challenge:
    return Challenge(
        id=row.id,
        number=row.number,
        exercise_id=row.exercise_id,
        counted=row.measure,
        goal=row.goal,
        from_at=row.from_at,
        until_at=row.until_at,
        zone=row.zone,
        made_by=row.made_by,
        team=row.team,
    )
