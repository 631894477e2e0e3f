"""What a bot and the process that reads its files say to each other: pickles behind their length.

The reading side holds what a stranger wrote, so the bot takes nothing from it but the records
named here.
"""

from __future__ import annotations

import io
import pickle
import struct
from collections.abc import Mapping
from typing import Any

HEAD = struct.Struct(">I")
LONGEST = 16_000_000  # bytes of one answer; batches are far below

# What an answer may be made of, beside numbers, texts and the containers of the language.
TAKEN: Mapping[str, frozenset[str]] = {
    "builtins": frozenset({"frozenset", "set"}),
    "collections": frozenset({"Counter"}),
    "datetime": frozenset({"date", "datetime", "timedelta", "timezone"}),
    "core.records": frozenset({"Exercise", "Load", "LoggedSet"}),
    "core.interchange.dry_run": frozenset({"OpenMark", "Plan", "Unresolved"}),
    "core.interchange.reading": frozenset({"Batch", "Counted", "Rest"}),
    "core.interchange.rows": frozenset({"Implausible", "ImportedSet", "OpenColumn", "Refused"}),
}


class TooLong(Exception):
    """An answer is longer than anybody reads."""


class _Answers(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - what was packed
        """Find a class that answers are made of; raises UnpicklingError for any other name."""
        if name in TAKEN.get(module, ()):
            return super().find_class(module, name)
        message = f"{module}.{name} is no part of an answer"
        raise pickle.UnpicklingError(message)


def packed(value: object) -> bytes:
    """One thing to say, with its length; raises TooLong."""
    body = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    if len(body) > LONGEST:
        raise TooLong
    return HEAD.pack(len(body)) + body


def answer_of(body: bytes) -> Any:  # noqa: ANN401 - what was packed
    """Read an answer; raises UnpicklingError and whatever bad pickles raise."""
    return _Answers(io.BytesIO(body)).load()
