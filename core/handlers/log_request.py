"""A message that is to be stored as sets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.records import LoggedSet


@dataclass(frozen=True, slots=True)
class LogRequest:
    """A message that may hold sets: as typed, or as a correction or an answered question has it."""

    text: str
    sent_at: datetime
    source: str
    kind: str = "log"  # log, fix, swap
    accept: bool = False  # store although it looks implausible
    last: LoggedSet | None = None  # the set that "same" under a button means
    new: bool = False  # not an edit: what its number already stands for is another message
