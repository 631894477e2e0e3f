"""`spotter quarantine`: what was set aside, by types, lengths and hashed ids alone."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence

from bot.cli.command import Refusal, say
from bot.hashed import hashed
from core.store.engine import Store
from core.store.repositories.quarantine import Aside

MOST_LINES = 200  # of one message
_PLAIN_KEY = re.compile(r"[a-z][a-z_]{0,31}")
_PLAIN_WHY = re.compile(r"[A-Za-z ,']{1,60}")


async def list_all(store: Store, key: bytes) -> int:
    """Print a line for each row that is set aside."""
    rows = await store.run(lambda uow: uow.quarantine.rows())
    for row in rows:
        sys.stdout.write(f"{_line(row, key)}\n")
    say(f"{len(rows)} set aside; `spotter quarantine show N`, `replay N` or `drop N`, or all")
    return 0


async def show(store: Store, key: bytes, numbers: Sequence[str]) -> int:
    """Print the outline of rows: names of fields, types, lengths."""
    rows = await store.run(lambda uow: uow.quarantine.rows())
    for row in _chosen(rows, numbers):
        sys.stdout.write(f"{_line(row, key)}\n")
        for line in outline(row.body):
            sys.stdout.write(f"  {line}\n")
    return 0


async def replay(store: Store, numbers: Sequence[str]) -> int:
    """Have rows handled once more by whoever serves the database."""
    rows = _chosen(await store.run(lambda uow: uow.quarantine.rows()), numbers)
    wanted = [row.number for row in rows]
    count = await store.run(lambda uow: uow.quarantine.replay(wanted, again))
    say(f"{count} will be handled again by `spotter run`; what fails comes back here")
    return 0


async def drop(store: Store, numbers: Sequence[str]) -> int:
    """Delete what rows hold."""
    rows = _chosen(await store.run(lambda uow: uow.quarantine.rows()), numbers)
    wanted = [row.number for row in rows]
    count = await store.run(lambda uow: uow.quarantine.drop(wanted))
    say(f"{count} dropped")
    return 0


def again(body: str) -> str:
    """Make the body to be handled: of what could not be taken over, what came in at first."""
    try:
        found = json.loads(body)
        if isinstance(found, dict) and "unread" in found:
            came = json.loads(found["raw"])
            if isinstance(came, dict) and {"key", "platform", "body"} <= came.keys():
                return str(came["body"])  # a row that the database refused
            return json.dumps({"again": came}, separators=(",", ":"))
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    return body


def outline(body: str) -> Iterator[str]:
    """Say what is in a body without a word of it: a line for each field."""
    try:
        found = json.loads(body)
        if isinstance(found, dict) and isinstance(found.get("raw"), str):
            if _PLAIN_WHY.fullmatch(why := str(found.get("unread", ""))):
                yield f"not taken over: {why}"
            found = json.loads(found["raw"])
    except (ValueError, RecursionError):
        yield f"no JSON, {len(body)} characters"
        return
    for count, line in enumerate(_fields("", found)):
        if count == MOST_LINES:
            yield "..."
            return
        yield line


def _fields(name: str, value: object) -> Iterator[str]:
    todo: list[tuple[str, object]] = [(name, value)]
    while todo:  # without calling itself: what came in may be nested however deeply
        where, each = todo.pop()
        if isinstance(each, dict):
            inner = [(f"{where}.{_key(key)}".lstrip("."), part) for key, part in each.items()]
            todo.extend(reversed(inner))
            if not inner:
                yield f"{where}: an empty object"
        elif isinstance(each, list):
            todo.extend((f"{where}[{place}]", each[place]) for place in reversed(range(len(each))))
            if not each:
                yield f"{where}: an empty list"
        else:
            yield f"{where or 'all of it'}: {_kind(each)}"


def _key(key: str) -> str:
    """A field's name where it is one of a platform's, else only how long it is."""
    return key if _PLAIN_KEY.fullmatch(key) else f"({len(key)} characters)"


def _kind(value: object) -> str:
    if isinstance(value, str):
        return f"text of {len(value)} characters"
    if isinstance(value, bool) or value is None:
        return "yes or no" if value is not None else "nothing"
    return f"a number of {len(str(value))} characters"


def _line(row: Aside, key: bytes) -> str:
    chat = hashed(key, row.platform, row.chat)
    return (
        f"{row.number} {row.platform} {row.received_at:%Y-%m-%dT%H:%M:%SZ} chat {chat or '-'} "
        f"tries {row.tries} fault {row.fault} body {len(row.body)}"
    )


def _chosen(rows: Sequence[Aside], numbers: Sequence[str]) -> list[Aside]:
    """Find rows by their numbers, or all. Raises Refusal where one is not there."""
    if list(numbers) == ["all"]:
        return list(rows)
    known = {str(row.number): row for row in rows}
    if unknown := [each for each in numbers if each not in known]:
        raise Refusal(f"nothing with the number {unknown[0]} is set aside")
    return [known[each] for each in numbers]
