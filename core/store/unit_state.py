"""What the repositories of one unit of work know together, beside the database."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.store.known_log import KnownLog, Memory
from core.store.person_log import PersonLog

# Changes without sets, by what their sources begin with; what is noted where there are none.
MARKED = {each: f"{each}_changes" for each in ("easy", "peak", "superset")}
OPEN = "open_question"  # the newest question, not answered yet


@dataclass(slots=True)
class UnitState:
    """What was learned or done in a unit of work that its repositories need from each other."""

    via: dict[int, str] = field(default_factory=dict)  # as whom a person speaks here
    speaks_to: dict[int, int] = field(default_factory=dict)  # the log of the account they speak by
    logs: dict[int, tuple[PersonLog, ...]] = field(default_factory=dict)  # of people, as read
    nothing: dict[int, set[str]] = field(default_factory=dict)  # tables empty for a person
    memory: Memory = field(default_factory=Memory)  # of the units before
    known: dict[int, KnownLog] = field(default_factory=dict)  # of people's only logs, as they stand
    finished: set[str] = field(default_factory=set)  # receipts of the inbox
    kept: dict[str, object] = field(default_factory=dict)  # worked out once; not beyond a change
    aside: dict[str, object] = field(default_factory=dict)  # what was worked out before, by key
    forgot: bool = False  # somebody was forgotten: the files are to be cleaned afterwards

    def begin_write(self, person_id: int, source: str) -> None:
        """Note that a change of a person's log is written: what was worked out holds no more."""
        self.kept.clear()
        self.will_hold(person_id, MARKED.get(source.partition(":")[0], ""))

    def may_hold(self, person_id: int, table: str) -> bool:
        """Whether a table may hold something of a person; asked before it is read."""
        return table not in self.nothing.get(person_id, ())

    def will_hold(self, person_id: int, table: str) -> None:
        """Note that something of a person is put into a table."""
        self.nothing.get(person_id, set()).discard(table)
