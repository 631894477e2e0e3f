"""Tokens of a line to the parts they make: a descent that never looks back."""

from __future__ import annotations

from collections.abc import Callable

from core.errors import TooManySets, Unreadable
from core.parsing import scan
from core.parsing.characters import holds_digit
from core.parsing.numbers import (
    PADDING,
    Cursor,
    hold_together,
    read_group,
    starts_number,
    starts_sets,
    unreadable,
)
from core.parsing.parts import (
    BARE,
    MOST_SETS,
    TIMED,
    WEIGHT,
    Effort,
    Group,
    Parts,
)
from core.parsing.scan import Token, thousandths

MOST_GROUPS = 8  # numbers in one set; more make no sense whatever they are
_SCALES = {scan.RIR: "rir", scan.RPE: "rpe", scan.LEFT: "rir"}
# "w belt" is "with a belt", not a warm-up
_GEAR = frozenset({"belt", "wraps", "wrap", "straps", "strap", "sleeves", "pause", "chains"})
_FLAGS = {
    scan.FAIL: "failed", scan.AMRAP: "amrap", scan.WARMUP: "warmup", scan.DROP: "drop",
    scan.EACH: "each", scan.SHARED: "shared",
}  # fmt: skip


def parse(tokens: list[Token], text: str) -> list[Parts]:
    """What a line says, one entry for each stretch that describes a set or several alike.

    Raises Unreadable for a word that holds a digit and makes no sense.
    """
    part = Parts(0)
    cursor = Cursor(tokens + PADDING, text, part, [part])
    count = len(tokens)
    while cursor.at < count:
        _ITEMS.get(cursor.tokens[cursor.at].kind, _word)(cursor)
        if cursor.at:
            cursor.part.last_at = cursor.tokens[cursor.at - 1].end
    return cursor.parts


def _quantity(cursor: Cursor) -> None:
    """Read a group of numbers and find out from what follows what it is."""
    part, token = cursor.part, cursor.tokens[cursor.at]
    if token.kind != scan.NUMBER and not starts_number(cursor):
        _mark(cursor)
        return
    if part.note:
        _late_number(cursor)
        return
    stops = bool(part.factors or part.reps or part.same or part.miss or part.verb)
    group = read_group(cursor, stop_at_sets=stops)
    hold_together(cursor, token, group)
    following = cursor.tokens[cursor.at]
    if following.kind == scan.X:
        if part.factors or part.leading_x:
            raise unreadable(cursor, token)
        part.factors = [group]
        _factors(cursor)
    elif following.kind == scan.REPS:
        cursor.at += 1
        if cursor.see().kind == scan.LEFT:
            _take_effort(cursor, "rir", group)
        elif part.reps is not None:
            raise unreadable(cursor, token)
        else:
            part.reps = group
    elif following.kind == scan.SETS and len(group) == 1 and part.sets is None:
        cursor.at += 1
        part.sets = group[0]
    elif following.kind in _SCALES and not _effort_follows(cursor, group):
        _take_effort(cursor, _SCALES[following.kind], group)
    else:
        _keep(cursor, group)


def _late_number(cursor: Cursor) -> None:
    """A number after words of a note: only an effort ("2 left") makes sense there."""
    token = cursor.see()
    if token.kind == scan.BODY:
        _word(cursor)
        return
    group = read_group(cursor, stop_at_sets=True)
    if cursor.see().kind == scan.REPS and cursor.see(1).kind == scan.LEFT:
        cursor.at += 1
    if cursor.see().kind not in _SCALES:
        raise unreadable(cursor, token)
    _take_effort(cursor, _SCALES[cursor.see().kind], group)


def _keep(cursor: Cursor, group: Group) -> None:
    part, first = cursor.part, group[0]
    if len(part.bare) + len(part.loads) + len(part.timed) == MOST_GROUPS:
        raise Unreadable(word=first.text)
    kept = part.bare
    for each in group:
        if each.kind in TIMED:
            kept = part.timed
            break
        if each.kind == WEIGHT or each.sign or first.loadward:
            kept = part.loads
    kept.append(group)


