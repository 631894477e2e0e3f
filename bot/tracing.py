"""One name for a message from the inbox to the sent answer, which tells nothing about it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from bot.hashed import hashed
from bot.log_lines import TRACE

ANSWER = "reply:"  # before the key of an answer in the outbox stands this, behind it the message's

log = logging.getLogger("spotter.trace")


class Tracer:
    """Names messages by a hash of their key in the inbox, the same in every process of a bot."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def name(self, receipt: str) -> str:
        """Give the trace id of a message, or of the answer to it."""
        return hashed(self._key, receipt.removeprefix(ANSWER))

    @contextmanager
    def about(self, receipt: str) -> Iterator[None]:
        """Have every line of the log that is written inside carry the trace id."""
        token = TRACE.set(partial(self.name, receipt))
        try:
            yield
        finally:
            TRACE.reset(token)

    def received(self, keys: Sequence[str]) -> None:
        """Say that messages are in the inbox."""
        if log.isEnabledFor(logging.DEBUG):
            for key in keys:
                with self.about(key):
                    log.debug("received")
