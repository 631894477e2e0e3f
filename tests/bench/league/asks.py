"""What is asked of a lifter for one set, whoever asks."""

from __future__ import annotations

from dataclasses import dataclass

from core.records import Load


@dataclass(frozen=True)
class Ask:
    """A set to do: stop at the reserve as it is felt, or at the ceiling in repetitions."""

    load: Load
    ceiling: int
    stop: float


Session = tuple[Ask, ...]