def _effort_follows(cursor: Cursor, group: Group) -> bool:
    """Whether in "7 rir 0" the word takes the number after it, not the one before."""
    if cursor.see().kind == scan.LEFT:
        return False
    after = cursor.see(1)
    signed = after.text in ("+", "-", ":", "=") and cursor.see(2).kind == scan.NUMBER
    if after.kind != scan.NUMBER:
        return signed
    beyond = cursor.see(2)
    if beyond.text == "#" or beyond.kind in (scan.UNIT, scan.X):
        return False
    small = all(each.kind == BARE and each.milli <= 10_000 for each in group)
    return not (small and thousandths(after.text)[0] > 10_000)


def _factors(cursor: Cursor) -> None:
    """Read the rest of `A x B x C` after its first part."""
    part, tokens = cursor.part, cursor.tokens
    while tokens[cursor.at].kind == scan.X:
        times = tokens[cursor.at]
        cursor.at += 1
        if not starts_number(cursor) or len(part.factors) == 3:
            raise unreadable(cursor, times)
        token = tokens[cursor.at]
        group = read_group(cursor, stop_at_sets=True)
        hold_together(cursor, token, group)
        part.factors.append(group)
    if tokens[cursor.at].kind == scan.SETS and len(part.factors) == 3 and part.sets is None:
        part.sets = part.factors.pop()[0]
        cursor.at += 1
    if tokens[cursor.at].kind == scan.REPS and cursor.see(1).kind != scan.LEFT:
        cursor.at += 1


def _times(cursor: Cursor) -> None:
    """Read `x5`: repetitions with the last load, or what is left of "3 sets x 8 x 100kg"."""
    part, times = cursor.part, cursor.see()
    if not starts_number(cursor, 1):
        if times.text == "*":
            cursor.at += 1
            return
        if part.counts and not part.note:
            raise unreadable(cursor, times)
        _word(cursor)
        return
    cursor.at += 1
    token = cursor.see()
    group = read_group(cursor, stop_at_sets=True)
    hold_together(cursor, token, group)
    if any(each.kind == WEIGHT or each.sign == "+" for each in group):
        part.loads.append(group)
    elif cursor.see().kind == scan.REPS and part.reps is None:
        cursor.at += 1
        part.reps = group
    elif cursor.see().kind == scan.SETS and part.sets is None and len(group) == 1:
        cursor.at += 1
        part.sets = group[0]
    elif part.factors or part.leading_x:
        raise unreadable(cursor, times)
    else:
        part.leading_x, part.factors = True, [group]


def _take_effort(cursor: Cursor, scale: str, group: Group) -> None:
    if cursor.part.effort is not None:
        raise unreadable(cursor, cursor.see())
    cursor.at += 1
    cursor.part.effort = Effort(scale, group)


def _effort(cursor: Cursor) -> None:
    """Read `rir 1`, `rpe9`, `r0`."""
    word = cursor.tokens[cursor.at]
    skip = 2 if cursor.tokens[cursor.at + 1].text in (":", "=") else 1
    if not starts_number(cursor, skip) or cursor.tokens[cursor.at + skip].kind == scan.BODY:
        if word.text == "r" or cursor.part.note:
            _word(cursor)
            return
        raise unreadable(cursor, word)
    if cursor.part.effort is not None:
        raise unreadable(cursor, word)
    cursor.at += skip
    token = cursor.tokens[cursor.at]
    group = read_group(cursor, stop_at_sets=True)
    hold_together(cursor, token, group)
    if cursor.tokens[cursor.at].kind == scan.X:
        raise unreadable(cursor, token)
    cursor.part.effort = Effort(_SCALES[word.kind], group)


