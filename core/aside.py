"""Long work off the thread that answers: a handler says what it needs, and is begun again with it.

The first unit of work gathers and is taken back, so that nothing is held while the work runs and
nothing is half stored; the second one finds the value and answers (decision 113). The key says what
the work was made of, so that a log that changed meanwhile is worked out again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from core.context import RequestContext

T = TypeVar("T")
MOST_ASIDE = 3  # pieces of work for one message


class WorkAside(Exception):
    """What has to be worked out before a message can be answered."""

    def __init__(self, key: str, work: Callable[[], object]) -> None:
        """`work` is pure: it knows no store and no context."""
        super().__init__(key)
        self.key, self.work = key, work


def worked_aside(context: RequestContext, key: str, gather: Callable[[], Callable[[], T]]) -> T:
    """The value of long work. `gather` reads what it needs and gives the work. Raises WorkAside."""
    done = context.uow.state.aside
    if key in done:
        return cast(T, done[key])
    raise WorkAside(key, gather())
