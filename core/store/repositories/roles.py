"""Who does what one process may do at a time: ask Telegram for updates, be a shard of Discord.

A kind of role has members `0 .. n-1` and applicants, the processes that could take one. Whoever is
not at work any more (`processes.py`) holds nothing: no clock is compared, and a role is free as
soon as its holder is buried. Applicants share the members evenly.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, select

from core.store.dialects import chosen, upsert
from core.store.repositories.inbox import alone
from core.store.schema.tables import cursors, workers

SHARING = 7310004  # PostgreSQL advisory lock: roles are given out one process after the other
HELD = "role "  # + kind: a cursor for each member, which names its holder
APPLIES = "applies "  # + kind: a cursor for each applicant

_OF_KIND = select(cursors.c.channel, cursors.c.message_id).where(
    cursors.c.platform == bindparam("kind")
)
_KEEP = upsert(cursors)
_DROP = delete(cursors).where(
    cursors.c.platform == bindparam("kind"),
    cursors.c.channel.in_(bindparam("names", expanding=True)),
)
_TURN = select(cursors.c.message_id).where(
    cursors.c.platform == bindparam("kind"), cursors.c.channel == bindparam("of")
)
LONGEST_QUEUE = 1_000  # turns
_LIVING = select(workers.c.name)


def share(connection: Connection, kind: str, members: Sequence[str], name: str) -> tuple[str, ...]:
    """Apply for a kind of role; gives the members that are ours from now on.

    What was held and is not given any more is another's already. Who is not at work gets none.
    """
    alone(connection, SHARING)
    living, held, applicants = _known(connection, kind)
    if name not in living:
        return ()
    if name not in applicants:
        _write(connection, APPLIES + kind, name, "")
    if gone := sorted(applicants - living):
        connection.execute(_DROP, {"kind": APPLIES + kind, "names": gone})
    others = len((applicants & living) - {name})
    most = -(-len(members) // (others + 1))
    mine = [each for each in members if held.get(each) == name]
    free = [each for each in members if held.get(each) not in living]
    if given := mine[most:]:
        connection.execute(_DROP, {"kind": HELD + kind, "names": given})
    taken = free[: max(most - len(mine), 0)]
    for each in taken:
        _write(connection, HELD + kind, each, name)
    return (*mine[:most], *taken)


def step_aside(connection: Connection, kind: str, name: str) -> bool:
    """Give up what is held of a kind, and apply no more; False where nobody else could take it."""
    alone(connection, SHARING)
    living, held, applicants = _known(connection, kind)
    if not (applicants & living) - {name}:
        return False
    connection.execute(_DROP, {"kind": APPLIES + kind, "names": [name]})
    mine = [each for each, holder in held.items() if holder == name]
    connection.execute(_DROP, {"kind": HELD + kind, "names": mine})
    return True


def next_turn(connection: Connection, key: tuple[str, str], now: float, seconds: float) -> float:
    """Take the next of turns that are so many seconds apart; gives the seconds until it.

    A time further off than the longest queue is that of a clock that was wrong, and is forgotten.
    """
    alone(connection, SHARING)
    asked = {"kind": key[0], "of": key[1]}
    last = float(connection.execute(_TURN, asked).scalar() or 0.0)
    at = max(now, last + seconds) if last < now + LONGEST_QUEUE * seconds else now
    _write(connection, key[0], key[1], f"{at:.3f}")
    return at - now


def _known(connection: Connection, kind: str) -> tuple[set[str], dict[str, str], set[str]]:
    """Read who is at work, who holds which member, and who has applied."""
    living = set(connection.execute(_LIVING).scalars())
    held = {r.channel: r.message_id for r in connection.execute(_OF_KIND, {"kind": HELD + kind})}
    applied = connection.execute(_OF_KIND, {"kind": APPLIES + kind})
    return living, held, {row.channel for row in applied}


def _write(connection: Connection, kind: str, channel: str, holder: str) -> None:
    row = {"platform": kind, "channel": channel, "message_id": holder}
    connection.execute(chosen(_KEEP, connection), row)
