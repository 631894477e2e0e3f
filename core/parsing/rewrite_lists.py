"""Signs between numbers and between sets: "8/7/6", "5-5-4", "80x8 -> 60x10", "70x10 + 40x6"."""

from __future__ import annotations

from core.errors import UnclearLoad
from core.parsing import scan
from core.parsing.scan import Token
from core.parsing.token_edits import (
    AMOUNTS,
    AT_LEAST,
    MYO_SETS,
    NEXT,
    NUMBERS,
    SCALES,
    Typed,
    as_comma,
    has_product,
    keep_note,
    last_of,
    starts_product,
    token_as,
    token_at,
)


def drop_stars(tokens: list[Token], typed: Typed) -> list[Token]:
    """A star behind a set marks it; it multiplies nothing."""
    return [
        token
        for place, token in enumerate(tokens)
        if token.text != "*" or token_at(tokens, place + 1).kind in (*NUMBERS, scan.BODY)
    ]


def _chain(tokens: list[Token], place: int, sign: str) -> int:
    """How many tokens a chain such as "8/7/6" has from a number on, its last unit left out."""
    end = place
    while token_at(tokens, end + 1).text == sign and token_at(tokens, end + 2).kind == scan.NUMBER:
        touches = tokens[end].end == tokens[end + 1].start == tokens[end + 2].start - 1
        if sign == "-" and not touches:
            break
        end += 2
    return end - place + 1


def _list_amounts(tokens: list[Token], typed: Typed) -> list[Token]:
    """Slashes between amounts of one kind are commas: "60s/45s/30s", "1:00/0:45", "80kg/85kg".

    A pair of a lift with sides may be the sides: it is left.
    """
    joints = [place for place, token in enumerate(tokens) if _joins_amounts(tokens, place)]
    sided = any(exercise.unilateral for exercise, _, _ in typed.marked.names)
    if not joints or (sided and len(joints) < 2):
        return list(tokens)
    return [as_comma(each) if place in joints else each for place, each in enumerate(tokens)]


def _joins_amounts(tokens: list[Token], place: int) -> bool:
    before, ahead = token_at(tokens, place - 1), token_at(tokens, place + 1)
    if tokens[place].text != "/" or token_at(tokens, place + 2).kind == scan.X:
        return False
    if before.kind == ahead.kind == scan.CLOCK:
        return True
    unit = token_at(tokens, place + 2)
    return before.kind in AMOUNTS and ahead.kind == scan.NUMBER and unit.kind == before.kind


