"""The readers of what arrives, each as a function of bytes that raises where a promise is broken.

What they may answer: something read, a refusal of the kind that is theirs, within a second of
processor. Any other exception is a finding.
"""

from __future__ import annotations

import io
import json
import math
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.platforms.base import CannotRead
from bot.platforms.discord.read import (
    MessageFilter,
    edit_row,
    interaction_row,
    message_row,
    read_row,
)
from bot.platforms.discord.render import split_id
from bot.platforms.telegram.buttons import data_of, split_button
from bot.platforms.telegram.read import Me, inbox_row, kept_button, message_of, nobody_of
from core.bounds import whole
from core.errors import UserError
from core.exercises.names import catalogue_names
from core.intents import read_given
from core.interchange.readers.registry import open_export
from core.interchange.rows import FileRefused, ImportedSet
from core.parsing.characters import tidy
from core.parsing.ratings import read_rating
from core.parsing.reading import Asked
from core.parsing.sets import looks_like_set, read_message
from core.records import SetDraft
from tests.language_setting import setting

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
MOST_SECONDS = 1.0  # of processor, for one input of some thousand bytes
MOST_ROWS = 5000
ME = Me(42, "SpotterBot")
FILTER = MessageFilter("900", overhear=True)


@contextmanager
def quick() -> Iterator[None]:
    """Raise AssertionError where the block takes too much of the processor."""
    began = time.thread_time()
    yield
    took = time.thread_time() - began
    assert took < MOST_SECONDS, f"{took:.2f} s of processor"


# --- the grammar ----------------------------------------------------------------------------------


def read_line(data: bytes) -> None:
    """One message: a command, a rating, sets, a question back or a refusal."""
    text = data.decode("utf-8", "surrogateescape")[:4200]
    with quick():
        looks_like_set(text, catalogue_names())
        with suppress(UserError):
            read_given(text, catalogue_names())
        try:
            read_rating(text)
            reading = read_message(text, setting())
        except (UserError, Asked):
            return
    assert 1 <= len(reading.sets) <= 50
    for each in reading.sets:
        check_set(each, text)


def check_set(each: SetDraft, text: str) -> None:
    """What one set may hold, wherever it comes from."""
    assert math.isfinite(each.load.kg)
    assert abs(each.load.kg) <= 1000
    assert each.reps is None or 0 <= each.reps <= (100 if each.load.milli else 500)
    assert each.rir_tenths is None or 0 <= each.rir_tenths <= 100
    assert each.note == tidy(each.note)
    assert each.line in tidy(text)


# --- buttons --------------------------------------------------------------------------------------


def read_button(data: bytes) -> None:
    """What a pressed button holds, on both platforms."""
    text = data.decode("utf-8", "surrogateescape")
    press = {"id": "p", "from": {"id": 7}, "message": {"message_id": 1, "chat": {"id": 7}}}
    update = {"update_id": 1, "callback_query": press | {"data": text}}
    with quick():
        split_button(data_of({"data": text}))
        kept_button(update)
        take_telegram(update)
        split_id(text)
        with suppress(UserError):
            read_given(text, catalogue_names())


# --- updates --------------------------------------------------------------------------------------


def read_telegram(data: bytes) -> None:
    """An update, or bytes that change a real one."""
    take_telegram(changed(data, telegram_samples()))


def take_telegram(update: Any) -> None:
    """Whatever an update is, it becomes a row, and the row a message or a refusal."""
    with quick():
        row = inbox_row(update, ME, NOW)
        json.loads(row.body)
        with suppress(CannotRead):
            message_of(row)
        nobody_of(row)


def read_discord(data: bytes) -> None:
    """An event, or bytes that change a real one."""
    event = changed(data, discord_samples())
    if not isinstance(event, dict):
        return
    with quick():
        for make in (
            lambda: message_row(event, FILTER, NOW, private=True),
            lambda: edit_row(event, FILTER, NOW, private=False),
            lambda: interaction_row(event, NOW, "undo", 7),
        ):
            # these are the ones that an event is set aside for (`guarded` of the client)
            with suppress(CannotRead, KeyError, TypeError, AttributeError, ValueError):
                row = make()
                if row is not None:
                    read_row(row)


