"""What partners arrange in a group: a time to train, and a rack that two or three share.

Pure records and rules. Nothing here holds a load: those are worked out from each log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from core.messages import Address

Attends = Literal["in", "later", "out"]
RackState = Literal["asked", "in", "out"]

ATTENDS: tuple[Attends, ...] = ("in", "later", "out")
MOST_GATHERINGS = 5  # to come at a time in a group
PING_BEFORE = timedelta(minutes=30)
KEPT = timedelta(days=1)  # a gathering that is over, so that a late tap is told so
MOST_LIFTERS, FEWEST_LIFTERS = 3, 2  # at one rack; with a fourth everybody waits too long
IDLE = timedelta(minutes=45)  # without a set, after which a rack is over


@dataclass(frozen=True, slots=True)
class Gathering:
    """A time at which partners of a group train."""

    id: int
    where: Address
    at: datetime
    zone: str  # the one it was said in
    made_by: int | None

    @property
    def key(self) -> str:
        """Under which its one message is kept and changed; also the note of its pings."""
        return f"gym:{self.id}"


@dataclass(frozen=True, slots=True)
class Lifter:
    """Somebody at a rack."""

    person_id: int
    place: int
    state: RackState


@dataclass(frozen=True, slots=True)
class Bar:
    """What is on one side of the bar, in thousandths of the unit, and whose turn is shown."""

    on: tuple[int, ...] = ()  # before the turn that is shown
    then: tuple[int, ...] = ()  # once it is loaded for that turn
    turn: str = ""  # "<person>:<sets>"


@dataclass(frozen=True, slots=True)
class Rack:
    """Partners at one rack, with one lift."""

    id: int
    where: Address
    exercise_id: str
    made_by: int | None
    opened_at: datetime
    began_at: datetime | None
    moved_at: datetime
    bar: Bar
    lifters: tuple[Lifter, ...] = ()

    @property
    def key(self) -> str:
        """Under which its one message is kept and changed; also the note of its timer."""
        return f"rack:{self.id}"

    @property
    def agreed(self) -> tuple[Lifter, ...]:
        """Those who show their loads at it, in the order of turns."""
        found = [each for each in self.lifters if each.state == "in"]
        return tuple(sorted(found, key=lambda each: (each.place, each.person_id)))


def is_idle(rack: Rack, now: datetime) -> bool:
    """Whether nothing was done at a rack for so long that it is over."""
    return now - rack.moved_at >= IDLE


def next_turn(
    order: Sequence[int], done: Mapping[int, int], finished: frozenset[int] = frozenset()
) -> int | None:
    """Whose turn it is: who did the fewest sets, the first of these in the order.

    `finished` have no set to do; None where nobody has.
    """
    waiting = [each for each in order if each not in finished]
    return min(waiting, key=lambda each: (done.get(each, 0), order.index(each)), default=None)
