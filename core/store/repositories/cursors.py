"""How far a channel was read, and other small things kept by platform and channel."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, bindparam, select

from core.store.dialects import absorb, chosen, upsert
from core.store.schema.mail import cursors

_CURSOR = select(cursors.c.message_id).where(
    cursors.c.platform == bindparam("on"), cursors.c.channel == bindparam("in_channel")
)
_SAVE_CURSOR = upsert(cursors)
_SAVE_FIRST = absorb(cursors)
_SECRETS = "secret"
_SECRET_BYTES = 32
_CHANNELS = (
    select(cursors.c.channel)
    .where(cursors.c.platform == bindparam("on"))
    .order_by(cursors.c.channel)
)


def cursor(connection: Connection, platform: str, channel: str) -> str | None:
    """Read the last message id seen in a channel."""
    return connection.execute(_CURSOR, {"on": platform, "in_channel": channel}).scalar()


def save_cursor(connection: Connection, platform: str, channel: str, message_id: str) -> None:
    """Move a channel's cursor on."""
    connection.execute(
        chosen(_SAVE_CURSOR, connection),
        {"platform": platform, "channel": channel, "message_id": message_id},
    )


def cursors_of(connection: Connection, platform: str) -> dict[str, str]:
    """Read all cursors of a platform, by channel."""
    query = select(cursors.c.channel, cursors.c.message_id).where(cursors.c.platform == platform)
    return {row.channel: row.message_id for row in connection.execute(query)}


def channels(connection: Connection, platform: str) -> tuple[str, ...]:
    """Read the channels with a cursor."""
    return tuple(connection.execute(_CHANNELS, {"on": platform}).scalars())


def secret(connection: Connection, name: str) -> str:
    """Give what this installation alone knows under a name; made when it is first asked for."""
    known = cursor(connection, _SECRETS, name)
    if known is None:
        made = secrets.token_hex(_SECRET_BYTES)
        row = {"platform": _SECRETS, "channel": name, "message_id": made}
        connection.execute(chosen(_SAVE_FIRST, connection), row)  # another process may be first
        known = cursor(connection, _SECRETS, name) or made
    return known
