"""JSON that nobody vouches for: of any depth, with numbers of any length."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from core.bounds import whole

MOST_DEPTH = 64  # of objects and lists inside each other; platforms go to a dozen
MOST_RAW = 600_000  # characters kept of what cannot be read; Telegram's updates end at 512 KiB
UNREAD = "unread"  # the one key of what stands for a part that could not be read
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},]', re.DOTALL)
_KEY = re.compile(r'\s*("[^"\\]*(?:\\.[^"\\]*)*")\s*:', re.DOTALL)


def too_deep(value: object, most: int = MOST_DEPTH) -> bool:
    """Whether lists and objects lie inside each other more than `most` deep."""
    level = [value]
    for _ in range(most + 1):
        level = [each for each in level if isinstance(each, dict | list | tuple)]
        if not level:
            return False
        level = [inner for each in level for inner in _inside(each)]
    return True


def _inside(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list | tuple):
        yield from value


def raw_text(value: object) -> str:
    """Write any JSON as ASCII, however deep and whatever its numbers; cut to MOST_RAW."""
    try:
        return json.dumps(value, separators=(",", ":"), default=_named)[:MOST_RAW]
    except (RecursionError, ValueError, TypeError):
        return _written(value)[:MOST_RAW]


def _named(value: object) -> str:
    return type(value).__name__


def _written(value: object) -> str:
    """Write JSON without calling itself."""
    parts: list[str] = []
    length = 0
    todo: list[object] = [value]
    while todo and length < MOST_RAW:
        each = todo.pop()
        if isinstance(each, _Mark):
            text = str(each)
        elif isinstance(each, dict | list | tuple):
            todo.extend(reversed(_pieces(each)))
            continue
        else:
            text = _scalar(each)
        parts.append(text)
        length += len(text)
    return "".join(parts)


class _Mark(str):
    """Punctuation between values."""

    __slots__ = ()


def _pieces(value: dict[Any, Any] | list[Any] | tuple[Any, ...]) -> list[object]:
    if not isinstance(value, dict):
        inner = [piece for each in value for piece in (_Mark(","), each)][1:]
        return [_Mark("["), *inner, _Mark("]")]
    pairs = [
        piece
        for key, each in value.items()
        for piece in (_Mark(","), _Mark(f"{json.dumps(str(key))}:"), each)
    ][1:]
    return [_Mark("{"), *pairs, _Mark("}")]


def _scalar(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and whole(value) is None:
        return f'"{value:#x}"'  # decimal digits of an absurd number take quadratic time
    return json.dumps(value, default=_named)


def read_json(text: str, levels: int) -> Any:  # noqa: ANN401 - JSON
    """Read JSON; inside the first `levels` levels a part that cannot be read costs itself only.

    What cannot be read (nested too deeply, digits without end) stands as {"unread": its text}.
    Raises ValueError where not even the outline can be read.
    """
    found = _salvaged(text, levels)
    if isinstance(found, dict) and found.keys() == {UNREAD}:
        raise ValueError("no JSON")
    return found


def _salvaged(text: str, levels: int) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        spans = _members(text) if levels else None
    if spans is None:
        return {UNREAD: text.strip()[:MOST_RAW]}
    if text.lstrip()[0] == "[":
        return [_salvaged(each, levels - 1) for each in spans]
    made: dict[str, Any] = {}
    for each in spans:
        key, value = _pair(each)
        made[key] = _salvaged(value, levels - 1)
    return made


def _pair(text: str) -> tuple[str, str]:
    """Cut a member of an object into its key and its value."""
    found = _KEY.match(text)
    return (json.loads(found[1]), text[found.end() :]) if found else (UNREAD, text)


def _members(text: str) -> list[str] | None:
    """Cut the text of a list or an object at its own commas; None where it is neither."""
    body = text.strip()
    if len(body) < 2 or (body[0], body[-1]) not in (("[", "]"), ("{", "}")):
        return None
    depth, start, spans = 0, 1, []
    for token in _TOKEN.finditer(body):
        mark = token[0]
        if mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
        elif mark == "," and depth == 1:
            spans.append(body[start : token.start()])
            start = token.end()
    if depth:
        return None
    last = body[start:-1]
    return [*spans, last] if spans or last.strip() else []
