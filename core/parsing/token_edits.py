"""What the rules that rewrite tokens share: the line they belong to, and small edits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.parsing import scan
from core.parsing.exercise_names import Marked
from core.parsing.reading import Vocabulary
from core.parsing.scan import END, Token
from core.records import Load

NEXT = "next"  # a token between two sets: its value is "", "drop" or "lighter"
MYO_SETS = "myo sets"
AT_LEAST = "at least"
LISTED = "listed"  # the value of a comma that stands for a slash, a dash
SURE = "sure"  # the value of a flag that opens a bracket
NUMBERS = frozenset({scan.NUMBER, scan.CLOCK})
AMOUNTS = frozenset({scan.UNIT, scan.TIME, scan.DISTANCE, scan.METRE})
SCALES = frozenset({scan.RIR, scan.RPE, scan.LEFT, scan.MORE})
FLAGS = frozenset({scan.FAIL, scan.WARMUP, scan.DROP, scan.AMRAP, scan.EACH, scan.MISSED_REP})
ARTICLES = frozenset({"a", "an", "the", "my", "just"})
BEFORE_NAME = frozenset({"on", "of", "for", "in", "the", "my", "with", "at", "as", "auf", "bei"})
BRACKETS = frozenset("()[]{}")
_BEHIND_TIME = frozenset({END.kind, scan.RIR, scan.RPE, scan.FAIL})
_SECONDS = re.compile(r"[0-5]\d")
NOTED = frozenset({scan.GEAR, scan.LABEL, scan.HUSH})


@dataclass(frozen=True, slots=True)
class Typed:
    """A line besides its tokens: its text, the names and notes found in it, the bar there is."""

    text: str
    marked: Marked
    vocabulary: Vocabulary
    bar: Load | None = None  # None: not known


def token_at(tokens: list[Token], place: int) -> Token:
    """A token of a line, or the end."""
    return tokens[place] if 0 <= place < len(tokens) else END


def last_of(tokens: list[Token]) -> Token:
    """The last token, or the end."""
    return tokens[-1] if tokens else END


def token_as(token: Token, kind: str, text: str = "", value: int | str = "") -> Token:
    """A token of another kind in the same place."""
    return Token(kind, text or token.text, value or text or token.text, token.start, token.end)


def as_comma(token: Token) -> Token:
    """A comma of a list in place of another sign."""
    return Token(scan.MARK, ",", LISTED, token.start, token.end)


def number_of(token: Token) -> int | None:
    """The number that a word stands for."""
    return token.value if token.kind == scan.WORD and isinstance(token.value, int) else None


def keep_note(typed: Typed, start: int, end: int) -> None:
    """Keep words of the line as a note."""
    typed.marked.notes.append((start, end, typed.text[start:end].strip()))


def starts_product(tokens: list[Token], place: int) -> bool:
    """Whether `AxB`, `A kg x B` or `A @ B` begins here."""
    if token_at(tokens, place).text == "+" and token_at(tokens, place + 1).kind == scan.NUMBER:
        place += 1
    if token_at(tokens, place).kind not in (scan.NUMBER, scan.BODY):
        return False
    place += 1
    if token_at(tokens, place).kind in AMOUNTS:
        place += 1
    sign = token_at(tokens, place)
    return (sign.kind == scan.X or sign.text == "@") and token_at(tokens, place + 1).kind in (
        scan.NUMBER, scan.CLOCK, scan.BODY,
    )  # fmt: skip


def has_product(tokens: Iterable[Token]) -> bool:
    """Whether a times sign or an "@" stands among some tokens."""
    return any(each.kind == scan.X or each.text == "@" for each in tokens)


def with_seconds(tokens: list[Token]) -> list[Token]:
    """The tokens of what is timed with "1 min 30" and "1m30" as "1 min 30 s"."""
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        kept.append(token)
        unit, behind = token_at(tokens, place - 1), token_at(tokens, place + 1)
        minutes = unit.kind == scan.TIME and unit.value == 60
        touching = unit.kind == scan.METRE and unit.end == token.start  # "20 m 30" is a load
        last = behind.kind in _BEHIND_TIME or (behind.kind == scan.MARK and behind.text in ",;!")
        number = token.kind == scan.NUMBER and _SECONDS.fullmatch(token.text)
        if number and last and (minutes or touching) and tokens[place - 2].text.isdecimal():
            kept.append(Token(scan.TIME, "s", 1, token.end, token.end))
    return kept
