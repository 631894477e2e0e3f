"""Tokens of a line to the parts they make: a descent that never looks back."""

from __future__ import annotations

from collections.abc import Callable

from core.errors import Unreadable
from core.parsing import scan
from core.parsing.note_words import take_word
from core.parsing.numbers import (
    PADDING,
    Cursor,
    hold_together,
    read_group,
    starts_number,
    unreadable,
)
from core.parsing.parts import (
    BARE,
    TIMED,
    WEIGHT,
    Effort,
    Group,
    Parts,
)
from core.parsing.scan import Token, thousandths
from core.parsing.stretches import (
    open_stretch,
    opens_here,
    settle_flags,
    take_comma,
    take_flag,
    take_hand,
    take_label,
    take_last,
    take_miss,
    take_missed_rep,
    take_myo,
    take_next,
    take_same,
)
from core.parsing.token_edits import AT_LEAST, MYO_SETS, NEXT

MOST_GROUPS = 8  # numbers in one set; more make no sense whatever they are
_SCALES = {scan.RIR: "rir", scan.RPE: "rpe", scan.LEFT: "rir"}


def parse(tokens: list[Token], text: str) -> list[Parts]:
    """What a line says, one entry for each stretch that describes a set or several alike.

    Raises Unreadable for a word that holds a digit and makes no sense.
    """
    part = Parts(0)
    cursor = Cursor(tokens + PADDING, text, part, [part])
    count = len(tokens)
    while cursor.at < count:
        _ITEMS.get(cursor.tokens[cursor.at].kind, take_word)(cursor)
        if cursor.at:
            cursor.part.last_at = cursor.tokens[cursor.at - 1].end
    settle_flags(cursor)
    return cursor.parts


def _quantity(cursor: Cursor) -> None:
    """Read a group of numbers and find out from what follows what it is."""
    part, token = cursor.part, cursor.tokens[cursor.at]
    if token.kind != scan.NUMBER and not starts_number(cursor):
        _mark(cursor)
        return
    if part.complete and opens_here(cursor):
        open_stretch(cursor)
        part = cursor.part
    if part.note:
        _late_number(cursor)
        return
    stops = bool(part.factors or part.reps or part.loads or part.same or part.miss or part.verb)
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
        part.sets, part.sets_first = group[0], not part.factors
    elif following.kind in _SCALES and not _effort_follows(cursor, group):
        _take_effort(cursor, _SCALES[following.kind], group)
    else:
        _keep(cursor, group)


def _late_number(cursor: Cursor) -> None:
    """A number after words of a note: only an effort ("2 left") makes sense there."""
    token = cursor.see()
    if token.kind == scan.BODY:
        take_word(cursor)
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
    tight = not _is_spaced(cursor)
    spaced = True
    while tokens[cursor.at].kind == scan.X:
        times = tokens[cursor.at]
        spaced = spaced and (len(part.factors) == 1 or _is_spaced(cursor))
        cursor.at += 1
        weighed = part.factors[0][0].kind == WEIGHT
        if len(part.factors) == 3 and (spaced or weighed):  # "100 x5 x5 x4", "100kg x 5 x 5 x 4"
            load, *reps = part.factors
            part.factors, part.listed = [load, [each for group in reps for each in group]], True
        if not starts_number(cursor) or len(part.factors) == 3:
            raise unreadable(cursor, times)
        token = tokens[cursor.at]
        group = read_group(cursor, stop_at_sets=True)
        hold_together(cursor, token, group)
        if (
            part.listed
            and (spaced or weighed)
            and len(part.factors) == 2
            and len(part.factors[1]) > 1
        ):
            part.factors[-1] += group
        else:
            part.factors.append(group)
    part.spaced_x = spaced and not tight and len(part.factors) == 3
    if tokens[cursor.at].kind == scan.SETS and len(part.factors) == 3 and part.sets is None:
        part.sets = part.factors.pop()[0]
        cursor.at += 1
    if tokens[cursor.at].kind == scan.REPS and cursor.see(1).kind != scan.LEFT:
        cursor.at += 1


