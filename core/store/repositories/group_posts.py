"""What the bot posts in groups by itself: kept, due, and queued without words."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    update,
)

from core.groups.posts import PREFIX, GroupPost, Pin, PostKind, come, planned, soon
from core.messages import Address
from core.store.dialects import absorb, chosen, on_either
from core.store.repositories.due_pings import Queued
from core.store.repositories.lost_replies import LOST
from core.store.schema.tables import group_posts, members, outbox
from core.store.schema.types import EPOCH
from core.store.unit_state import UnitState

Row = Any

log = logging.getLogger(__name__)

_HERE = and_(group_posts.c.platform == bindparam("on"), group_posts.c.chat == bindparam("in_chat"))
_ONE = select(group_posts).where(_HERE, group_posts.c.kind == bindparam("named"))
_BY_ID = select(group_posts).where(group_posts.c.id == bindparam("this"))
_OF_GROUP = select(group_posts).where(_HERE)
_OF_MEMBER = (
    select(group_posts)
    .join(
        members,
        and_(members.c.platform == group_posts.c.platform, members.c.chat == group_posts.c.chat),
    )
    .where(members.c.person_id == bindparam("person"))
)
_KEPT = ("platform", "chat", "kind")
_SAVE = on_either(
    lambda insert, table: insert.on_conflict_do_update(
        index_elements=_KEPT,
        set_={each.name: insert.excluded[each.name] for each in table.c
              if each.name not in (*_KEPT, "id")},
    ).returning(table.c.id),
    group_posts,
)  # fmt: skip
_MOVE = (
    update(group_posts)
    .where(group_posts.c.id == bindparam("this"))
    .values(
        next_at=bindparam("then"), last_date=bindparam("day"), shown_at=bindparam("shown"),
        pin=bindparam("stands"),
    )
)  # fmt: skip
_DROP = delete(group_posts).where(_HERE, group_posts.c.kind == bindparam("named"))
_DUE = (
    select(group_posts)
    .where(group_posts.c.platform == bindparam("on"), group_posts.c.next_at <= bindparam("now"))
    .order_by(group_posts.c.next_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_EARLIEST = select(func.min(group_posts.c.next_at)).where(
    group_posts.c.platform == bindparam("on"), group_posts.c.next_at.is_not(None)
)
_WAITS = select(
    exists().where(
        outbox.c.platform == bindparam("on"),
        outbox.c.chat == bindparam("in_chat"),
        outbox.c.edits == bindparam("as"),
        outbox.c.edits != literal_column("''"),  # as the index has it
        outbox.c.settled_at.is_(None),
        outbox.c.leased_by.is_(None),
    )
)
_POST = absorb(outbox)
_STOP = update(group_posts).where(_HERE).values(next_at=None)


def is_spent() -> ColumnElement[bool]:
    """Whether a row of the outbox is not the message of a post that is still changed.

    That one is found by its row, however long nothing was said in the group.
    """
    newer = outbox.alias("newer")
    newest = (
        select(func.max(newer.c.id))
        .where(
            newer.c.platform == outbox.c.platform,
            newer.c.chat == outbox.c.chat,
            newer.c.edits == outbox.c.edits,
            newer.c.edits != literal_column("''"),
            newer.c.settled_at.is_not(None),
            newer.c.message_id.not_in(["", LOST]),
        )
        .scalar_subquery()
    )
    kept = exists().where(
        group_posts.c.platform == outbox.c.platform,
        group_posts.c.chat == outbox.c.chat,
        outbox.c.edits == literal_column(f"'{PREFIX}'", Text) + cast(group_posts.c.id, Text),
        outbox.c.id == newest,
    )
    return or_(outbox.c.edits == literal_column("''"), not_(kept))


class GroupPosts:
    """The posts of groups, inside one unit of work (`UnitOfWork.group_posts`)."""

    def __init__(self, connection: Connection, state: UnitState) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection, self._state = connection, state

    def of(self, where: Address, kind: PostKind) -> GroupPost | None:
        """A group's post of a kind; None where nobody asked for one."""
        row = self._connection.execute(_ONE, {**_place(where), "named": kind}).first()
        return None if row is None else _post_of(row)

    def get(self, post_id: int) -> GroupPost | None:
        """One post; None when it is gone."""
        row = self._connection.execute(_BY_ID, {"this": post_id}).first()
        return None if row is None else _post_of(row)

    def keep(self, post: GroupPost) -> GroupPost:
        """Store a post in place of the one of its kind; given back with its id."""
        where = post.where
        row = {
            "platform": where.platform, "chat": where.chat, "thread": where.thread,
            "kind": post.kind, "days": "".join(map(str, post.days)), "minute": post.minute,
            "zone": post.zone, "language": post.language, "drawn": post.drawn, "pin": post.pin,
            "made_by": post.made_by, "next_at": post.next_at, "last_date": post.last_date,
            "shown_at": post.shown_at,
        }  # fmt: skip
        found = self._connection.execute(chosen(_SAVE, self._connection), row).scalar_one()
        return replace(post, id=found)

    def move(self, post: GroupPost) -> None:
        """Store when a post comes next, when it came, and whether it is pinned."""
        self._connection.execute(_MOVE, _moving(post))

    def pinned(self, post: GroupPost, stands: Pin) -> None:
        """Note whether the message of a board is pinned."""
        self.move(replace(post, pin=stands))

    def drop(self, where: Address, kind: PostKind) -> bool:
        """Delete a group's post of a kind; False where there was none."""
        return bool(self._connection.execute(_DROP, {**_place(where), "named": kind}).rowcount)

    def changed_by(self, person_id: int, where: Address, now: datetime) -> None:
        """Something of a person's week has changed: the boards of their groups follow soon.

        A group the bot was thrown out of and is heard from again (`where`) goes on.
        """
        if not self._state.may_hold(person_id, members.name):
            return
        for row in self._connection.execute(_OF_MEMBER, {"person": person_id}).all():
            post = _post_of(row)
            heard = (post.where.platform, post.where.chat) == (where.platform, where.chat)
            if post.next_at is None and heard:
                post = planned(post, now)
                self.move(post)
            self._follow(post, now)

    def changed_in(self, where: Address, now: datetime) -> None:
        """Who is in a group has changed: its board follows soon."""
        for row in self._connection.execute(_OF_GROUP, _place(where)).all():
            self._follow(_post_of(row), now)

    def _follow(self, post: GroupPost, now: datetime) -> None:
        if post.kind == "board" and (due := soon(post, now)).next_at != post.next_at:
            self.move(due)


