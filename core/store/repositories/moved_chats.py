"""Chats that moved, and chats that are gone: every table that names a chat."""

from __future__ import annotations

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


def lose_chat(connection: Connection, platform: str, chat: str, why: str) -> None:
    """Nothing arrives in a chat any more: its reminders stop, and its person is known to be gone.

    `why` is a key of the words ("blocked", "kicked" ...).
    """
    asked = {"on": platform, "lost": chat, "why": why}
    connection.execute(_STOP, asked)
    connection.execute(_UNREACHABLE, asked)
    group_posts.lose_chat(connection, platform, chat)
