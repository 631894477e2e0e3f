"""Where a stretch of a line ends and the next set begins; flags and whose they are."""

from __future__ import annotations

from core.errors import ListMismatch, TooManySets, Unreadable
from core.parsing import scan
from core.parsing.exercise_names import COMMON
from core.parsing.note_words import take_word
from core.parsing.numbers import (
    PADDING,
    Cursor,
    starts_loaded,
    starts_number,
    starts_sets,
    unreadable,
)
from core.parsing.parts import MOST_SETS, Number, Parts
from core.parsing.token_edits import NEXT, SURE

_FLAGS = {
    scan.FAIL: "failed", scan.AMRAP: "amrap", scan.WARMUP: "warmup", scan.DROP: "drop",
    scan.EACH: "each", scan.SHARED: "shared",
}  # fmt: skip
_LEAD = frozenset({scan.WARMUP, scan.DROP, scan.LABEL, NEXT})  # may stand before the next set
_LAST = -len(PADDING) - 1
_SCALES = frozenset({scan.RIR, scan.RPE, scan.LEFT})
_WAS = frozenset({"was", "were", "is", "went", "taken", "at", "with", ":", "=", "-"})
_HOW_MANY = {
    "two": 2, "2": 2, "three": 3, "3": 3, "both": 2,
    "all": MOST_SETS, "every": MOST_SETS, "each": MOST_SETS,
}  # fmt: skip


def open_stretch(cursor: Cursor) -> None:
    """Begin the next set of a line. Raises TooManySets."""
    if len(cursor.parts) == MOST_SETS:
        raise TooManySets(limit=MOST_SETS)
    cursor.open(cursor.see().start)


def opens_here(cursor: Cursor) -> bool:
    """Whether the number here begins another set: "80x8 80x7", "80x8 felt easy 85x6"."""
    part = cursor.part
    if not part.complete or not starts_sets(cursor, 0):
        return False
    if _is_tempo(cursor):
        raise unreadable(cursor, cursor.see())
    noted = (cursor.text[start:end] for start, end in part.note)
    return all(COMMON.issuperset(words.lower().split()) for words in noted)


def _is_tempo(cursor: Cursor) -> bool:
    """Whether "30x1" behind a set of a heavier load can be a tempo."""
    load, times, last = cursor.see(), cursor.see(1), cursor.see(2)
    tight = load.end == times.start and times.end == last.start and times.kind == scan.X
    two = len(load.text) == 2 and load.text.isdecimal() and load.text[1] in "012345"
    if not (tight and two and len(last.text) == 1):
        return False
    factors = cursor.part.factors
    heavier = bool(factors) and factors[0][0].milli >= 2 * int(load.text) * 1000
    return heavier and last.text in "012345" and cursor.see(3).kind in ("end", scan.WORD)


def take_comma(cursor: Cursor) -> None:
    """A comma before a new set separates sets; any other is punctuation."""
    cursor.at += 1
    if not cursor.part.complete:
        return
    ahead = 0
    while cursor.see(ahead).kind in _LEAD and ahead < len(PADDING) - 2:
        ahead += 1
    if starts_sets(cursor, ahead) or starts_loaded(cursor, ahead) or _starts_attempt(cursor):
        open_stretch(cursor)


def take_next(cursor: Cursor) -> None:
    """Read: "then", an arrow, a slash, a plus between two sets."""
    value = cursor.see().value
    count = len(cursor.parts)
    take_comma(cursor)
    if len(cursor.parts) == count and cursor.part.counts:
        return
    cursor.part.drop = cursor.part.drop or value == "drop"
    cursor.part.lighter = value == "lighter"


def _starts_attempt(cursor: Cursor) -> bool:
    """Whether "missed 102.5" comes next."""
    token = cursor.see()
    tried = token.kind == scan.MISS or token.text in scan.FAIL_VERBS
    return tried and starts_number(cursor, 1)


def take_flag(cursor: Cursor) -> None:
    """Read a word such as "f", "amrap", "warmup"; words of a note stay words."""
    token, following, part = cursor.see(), cursor.see(1), cursor.part
    alone = following.kind not in (scan.WORD, scan.REPS)
    # "each rep slow", "shared rack": words of a note
    loose = token.kind in (scan.EACH, scan.SHARED) and not alone
    if loose or (part.note and token.value != SURE and not _closes(cursor)):
        take_word(cursor)
        return
    if token.kind == scan.DROP and _leads_drop(cursor):
        return
    if token.kind == scan.DROP and token.text != "drop" and len(cursor.parts) > 1:
        cursor.dropping = cursor.dropping or not part.counts
    if token.kind == scan.WARMUP and not part.counts and len(cursor.parts) == 1:
        cursor.warm = token.text != "w"
    if token.kind == scan.EACH:
        part.each_load = _is_of_load(cursor)
    setattr(part, _FLAGS[token.kind], True)
    if token.text in scan.FAIL_VERBS:
        part.verb = (token.start, token.end)
        part.verb_first = not part.counts
    cursor.at += 1


def _closes(cursor: Cursor) -> bool:
    """Whether an "f" ends a line of which all words are plain: "80x8 hard f"."""
    if cursor.see().text != "f" or cursor.see(1).kind != "end":
        return False
    noted = (cursor.text[start:end] for start, end in cursor.part.note)
    return all(COMMON.issuperset(words.lower().split()) for words in noted)