def changed(data: bytes, samples: list[Any]) -> Any:
    """JSON as it stands; else a sample in which some places take values out of the bytes."""
    with suppress(ValueError, RecursionError):
        return json.loads(data)
    stream = io.BytesIO(data)
    value = json.loads(json.dumps(samples[_byte(stream) % len(samples)]))
    for _ in range(1 + _byte(stream) % 4):
        _change(value, stream)
    return value


def _change(at: Any, stream: io.BytesIO) -> None:
    for _ in range(8):
        if not isinstance(at, dict) or not at:
            return
        key = sorted(at)[_byte(stream) % len(at)]
        if isinstance(at[key], dict) and _byte(stream) % 4:
            at = at[key]
            continue
        at[key] = _value(stream)
        return


def _value(stream: io.BytesIO) -> Any:
    kind = _byte(stream) % 8
    if kind == 0:
        return stream.read(_byte(stream)).decode("utf-8", "replace")
    if kind == 1:
        return int.from_bytes(stream.read(9).ljust(1, b"\0"), "big", signed=True)
    if kind == 2:
        return struct.unpack("<d", stream.read(8).ljust(8, b"\0"))[0]
    if kind == 3:
        return [_value(stream) for _ in range(_byte(stream) % 3)]
    if kind == 4:
        return {"id": _value(stream)} if stream.tell() < 200 else {}
    return (None, True, "\ud800", 10**400)[_byte(stream) % 4]


def _byte(stream: io.BytesIO) -> int:
    return (stream.read(1) or b"\0")[0]


# --- files ----------------------------------------------------------------------------------------


def read_file(data: bytes) -> None:
    """A file: recognised or refused, every row a set or a reason."""
    with quick():
        try:
            export = open_export(io.BytesIO(data))
            for count, row in enumerate(export.rows()):
                if isinstance(row, ImportedSet):
                    check_row(row)
                if count > MOST_ROWS:
                    break
        except FileRefused:
            return


def check_row(row: ImportedSet) -> None:
    """What a row may hold before anything of it is stored."""
    for value in (row.load_milli, row.reps, row.rir_tenths, row.seconds, row.distance_cm):
        assert value is None or whole(value) == value  # of 63 bits
    assert "\x00" not in row.note


# --- what they begin with -------------------------------------------------------------------------


def telegram_samples() -> list[Any]:
    from tests.bot.platforms.telegram.test_hostile_telegram import GOOD

    return list(GOOD)


def discord_samples() -> list[Any]:
    from tests.bot.platforms.discord.test_hostile_discord import EVENTS

    return [each for events in EVENTS.values() for each in events]


def lines() -> list[bytes]:
    """Lines as people type them, and every example of a command."""
    from core.commands import COMMANDS

    rows = (ROOT / "tests" / "lines.tsv").read_text(encoding="utf-8").splitlines()[1:]
    typed = [row.split("\t")[1].replace("\\n", "\n") for row in rows if "\t" in row]
    return [each.encode() for each in (*typed, *(e for c in COMMANDS for e in c.examples))]


def files() -> list[bytes]:
    """Files of other apps, their first lines."""
    found = sorted((ROOT / "tests" / "files").glob("*.csv"))
    return [b"\n".join(each.read_bytes().splitlines()[:12]) for each in found]


READERS: dict[str, tuple[Callable[[bytes], None], Callable[[], list[bytes]]]] = {
    "grammar": (read_line, lines),
    "buttons": (
        read_button,
        lambda: [b"~1|q1", b"1|undo", b"|why", b"1y2p0ij32e8e8|undo", b"1~q1"],
    ),
    "telegram": (read_telegram, lambda: [json.dumps(e).encode() for e in telegram_samples()]),
    "discord": (read_discord, lambda: [json.dumps(e).encode() for e in discord_samples()]),
    "files": (read_file, files),
}
