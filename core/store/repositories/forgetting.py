"""A person is forgotten: every row about them, in every table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, or_, select, tuple_, update

from core.store.repositories.set_rows import set_of
from core.store.schema.mail import cursors
from core.store.schema.tables import identities, inbox, logs, outbox, people, sets

# Tables that go with the person's row, by their foreign keys. A test compares this with the schema,
# so that a new table is thought of here.
WITH_THE_PERSON = frozenset(
    {
        "aliases", "attendances", "bodyweights", "calibrations", "challengers", "changes",
        "identities", "link_codes", "link_tries", "logs", "members", "merged_sets", "merges",
        "own_exercises", "pains", "pings", "plan_versions", "pool_entries", "predictions",
        "preferences", "questions", "rack_lifters", "ratings", "reminders", "sets", "shown",
        "staged_sets", "trainer_codes", "trainer_comments", "trainer_looks", "trainer_proposals",
        "trainers", "trial_feelings", "trials", "uploads", "weeks_ahead",
    }
)  # fmt: skip
BY_HAND = frozenset({"outbox", "inbox", "cursors"})
# Nothing in these is about one person; what somebody made stays without its maker, and what
# a pool published stays as it is: counts and one range of five people and more.
OF_NOBODY = frozenset(
    {"challenges", "gatherings", "group_posts", "groups", "pools", "racks", "workers"}
)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was deleted."""

    sets: int
    platforms: tuple[str, ...]


def forget(connection: Connection, person_id: int) -> Forgotten:
    """Delete every row about a person; what waits for them is not sent.

    Rows of the inbox that are done stay as bare keys until they are purged: they absorb a repeated
    delivery, which would else be taken for a new message.
    """
    count = select(func.count()).where(
        sets.c.log_id.in_(select(logs.c.id).where(logs.c.person_id == person_id))
    )
    gone = connection.execute(count).scalar_one()
    who = connection.execute(
        select(identities.c.platform, identities.c.sender_id, identities.c.chat).where(
            identities.c.person_id == person_id
        )
    ).all()
    # Where they write in private; on some platforms that chat is named like the person.
    chats = sorted(
        {(row.platform, each) for row in who for each in (row.sender_id, row.chat) if each}
    )
    _empty_mail(connection, person_id, chats)
    _empty_failures(connection, [(row.platform, row.sender_id) for row in who])
    connection.execute(delete(people).where(people.c.id == person_id))
    set_of.cache_clear()
    return Forgotten(gone, tuple(sorted({row.platform for row in who})))


def _empty_mail(connection: Connection, person_id: int, chats: Sequence[tuple[str, str]]) -> None:
    """Answers to the person, pings for them, and the names of their private chats."""
    connection.execute(
        delete(outbox).where(
            or_(
                outbox.c.person_id == person_id,
                outbox.c.about.like(f"{person_id}/%"),
                tuple_(outbox.c.platform, outbox.c.chat).in_(chats),
            )
        )
    )
    connection.execute(
        delete(cursors).where(tuple_(cursors.c.platform, cursors.c.channel).in_(chats))
    )
    connection.execute(
        update(inbox)
        .where(tuple_(inbox.c.platform, inbox.c.chat).in_(chats), inbox.c.done_at.is_not(None))
        .values(body="", chat="")
    )


def _empty_failures(connection: Connection, who: Sequence[tuple[str, str]]) -> None:
    """Messages in groups that could not be handled and were kept to find out why."""
    for platform, sender_id in who:
        connection.execute(
            update(inbox)
            .where(
                inbox.c.done_at.is_not(None),
                inbox.c.platform == platform,
                inbox.c.body.contains(sender_id, autoescape=True),
            )
            .values(body="")
        )
