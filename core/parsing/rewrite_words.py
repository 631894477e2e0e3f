"""Words of a line that stand for numbers and signs: "two", "80 by 8", "(f)"."""

from __future__ import annotations

from core.errors import UnclearLoad
from core.parsing import scan
from core.parsing.scan import Token
from core.parsing.token_edits import (
    AMOUNTS,
    BRACKETS,
    FLAGS,
    SCALES,
    SURE,
    Typed,
    has_product,
    keep_note,
    last_of,
    number_of,
    starts_product,
    token_as,
    token_at,
)

_EACH_OF, _GERMAN_SETS = frozenset({"a", "zu"}), frozenset({"satz", "sätze", "saetze", "sätzen"})
_ONE_SET = frozenset({"set", "satz", "подход", "seria", "reeks"})
_MOST_REPS_SAID = 30  # "100 reps 5": more can be a load as well
_LOAD_WORDS = ("weight", "load")
_PRODUCT_WORDS = frozenset({"по", "po", "de", "da", "à"})  # "3 по 8"


def unwrap_brackets(tokens: list[Token], typed: Typed) -> list[Token]:
    """Brackets hold what they hold: "(2 RIR)", "(80x8) x3", "(f)". A flag in one is no note."""
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        if token.text in BRACKETS and token.kind == scan.MARK:
            continue
        opened = place and tokens[place - 1].text in "([{" and tokens[place - 1].kind == scan.MARK
        sure = opened and token.kind in FLAGS
        kept.append(token._replace(value=SURE) if sure else token)
    return kept


def read_sets_of(tokens: list[Token], typed: Typed) -> list[Token]:
    """German "3 Sätze a 8" and "3 Sätze zu je 8" as "3 Sätze à 8"."""
    kept = list(tokens)
    for place, token in enumerate(tokens):
        ahead, before = token_at(tokens, place + 1), token_at(tokens, place - 1)
        said = token.text in _EACH_OF and before.kind == scan.SETS and before.text in _GERMAN_SETS
        if said and place and (ahead.kind == scan.NUMBER or ahead.text == "je"):
            kept[place] = token_as(token, scan.LOADWARD, "à")
    return [
        each
        for place, each in enumerate(kept)
        if not (place and each.text == "je" and kept[place - 1].text == "à")
    ]


def read_number_words(tokens: list[Token], typed: Typed) -> list[Token]:
    """Words for numbers where a number is meant: "two left", "three sets of ten", "80 x eight"."""
    kept = list(tokens)
    for place, token in enumerate(tokens):
        number = number_of(token)
        if number is None:
            continue
        ahead, before = token_at(tokens, place + 1), token_at(kept, place - 1)
        counted_of = before.kind == scan.FILLER and _is_counted(tokens, kept, place)
        if before.kind == scan.FILLER or before.text in _PRODUCT_WORDS:
            before = token_at(kept, place - 2)
        counted = ahead.kind in (scan.SETS, scan.REPS, scan.X, scan.LEFT, scan.MORE, scan.RIR)
        said = has_product(kept[:place])
        counted = counted or (not said and _is_measured(ahead, typed))
        if ahead.kind == scan.TIMES and not said:
            after = token_at(tokens, place + 2)
            weighed = any(each.kind == scan.UNIT for each in kept[:place])
            counted = after.kind == scan.NUMBER or (after.kind == "end" and weighed)
        elif ahead.kind == scan.TIMES:
            counted = True
        product = before.kind in (scan.SETS, scan.X, scan.TIMES, scan.RIR, scan.RPE)
        done = said or any(each.kind == scan.TIMES for each in kept[:place])
        product = product or (done and before.text == "at" and ahead.kind == "end")
        if counted or product or counted_of or _is_alone(tokens, typed):
            kept[place] = token_as(token, scan.NUMBER, str(number))
    return kept


def _is_measured(unit: Token, typed: Typed) -> bool:
    """Whether a word before a unit is an amount: "ten kilos"; "two minutes" of a hold."""
    holds = any(each.measure in ("time", "distance") for each, _, _ in typed.marked.names)
    return unit.kind == scan.UNIT or (holds and unit.kind in AMOUNTS)


def _is_counted(tokens: list[Token], kept: list[Token], place: int) -> bool:
    """Whether a word behind "for" is the repetitions: "80 for ten", "140 for eight two left"."""
    load, ahead = token_at(kept, place - 2), token_at(tokens, place + 1)
    counted = load.kind in (scan.NUMBER, scan.UNIT) and kept[place - 1].text in ("for", "por")
    plain = ahead.kind in ("end", scan.MARK, scan.NUMBER, scan.RIR, scan.RPE, scan.FAIL)
    return counted and (plain or number_of(ahead) is not None)