def _is_spaced(cursor: Cursor) -> bool:
    """Whether a times sign belongs to the number behind it alone: " x5"."""
    times, number = cursor.see(), cursor.see(1)
    return (
        cursor.text[times.start - 1 : times.start] in (" ", "/", ",") and times.end == number.start
    )


def _is_tight(cursor: Cursor, times: Token) -> bool:
    """Whether a times sign stood apart from what is before it and touches its number: " x5"."""
    apart = cursor.text[times.start - 1 : times.start] in (" ", "/", ",")
    return apart and cursor.text[times.end : times.end + 1].isdigit()


def _times(cursor: Cursor) -> None:
    """Read `x5`: repetitions with the last load, or what is left of "3 sets x 8 x 100kg"."""
    part, times = cursor.part, cursor.see()
    if not starts_number(cursor, 1):
        if times.text == "*":
            cursor.at += 1
            return
        if part.counts and not part.note:
            raise unreadable(cursor, times)
        take_word(cursor)
        return
    if part.note and part.counts and not part.complete:  # "4 blocks x 10"
        raise unreadable(cursor, times)
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
    elif part.leading_x and _is_tight(cursor, times):  # "100kg x5 x5 x4"
        part.listed = True
        part.factors[0] += group
    elif part.sets is None and len(group) == 1 and _may_count(part):
        part.sets = group[0]
    elif part.factors:
        raise unreadable(cursor, times)
    else:
        part.leading_x, part.factors = True, [group]


def _multiplies(cursor: Cursor) -> bool:
    """Whether a times sign behind an effort says anything but the sets: "100x5 @8 x3"."""
    times, part = cursor.see(), cursor.part
    if times.kind != scan.X:
        return False
    sets = len(part.factors) == 2 and part.sets is None and not (part.effort or part.at)
    return not (sets and _is_tight(cursor, times) and cursor.see(2).kind not in (scan.X, scan.UNIT))


def _may_count(part: Parts) -> bool:
    """Whether `x3` is the sets: "bw x 12 x 3", and behind an effort "100x5 @8 x3"."""
    rated = part.effort is not None or len(part.at) == 1
    return part.leading_x or (len(part.factors) == 2 and rated and not part.note)


def _take_effort(cursor: Cursor, scale: str, group: Group) -> None:
    if cursor.part.effort is not None:
        raise unreadable(cursor, cursor.see())
    cursor.at += 1
    cursor.part.effort = Effort(scale, group)


def _effort(cursor: Cursor) -> None:
    """Read `rir 1`, `rpe9`, `r0`."""
    word = cursor.tokens[cursor.at]
    after = cursor.tokens[cursor.at + 1]
    skip = 2 if after.text in (":", "=", AT_LEAST) else 1
    if not starts_number(cursor, skip) or cursor.tokens[cursor.at + skip].kind == scan.BODY:
        if word.text == "r" or cursor.part.note:
            take_word(cursor)
            return
        raise unreadable(cursor, word)
    if cursor.part.effort is not None:
        raise unreadable(cursor, word)
    cursor.at += skip
    token = cursor.tokens[cursor.at]
    group = read_group(cursor, stop_at_sets=True)
    hold_together(cursor, token, group)
    if cursor.tokens[cursor.at].kind == scan.X and _multiplies(cursor):
        raise unreadable(cursor, token)
    if len(cursor.parts) > 1 or cursor.part.complete or len(cursor.part.bare) > 2:
        _spaced_efforts(cursor, group)
    cursor.part.effort = Effort(_SCALES[word.kind], group, at_least=after.text == AT_LEAST)


def _spaced_efforts(cursor: Cursor, group: Group) -> None:
    """Read the rest of "rpe 8 8.5 9.5"."""
    while cursor.see().kind == scan.NUMBER and cursor.see(1).kind in ("end", scan.NUMBER):
        if thousandths(cursor.see().text)[0] > 10_000:
            return
        group += read_group(cursor, stop_at_sets=True)


