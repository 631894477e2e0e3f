"""What has arrived from Discord and is not stored yet: kept in order, within bounds.

Beyond the bounds a message is passed over: its text stays with Discord, and what is kept is from
where on its channel has to be fetched. A slash command, a pressed button or a reaction cannot be
fetched, so there is twice as much room for those.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from discord.utils import utcnow

from bot.platforms.discord.read import INTERACTION, Json, interaction_row
from bot.platforms.discord.shards import NewSession
from bot.platforms.discord.unreadable import safe_row
from core.store.rows import InboxRow

MOST_WAITING = 5_000  # arrivals
MOST_BYTES = 32 * 2**20  # of their texts, at two bytes a character
MOST_CHANNELS = 50_000  # that something was passed over in
RECORD_BYTES = 1_000  # of one beside its text
PRESS_BYTES = 8_000  # of a button whose sentence is still to be found, with the message it is under

log = logging.getLogger("spotter.discord")


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something seen in a channel; only those with a row or a key are for us."""

    channel: str
    id: int  # of the message or interaction, a snowflake
    row: InboxRow | None
    server: str = ""
    person: str = ""
    press: Json | None = None  # a button whose sentence is in the store ...
    owner: int | None = None  # ... of this person ...
    key: str = ""  # ... under this key
    edit: bool = False  # of a message that came before

    @property
    def wanted(self) -> bool:
        """Whether it goes into the inbox."""
        return self.row is not None or bool(self.key)

    @property
    def fetchable(self) -> bool:
        """Whether Discord gives it again when it is asked for the messages of its channel."""
        row = self.row
        return bool(self.id and self.channel and row and not row.key.startswith(INTERACTION))

    def shown(self) -> InboxRow | None:
        """Give a row that says who wrote, for those who are told that nothing can be stored."""
        press = self.press
        if press is None:
            return self.row
        return safe_row(lambda: interaction_row(press, utcnow(), "", self.owner), press)


@dataclass(frozen=True, slots=True)
class PassedOver:
    """In the queue, where what is to be fetched of a channel would be."""

    channel: str


Item = Arrival | NewSession | PassedOver | Exception


class Backlog:
    """A queue whose items count until they are `done`, not until they are taken out."""

    def __init__(self) -> None:
        """Begin empty."""
        self._queue: asyncio.Queue[Item] = asyncio.Queue()
        self._counted: dict[int, Arrival] = {}  # by identity: each is kept here while it counts
        self._bytes = 0
        self._passed: dict[str, Arrival] = {}  # channel -> the first that was passed over, no text
        self._said: set[str] = set()  # of being full, since all was stored last

    def __len__(self) -> int:
        """How many wait, those that were taken out and are not done included."""
        return len(self._counted)

    def __iter__(self) -> Iterator[Arrival]:
        """Give what waits, oldest first."""
        return iter([*self._counted.values()])

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to be taken out."""
        return self._queue.empty()

    def put(self, item: NewSession | PassedOver | Exception) -> None:
        """Put something in that counts for nothing."""
        self._queue.put_nowait(item)

    def keep(self, arrival: Arrival) -> bool:
        """Keep an arrival, if there is room; False where it is passed over."""
        if arrival.fetchable and (arrival.channel in self._passed or self._is_full(1)):
            return False
        if not arrival.wanted and self._is_full(1):
            return True  # it would only move a cursor
        if self._is_full(2):
            self._say_once("what cannot be fetched is lost: %d wait to be stored", len(self))
            return True
        self._counted[id(arrival)] = arrival
        self._bytes += _size(arrival)
        self._queue.put_nowait(arrival)
        return True

    def pass_over(self, arrival: Arrival) -> None:
        """Remember of an arrival from where on its channel is to be fetched."""
        channel, first = arrival.channel, self._passed.get(arrival.channel)
        if first is None and len(self._passed) >= MOST_CHANNELS:
            self._say_once("messages of more than %d channels wait to be fetched", MOST_CHANNELS)
            return
        self._say_once("%d wait to be stored; others are fetched later", len(self))
        if first is None:
            self._queue.put_nowait(PassedOver(channel))
            self._passed[channel] = replace(arrival, row=None)
        elif arrival.id < first.id:
            self._passed[channel] = replace(first, id=arrival.id)

    def keep_again(self, channel: str) -> None:
        """Pass over no more in a channel: what was, is being fetched."""
        self._passed.pop(channel, None)

    @property
    def passed(self) -> Mapping[str, Arrival]:
        """Where something was passed over, with the first of each channel."""
        return self._passed

    async def take(self) -> list[Item]:
        """Wait for something, and take out all there is."""
        return [await self._queue.get(), *self.rest()]

    def rest(self) -> list[Item]:
        """Take out all there is."""
        return [self._queue.get_nowait() for _ in range(self._queue.qsize())]

    def done(self, arrivals: Iterable[Arrival]) -> None:
        """Count these no more: they are stored, or nobody waits for them."""
        for arrival in arrivals:
            if self._counted.pop(id(arrival), None) is not None:
                self._bytes -= _size(arrival)
        if not self._counted:
            self._said.clear()

    def _is_full(self, times: int) -> bool:
        return len(self) >= times * MOST_WAITING or self._bytes >= times * MOST_BYTES

    def _say_once(self, what: str, count: int) -> None:
        if what not in self._said:
            self._said.add(what)
            log.warning(what, count)


def _size(arrival: Arrival) -> int:
    """About how many bytes of memory an arrival takes."""
    text = 2 * len(arrival.row.body) if arrival.row is not None else 0
    return RECORD_BYTES + text + (PRESS_BYTES if arrival.press is not None else 0)
