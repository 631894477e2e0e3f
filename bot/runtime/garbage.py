"""When Python looks for garbage in cycles, and when what was freed goes back to the system."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable

GARBAGE_AFTER = 20_000  # objects, where Python looks after 700
GIVE_BACK_SECONDS = 60.0


def wait_for_start() -> None:
    """Do not look while modules are imported: all of it stays, and to look costs a tenth."""
    gc.disable()


def collect_seldom() -> None:
    """Look less often, and never in what the program itself is made of.

    An answer makes thousands of records and no cycle: Python would look through everything with
    every few answers, a tenth of their processor and the longest waits. What counting references
    does not free (a traceback) waits a little longer.
    """
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER, 20, 20)
    gc.enable()


async def give_back_memory() -> None:
    """Give pages on which everything was freed back to the system, once a minute.

    They lie between what is kept, and the C library only gives back what lies at the end: a busy
    process grew by 4 MB an hour without holding more (tests/bench/RESULTS.md, "Soak"). It takes 1
    to 5 ms.
    """
    trim = trim_of_library()
    while True:
        await asyncio.sleep(GIVE_BACK_SECONDS)
        if trim is not None:
            trim(0)


def trim_of_library() -> Callable[[int], int] | None:
    """The C library's call that gives memory back; None where it has none, as musl."""
    import ctypes

    try:
        return getattr(ctypes.CDLL(None), "malloc_trim", None)
    except (OSError, TypeError):  # Windows names its libraries
        return None
