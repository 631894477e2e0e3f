"""Patterns that are compiled when they are first asked.

There are some nine hundred, and compiling those of dates, sides, plans and talk was a tenth of
every start; most conversations never ask half of them.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Late:
    """Stands in for a pattern; what it was asked once, it answers directly from then on."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._asked = pattern, flags
        self._made: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as of a pattern
        if self._made is None:
            self._made = re.compile(*self._asked)
        found = getattr(self._made, name)
        setattr(self, name, found)
        return found


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern, compiled when it is first asked. One that is wrong raises only then."""
    return cast("re.Pattern[str]", _Late(pattern, flags))
