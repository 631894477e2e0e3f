"""Messages of ours that later ones change, by a key that is kept (docs/decisions/077)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, literal_column, select, update

from core.messages import Address, Reply
from core.store.codec import reply_text
from core.store.repositories.lost_replies import LOST
from core.store.schema.tables import outbox

_NAMED = and_(
    outbox.c.platform == bindparam("on"),
    outbox.c.chat == bindparam("in_chat"),
    outbox.c.edits == bindparam("as"),
    outbox.c.edits != literal_column("''"),  # as the index has it
)
# What is being sent just now stays as it is: the new words come after it.
_REPLACE = (
    update(outbox)
    .where(_NAMED, outbox.c.settled_at.is_(None), outbox.c.leased_by.is_(None))
    .values(
        reply=bindparam("words"),
        delivery=bindparam("hint"),
        created_at=bindparam("now"),
        about=bindparam("speaks_of"),
    )
)
_SENT_AS = (
    select(outbox.c.message_id)
    .where(_NAMED, outbox.c.settled_at.is_not(None), outbox.c.message_id.not_in(["", LOST]))
    .order_by(outbox.c.id.desc())
    .limit(1)
)


def replaced(
    connection: Connection, address: Address, reply: Reply, delivery: str, now: datetime
) -> bool:
    """Give what waits under the key of a reply its words; False where nothing waits."""
    changed = connection.execute(
        _REPLACE,
        {
            "on": address.platform, "in_chat": address.chat, "as": reply.edits,
            "words": reply_text(reply), "hint": delivery, "now": now, "speaks_of": reply.about,
        },
    )  # fmt: skip
    return changed.rowcount > 0


def sent_as(connection: Connection, platform: str, chat: str, edits: str) -> str:
    """The platform's id of the newest message that was sent under a key, or ""."""
    asked = {"on": platform, "in_chat": chat, "as": edits}
    return connection.execute(_SENT_AS, asked).scalar() or ""
