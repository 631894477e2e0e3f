"""Words of a line that are a note, and those that may not be one: nothing understood gets lost."""

from __future__ import annotations

import re

from core.parsing import scan
from core.parsing.characters import holds_digit
from core.parsing.numbers import Cursor, unreadable

# letters that look like an abbreviation of something that was done: "rp", "tfr", "k"
_ABBREVIATION = re.compile(r"[b-df-hj-np-tv-xz]{1,3}")
_KNOWN = frozenset(
    {
        "pb",
        "pr",
        "prs",
        "hmm",
        "mmm",
        "pls",
        "thx",
        "th",
        "st",
        "nd",
        "rd",
        "vs",
        "btw",
        "tbh",
        "ffs",
    }
)


def take_word(cursor: Cursor) -> None:
    """Take a word as part of a note."""
    token, note = cursor.see(), cursor.part.note
    touching = cursor.see(1).start == token.end and cursor.see(1).kind in (scan.NUMBER, scan.CLOCK)
    if touching or holds_digit(token.text) or _abbreviates(token):
        raise unreadable(cursor, token)
    if note and _only_marks(cursor, note[-1][1]):
        note[-1] = (note[-1][0], token.end)
    else:
        note.append((token.start, token.end))
    cursor.at += 1


def _only_marks(cursor: Cursor, since: int) -> bool:
    place = cursor.at - 1
    while place >= 0 and cursor.tokens[place].start >= since:
        if cursor.tokens[place].kind != scan.MARK:
            return False
        place -= 1
    return True


def _abbreviates(token: scan.Token) -> bool:
    """Whether a word looks like a short for something done, and none that is known."""
    return (
        len(token.text) <= 3
        and token.kind == scan.WORD
        and token.text not in _KNOWN
        and _ABBREVIATION.fullmatch(token.text) is not None
    )
