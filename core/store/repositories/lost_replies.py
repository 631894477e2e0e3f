"""Replies that may not have arrived: kept, shortened, until the next one to the same person tells.

They stay in the outbox as settled rows. Where the platform's id of a message would stand, they have
a word that no platform gives, so that the index of what messages speak of finds them.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select, update

from core.messages import Reply
from core.store.codec import reply_text, text_reply
from core.store.rows import Lost
from core.store.schema.tables import outbox, people

LOST = "lost"
MOST = 3  # told with one reply; the others with the next

_KEEP = (
    update(outbox)
    .where(outbox.c.id == bindparam("outgoing"), outbox.c.person_id.is_not(None))
    .values(message_id=LOST, about=LOST, reply=bindparam("kept"))
)
_FIND = (
    select(outbox.c.id, outbox.c.reply)
    .where(
        outbox.c.platform == bindparam("on"),
        outbox.c.chat == bindparam("in_chat"),
        outbox.c.message_id == LOST,
        outbox.c.about != "",
        outbox.c.person_id == bindparam("person"),
        outbox.c.id < bindparam("before"),
    )
    .order_by(outbox.c.id)
    .limit(MOST)
)
_TOLD = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)), outbox.c.message_id == LOST)
    .values(message_id="", about="", reply="")
)
_LANGUAGE = select(people.c.language).where(people.c.id == bindparam("person"))


def keep(connection: Connection, lost: Lost) -> None:
    """Keep what a settled reply said, unless nobody knows whom it was for."""
    kept = reply_text(Reply(lines=(lost.text,), private=lost.private))
    connection.execute(_KEEP, {"outgoing": lost.id, "kept": kept})


def find(
    connection: Connection, platform: str, chat: str, person_id: int, before: int
) -> tuple[Lost, ...]:
    """Find what was lost in a chat, of replies to a person, oldest first."""
    asked = {"on": platform, "in_chat": chat, "person": person_id, "before": before}
    rows = connection.execute(_FIND, asked).all()
    if not rows:
        return ()
    language = connection.execute(_LANGUAGE, {"person": person_id}).scalar() or ""
    replies = [(row.id, text_reply(row.reply)) for row in rows]
    return tuple(Lost(each, said.lines[0], said.private, language) for each, said in replies)


def told(connection: Connection, ids: Sequence[int]) -> None:
    """Forget what was told, or may have been."""
    if ids:
        connection.execute(_TOLD, {"ids": list(ids)})
