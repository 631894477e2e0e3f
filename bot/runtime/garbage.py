"""When Python looks for garbage in cycles: not while it starts, and seldom afterwards."""

from __future__ import annotations

import gc

GARBAGE_AFTER = 20_000  # objects, where Python looks after 700


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
