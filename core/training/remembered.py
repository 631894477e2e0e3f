"""The last answers of a pure function, so that an equal question is not worked out again.

Every set of a session asks for the same sessions before it, and the next set asks again. A key
only finds an answer quickly; who asks compares all that it came from, so that two questions are
never taken for one. An answer holds the sets it came from, a kilobyte each: of long sessions fewer
answers are kept.
"""

from __future__ import annotations

from collections.abc import Hashable
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

    def _forget(self, key: Hashable) -> None:
        self.pop(key, None)
        self.sets -= self._sets_of.pop(key, 0)

    def clear(self) -> None:
        """Forget all."""
        with self._keeping:
            super().clear()
            self._sets_of.clear()
            self.sets = 0
