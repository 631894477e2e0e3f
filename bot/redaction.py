"""Logging that never writes a secret, at any level."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import threading
import traceback
from collections.abc import Iterable, Mapping
from types import TracebackType
from urllib.parse import quote, unquote

from bot.log_lines import JsonLines, TextLines

HIDDEN = "[hidden]"
TOKEN_SHAPES = re.compile(
    r"\d{6,}(?::|%3[Aa])[A-Za-z0-9_-]{30,}"  # Telegram
    r"|[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,}"  # Discord
)
CHATTY = (  # libraries that write addresses, payloads or statements below WARNING
    "aiohttp",
    "aiosqlite",
    "alembic",
    "asyncio",
    "discord",
    "httpcore",
    "httpx",
    "sqlalchemy",
    "telegram",
)
OURS = {"spotter", "bot", "core"}  # how the names of our own logs begin
SHORTEST_SECRET = 4  # anything shorter would blot out ordinary words


class Redaction(logging.Filter):
    """Takes every secret out of a record: its text, its arguments, its traceback."""

    def __init__(self, hidden: Iterable[str]) -> None:
        super().__init__()
        texts = {form for text in hidden for form in (text, quote(text, safe=""), unquote(text))}
        known = sorted((t for t in texts if len(t) >= SHORTEST_SECRET), key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def clean(self, text: str) -> str:
        """Give the text without secrets."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        return TOKEN_SHAPES.sub(HIDDEN, text)

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; it is always let through."""
        try:
            text = record.getMessage()
        except Exception:  # a wrong call in a library must not stop the log
            text = f"{record.msg} (arguments do not fit)"
        record.msg, record.args = self.clean(text), ()
        if record.exc_info and record.exc_info[0] is not None:
            lines = "".join(traceback.format_exception(*record.exc_info)).rstrip()
            record.exc_text = self.clean(lines)
        elif record.exc_text:
            record.exc_text = self.clean(record.exc_text)
        record.exc_info = None
        if record.stack_info:
            record.stack_info = self.clean(record.stack_info)
        return True


def set_up_logging(
    level: str,
    hidden: Iterable[str],
    form: str = "text",
    levels: Mapping[str, str] | None = None,
) -> None:
    """Write the log to stderr at a level, every secret taken out, libraries kept quiet.

    `form`: "text" or "json"; `levels`: of parts of it, by their names ("spotter.sender"). Below
    INFO nothing of a library is written, asked for or not: there they tell what people wrote.
    """
    redaction = Redaction(hidden)
    root = logging.getLogger()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    for old in list(root.handlers):
        root.removeHandler(old)
    handler.addFilter(_tells_of_nobody)
    handler.addFilter(redaction)
    root.addHandler(handler)
    root.setLevel(level)
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name, part in (levels or {}).items():
        logging.getLogger(name).setLevel(part)
    logging.captureWarnings(capture=True)
    _log_what_nobody_caught()


def _tells_of_nobody(record: logging.LogRecord) -> bool:
    """Whether a record is one of ours, or of a library above the level of rows and payloads."""
    return record.levelno >= logging.INFO or record.name.partition(".")[0] in OURS


def _log_what_nobody_caught() -> None:
    """Send uncaught exceptions through the log, where secrets are taken out."""
    log = logging.getLogger("spotter")

    def uncaught(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        log.critical("uncaught", exc_info=(kind, error, trace))

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            uncaught(args.exc_type, args.exc_value, args.exc_traceback)

    def unraisable(args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            uncaught(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = uncaught
    threading.excepthook = in_thread
    sys.unraisablehook = unraisable


def log_fault(log: logging.Logger, what: str) -> str:
    """Log the exception being handled under a short id and give the id.

    A database that cannot be used just now is no fault of the program: one line says so.
    """
    from core.store.faults import is_of_database

    fault, error = secrets.token_hex(4), sys.exc_info()[1]
    if error is not None and is_of_database(error):
        why = (str(error).splitlines() or [type(error).__name__])[0]
        log.warning("fault %s: %s: the database cannot be used (%s)", fault, what, why)
    else:
        log.exception("fault %s: %s", fault, what)
    return fault
