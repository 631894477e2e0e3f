"""Tokens to numbers: signs, units, sides, partials, ranges, and the lists commas make."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import TooManySets, Unreadable
from core.parsing import scan
from core.parsing.parts import (
    BARE,
    CENTIMETRES,
    METRES_OR_MINUTES,
    MOST_SETS,
    SECONDS,
    WEIGHT,
    Group,
    Number,
    Parts,
    joins,
)
from core.parsing.scan import END, Token, thousandths

PADDING = [END] * 8  # as far as the descent looks ahead
_PLAIN = frozenset({END.kind, scan.X, scan.RIR, scan.RPE, scan.WORD, scan.NUMBER})
_SIGNS = frozenset({"+", "-"})
_NUMERIC = frozenset({scan.NUMBER, scan.CLOCK, scan.BODY})
_DIGITS = frozenset({scan.NUMBER, scan.CLOCK})
_COUNTS = frozenset({scan.REPS, scan.SETS, scan.X, scan.RIR, scan.LEFT})
_UNITS = frozenset({scan.UNIT, scan.TIME, scan.DISTANCE, scan.METRE})


@dataclass(slots=True)
class Cursor:
    """Where the descent stands; `parts` are the stretches found so far, the last one open."""

    tokens: list[Token]
    text: str
    part: Parts
    parts: list[Parts]
    at: int = 0
    warm: bool = False  # "warmup:" was said: it holds until "work"
    drops: bool = False  # "drop set:" was said: all but the first are
    dropping: bool = False  # "... drop set 60x10 40x12": what comes is

    def see(self, ahead: int = 0) -> Token:
        """A token ahead, or the end."""
        return self.tokens[self.at + ahead]

    def open(self, start: int) -> None:
        """Begin another stretch."""
        self.part = Parts(start, warmup=self.warm, drop=self.dropping)
        self.parts.append(self.part)


def unreadable(cursor: Cursor, token: Token) -> Unreadable:
    """The refusal of the run of characters without spaces that holds a token."""
    start, end = token.start, min(token.end, len(cursor.text))
    while start and not cursor.text[start - 1].isspace():
        start -= 1
    while end < len(cursor.text) and not cursor.text[end].isspace():
        end += 1
    return Unreadable(word=cursor.text[start:end])


def starts_number(cursor: Cursor, ahead: int = 0) -> bool:
    """Tell whether a number, a sign with a number or "bw" comes next."""
    token = cursor.tokens[cursor.at + ahead]
    if token.kind in _NUMERIC:
        return True
    if token.text not in _SIGNS:
        return False
    following = cursor.tokens[cursor.at + ahead + 1]
    if following.kind != scan.NUMBER:
        return False
    # a lone dash is ignored, a lone plus never is
    return token.text == "+" or token.end == following.start


def _number(cursor: Cursor) -> Number:
    """Read one number with its sign, unit, other side and partials."""
    first = cursor.tokens[cursor.at]
    if first.kind == scan.NUMBER:
        cursor.at += 1
        _, text, _, start, end = first
        milli, exact = thousandths(text)
        number = Number(milli, text, start, end, exact)
        kind, text, _, _, _ = cursor.tokens[cursor.at]
        if kind not in _PLAIN and text != ",":
            _suffixes(cursor, number)
        return number
    return _marked_number(cursor, first)


def _marked_number(cursor: Cursor, first: Token) -> Number:
    """Read a number with a sign or "bw" before it, or a clock."""
    body = first.kind == scan.BODY
    sign = ""
    if body:
        cursor.at += 1
        signed = cursor.see().text in ("+", "-") and cursor.see(1).kind == scan.NUMBER
        if not signed:
            return Number(0, first.text, first.start, first.end, kind=WEIGHT, body=True)
    if cursor.see().kind == scan.MARK:
        sign = cursor.see().text
        cursor.at += 1
    token = cursor.see()
    cursor.at += 1
    if token.kind == scan.CLOCK:
        minutes, seconds = token.text.split(":")
        amount = int(minutes) * 60 + int(seconds)
        return Number(
            amount * 1000, token.text, first.start, token.end, kind=SECONDS, amount=amount
        )
    milli, exact = thousandths(token.text)
    number = Number(milli, token.text, first.start, token.end, exact, sign=sign, body=body)
    number.kind = WEIGHT if body else BARE
    _suffixes(cursor, number)
    return number


def _suffixes(cursor: Cursor, number: Number) -> None:
    """Read what follows a number: unit, the other side, partials, a range, "4+", "8f"."""
    while True:
        token, following = cursor.tokens[cursor.at], cursor.tokens[cursor.at + 1]
        if token.kind in _PLAIN:
            return
        touches = token.start == number.end
        if token.kind in _UNITS and number.kind in (BARE, WEIGHT) and not number.unit:
            _unit(cursor, number, token)
        elif token.text == "#" and touches and not number.unit:
            number.kind, number.unit, number.end = WEIGHT, "lb", token.end
            cursor.at += 1
        elif token.text in ("/", "+", "-") and following.kind == scan.NUMBER:
            if not _paired(cursor, number, token, following):
                return
        elif token.text == "+" and touches and following.kind != scan.WORD:
            number.plus, number.end = True, token.end
            cursor.at += 1
        elif token.text == "f" and token.kind == scan.FAIL and touches:
            number.failed, number.end = True, token.end
            cursor.at += 1
        else:
            return


def _paired(cursor: Cursor, number: Number, token: Token, following: Token) -> bool:
    """Read "/8", "+2" or "-2" after a number; tell whether it was one of them."""
    touches = token.start == number.end and token.end == following.start
    apart = token.start > number.end and token.end < following.start and token.text == "+"
    name = {"/": "side", "+": "partials", "-": "upto"}[token.text]
    if not (touches or apart or token.text == "/"):
        return False
    if getattr(number, name) is not None:  # "8+5+4"
        raise unreadable(cursor, token)
    setattr(number, name, thousandths(following.text)[0])
    number.exact = number.exact and ("." not in following.text or name == "upto")
    number.end = following.end
    cursor.at += 2
    return True


def _unit(cursor: Cursor, number: Number, token: Token) -> None:
    if token.kind == scan.UNIT:
        number.kind, number.unit = WEIGHT, str(token.value)
    elif token.kind == scan.TIME:
        number.kind = SECONDS
        number.plural = token.text == "s" and token.start == number.end
        number.amount += _whole(number.milli * int(token.value), 1000)
    elif token.kind == scan.DISTANCE:
        number.kind, number.amount = CENTIMETRES, round(number.milli * int(token.value) / 100_000)
    else:
        number.kind = METRES_OR_MINUTES
    number.end = token.end
    cursor.at += 1
    seconds = cursor.see(1).value == 1 and cursor.see(1).kind == scan.TIME
    minutes = token.value == 60 or number.kind == METRES_OR_MINUTES
    if minutes and seconds and cursor.see().kind == scan.NUMBER:
        started = number.milli * 60 // 1000 if token.kind == scan.METRE else number.amount
        number.kind, number.amount = SECONDS, started + thousandths(cursor.see().text)[0] // 1000
        number.end = cursor.see(1).end
        cursor.at += 2


def _whole(amount: int, part: int) -> int:
    return (amount + part // 2) // part


def read_group(cursor: Cursor, *, stop_at_sets: bool) -> Group:
    """Read numbers with commas between them, up to one that begins another `AxB`."""
    group, tokens = [_number(cursor)], cursor.tokens
    while tokens[cursor.at].text == ",":
        comma = tokens[cursor.at]
        if tokens[cursor.at + 1].kind not in _DIGITS:
            break
        if stop_at_sets and (starts_sets(cursor, 1) or starts_loaded(cursor, 1)):
            break
        if group[-1].kind == WEIGHT and _is_count(cursor):
            break
        cursor.part.listed = cursor.part.listed or comma.value == "listed"
        cursor.at += 1
        number = _number(cursor)
        number.touching = group[-1].end == comma.start and comma.end == number.start
        group.append(number)
        if len(group) > MOST_SETS:
            raise TooManySets(limit=MOST_SETS)
    return group


def _is_count(cursor: Cursor) -> bool:
    """Whether the number after a comma is no load: "100 kg, 8 reps", "100 kg, 8"."""
    comma, number, following = cursor.see(), cursor.see(1), cursor.see(2)
    if comma.end == number.start:
        return False
    return following.kind in _COUNTS or not (cursor.part.factors or following.kind == scan.UNIT)


def starts_sets(cursor: Cursor, ahead: int) -> bool:
    """Whether an `AxB` or `B@A` begins some tokens ahead: looks at ten tokens at most."""
    place, cursor.at = cursor.at, cursor.at + ahead
    try:
        if cursor.tokens[cursor.at].kind == scan.X:
            return starts_number(cursor, 1)
        if not starts_number(cursor):
            return False
        first = _number(cursor)
        if cursor.tokens[cursor.at].kind == scan.X:
            return starts_number(cursor, 1)
        if cursor.see().text == "@":
            return _starts_load(cursor, 1)
        if cursor.see().kind == scan.REPS and cursor.see(1).text in ("@", "at"):
            return _starts_load(cursor, 2)
        if cursor.see().text == "," and cursor.see(1).kind == scan.NUMBER:
            comma = cursor.see()
            cursor.at += 1
            second = _number(cursor)
            second.touching = first.end == comma.start and comma.end == second.start
            if not joins(first, second):
                return False
        return cursor.see().kind == scan.X and starts_number(cursor, 1)
    finally:
        cursor.at = place


def _starts_load(cursor: Cursor, ahead: int) -> bool:
    """Whether what follows "@" is a load: with a unit, or over 10."""
    number = cursor.see(ahead)
    if number.kind != scan.NUMBER:
        return False
    return cursor.see(ahead + 1).kind == scan.UNIT or thousandths(number.text)[0] > 10_000


def _starts_apart(cursor: Cursor, ahead: int) -> bool:
    """Whether a load stands before a product: "120 3x5"."""
    first, second = cursor.see(ahead), cursor.see(ahead + 1)
    third = cursor.see(ahead + 2)
    return first.kind == second.kind == scan.NUMBER and third.kind == scan.X


def starts_loaded(cursor: Cursor, ahead: int) -> bool:
    """Whether a set begins with its load apart: "105kg 8", "120 3x5"."""
    first, second = cursor.see(ahead), cursor.see(ahead + 1)
    if first.kind != scan.NUMBER:
        return False
    if second.kind == scan.UNIT:
        after = cursor.see(ahead + 2)
        if after.text == "-" and after.kind == scan.MARK:  # "80 kg - 5 reps"
            after = cursor.see(ahead + 3)
        return second.text != "#" and after.kind in (scan.NUMBER, scan.X)
    return _starts_apart(cursor, ahead)


def hold_together(cursor: Cursor, token: Token, group: Group) -> None:
    """Refuse a number that touches letters which mean nothing, as in "2day" or "a1"."""
    start, end, following = group[0].start, group[-1].end, cursor.tokens[cursor.at]
    before = cursor.text[start - 1] if start else " "
    # "80kg8回": the number behind the load has a word of its own
    counted = bool(group[-1].unit) and cursor.see(1).kind == scan.REPS
    if following.start == end and (
        (following.kind in (scan.WORD, scan.NUMBER, scan.CLOCK, scan.BAD) and not counted)
        or following.text == "%"
    ):
        raise unreadable(cursor, token)
    if before == " ":
        return
    if before == "%" or (before.isalpha() and _word_before(cursor, start)):
        raise unreadable(cursor, token)


def _word_before(cursor: Cursor, start: int) -> bool:
    """Whether the token that ends where a number starts is a word without meaning."""
    place = cursor.at - 1
    while place >= 0 and cursor.tokens[place].end > start:
        place -= 1
    return place >= 0 and cursor.tokens[place].kind == scan.WORD
