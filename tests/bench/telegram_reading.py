"""Telegram's updates, read by our reader and by the library's classes: what each costs and loses.

python -m tests.bench.telegram_reading [--times 2000]

Every value of five usual updates is left out and replaced by eleven odd ones, one at a time.
Counted is where the message is still read as meant (same words, place and person) by ours, and
whether `Update.de_json` makes an object of it or fails.
"""

from __future__ import annotations

import argparse
import copy
import json
import timeit
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

from telegram import Update

from bot.platforms.base import CannotRead
from bot.platforms.telegram.read import Me, inbox_row, message_of

ME = Me(42, "spotter_bot")
NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
DATE = int(NOW.timestamp())
NAMES = {"first_name": "Ann", "last_name": "B", "username": "annb"}
PERSON = {"id": 66, "is_bot": False, "language_code": "en"} | NAMES
BOT = {"id": 42, "is_bot": True, "first_name": "Spotter", "username": "spotter_bot"}
PRIVATE = {"id": 66, "type": "private"} | NAMES
GROUP = {"id": -1001, "type": "supergroup", "title": "Gym", "is_forum": True}
BUTTONS = [[{"text": "why", "callback_data": "1|why"}, {"text": "undo", "callback_data": "1|undo"}]]
ANSWERED = {
    "message_id": 9, "date": DATE - 60, "chat": PRIVATE, "from": BOT, "text": "Squat 140x8",
    "entities": [{"type": "bold", "offset": 0, "length": 5}],
    "reply_markup": {"inline_keyboard": BUTTONS},
}  # fmt: skip
SAID = {"message_id": 10, "date": DATE, "chat": PRIVATE, "from": PERSON}
FILE = {"file_id": "abc", "file_unique_id": "u", "file_name": "strong.csv", "file_size": 1000}
UPDATES: dict[str, dict[str, Any]] = {
    "a set": {"message": SAID | {"text": "squat 140x8 rir1"}},
    "a command in a topic, in reply": {
        "message": SAID | {
            "chat": GROUP, "text": "/log squat 140x8", "message_thread_id": 5,
            "is_topic_message": True, "reply_to_message": ANSWERED | {"chat": GROUP},
            "entities": [{"type": "bot_command", "offset": 0, "length": 4}],
        }
    },
    "an edit": {"edited_message": SAID | {"text": "squat 140x9 rir1", "edit_date": DATE + 5}},
    "a pressed button": {
        "callback_query": {
            "id": "p1", "from": PERSON, "message": ANSWERED, "chat_instance": "5", "data": "1|why",
        }
    },
    "a file": {"message": SAID | {"caption": "import", "document": FILE}},
}  # fmt: skip
ODD = (None, True, "x", -1, 2**70, 1.5, [], {}, [5], {"a": 1}, "\x00")


def places(value: object, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the way to every value inside some JSON."""
    inside = value.items() if isinstance(value, dict) else ()
    for key, each in enumerate(value) if isinstance(value, list) else inside:
        yield (*at, key)
        yield from places(each, (*at, key))


def changed(update: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give an update with one value left out, or replaced by an odd one."""
    for place in places(update):
        for odd in (..., *ODD):
            made = copy.deepcopy(update)
            within: Any = made
            for key in place[:-1]:
                within = within[key]
            if odd is ...:
                del within[place[-1]]
            else:
                within[place[-1]] = odd
            yield made


def ours(update: dict[str, Any]) -> tuple[str, str, str] | None:
    """Give words, place and person as our reader finds them; None where it sets aside."""
    try:
        found = message_of(inbox_row(update, ME, NOW))
    except CannotRead:
        return None
    return found and (found.text, str(found.address), found.sender.id)


def fails(update: dict[str, Any]) -> bool:
    """Whether the library makes no object of an update."""
    try:
        Update.de_json(copy.deepcopy(update), None)
    except Exception:
        return True
    return False


def microseconds(call: Callable[[], object], times: int) -> float:
    """Give the time of one call, the best of seven rounds."""
    return min(timeit.repeat(call, number=times, repeat=7)) / times * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=2000)
    times = parser.parse_args().times
    counted: Counter[tuple[bool, bool]] = Counter()
    for number, (name, body) in enumerate(UPDATES.items()):
        update = {"update_id": number} | body
        meant = ours(update)
        counted.update((ours(each) == meant, fails(each)) for each in changed(update))
        row, text = inbox_row(update, ME, NOW), json.dumps(update)
        both = (
            microseconds(partial(message_of, row), times),
            microseconds(lambda text=text: Update.de_json(json.loads(text), None), times),
        )
        print(f"{name}: ours {both[0]:.0f} µs, Update.de_json {both[1]:.0f} µs")
    print(
        f"{sum(counted.values())} changed updates: read as meant by ours "
        f"{counted[True, False] + counted[True, True]}, of which Update.de_json fails on "
        f"{counted[True, True]}; not read by ours {counted[False, False] + counted[False, True]}, "
        f"of which it fails on {counted[False, True]}"
    )


if __name__ == "__main__":
    main()
