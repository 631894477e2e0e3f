"""Which shards of Discord a process connects, as the settings say it."""

from __future__ import annotations

import re
from dataclasses import dataclass

AUTO = "auto"
MOST_SHARDS = 10_000


@dataclass(frozen=True, slots=True)
class ShardPlan:
    """Which shards a process connects; `count` 0: as many as Discord says, shared out."""

    first: int = 0
    last: int = 0
    count: int = 0

    @property
    def shared(self) -> bool:
        """Whether processes agree on who has which."""
        return not self.count

    def members(self, recommended: int) -> tuple[str, ...]:
        """The shards of this process, or those to be shared out."""
        if self.shared:
            return tuple(map(str, range(recommended)))
        return tuple(map(str, range(self.first, self.last + 1)))


def read_shards(text: str) -> ShardPlan | None:
    """Read `auto`, `0-3/16` or `5/16`; None for "". Raises ValueError."""
    text = "".join(text.split()).lower()
    if not text:
        return None
    if text == AUTO:
        return ShardPlan()
    found = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?/(\d{1,5})", text, re.ASCII)
    if found is None:
        raise ValueError("must be auto, or a range of shards like 0-3/16 (the first four of 16)")
    first, count = int(found[1]), int(found[3])
    last = int(found[2] or first)
    if not first <= last < count <= MOST_SHARDS:
        raise ValueError(
            "must name shards from 0 to one less than their number, like 0-3/16 or 15/16"
        )
    return ShardPlan(first, last, count)