def read_slashes(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "8/7/6" is a list, "80x8 / 80x7" are two sets, "Squat / 30kg / 5" is punctuation."""
    kept = _list_amounts(tokens, typed)
    place = 0
    while place < len(kept):
        token = kept[place]
        if token.kind == scan.NUMBER and (length := _chain(kept, place, "/")) >= 5:
            last = place + length - 1
            if token_at(kept, last + 1).kind == scan.X and token_at(kept, place - 1).kind == scan.X:
                last -= 2  # "80x8/80x7": the last number begins the next set
            for each in range(place + 1, last, 2):
                kept[each] = as_comma(kept[each])
            place = last + 1
            continue
        if token.text in ("/", "|"):
            before, ahead = token_at(kept, place - 1), token_at(kept, place + 1)
            if starts_product(kept, place + 1) and has_product(kept[:place]):
                kept[place] = Token(NEXT, NEXT, "", token.start, token.end)
            elif before.kind != scan.NUMBER or ahead.kind not in (scan.NUMBER, scan.CLOCK):
                del kept[place]
                continue
        place += 1
    return kept


def read_dashes(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "5-5-4" is a list; "3-1-0" beside a set is a tempo, kept as a note."""
    kept, product = list(tokens), has_product(tokens)
    place = 0
    while place < len(kept):
        token = kept[place]
        length = _chain(kept, place, "-") if token.kind == scan.NUMBER else 0
        if length < 5:
            place += 1
            continue
        last = place + length - 1
        factor = scan.X in (token_at(kept, place - 1).kind, token_at(kept, last + 1).kind)
        small = all(len(kept[each].text) == 1 for each in range(place, last + 1))
        scaled = token_at(kept, place - 1).kind in SCALES
        if small and not factor and not scaled and product:
            start = place - 1 if token_at(kept, place - 1).text == "tempo" else place
            keep_note(typed, kept[start].start, kept[last].end)
            del kept[start : last + 1]
            place = start
            continue
        for each in range(place + 1, last, 2):
            kept[each] = as_comma(kept[each])
        place = last + 1
    return kept


def read_arrows(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "80x8 -> 60x10": another set; a lighter one is a drop."""
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        if (
            token.text == ">"
            and token_at(tokens, place + 1).kind == scan.NUMBER
            and has_product(kept)
        ):
            while kept and kept[-1].text in ("-", "=", ">") and kept[-1].kind == scan.MARK:
                kept.pop()
            kept.append(Token(NEXT, NEXT, "lighter", token.start, token.end))
        else:
            kept.append(token)
    return kept


def read_plus(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "70x10 + 40x6" is a drop set; "myo 15 + 4 + 4" are sets with little rest."""
    myo = any(each.kind == scan.MYO for each in tokens)
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        if token.kind == scan.MYO:
            if not typed.marked.names:
                kept.append(token_as(token, scan.WORD))
            else:
                keep_note(typed, token.start, token.end)
                kept.append(token_as(token, MYO_SETS))
            continue
        before = token_at(tokens, place - 1)
        if token.text == "+" and place and starts_product(tokens, place + 1):
            if has_product(tokens[:place]) and before.kind in (*NUMBERS, *AMOUNTS, scan.REPS):
                kept.append(Token(NEXT, NEXT, "drop", token.start, token.end))
                continue
        elif token.text == "+" and before.kind in AMOUNTS and token_at(tokens, place + 1).kind in (
            scan.WORD, scan.GEAR,
        ):  # fmt: skip
            continue
        elif token.text == "+" and myo and before.kind == scan.NUMBER:
            kept.append(as_comma(token))
            continue
        kept.append(token)
    return kept


def read_then(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "80x8 then 60x10": another set."""
    kept = list(tokens)
    for place, token in enumerate(tokens):
        if token.kind != scan.THEN and token.text != "then":
            continue
        ahead = token_at(tokens, place + 1)
        if ahead.kind in (scan.NUMBER, scan.DROP, scan.LABEL) and has_product(tokens[:place]):
            kept[place] = Token(NEXT, NEXT, "", token.start, token.end)
        elif token.text in ("and", "&") and _is_listed(tokens, place):  # "8, 8 and 7"
            kept[place] = token_as(token, scan.MARK, ",")
        else:
            kept[place] = token_as(token, scan.WORD)
    return kept


def _is_listed(tokens: list[Token], place: int) -> bool:
    """Whether "and" stands before the last number of a list."""
    if not token_at(tokens, place - 1).kind == token_at(tokens, place + 1).kind == scan.NUMBER:
        return False
    return token_at(tokens, place - 2).text == "," and token_at(tokens, place + 2).kind != scan.X


def read_leading_count(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "2x squat 100x5": the sets stand before the name."""
    if len(tokens) < 3 or not typed.marked.names or tokens[1].kind != scan.X:
        return tokens
    start = typed.marked.names[0][1]
    if tokens[0].kind == scan.NUMBER and tokens[1].end <= start < tokens[2].start:
        return [tokens[0], token_as(tokens[1], scan.SETS), *tokens[2:]]
    return tokens


def read_about(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "rpe ~8" is about 8; "RPE<8" leaves 2 or more."""
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        scale = last_of(kept)
        scaled = scale.kind in (scan.RIR, scan.RPE) or scale.text == "@"
        if token.text == "~" and scaled:
            continue
        if (
            token.text in ("<", ">")
            and token.kind == scan.MARK
            and scale.kind in (scan.RIR, scan.RPE)
        ):
            if (token.text == "<") is not (scale.kind == scan.RPE):
                raise UnclearLoad(word=typed.text[scale.start : token_at(tokens, place + 1).end])
            number = token_at(tokens, place + 1)
            kept.append(token._replace(text="~"))
            if number.kind == scan.NUMBER:
                kept[-1] = Token(scan.MARK, AT_LEAST, AT_LEAST, token.start, token.end)
            continue
        kept.append(token)
    return kept
