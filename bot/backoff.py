"""How long to wait before the next try: a row of seconds for each kind of trouble."""

from __future__ import annotations

from collections.abc import Sequence

STORE_SECONDS = (0.5, 2.0, 5.0, 15.0, 30.0)  # a database that refuses work on inbox or outbox
PLATFORM_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)  # a platform that refuses or is away
HEALTHY_SECONDS = 60.0  # what ran this long starts counting failures anew
RECEIVE_SECONDS = PLATFORM_SECONDS[:-1]  # asking again costs nothing: never more than 30 s


def pause(seconds: Sequence[float], failures: int) -> float:
    """Seconds to wait after `failures` failures in a row before this one; at most the last."""
    return seconds[min(failures, len(seconds) - 1)]
