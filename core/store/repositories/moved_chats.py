"""Chats that moved, and chats that are gone: every table that names a chat."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BindParameter,
    Connection,
    Executable,
    Table,
    and_,
    bindparam,
    delete,
    or_,
    select,
    update,
)

from core.store.dialects import absorb, chosen
from core.store.repositories import group_posts, inbox, outbox, ratings
from core.store.schema.tables import (
    challenges,
    gatherings,
    groups,
    identities,
    members,
    pools,
    racks,
    reminders,
)
from core.store.schema.tables import group_posts as posts
from core.store.schema.tables import (
    outbox as outbox_table,
)
from core.store.schema.tables import (
    ratings as ratings_table,
)

_NAMES_ONE = (reminders, challenges, pools, gatherings, racks, identities)
_ON: BindParameter[str] = bindparam("on")
_RENAME = tuple(
    update(each)
    .where(each.c.platform == _ON, each.c.chat == bindparam("old"))
    .values(chat=bindparam("new"))
    for each in _NAMES_ONE
)


def _give_way(table: Table, *same: str) -> tuple[Executable, ...]:
    """Rename the rows of a table that has one a chat: what the new chat has already stays."""
    there = table.alias("there")
    known = select(there.c.chat).where(
        there.c.platform == _ON,
        there.c.chat == bindparam("new"),
        *(there.c[name] == table.c[name] for name in same),
    )
    here = and_(table.c.platform == _ON, table.c.chat == bindparam("old"))
    return (
        delete(table).where(here, known.exists()),
        update(table).where(here).values(chat=bindparam("new")),
    )


_ONE_A_CHAT = (
    *_give_way(groups), *_give_way(members, "person_id"), *_give_way(posts, "kind"),
)  # fmt: skip

_STOP = (
    update(reminders)
    .where(
        reminders.c.platform == _ON,
        reminders.c.chat == bindparam("lost"),
        reminders.c.state.in_(("on", "asked")),
    )
    .values(state="gone", note=bindparam("why"), next_at=None)
)
# What waits to be sent to a group.
_UNSENT = delete(outbox_table).where(
    outbox_table.c.platform == _ON,
    outbox_table.c.chat == bindparam("lost"),
    outbox_table.c.settled_at.is_(None),
)
_KNOWN = absorb(groups)
_LEFT = (
    update(groups)
    .where(groups.c.platform == _ON, groups.c.chat == bindparam("lost"))
    .values(left_at=bindparam("then"))
)
_OF_GROUP = (members, challenges, pools, gatherings, racks, ratings_table, reminders, posts)
# On Telegram a private chat has the number of its person, told or not.
_UNREACHABLE = (
    update(identities)
    .where(
        identities.c.platform == _ON,
        or_(
            identities.c.chat == bindparam("lost"),
            and_(identities.c.chat == "", identities.c.sender_id == bindparam("lost")),
        ),
    )
    .values(gone=bindparam("why"))
)


def move_chat(connection: Connection, platform: str, old: str, new: str) -> None:
    """Rewrite a chat's id wherever it stands; what the new chat has settled stays settled."""
    if old == new:
        return
    inbox.move_chat(connection, platform, old, new)
    outbox.move_chat(connection, platform, old, new)
    ratings.move_chat(connection, platform, old, new)
    asked = {"on": platform, "old": old, "new": new}
    for each in (*_RENAME, *_ONE_A_CHAT):
        connection.execute(each, asked)


def lose_chat(
    connection: Connection, platform: str, chat: str, why: str, left_at: datetime | None = None
) -> None:
    """Nothing arrives in a chat any more: its reminders stop, and its person is known to be gone.

    `why` is a key of the words ("blocked", "kicked" ...). `left_at`: a group put the bot out then;
    what waits for it is not sent, and what is stored of it is kept for a time.
    """
    asked = {"on": platform, "lost": chat, "why": why}
    connection.execute(_STOP, asked)
    group_posts.lose_chat(connection, platform, chat)
    if left_at is None:
        connection.execute(_UNREACHABLE, asked)
        return
    connection.execute(_UNSENT, asked)
    row = {
        "platform": platform, "chat": chat, "quiet": "", "zone": "UTC", "topic": "", "answers": "",
        "language": "", "changed_at": left_at, "switched_off": "", "flood": 0, "lately": "",
        "left_at": None,
    }  # fmt: skip
    connection.execute(chosen(_KNOWN, connection), row)
    connection.execute(_LEFT, {**asked, "then": left_at})


def forget_left(connection: Connection, before: datetime) -> None:
    """Delete all that is stored of groups that put the bot out before a moment."""
    gone = select(groups.c.platform, groups.c.chat).where(groups.c.left_at < before)
    for platform, chat in connection.execute(gone).all():
        for each in (*_OF_GROUP, groups):
            here = each.c.platform == platform, each.c.chat == chat
            connection.execute(delete(each).where(*here))