def _leads_drop(cursor: Cursor) -> bool:
    """Take a "drop" that speaks of the set after it; False where it ends its own."""
    part = cursor.part
    if not part.counts and len(cursor.parts) == 1:
        cursor.drops = True
        cursor.at += 1
        return True
    behind = len(cursor.parts) > 1 and cursor.tokens[_LAST].kind == scan.DROP
    if not part.complete or behind or not starts_sets(cursor, 1):
        return False
    cursor.dropping = cursor.see().text != "drop"
    cursor.at += 1
    open_stretch(cursor)
    cursor.part.drop = True
    return True


def _is_of_load(cursor: Cursor) -> bool:
    """Whether "each side" speaks of a load: "62.5 kg/side", "20 a side x 8"."""
    before = cursor.tokens[cursor.at - 1] if cursor.at else PADDING[0]
    return before.kind == scan.UNIT or (before.kind == scan.NUMBER and cursor.see(1).kind == scan.X)


def take_label(cursor: Cursor) -> None:
    """Read: "top set", "work": what comes is no warm-up any more."""
    cursor.warm = False
    cursor.at += 1
    if cursor.see().text in (":", "-") and cursor.see(1).kind == scan.NUMBER:
        cursor.at += 1
    if cursor.part.complete and (starts_sets(cursor, 0) or starts_loaded(cursor, 0)):
        open_stretch(cursor)
    if not cursor.part.counts:
        cursor.part.warmup = False


def take_hand(cursor: Cursor) -> None:
    """Read: "each hand": how dumbbells are counted."""
    cursor.part.hand = True
    cursor.at += 1


def take_myo(cursor: Cursor) -> None:
    """Read: "myo": the sets after the first follow with little rest."""
    cursor.part.myo = True
    cursor.at += 1


def take_last(cursor: Cursor) -> None:
    """Read: "last set to failure", "last one rir 0": an effort of the last set, not of all."""
    ahead = 1
    while cursor.see(ahead).text in _WAS and ahead < len(PADDING) - 3:
        ahead += 1
    token, part = cursor.see(ahead), cursor.part
    number = token.kind == scan.NUMBER
    scale = cursor.see(ahead + 1)
    if number and scale.kind == scan.REPS:
        scale = cursor.see(ahead + 2)
    fails = token.kind == scan.FAIL and part.counts
    ends = ahead == 1 and token.kind in ("end", scan.MARK) and token.text != "@"
    if ends and part.counts and (part.effort is not None or part.at or part.failed):
        part.of_last = True  # "rpe 9 on the last"
        cursor.at += 1
        return
    rated = token.kind in _SCALES or token.text == "@" or (number and scale.kind in _SCALES)
    if not (fails or rated):
        take_word(cursor)
        return
    words = cursor.see().text.split()
    part.failing = next((_HOW_MANY[each] for each in words if each in _HOW_MANY), 1)
    part.of_last = part.failing < MOST_SETS
    cursor.at += ahead
    if fails:
        part.failed = True
        cursor.at += 1


def take_missed_rep(cursor: Cursor) -> None:
    """Read: "failed on the 9th": settled with the repetitions that were done."""
    token = cursor.see()
    digits = "".join(each for each in token.text if each.isdigit())
    if not cursor.part.counts or cursor.part.missed_rep is not None:
        raise unreadable(cursor, token)
    cursor.part.missed_rep = Number(int(digits) * 1000, token.text, token.start, token.end)
    cursor.at += 1


def take_miss(cursor: Cursor) -> None:
    """Read "missed"; "missed the last one" is a note."""
    token, following = cursor.see(), cursor.see(1)
    if cursor.part.note or cursor.part.miss or following.kind in (scan.WORD, scan.REPS):
        take_word(cursor)
        return
    cursor.part.miss = (token.start, token.end)
    cursor.at += 1


def take_same(cursor: Cursor) -> None:
    """Read "same", "same again"."""
    if cursor.part.counts or cursor.part.note:
        take_word(cursor)
        return
    cursor.part.same = True
    start = cursor.see().start
    cursor.at += 2 if cursor.see(1).text == "again" else 1
    cursor.part.same_at = (start, cursor.tokens[cursor.at - 1].end)


def settle_flags(cursor: Cursor) -> None:
    """What was said once for several sets. Raises ListMismatch, Unreadable."""
    parts = cursor.parts
    if cursor.drops:
        for part in parts[1:] or parts:
            part.drop = True
    if len(parts) == 1:
        return
    if parts[-1].failing == MOST_SETS:
        for part in parts:
            part.failed, part.failing = True, MOST_SETS
    if cursor.warm:
        for part in parts[1:]:
            part.warmup = part.effort is None and not part.at
    _count_once(parts)


def _count_once(parts: list[Parts]) -> None:
    """A count of sets and a list of sets do not multiply: "3 sets: 100x5, 100x5, 110x3"."""
    first, last = parts[0], parts[-1]
    said = [part for part in parts if part.sets is not None]
    if len(said) != 1 or said[0].sets is None:
        return
    sets = said[0].sets.milli
    if said[0] is first and first.factors and first.sets_first:
        if sets != len(parts) * 1000:
            raise ListMismatch(sets=sets // 1000, given=len(parts))
        first.sets = None
    elif said[0] is last and sets == len(parts) * 1000:
        raise Unreadable(word=f"{said[0].sets.text} sets")