def queue(connection: Connection, platform: str, now: datetime, limit: int) -> Queued:
    """Queue what is due in groups, without words, and move it on; what waits already stands."""
    rows = connection.execute(_DUE, {"on": platform, "now": now, "most": limit}).all()
    queued = skipped = 0
    for row in rows:
        post = _post_of(row)
        try:
            moved, due = come(post, now)
        except Exception:
            log.exception("a post cannot be planned: %s", post.key)
            moved, due = replace(post, next_at=None), None
        connection.execute(_MOVE, _moving(moved))
        if due is None or due.due_at is None:
            continue
        if due.why:
            skipped += 1
        elif not _waits(connection, post):
            key = f"{post.key}:{due.local_date}"
            connection.execute(chosen(_POST, connection), _without_words(post, key, now))
            queued += 1
    return Queued(len(rows), queued, skipped)


def earliest(connection: Connection, platforms: Sequence[str]) -> datetime | None:
    """When the next post of these platforms is due; None where none is to come."""
    found = [connection.execute(_EARLIEST, {"on": each}).scalar() for each in platforms]
    return min((at for at in found if at is not None), default=None)


def lose_chat(connection: Connection, platform: str, chat: str) -> None:
    """Nothing arrives in a group any more: nothing is posted there."""
    connection.execute(_STOP, {"on": platform, "in_chat": chat})


def _waits(connection: Connection, post: GroupPost) -> bool:
    return bool(connection.execute(_WAITS, {**_place(post.where), "as": post.key}).scalar())


def _without_words(post: GroupPost, key: str, now: datetime) -> dict[str, object]:
    """A row of the outbox whose words are found when it is sent."""
    where = post.where
    return {
        "key": key, "platform": where.platform, "chat": where.chat, "thread": where.thread,
        "private": False, "reply": "", "delivery": "", "created_at": now, "tries": 0,
        "uncertain": False, "ready_at": EPOCH, "message_id": "", "fault": "", "about": "",
        "ping": 1, "edits": post.key if post.kind == "board" else "",
    }  # fmt: skip


def _moving(post: GroupPost) -> dict[str, object]:
    return {
        "this": post.id, "then": post.next_at, "day": post.last_date, "shown": post.shown_at,
        "stands": post.pin,
    }  # fmt: skip


def _place(where: Address) -> dict[str, object]:
    return {"on": where.platform, "in_chat": where.chat}


def _post_of(row: Row) -> GroupPost:
    return GroupPost(
        kind=row.kind,
        where=Address(row.platform, row.chat, row.thread, private=False),
        zone=row.zone,
        language=row.language,
        made_by=row.made_by,
        id=row.id,
        days=tuple(int(day) for day in row.days),
        minute=row.minute,
        drawn=row.drawn,
        pin=row.pin,
        next_at=row.next_at,
        last_date=row.last_date,
        shown_at=row.shown_at,
    )
