"""The form of a line of the log: text for people, or one JSON object for programs."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

# Names the message being worked on; most never write a line, so it is made for those that do.
TRACE: ContextVar[Callable[[], str]] = ContextVar("trace", default=str)


class TextLines(logging.Formatter):
    """Time, level, part and words; the trace id before the words where there is one."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        """Write one line without what follows it."""
        line = super().formatMessage(record)
        if trace := TRACE.get()():
            return line.replace(f"{record.name}: ", f"{record.name}: [{trace}] ", 1)
        return line


class JsonLines(logging.Formatter):
    """One object a line: time (UTC), level, part, message, and where they are: trace, fault."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line; a traceback goes into it."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "part": record.name,
            "message": record.getMessage(),
        }
        if trace := TRACE.get()():
            told["trace"] = trace
        if record.exc_text:  # made, and cleaned of secrets, by the filter
            told["traceback"] = record.exc_text
        if record.stack_info:
            told["stack"] = record.stack_info
        return json.dumps(told, ensure_ascii=False)