def _at_sign(cursor: Cursor) -> None:
    """Read what follows "@": a load or an RPE, settled later."""
    token = cursor.see()
    if cursor.see(1).kind in (scan.RIR, scan.RPE):
        cursor.at += 1
        return
    if not starts_number(cursor, 1):
        if cursor.see(1).kind == scan.WORD:
            _word(cursor)
            return
        raise unreadable(cursor, token)
    cursor.at += 1
    number = cursor.see()
    group = read_group(cursor, stop_at_sets=True)
    hold_together(cursor, number, group)
    if cursor.see().kind == scan.X or len(cursor.part.at) == 2:
        raise unreadable(cursor, number)
    if cursor.see().kind == scan.RPE and not starts_number(cursor, 1):
        _take_effort(cursor, "rpe", group)
        return
    cursor.part.at.append(group)


def _flag(cursor: Cursor) -> None:
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
    if token.text in scan.FAIL_VERBS:
        cursor.part.verb = (token.start, token.end)
        cursor.part.verb_first = not cursor.part.counts
    cursor.at += 1


def _miss(cursor: Cursor) -> None:
    """Read "missed"; "missed the last one" is a note."""
    token, following = cursor.see(), cursor.see(1)
    if cursor.part.note or cursor.part.miss or following.kind in (scan.WORD, scan.REPS):
        _word(cursor)
        return
    cursor.part.miss = (token.start, token.end)
    cursor.at += 1


def _same(cursor: Cursor) -> None:
    if cursor.part.counts or cursor.part.note:
        _word(cursor)
        return
    cursor.part.same = True
    start = cursor.see().start
    cursor.at += 2 if cursor.see(1).text == "again" else 1
    cursor.part.same_at = (start, cursor.tokens[cursor.at - 1].end)


def _filler(cursor: Cursor) -> None:
    """Skip "for", "of", "at" before numbers; "at" and "with" make the number a load."""
    token, following = cursor.see(), cursor.see(1)
    known = starts_number(cursor, 1) or following.kind in (scan.X, scan.RIR, scan.RPE)
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


def _comma(cursor: Cursor) -> None:
    """A comma before a new `AxB` separates sets; any other is punctuation."""
    cursor.at += 1
    if cursor.part.complete and (starts_sets(cursor, 0) or _starts_attempt(cursor)):
        if len(cursor.parts) == MOST_SETS:
            raise TooManySets(limit=MOST_SETS)
        cursor.open(cursor.see().start)


def _starts_attempt(cursor: Cursor) -> bool:
    """Whether "missed 102.5" comes next."""
    token = cursor.see()
    tried = token.kind == scan.MISS or token.text in scan.FAIL_VERBS
    return tried and starts_number(cursor, 1)


def _mark(cursor: Cursor) -> None:
    """Skip punctuation; refuse a sign that touches a number and is not understood."""
    token = cursor.see()
    if token.text == ",":
        _comma(cursor)
        return
    if token.text == "@":
        _at_sign(cursor)
        return
    around = cursor.text[max(0, token.start - 1) : token.end + 1]
    beside = sum(each.isdigit() for each in around)
    if beside and (beside == 2 or token.text not in ".!?:'~=_`>-"):
        raise unreadable(cursor, token)
    cursor.at += 1


def _word(cursor: Cursor) -> None:
    """Take a word as part of a note."""
    token, note = cursor.see(), cursor.part.note
    touching = cursor.see(1).start == token.end and cursor.see(1).kind in (scan.NUMBER, scan.CLOCK)
    if touching or holds_digit(token.text):
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


def _bad(cursor: Cursor) -> None:
    raise unreadable(cursor, cursor.see())


_ITEMS: dict[str, Callable[[Cursor], None]] = {
    scan.NUMBER: _quantity,
    scan.CLOCK: _quantity,
    scan.BODY: _quantity,
    scan.MARK: _quantity,
    scan.X: _times,
    scan.RIR: _effort,
    scan.RPE: _effort,
    scan.FAIL: _flag,
    scan.MISS: _miss,
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
