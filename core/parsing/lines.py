"""The lines of a message, each with its place there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from core.parsing.characters import fold

_SAYS_SOMETHING = re.compile(r"[A-Za-z0-9]")


class Line(NamedTuple):
    """One line of a message: where it begins there, its words, and as the scanner sees them."""

    start: int
    text: str
    folded: str


def split_lines(tidied: str) -> list[Line]:
    """The lines of a tidy message; `;` ends one too, except in quotes or parentheses."""
    if tidied.isascii() and tidied.isprintable() and ";" not in tidied:
        text = tidied.strip()
        return [Line(tidied.index(text), text, text)] if _SAYS_SOMETHING.search(text) else []
    return list(_lines(tidied))


def _lines(tidied: str) -> Iterator[Line]:
    offset = 0
    for whole in tidied.split("\n"):
        folded = fold(whole)
        for start, end in _stretches(folded):
            left = len(folded[start:end]) - len(folded[start:end].lstrip())
            text = whole[start + left : end].rstrip()
            if text and any(each.isalnum() or each in "+-@#" for each in folded[start:end]):
                begin = start + left
                yield Line(offset + begin, text, folded[begin : begin + len(text)])
        offset += len(whole) + 1


def _stretches(folded: str) -> Iterator[tuple[int, int]]:
    if ";" not in folded:
        yield 0, len(folded)
        return
    start, closer = 0, ""
    for place, sign in enumerate(folded):
        if closer:
            escaped = sign == '"' and folded[place - 1] == "\\"
            closer = "" if sign == closer and not escaped else closer
        elif sign == '"' and folded.find('"', place + 1) > 0:
            closer = '"'
        elif sign == "(" and folded.find(")", place + 1) > 0:
            closer = ")"
        elif sign == ";":
            yield start, place
            start = place + 1
    yield start, len(folded)
