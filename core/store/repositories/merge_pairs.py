"""Two people who become one, or one who is parted again: who they are, what each has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from core.store.person_log import PersonLog

# What of a person changes hands beside their log, and back when they are parted; a test compares
# this with the schema, so that a new table is thought of. What is of a log goes with it: `logs`
# says whose it is.
BROUGHT = frozenset(
    {
        "aliases", "attendances", "challengers", "challenges", "gatherings", "group_posts",
        "identities", "logs", "members", "outbox", "pings",
        "preferences", "ratings", "reminders", "trainer_looks", "trainers", "uploads",
    }
)  # fmt: skip
# What is open is dropped: questions, an import under way, codes, racks; links were looked at.
DROPPED = frozenset(
    {
        "questions", "staged_sets", "link_codes", "link_tries", "merges", "rack_lifters", "racks",
        "trainer_codes",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """Who takes in whom, and whose settings hold where both have some."""

    keeper: int
    other: int
    wins: int


@dataclass(frozen=True, slots=True)
class Parting:
    """Who stays, who goes with which log, and what was noted when they became one."""

    connection: Connection
    stays: int
    goes: int
    log: PersonLog  # as the one who stays saw it
    merge_id: int
    platform: str
    sender: str
    at: datetime  # of the merge
    body: Mapping[str, Any]
    sole: bool  # nobody else of the person is on that platform
