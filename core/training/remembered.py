"""The last answers of a pure function, so that an equal question is not worked out again.

Every set of a session asks for the same sessions before it, and the next set asks again. A key
only finds an answer quickly; who asks compares all that it came from, so that two questions are
never taken for one.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeVar

T = TypeVar("T")


class Remembered(dict[Hashable, T]):
    """So many answers by their keys; the one kept longest makes room."""

    __slots__ = ("most",)

    def __init__(self, most: int) -> None:
        """Keep so many."""
        super().__init__()
        self.most = most

    def keep(self, key: Hashable, answer: T) -> T:
        """Keep an answer, and give it back."""
        if key not in self and len(self) >= self.most:
            self.pop(next(iter(self)), None)
        self[key] = answer
        return answer
