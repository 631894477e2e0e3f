"""Two people who become one, or one who is parted again: who, and how far numbers move."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from core.accounts.linking import Shift
from core.store.codec import dumps, loads
from core.store.repositories.merge_parts import moved_set, renumbered

# What a person brings along, and gets back when they are parted; a test compares this with the
# schema, so that a new table is thought of.
BROUGHT = frozenset(
    {
        "aliases", "calibrations", "challengers", "challenges", "changes", "identities", "members",
        "outbox", "own_exercises", "pains", "pings", "predictions", "preferences", "ratings",
        "reminders", "sets", "shown", "trials", "uploads",
    }
)  # fmt: skip
# What is open is dropped: questions, an import under way, codes; links were looked at before.
DROPPED = frozenset({"questions", "staged_sets", "link_codes", "link_tries", "merges"})

Rename = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Who takes in whom, and whose settings hold where both have some."""

    keeper: int
    other: int
    wins: int


@dataclass(slots=True)
class Parting:
    """Who stays, who goes, and what was noted when they became one."""

    connection: Connection
    stays: int
    goes: int
    merge_id: int
    platform: str
    sender: str
    at: datetime  # of the merge
    body: Mapping[str, Any]
    shift: Shift
    sole: bool  # nobody else of the person is on that platform
    known: dict[str, str] = field(default_factory=dict)  # own exercises whose ids are not moved
    new_exercise: int = 0  # the last number given to one of them

    def rename(self, exercise_id: str) -> str:
        """The id of an exercise for the one who goes."""
        return renumbered(exercise_id, -self.shift.exercises, self.known)


def move_change(
    row: dict[str, Any], person_id: int, by_sets: int, by_changes: int, rename: Rename
) -> dict[str, Any]:
    """A change of the journal under other numbers; what was undone stays undone for good."""

    def moved(text: str) -> str:
        if text == "[]":
            return text
        value = loads(text)
        if isinstance(value, dict):  # an import that stands names its sets by their numbers
            return dumps({**value, "first": value["first"] + by_sets})
        return dumps([moved_set(each, by_sets, by_changes, rename) for each in value])

    return {
        **row,
        "person_id": person_id,
        "number": row["number"] + by_changes,
        "place": row["place"] + by_changes,
        "before": moved(row["before"]),
        "after": moved(row["after"]),
        "undone": int(row["undone"] > 0),
    }
