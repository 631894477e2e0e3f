"""Words around a load: "2 plates", "bar", "24kg kb", "w/ belt"."""

from __future__ import annotations

from core.errors import UnclearLoad
from core.exercises.words import read_word
from core.parsing import scan
from core.parsing.scan import Token
from core.parsing.token_edits import (
    AMOUNTS,
    ARTICLES,
    BEFORE_NAME,
    NOTED,
    Typed,
    has_product,
    keep_note,
    number_of,
    starts_product,
    token_as,
    token_at,
)
from core.records import KG_PER_LB

MOST_SETS_SAID = 20
_ROUNDED = 0.02  # of a load that is said in both units
_FEET = frozenset({"feet", "foot"})
_FEET_ALONE = frozenset({"feet"})
_STOOD = frozenset(
    {"high", "low", "up", "wide", "narrow", "flat", "together", "apart", "close", "down", "forward",
     "elevated", "out", "in", "raised", "back", "on", "shoulder", "hip", "position", "placement"}
)  # fmt: skip
_WORK = ("work", "arbeit", "рабоч")  # says only that it is no warm-up


def refuse_unsure(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "2 plates", "12 stone", "stack 12" could be more than one load. Raises UnclearLoad."""
    kept = list(tokens)
    for place, token in enumerate(tokens):
        if token.kind not in (scan.UNSURE, scan.PLACE):
            continue
        before, ahead = token_at(tokens, place - 1), token_at(tokens, place + 1)
        counted = _is_count(before) and not (token.kind == scan.PLACE and _is_count(ahead))
        first = before if counted else None
        last = ahead if first is None and ahead.kind == scan.NUMBER else None
        if first is None and last is None:
            kept[place] = token_as(token, scan.WORD)
            continue
        start, end = (first or token).start, (last or token).end
        if token.kind == scan.UNSURE or not _is_aside(tokens, place, last):
            raise UnclearLoad(word=typed.text[start:end])
        keep_note(typed, start, end)
        kept[place] = token_as(token, scan.HUSH)
        kept[tokens.index(first or last or token)] = token_as(token, scan.HUSH)
    return [each for each in kept if each.kind != scan.HUSH]


def _is_count(token: Token) -> bool:
    return token.kind == scan.NUMBER or number_of(token) is not None or token.text == "a"


def _is_aside(tokens: list[Token], place: int, number: Token | None) -> bool:
    """Whether "seat 4" stands beside a set that has its load: "leg press 200x10 seat 4"."""
    after = token_at(tokens, place + 2)
    if number is None or after.kind in (scan.X, *AMOUNTS):
        return False
    return any(
        starts_product(tokens, each) for each in range(len(tokens)) if tokens[each] is not number
    )


def read_bar(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "bench bar x 10": the bar of the settings, with a barbell. Raises UnclearLoad."""
    kept: list[Token] = []
    loaded = False
    for place, token in enumerate(tokens):
        loaded = loaded or token.kind == scan.UNIT
        if token.kind != scan.BAR:
            kept.append(token)
            continue
        ahead = token_at(tokens, place + 1)
        lifted = ahead.kind in (scan.X, scan.NUMBER, scan.FILLER) or place == len(tokens) - 1
        if not lifted or loaded or (ahead.kind == scan.NUMBER and _has_load(tokens, place + 1)):
            kept.append(token_as(token, scan.WORD))
        elif typed.bar is None or not typed.marked.names or not _has_bar(typed):
            raise UnclearLoad(word=token.text)
        else:
            kept += [
                token_as(token, scan.NUMBER, typed.bar.text),
                token_as(token, scan.UNIT, "kg", typed.bar.unit),
            ]  # fmt: skip
    return kept


def _has_load(tokens: list[Token], place: int) -> bool:
    """Whether the product behind "bar" has a load of its own: "bar 60x10", not "bar 3x10"."""
    product = has_product(tokens[place:])
    small = tokens[place].text.isdecimal() and int(tokens[place].text) <= MOST_SETS_SAID
    return product and not (small and token_at(tokens, place + 1).kind == scan.X)


def _has_bar(typed: Typed) -> bool:
    return typed.marked.names[0][0].equipment == "barbell"


def keep_gear(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "w/ belt", "no straps", "on all sets": nothing about numbers, kept as a note."""
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        first = place
        if tokens[place].kind in (scan.WITHOUT, scan.LOADWARD) or tokens[place].text in ("+", "w"):
            place += 1
        while token_at(tokens, place).text in ARTICLES and place > first:
            place += 1
        token = token_at(tokens, place)
        if token.kind not in NOTED or not typed.marked.names:
            token = tokens[first]
            plain = token.kind in (scan.WITHOUT, *NOTED)
            kept.append(token_as(token, scan.WORD) if plain else token)
            place = first + 1
            continue
        if token.kind != scan.HUSH and not token.text.startswith(_WORK):
            keep_note(typed, tokens[first].start, token.end)
        if token.kind == scan.LABEL:
            kept.append(token)
        place += 1
    return kept


def read_equipment(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "goblet squat 24kg kb": equipment behind the load, of the lift or its variant."""
    if len(typed.marked.names) != 1:
        return tokens
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        if token.kind == scan.WORD and place and tokens[place - 1].kind in (*AMOUNTS, scan.NUMBER):
            words = read_word(token.text)
            if len(words) == 1 and words[0].equipment and _is_done_with(words[0].equipment, typed):
                continue
        kept.append(token)
    return kept


def _is_done_with(equipment: str, typed: Typed) -> bool:
    """Whether the exercise is done with some equipment; a known variant takes its place."""
    exercise, start, end = typed.marked.names[0]
    if exercise.equipment == equipment:
        return True
    words = [*typed.text[start:end].split(), *equipment.split()]
    found = typed.vocabulary.find(words, 0)
    if found is None or found.end != len(words):
        return False
    typed.marked.names[0] = (found.exercise, start, end)
    return True


def drop_before_name(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "drop set on lateral raises": what only leads to the name."""
    starts = {start for _, start, _ in typed.marked.names}
    if not starts:
        return tokens
    return [
        token
        for token in tokens
        if not (token.text in BEFORE_NAME and token.end + 1 in starts and token.kind != scan.NUMBER)
    ]


def drop_articles(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "with a 10kg belt", "for a set of 8": an article before a number says nothing."""
    return [
        token
        for place, token in enumerate(tokens)
        if not (
            token.text in ARTICLES
            and token.kind == scan.WORD
            and place
            and tokens[place - 1].kind in (scan.LOADWARD, scan.FILLER)
            and token_at(tokens, place + 1).kind == scan.NUMBER
        )
    ]


def read_with(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "3x8 w 20s", "3x8 w/ 20kg": with a load; in "w 60x5" it is a warm-up."""
    kept = list(tokens)
    said = False
    for place, token in enumerate(tokens):
        said = said or has_product([token])
        number = token_at(tokens, place + 1).kind == scan.NUMBER
        if token.text != "w" or token.kind != scan.WARMUP or not (said and number):
            continue
        if not starts_product(tokens, place + 1):
            kept[place] = token_as(token, scan.LOADWARD)
    return kept


def read_feet(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "180x12 feet wide", "bench 80x8 feet up": how one stood, no distance."""
    kept = list(tokens)
    measures = {exercise.measure for exercise, _, _ in typed.marked.names}
    for place, token in enumerate(tokens):
        ahead = token_at(tokens, place + 1)
        stance = token.text in _FEET and ahead.kind != scan.NUMBER and "distance" not in measures
        stood = ahead.text in _STOOD or (token.text in _FEET_ALONE and ahead.kind == scan.WORD)
        if token.kind == scan.DISTANCE and stance and (stood or has_product(tokens[:place])):
            kept[place] = token_as(token, scan.WORD)
    return kept


def read_two_units(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "140kg/308lb x 5": one load said twice. Raises UnclearLoad where they differ."""
    for place, token in enumerate(tokens):
        first, sign, second, unit = (token_at(tokens, place + step) for step in (-1, 1, 2, 3))
        paired = token.kind == unit.kind == scan.UNIT and token.value != unit.value
        if not paired or sign.text not in ("/", "=") or second.kind != scan.NUMBER:
            continue
        if first.kind != scan.NUMBER:
            continue
        kg, lb = (first, second) if token.value == "kg" else (second, first)
        if abs(float(kg.text) - float(lb.text) * float(KG_PER_LB)) > _ROUNDED * float(kg.text):
            raise UnclearLoad(word=typed.text[first.start : unit.end])
        return [*tokens[: place + 1], *tokens[place + 4 :]]
    return tokens
