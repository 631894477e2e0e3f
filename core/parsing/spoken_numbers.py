"""Numbers as speech is written down: "one forty", "two twenty five", "eighty two point five".

A gym says "one forty" for 140 and "three fifteen" for 315: a small number before tens is hundreds.
"""

from __future__ import annotations

from core.parsing import scan
from core.parsing.scan import Token
from core.parsing.token_edits import SCALES, Typed, last_of, number_of, token_as, token_at

HUNDRED = 100
_LEAST_SPOKEN = 13  # smaller words are numbers only beside a word that counts
_ZERO = frozenset({"oh", "o"})  # "one oh five"
_OR = frozenset({"or", "to", "oder", "bis", "o", "ou", "à", "или", "of", "eller", "lub"})
# what a number may follow although another one stands before it
_AFTER = frozenset(
    {scan.FILLER, scan.LOADWARD, scan.X, scan.TIMES, scan.SETS, scan.MARK, scan.THEN}
)


def read_spoken_numbers(tokens: list[Token], typed: Typed) -> list[Token]:
    """Words for numbers from 13 on are numbers, and those beside them belong to them."""
    kept: list[Token] = []
    place, typed_digits = 0, False
    while place < len(tokens):
        token = tokens[place]
        typed_digits = typed_digits or token.kind == scan.NUMBER
        length, text = _spoken(tokens, place)
        free = not typed_digits or last_of(kept).kind in _AFTER
        if length and free and (typed.marked.names or _is_all_known(tokens)):
            if kept and kept[-1].text in ("a", "an") and kept[-1].kind == scan.WORD:
                kept.pop()
            end = tokens[place + length - 1].end
            kept.append(Token(scan.NUMBER, text, text, token.start, end))
            place += length
            continue
        kept.append(token)
        place += 1
    return kept


def _is_all_known(tokens: list[Token]) -> bool:
    """Whether every word of a line without a name is a number or speaks of one."""
    return all(
        token.kind != scan.WORD or isinstance(token.value, int) or token.text in ("a", "point")
        for token in tokens
    )


def _spoken(tokens: list[Token], place: int) -> tuple[int, str]:
    """How many words from a place on make one number of 13 or more, and its digits."""
    values: list[int] = []
    end = place
    while (token := token_at(tokens, end)).kind != "end":
        value = number_of(token)
        if value is None:
            if values == [HUNDRED] or (values and values[-1] == HUNDRED and _is_and(tokens, end)):
                following = number_of(token_at(tokens, end + 1))
                if _is_and(tokens, end) and following is not None and following < HUNDRED:
                    end += 1
                    continue
            if token.text in _ZERO and len(values) == 1 and values[0] < 10:
                following = number_of(token_at(tokens, end + 1))
                if following is not None and 0 < following < 10:
                    return end + 2 - place, str(values[0] * HUNDRED + following)
            break
        if values and not _joins(values, value, token_at(tokens, end + 1)):
            break
        values.append(value)
        end += 1
    if not values or max(values) < _LEAST_SPOKEN:
        return 0, ""
    return _with_point(tokens, place, end, _worth(values))


def _is_and(tokens: list[Token], place: int) -> bool:
    return tokens[place].text == "and"


def _joins(values: list[int], value: int, following: Token) -> bool:
    """Whether another word belongs to the number: "one" + "forty", "forty" + "five"."""
    last = values[-1]
    if value == HUNDRED:
        return len(values) == 1 and last < 20
    if last == HUNDRED:
        return True
    if last >= 20 and last % 10 == 0:
        return 0 < value < 10
    if len(values) > 1 or not 0 < last < 10:
        return False
    if value >= 20:
        return True
    teen = 10 <= value < 20
    return teen and following.kind in (scan.FILLER, scan.TIMES, scan.X, scan.UNIT)


def _worth(values: list[int]) -> int:
    """What words are worth together: 1, 40 are 140; 2, 100, 25 are 225."""
    if HUNDRED in values:
        at = values.index(HUNDRED)
        return max(sum(values[:at]), 1) * HUNDRED + sum(values[at + 1 :])
    if len(values) > 1 and values[0] < 10 <= values[1]:
        return values[0] * HUNDRED + sum(values[1:])
    return sum(values)


def _with_point(tokens: list[Token], place: int, end: int, worth: int) -> tuple[int, str]:
    """The number with its decimals: "eighty two point five", "eighty and a half"."""
    if token_at(tokens, end).text == "point":
        digits = ""
        after = end + 1
        while (digit := number_of(token_at(tokens, after))) is not None and digit < 100:
            digits += str(digit)
            after += 1
            if len(digits) >= 2:
                break
        if digits:
            return after - place, f"{worth}.{digits}"
    return end - place, str(worth)


def read_alternatives(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "one or two left" is between both, as "1-2 left" is."""
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        low, high = _small(tokens, place), _small(tokens, place + 2)
        between = token_at(tokens, place + 1).text in _OR
        if low is not None and high is not None and between and _is_effort(kept, tokens, place + 3):
            middle = (low + high) * 5
            text = f"{middle // 10}.{middle % 10}" if middle % 10 else str(middle // 10)
            whole = token_as(tokens[place], scan.NUMBER, text)
            kept.append(whole._replace(end=tokens[place + 2].end))
            place += 3
            continue
        kept.append(tokens[place])
        place += 1
    return kept


def _small(tokens: list[Token], place: int) -> int | None:
    token = token_at(tokens, place)
    if token.kind == scan.NUMBER and token.text.isdecimal() and len(token.text) <= 2:
        return int(token.text)
    return number_of(token)


def _is_effort(before: list[Token], tokens: list[Token], place: int) -> bool:
    """Whether a pair of numbers is an effort: "1 or 2 left", "rpe 8 or 9"."""
    if last_of(before).kind in (scan.RIR, scan.RPE):
        return True
    ahead = token_at(tokens, place)
    if ahead.kind == scan.REPS:
        ahead = token_at(tokens, place + 1)
    return ahead.kind in SCALES
