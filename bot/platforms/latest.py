"""What a platform keeps in mind of chats and messages: the last so many, however many there are."""

from __future__ import annotations

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")

MOST_KEPT = 10_000  # some 200 bytes each


class Latest(dict[K, V]):
    """Values by their keys; the one put in longest ago makes room."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        """Keep so many."""
        super().__init__()
        self._most = most

    def __setitem__(self, key: K, value: V) -> None:
        """Put a value in; one that is there already stays in its place."""
        if key not in self and len(self) >= self._most:
            del self[next(iter(self))]
        super().__setitem__(key, value)