def _is_alone(tokens: list[Token], typed: Typed) -> bool:
    """Whether a number in words is all that is said of a lift: "pull ups eight"."""
    return len(tokens) == 1 and len(typed.marked.names) == 1 and typed.marked.names[0][1] == 0


def read_more(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "2 more" are left, but "2 more sets" are sets."""
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        if token.kind == scan.MORE:
            before, ahead = token_at(tokens, place - 1), token_at(tokens, place + 1)
            counted = before.kind in (scan.NUMBER, scan.REPS)
            if counted and ahead.kind == scan.SETS:
                raise UnclearLoad(word=typed.text[before.start : ahead.end])
            kept.append(token_as(token, scan.LEFT if counted else scan.WORD))
        elif token.kind != scan.LEFT or last_of(kept).kind != scan.LEFT:
            kept.append(token)
    return kept


def drop_pause(tokens: list[Token], typed: Typed) -> list[Token]:
    """A comma before an effort in words is a pause, not a list: "80x8, 2 left", "12, 1-2 left"."""
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        comma = token.kind == scan.MARK and token.text == "," and kept
        if comma and token.end < token_at(tokens, place + 1).start and _is_left(tokens, place + 1):
            continue
        kept.append(token)
    return kept


def _is_left(tokens: list[Token], place: int) -> bool:
    """Whether "2 left" or "1-2 left" begins here."""
    if token_at(tokens, place).kind != scan.NUMBER:
        return False
    if token_at(tokens, place + 1).text == "-":
        place += 2
    if token_at(tokens, place + 1).kind == scan.REPS:
        place += 1
    return token_at(tokens, place + 1).kind == scan.LEFT


def read_times(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "80 by 8", "80 times 8"; "80x8 three times"."""
    kept = list(tokens)
    for place, token in enumerate(tokens):
        if token.kind == scan.TWICE:
            kept[place] = token_as(token, scan.WORD)
            if has_product(tokens[:place]):
                kept[place : place + 1] = [
                    token_as(token, scan.NUMBER, str(token.value)), token_as(token, scan.SETS),
                ]  # fmt: skip
                return kept
        product = token.kind == scan.FILLER and token.text in _PRODUCT_WORDS
        if product and token_at(tokens, place - 1).kind == token_at(tokens, place + 1).kind:
            numbers = token_at(tokens, place - 1).kind == scan.NUMBER
            if numbers and not has_product(kept):
                kept[place] = token_as(token, scan.X, "x")
        if token.text == "for" and _is_listed_for(tokens, place):
            kept[place] = token_as(token, scan.X, "x")
        if token.kind != scan.TIMES:
            continue
        before, ahead = token_at(tokens, place - 1), token_at(tokens, place + 1)
        if before.kind == scan.SETS and ahead.kind == scan.NUMBER:  # "3 serie per 8"
            kept[place] = token_as(token, scan.FILLER)
            continue
        numbered = before.kind in (scan.NUMBER, scan.UNIT)
        if _are_reps_with_reserve(tokens, place):  # "100 kg 5 fois 2 en réserve"
            kept[place] = token_as(token, scan.REPS)
        elif numbered and (ahead.kind == scan.NUMBER or number_of(ahead) is not None):
            kept[place] = token_as(token, scan.X, "x")
        elif before.kind == scan.NUMBER and ahead.kind in ("end", scan.MARK) and place > 3:
            kept[place] = token_as(
                token, scan.SETS if _is_counted_yet(tokens[:place]) else scan.REPS
            )
        else:
            kept[place] = token_as(token, scan.WORD)
    return kept


def _are_reps_with_reserve(tokens: list[Token], place: int) -> bool:
    """Whether "times" stands behind repetitions, as a load is before them and a reserve behind."""
    load, reps, spare = (token_at(tokens, place + step) for step in (-2, -1, 1))
    behind = place + (4 if token_at(tokens, place + 2).text == "-" else 2)
    left = spare.kind == scan.NUMBER and token_at(tokens, behind).kind == scan.LEFT
    return left and reps.kind == scan.NUMBER and load.kind in (scan.NUMBER, scan.UNIT)


def _is_counted_yet(before: list[Token]) -> bool:
    """Whether repetitions are said already: "80 kg 8 reps 3 times", not "with 20 kg 5 times"."""
    numbers = sum(each.kind == scan.NUMBER for each in before)
    return numbers > 2 or not {scan.X, scan.REPS, scan.SETS}.isdisjoint(
        each.kind for each in before
    )


def _is_listed_for(tokens: list[Token], place: int) -> bool:
    """Whether "for" stands in a list of sets: "120 for 5, 125 for 4"."""
    if sum(each.text == "for" for each in tokens) < 2:
        return False
    load, reps, after = (token_at(tokens, place + step) for step in (-1, 1, 2))
    numbers = load.kind in (scan.NUMBER, scan.UNIT) and reps.kind == scan.NUMBER
    return numbers and after.kind not in (scan.SETS, scan.X, scan.TIME, scan.UNIT)


def read_counts(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "sets: 3 reps: 8 weight: 80kg", "(3x)"."""
    kept: list[Token] = []
    place, said_first = 0, _are_said_first(tokens, typed)
    while place < len(tokens):
        token, before = tokens[place], last_of(kept)
        if token.text in (":", "=") and before.text in _LOAD_WORDS:
            place += 1
            continue
        ahead = place + 1 + (token_at(tokens, place + 1).text in (":", "="))
        number, after = token_at(tokens, ahead), token_at(tokens, ahead + 1)
        if _is_label(tokens, place):  # "set 3 80x8"
            keep_note(typed, token.start, number.end)
            place = ahead + 1
            continue
        alone = said_first or before.kind != scan.NUMBER
        alone = alone and number.kind == scan.NUMBER and after.kind != scan.X
        if token.kind in (scan.SETS, scan.REPS) and alone and before.text != "all":
            kept += [number, token]
            place = ahead + 1
            continue
        times = token.kind == scan.X and before.kind == scan.NUMBER and has_product(kept[:-1])
        times = times and token_at(kept, len(kept) - 2).kind != scan.X  # "80x8x"
        if times and token_at(tokens, place + 1).kind in ("end", scan.MARK):
            token = token_as(token, scan.SETS)
        kept.append(token)
        place += 1
    return kept


def _is_label(tokens: list[Token], place: int) -> bool:
    """Whether "set 3" before a set is which one it was, not how many."""
    one = tokens[place].kind == scan.SETS and tokens[place].text in _ONE_SET
    number = token_at(tokens, place + 1).kind == scan.NUMBER
    return one and number and starts_product(tokens, place + 2)


def _are_said_first(tokens: list[Token], typed: Typed) -> bool:
    """Whether words stand before their numbers: "weight 80 reps 8 sets 3".

    Raises UnclearLoad for "80 reps 8 sets 3".
    """
    said = [place for place, token in enumerate(tokens) if token.kind in (scan.SETS, scan.REPS)]
    if len(said) == 1:
        return _is_load_first(tokens, said[0], typed)
    if len(said) < 2 or tokens[-1].kind != scan.NUMBER or said[-1] < len(tokens) - 3:
        return False
    first, before = tokens[said[0]], token_at(tokens, said[0] - 1)
    if before.kind != scan.NUMBER:
        return True
    if token_at(tokens, said[0] - 2).text in (*_LOAD_WORDS, ":"):
        return True
    if any(token_at(tokens, each + 1).text in ("@", "at", "x", "with") for each in said):
        return False
    if first.kind == scan.REPS:
        raise UnclearLoad(word=typed.text[before.start : tokens[-1].end])
    return False


def _is_load_first(tokens: list[Token], place: int, typed: Typed) -> bool:
    """Whether "weight 100 reps 5" says its words first. Raises UnclearLoad for "100 reps 5"."""
    load, reps = token_at(tokens, place - 1), token_at(tokens, place + 1)
    paired = load.kind == reps.kind == scan.NUMBER and tokens[place].kind == scan.REPS
    if not paired or token_at(tokens, place + 2).kind in (*AMOUNTS, *SCALES, scan.X, scan.SETS):
        return False
    if token_at(tokens, place - 2).text in (*_LOAD_WORDS, ":", "="):
        return True
    if has_product(tokens) or float(load.text) <= max(float(reps.text), _MOST_REPS_SAID):
        return False
    raise UnclearLoad(word=typed.text[load.start : reps.end])


def read_short_reps(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "8r" is 8 repetitions where none are said yet, else 8 in reserve."""
    kept = list(tokens)
    for place, token in enumerate(tokens):
        before = token_at(tokens, place - 1)
        if token.text != "r" or token.kind != scan.RIR or before.kind != scan.NUMBER:
            continue
        ahead = token_at(tokens, place + 1)
        touching = before.end == token.start and ahead.start > token.end
        said = any(each.kind in (scan.X, scan.REPS) for each in kept[:place])
        if touching and not said:
            kept[place] = token_as(token, scan.REPS)
            sets = token_at(kept, place - 2)
            if sets.text == "s" and sets.kind == scan.TIME:  # "3s 8r"
                kept[place - 2] = token_as(sets, scan.SETS)
    return kept


def read_record(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "3RM" is 3 repetitions with none left."""
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        before = token_at(tokens, place - 1)
        if token.kind != scan.RM:
            kept.append(token)
        elif before.text == "1":
            raise UnclearLoad(word=typed.text[before.start : token.end])
        elif before.kind == scan.NUMBER and not has_product(tokens[:place]):
            kept += [
                token_as(token, scan.REPS),
                token_as(token, scan.NUMBER, "0"),
                token_as(token, scan.LEFT),
            ]
        else:
            kept.append(token_as(token, scan.WORD))
    return kept