def _at_sign(cursor: Cursor) -> None:
    """Read what follows "@": a load or an RPE, settled later."""
    token = cursor.see()
    if cursor.see(1).kind in (scan.RIR, scan.RPE):
        cursor.at += 1
        return
    if not starts_number(cursor, 1):
        if cursor.see(1).kind == scan.WORD:
            take_word(cursor)
            return
        raise unreadable(cursor, token)
    cursor.at += 1
    number = cursor.see()
    if not cursor.part.counts and _is_load_at(cursor):  # "@100 x5"
        _quantity(cursor)
        return
    group = read_group(cursor, stop_at_sets=True)
    hold_together(cursor, number, group)
    if _multiplies(cursor) or len(cursor.part.at) == 2:
        raise unreadable(cursor, number)
    if cursor.see().kind == scan.REPS and _is_reps_at(cursor):  # "100kg @ 5 reps"
        cursor.at += 1
        cursor.part.reps = group
        return
    if cursor.see().kind in (scan.RPE, scan.RIR) and not starts_number(cursor, 1):
        _take_effort(cursor, _SCALES[cursor.see().kind], group)
        return
    cursor.part.at.append(group)


def _is_load_at(cursor: Cursor) -> bool:
    """Whether "100 x5" or "100kg x 5" begins here: a load over 10, or with a unit."""
    if cursor.see().kind != scan.NUMBER:  # "@+0": a sign begins a number too
        return False
    unit = cursor.see(1).kind == scan.UNIT
    heavy = unit or thousandths(cursor.see().text)[0] > 10_000
    return heavy and cursor.see(1 + unit).kind == scan.X


def _is_reps_at(cursor: Cursor) -> bool:
    """Whether the number behind "@" can only be repetitions: a load stands before it."""
    part = cursor.part
    loaded = bool(part.loads) or (len(part.bare) == 1 and len(part.bare[0]) == 1)
    done = part.factors or part.reps or part.timed or part.leading_x
    return loaded and not done and cursor.see(1).kind != scan.LEFT


def _filler(cursor: Cursor) -> None:
    """Skip "for", "of", "at" before numbers; "at" and "with" make the number a load."""
    token, following = cursor.see(), cursor.see(1)
    known = starts_number(cursor, 1) or following.kind in (scan.X, scan.RIR, scan.RPE)
    if cursor.part.note or not (known or following.text == "@"):
        take_word(cursor)
        return
    cursor.at += 1
    of_sets = token.text == "à" and cursor.tokens[cursor.at - 2].kind == scan.SETS
    if token.kind != scan.LOADWARD or following.kind != scan.NUMBER or of_sets:
        return
    before = len(cursor.part.bare)
    _quantity(cursor)
    for group in cursor.part.bare[before:]:
        cursor.part.loads.append(group)
        cursor.part.bare.remove(group)


def _mark(cursor: Cursor) -> None:
    """Skip punctuation; refuse a sign that touches a number and is not understood."""
    token = cursor.see()
    if token.text == ",":
        take_comma(cursor)
        return
    if token.text == "@":
        _at_sign(cursor)
        return
    around = cursor.text[max(0, token.start - 1) : token.end + 1]
    beside = sum(each.isdigit() for each in around)
    if beside and (beside == 2 or token.text not in ".!?:'~=_`>-"):
        raise unreadable(cursor, token)
    cursor.at += 1


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
    scan.FAIL: take_flag,
    scan.MISS: take_miss,
    scan.AMRAP: take_flag,
    scan.WARMUP: take_flag,
    scan.DROP: take_flag,
    scan.EACH: take_flag,
    scan.SHARED: take_flag,
    scan.SAME: take_same,
    scan.FILLER: _filler,
    scan.LOADWARD: _filler,
    scan.BAD: _bad,
    scan.LABEL: take_label,
    scan.HAND: take_hand,
    scan.MISSED_REP: take_missed_rep,
    scan.LAST: take_last,
    NEXT: take_next,
    MYO_SETS: take_myo,
}
