"""Tokens of a line to the parts they make: a recursive descent that never looks back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from core.errors import Unreadable
from core.language import scan
from core.language.parts import (
    BARE,
    CENTIMETRES,
    METRES_OR_MINUTES,
    SECONDS,
    WEIGHT,
    Effort,
    Group,
    Number,
    Parts,
    joins,
)
from core.language.scan import Token, thousandths

_END = Token("end", "", "", 1 << 30, 1 << 30)
_SCALES = {scan.RIR: "rir", scan.RPE: "rpe", scan.LEFT: "rir"}
_UNITS = frozenset({scan.UNIT, scan.TIME, scan.DISTANCE, scan.METRE})
# "w belt" is "with a belt", not a warm-up
_GEAR = frozenset({"belt", "wraps", "wrap", "straps", "strap", "sleeves", "pause", "chains"})
_FLAGS = {
    scan.FAIL: "failed", scan.AMRAP: "amrap", scan.WARMUP: "warmup", scan.DROP: "drop",
    scan.EACH: "each", scan.SHARED: "shared",
}  # fmt: skip


@dataclass(slots=True)
class _Cursor:
    """Where the descent stands; `parts` are the stretches found so far, the last one open."""

    tokens: list[Token]
    text: str
    at: int = 0
    parts: list[Parts] = field(default_factory=list)

    def see(self, ahead: int = 0) -> Token:
        """A token ahead, or the end."""
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else _END

    @property
    def part(self) -> Parts:
        """The open stretch."""
        return self.parts[-1]


def parse(tokens: list[Token], text: str) -> list[Parts]:
    """What a line says, one entry for each stretch that describes a set or several alike.

    Raises Unreadable for a word that holds a digit and makes no sense.
    """
    cursor = _Cursor(tokens, text, parts=[Parts(0)])
    while cursor.at < len(tokens):
        token = cursor.see()
        _ITEMS.get(token.kind, _word)(cursor)
        if cursor.at:
            cursor.part.last_at = cursor.tokens[cursor.at - 1].end
    return cursor.parts


def _unreadable(cursor: _Cursor, token: Token) -> Unreadable:
    """The refusal of the run of characters without spaces that holds a token."""
    start, end = token.start, min(token.end, len(cursor.text))
    while start and not cursor.text[start - 1].isspace():
        start -= 1
    while end < len(cursor.text) and not cursor.text[end].isspace():
        end += 1
    return Unreadable(word=cursor.text[start:end])


# numbers -------------------------------------------------------------------------------------


def _starts_number(cursor: _Cursor, ahead: int = 0) -> bool:
    token = cursor.see(ahead)
    if token.kind in (scan.NUMBER, scan.CLOCK):
        return True
    if token.kind == scan.BODY:
        return True
    following = cursor.see(ahead + 1)
    return token.text in "+-" and following.kind == scan.NUMBER and token.end == following.start


def _number(cursor: _Cursor) -> Number:
    """Read one number with its sign, unit, other side and partials."""
    first = cursor.see()
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


def _suffixes(cursor: _Cursor, number: Number) -> None:
    """Read what follows a number: unit, the other side, partials, a range, "4+", "8f"."""
    while True:
        token, following = cursor.see(), cursor.see(1)
        touches = token.start == number.end
        if token.kind in _UNITS and number.kind in (BARE, WEIGHT) and not number.unit:
            _unit(cursor, number, token)
        elif token.text == "#" and touches and not number.unit:
            number.kind, number.unit, number.end = WEIGHT, "lb", token.end
            cursor.at += 1
        elif token.text in ("/", "+", "-") and following.kind == scan.NUMBER:
            if not _paired(cursor, number, token, following):
                return
        elif token.text == "+" and touches:
            number.plus, number.end = True, token.end
            cursor.at += 1
        elif token.text == "f" and token.kind == scan.FAIL and touches:
            number.failed, number.end = True, token.end
            cursor.at += 1
        else:
            return


def _paired(cursor: _Cursor, number: Number, token: Token, following: Token) -> bool:
    """Read "/8", "+2" or "-2" after a number; tell whether it was one of them."""
    touches = token.start == number.end and token.end == following.start
    apart = token.start > number.end and token.end < following.start and token.text == "+"
    name = {"/": "side", "+": "partials", "-": "upto"}[token.text]
    if not (touches or apart or token.text == "/") or getattr(number, name) is not None:
        return False
    setattr(number, name, thousandths(following.text)[0])
    number.exact = number.exact and ("." not in following.text or name == "upto")
    number.end = following.end
    cursor.at += 2
    return True


def _unit(cursor: _Cursor, number: Number, token: Token) -> None:
    if token.kind == scan.UNIT:
        number.kind, number.unit = WEIGHT, str(token.value)
    elif token.kind == scan.TIME:
        number.kind = SECONDS
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


def _group(cursor: _Cursor, *, stop_at_sets: bool) -> Group:
    """Read numbers with commas between them, up to one that begins another `AxB`."""
    group = [_number(cursor)]
    while cursor.see().text == "," and _starts_number(cursor, 1):
        comma = cursor.see()
        if cursor.see(1).kind not in (scan.NUMBER, scan.CLOCK):
            break
        if stop_at_sets and _starts_sets(cursor, 1):
            break
        cursor.at += 1
        number = _number(cursor)
        number.touching = group[-1].end == comma.start and comma.end == number.start
        group.append(number)
    return group


def _starts_sets(cursor: _Cursor, ahead: int) -> bool:
    """Whether an `AxB` begins some tokens ahead: looks at ten tokens at most."""
    place, cursor.at = cursor.at, cursor.at + ahead
    try:
        if cursor.see().kind == scan.X:
            return _starts_number(cursor, 1)
        if not _starts_number(cursor):
            return False
        first = _number(cursor)
        if cursor.see().text == "," and cursor.see(1).kind == scan.NUMBER:
            comma = cursor.see()
            cursor.at += 1
            second = _number(cursor)
            second.touching = first.end == comma.start and comma.end == second.start
            if not joins(first, second):
                return False
        return cursor.see().kind == scan.X and _starts_number(cursor, 1)
    finally:
        cursor.at = place


# items ---------------------------------------------------------------------------------------


def _quantity(cursor: _Cursor) -> None:
    """Read a group of numbers and find out from what follows what it is."""
    part, token = cursor.part, cursor.see()
    if not _starts_number(cursor):
        _mark(cursor)
        return
    if part.note:
        _late_number(cursor)
        return
    group = _group(cursor, stop_at_sets=part.complete)
    _hold_together(cursor, token, group)
    following = cursor.see()
    if following.kind == scan.X:
        if part.factors or part.leading_x:
            raise _unreadable(cursor, token)
        part.factors = [group]
        _factors(cursor)
    elif following.kind == scan.REPS:
        cursor.at += 1
        if cursor.see().kind == scan.LEFT:
            _take_effort(cursor, "rir", group)
        elif part.reps is not None:
            raise _unreadable(cursor, token)
        else:
            part.reps = group
    elif following.kind == scan.SETS and len(group) == 1 and part.sets is None:
        cursor.at += 1
        part.sets = group[0]
    elif following.kind in _SCALES and not _effort_follows(cursor, group):
        _take_effort(cursor, _SCALES[following.kind], group)
    else:
        _keep(part, group)


def _late_number(cursor: _Cursor) -> None:
    """A number after words of a note: only an effort ("2 left") makes sense there."""
    token = cursor.see()
    if token.kind == scan.BODY:
        _word(cursor)
        return
    group = _group(cursor, stop_at_sets=True)
    if cursor.see().kind == scan.REPS and cursor.see(1).kind == scan.LEFT:
        cursor.at += 1
    if cursor.see().kind not in _SCALES:
        raise _unreadable(cursor, token)
    _take_effort(cursor, _SCALES[cursor.see().kind], group)


def _keep(part: Parts, group: Group) -> None:
    first = group[0]
    if any(each.kind in (SECONDS, CENTIMETRES, METRES_OR_MINUTES) for each in group):
        part.timed.append(group)
    elif any(each.kind == WEIGHT or each.sign for each in group):
        part.loads.append(group)
    elif first.loadward:
        part.loads.append(group)
    else:
        part.bare.append(group)


def _effort_follows(cursor: _Cursor, group: Group) -> bool:
    """Whether in "7 rir 0" the word takes the number after it, not the one before."""
    if cursor.see().kind == scan.LEFT:
        return False
    after = cursor.see(1)
    signed = after.text in ("+", "-", ":", "=") and cursor.see(2).kind == scan.NUMBER
    if after.kind != scan.NUMBER:
        return signed
    beyond = cursor.see(2)
    if beyond.kind == scan.UNIT or beyond.kind == scan.X or beyond.text == "#":
        return False
    small = all(each.kind == BARE and each.milli <= 10_000 for each in group)
    return not (small and thousandths(after.text)[0] > 10_000)


def _hold_together(cursor: _Cursor, token: Token, group: Group) -> None:
    """Refuse a number that touches letters which mean nothing, as in "2day" or "a1"."""
    start, end, following = group[0].start, group[-1].end, cursor.see()
    before = cursor.text[start - 1] if start else " "
    if following.start == end and (
        following.kind in (scan.WORD, scan.NUMBER, scan.CLOCK, scan.BAD) or following.text == "%"
    ):
        raise _unreadable(cursor, token)
    if before == "%" or (before.isalpha() and _word_before(cursor, start)):
        raise _unreadable(cursor, token)


def _word_before(cursor: _Cursor, start: int) -> bool:
    """Whether the token that ends where a number starts is a word without meaning."""
    place = cursor.at - 1
    while place >= 0 and cursor.tokens[place].end > start:
        place -= 1
    return place >= 0 and cursor.tokens[place].kind == scan.WORD


def _factors(cursor: _Cursor) -> None:
    """Read the rest of `A x B x C` after its first part."""
    part = cursor.part
    while cursor.see().kind == scan.X:
        times = cursor.see()
        cursor.at += 1
        if not _starts_number(cursor) or len(part.factors) == 3:
            raise _unreadable(cursor, times)
        token = cursor.see()
        group = _group(cursor, stop_at_sets=True)
        _hold_together(cursor, token, group)
        part.factors.append(group)
    if cursor.see().kind == scan.REPS and cursor.see(1).kind != scan.LEFT:
        cursor.at += 1


def _times(cursor: _Cursor) -> None:
    """Read `x5`: repetitions with the last load, or what is left of "3 sets x 8 x 100kg"."""
    part, times = cursor.part, cursor.see()
    if not _starts_number(cursor, 1):
        if times.text == "*":
            cursor.at += 1
            return
        if part.counts and not part.note:
            raise _unreadable(cursor, times)
        _word(cursor)
        return
    cursor.at += 1
    token = cursor.see()
    group = _group(cursor, stop_at_sets=True)
    _hold_together(cursor, token, group)
    if any(each.kind == WEIGHT or each.sign == "+" for each in group):
        part.loads.append(group)
    elif cursor.see().kind == scan.REPS and part.reps is None:
        cursor.at += 1
        part.reps = group
    elif part.factors or part.leading_x:
        raise _unreadable(cursor, times)
    else:
        part.leading_x, part.factors = True, [group]


def _take_effort(cursor: _Cursor, scale: str, group: Group) -> None:
    if cursor.part.effort is not None:
        raise _unreadable(cursor, cursor.see())
    cursor.at += 1
    cursor.part.effort = Effort(scale, group)


def _effort(cursor: _Cursor) -> None:
    """Read `rir 1`, `rpe9`, `r0`."""
    word = cursor.see()
    skip = 2 if cursor.see(1).text in (":", "=") else 1
    if not _starts_number(cursor, skip) or cursor.see(skip).kind == scan.BODY:
        if word.text == "r" or cursor.part.note:
            _word(cursor)
            return
        raise _unreadable(cursor, word)
    if cursor.part.effort is not None:
        raise _unreadable(cursor, word)
    cursor.at += skip
    token = cursor.see()
    group = _group(cursor, stop_at_sets=True)
    _hold_together(cursor, token, group)
    if cursor.see().kind == scan.X:
        raise _unreadable(cursor, token)
    cursor.part.effort = Effort(_SCALES[word.kind], group)


def _at_sign(cursor: _Cursor) -> None:
    """Read what follows "@": a load or an RPE, settled later."""
    token = cursor.see()
    if cursor.see(1).kind in (scan.RIR, scan.RPE):
        cursor.at += 1
        return
    if not _starts_number(cursor, 1):
        if cursor.see(1).kind == scan.WORD:
            _word(cursor)
            return
        raise _unreadable(cursor, token)
    cursor.at += 1
    number = cursor.see()
    group = _group(cursor, stop_at_sets=True)
    _hold_together(cursor, number, group)
    if cursor.see().kind == scan.X or cursor.part.at:
        raise _unreadable(cursor, number)
    if cursor.see().kind == scan.RPE and not _starts_number(cursor, 1):
        _take_effort(cursor, "rpe", group)
        return
    cursor.part.at.append(group)


def _flag(cursor: _Cursor) -> None:
    """Read a word such as "f", "amrap", "warmup"; words of a note stay words."""
    token, following = cursor.see(), cursor.see(1)
    gear = token.text == "w" and (following.text in _GEAR or following.text == "/")
    alone = following.kind not in (scan.WORD, scan.REPS)
    # "each rep slow", "shared rack": words of a note
    loose = token.kind in (scan.EACH, scan.SHARED) and not alone
    if cursor.part.note or gear or loose:
        _word(cursor)
        return
    setattr(cursor.part, _FLAGS[token.kind], True)
    cursor.at += 1


def _same(cursor: _Cursor) -> None:
    if cursor.part.counts or cursor.part.note:
        _word(cursor)
        return
    cursor.part.same = True
    cursor.at += 1
    if cursor.see().text == "again":
        cursor.at += 1


def _filler(cursor: _Cursor) -> None:
    """Skip "for", "of", "at" before numbers; "at" and "with" make the number a load."""
    token, following = cursor.see(), cursor.see(1)
    known = _starts_number(cursor, 1) or following.kind in (scan.X, scan.RIR, scan.RPE)
    if cursor.part.note or not (known or following.text == "@"):
        _word(cursor)
        return
    cursor.at += 1
    if token.kind != scan.LOADWARD or following.kind != scan.NUMBER:
        return
    before = len(cursor.part.bare)
    _quantity(cursor)
    for group in cursor.part.bare[before:]:
        cursor.part.loads.append(group)
        cursor.part.bare.remove(group)


def _comma(cursor: _Cursor) -> None:
    """A comma before a new `AxB` separates sets; any other is punctuation."""
    cursor.at += 1
    if cursor.part.complete and _starts_sets(cursor, 0):
        cursor.parts.append(Parts(cursor.see().start))


def _mark(cursor: _Cursor) -> None:
    """Skip punctuation; refuse a sign that touches a number and is not understood."""
    token = cursor.see()
    if token.text == ",":
        _comma(cursor)
        return
    if token.text == "@":
        _at_sign(cursor)
        return
    around = cursor.text[max(0, token.start - 1) : token.end + 1]
    if token.text not in ".!?:'~=_`>-" and any(each.isdigit() for each in around):
        raise _unreadable(cursor, token)
    cursor.at += 1


def _word(cursor: _Cursor) -> None:
    """Take a word as part of a note."""
    token, note = cursor.see(), cursor.part.note
    touching = cursor.see(1).start == token.end and cursor.see(1).kind in (scan.NUMBER, scan.CLOCK)
    if touching or any(each.isdigit() for each in token.text):
        raise _unreadable(cursor, token)
    if note and _only_marks(cursor, note[-1][1]):
        note[-1] = (note[-1][0], token.end)
    else:
        note.append((token.start, token.end))
    cursor.at += 1


def _only_marks(cursor: _Cursor, since: int) -> bool:
    place = cursor.at - 1
    while place >= 0 and cursor.tokens[place].start >= since:
        if cursor.tokens[place].kind != scan.MARK:
            return False
        place -= 1
    return True


def _bad(cursor: _Cursor) -> None:
    raise _unreadable(cursor, cursor.see())


_ITEMS: dict[str, Callable[[_Cursor], None]] = {
    scan.NUMBER: _quantity,
    scan.CLOCK: _quantity,
    scan.BODY: _quantity,
    scan.MARK: _quantity,
    scan.X: _times,
    scan.RIR: _effort,
    scan.RPE: _effort,
    scan.FAIL: _flag,
    scan.AMRAP: _flag,
    scan.WARMUP: _flag,
    scan.DROP: _flag,
    scan.EACH: _flag,
    scan.SHARED: _flag,
    scan.SAME: _same,
    scan.FILLER: _filler,
    scan.LOADWARD: _filler,
    scan.BAD: _bad,
}
