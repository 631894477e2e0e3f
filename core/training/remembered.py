"""The last answers of a pure function, so that an equal question is not worked out again.

Every set of a session asks for the same sessions before it, and the next set asks again. A key
only finds an answer quickly; who asks compares all that it came from, so that two questions are
never taken for one. An answer holds the sets it came from, a kilobyte each: of long sessions fewer
answers are kept.
"""

from __future__ import annotations

from collections.abc import Hashable
from operator import is_
from threading import Lock
from typing import TypeVar

T = TypeVar("T")


class Remembered(dict[Hashable, T]):
    """So many answers by their keys, of so many sets; those kept longest make room.

    A set counts in each answer that holds it. Safe to keep in from several threads: what takes
    long is worked out beside the others (core/aside.py).
    """

    __slots__ = ("_keeping", "_sets_of", "most", "most_sets", "sets")

    def __init__(self, most: int, most_sets: int) -> None:
        """Keep so many answers, and no more of them than hold so many sets."""
        super().__init__()
        self.most, self.most_sets = most, most_sets
        self.sets = 0  # in all that is kept
        self._sets_of: dict[Hashable, int] = {}
        self._keeping = Lock()

    def keep(self, key: Hashable, answer: T, sets: int) -> T:
        """Keep an answer that came from so many sets, and give it back.

        One that alone has too many is not kept.
        """
        with self._keeping:
            self._forget(key)
            if sets <= self.most_sets:
                while self and (len(self) >= self.most or self.sets + sets > self.most_sets):
                    self._forget(next(iter(self)))
                self[key] = answer
                self._sets_of[key] = sets
                self.sets += sets
        return answer

    def renew(self, key: Hashable, answer: T) -> None:
        """Put an equal answer, of equal sets, in the place of one that is still kept."""
        with self._keeping:
            if key in self:
                self[key] = answer

    def _forget(self, key: Hashable) -> None:
        self.pop(key, None)
        self.sets -= self._sets_of.pop(key, 0)

    def clear(self) -> None:
        """Forget all."""
        with self._keeping:
            super().clear()
            self._sets_of.clear()
            self.sets = 0


class OfSessions(Remembered[tuple[object, tuple[object, ...], T]]):
    """Answers worked out from what a lifter says and from their sessions."""

    __slots__ = ()

    def of(self, key: Hashable, says: object, past: tuple[object, ...]) -> T | None:
        """The answer kept for a key, None unless it came from just this.

        Sessions are equal mostly as they are the same records; those that were read anew take the
        place of those kept, so that they are held against each other set by set once only.
        """
        kept = self.get(key)
        if kept is None or kept[0] != says or kept[1] != past:
            return None
        if not all(map(is_, kept[1], past)):
            self.renew(key, (says, past, kept[2]))
        return kept[2]

    def keep_of(
        self, key: Hashable, says: object, past: tuple[object, ...], answer: T, sets: int
    ) -> T:
        """Keep an answer that came from so many sets, and give it back."""
        self.keep(key, (says, past, answer), sets)
        return answer
