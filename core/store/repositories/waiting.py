"""How many messages of one person may wait in one chat; what comes beyond is dropped and counted.

The first message too many is kept as a mark: it stands behind those that are kept, counts those
dropped, and is answered in its turn with one sentence. While it waits, all further ones of that
person in that chat are dropped, so that what is kept has no gaps.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, func, or_, select, tuple_, update

from core.store.rows import InboxRow
from core.store.schema.tables import inbox

MOST_WAITING = 200  # messages of one person in one chat; a hard day's training is 60
_log = logging.getLogger(__name__)
_WAITING = inbox.c.done_at.is_(None)
_WHOSE = tuple_(inbox.c.platform, inbox.c.chat, inbox.c.sender)
_COUNT = (
    select(inbox.c.platform, inbox.c.chat, inbox.c.sender, func.count(), func.max(inbox.c.dropped))
    .where(_WAITING, _WHOSE.in_(bindparam("whose", expanding=True)))
    .group_by(inbox.c.platform, inbox.c.chat, inbox.c.sender)
)
_KNOWN = select(inbox.c.key, inbox.c.twin).where(
    or_(
        inbox.c.key.in_(bindparam("keys", expanding=True)),
        inbox.c.twin.in_(bindparam("twins", expanding=True)),
    )
)
_MORE = (
    update(inbox)
    .where(
        _WAITING,
        inbox.c.platform == bindparam("on"),
        inbox.c.chat == bindparam("in_chat"),
        inbox.c.sender == bindparam("whose"),
        inbox.c.dropped > 0,
    )
    .values(dropped=inbox.c.dropped + bindparam("more"))
)

Whose = tuple[str, str, str]  # platform, chat, sender


def within_cap(connection: Connection, rows: Sequence[InboxRow]) -> list[InboxRow]:
    """The rows of a batch that may wait, in order; those of nobody known always may."""
    by_person: dict[Whose, list[InboxRow]] = defaultdict(list)
    for row in rows:
        if row.sender:
            by_person[row.platform, row.chat, row.sender].append(row)
    if not by_person:
        return list(rows)
    found = connection.execute(_COUNT, {"whose": list(by_person)}).all()
    waiting = {(on, chat, sender): (n, mark) for on, chat, sender, n, mark in found}
    out: dict[str, InboxRow | None] = {}
    for whose, theirs in by_person.items():
        count, dropped = waiting.get(whose, (0, 0))
        if count + len(theirs) > MOST_WAITING or dropped:
            out |= _beyond(connection, whose, theirs, MOST_WAITING - count, marked=dropped > 0)
    return [kept for row in rows if (kept := out.get(row.key, row)) is not None]


def _beyond(
    connection: Connection, whose: Whose, rows: Sequence[InboxRow], room: int, *, marked: bool
) -> dict[str, InboxRow | None]:
    """What becomes of one person's rows where not all may wait: None, or the mark."""
    asked = {"keys": [row.key for row in rows], "twins": [row.twin for row in rows if row.twin]}
    known = {
        each for row in connection.execute(_KNOWN, asked) for each in (row.key, row.twin) if each
    }
    new = list({row.key: row for row in rows if not known & {row.key, row.twin}}.values())
    beyond = new if marked else new[max(0, room) :]
    if not beyond:
        return {}
    out: dict[str, InboxRow | None] = {row.key: None for row in beyond}
    if marked:
        on, chat, sender = whose
        more = {"on": on, "in_chat": chat, "whose": sender, "more": len(beyond)}
        connection.execute(_MORE, more)
    else:
        out[beyond[0].key] = replace(beyond[0], dropped=len(beyond))
    _log.warning("%d messages dropped: one person had %d waiting", len(beyond), MOST_WAITING)
    return out
