"""Words of a line that say what was left: "could have done 2 more", "quedaban 2"."""

from __future__ import annotations

from core.parsing import scan
from core.parsing.scan import Token
from core.parsing.token_edits import (
    AMOUNTS,
    ARTICLES,
    SCALES,
    Typed,
    last_of,
    number_of,
    token_as,
    token_at,
)

_MOST_COULD = 6  # words before the number
# behind their number, or before it where none stands there: "2 в запасе", "в запасе 2"
_RESERVES = frozenset({"в запасе", "в резерве", "en réserve", "en reserve"})


def read_could(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "could have done 2 more" is "2 more", "could have got another" is one.

    "maybe" without such a number stays a word.
    """
    kept: list[Token] = []
    another = -1
    for place, token in enumerate(tokens):
        if place <= another:
            continue
        if token.kind == scan.COULD:
            another = _another_ends(tokens, place)
            if another >= place:
                kept += [token_as(token, scan.NUMBER, "1"), token_as(token, scan.LEFT)]
                continue
            ahead = place + 1
            while ahead < place + _MOST_COULD and (
                token_at(tokens, ahead).kind == scan.COULD
                or token_at(tokens, ahead).text in ARTICLES
            ):
                ahead += 1
            number = token_at(tokens, ahead)
            said = number.kind == scan.NUMBER or number_of(number) is not None
            scale = token_at(tokens, ahead + 1)
            if said and (scale.kind in SCALES or scale.kind == scan.REPS):
                continue
            kept.append(token_as(token, scan.WORD))
            continue
        kept.append(token)
    return kept


def _another_ends(tokens: list[Token], place: int) -> int:
    """The last token of "could have done another rep" that begins at a place; -1 for none."""
    if token_at(tokens, place + 1).text == "another":
        place += 1
    elif not tokens[place].text.endswith(" another"):
        return -1
    while (
        token_at(tokens, place + 1).kind == scan.REPS or token_at(tokens, place + 1).text == "one"
    ):
        place += 1
    return place if token_at(tokens, place + 1).kind in ("end", scan.MARK) else -1


def read_spare(tokens: list[Token], typed: Typed) -> list[Token]:
    """Words for what is left that stand before their number: "noch 2", "quedaban 2", "剩余2次"."""
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        token, length = tokens[place], _spare_length(tokens, place)
        said_first = token.text in _RESERVES and length and not _is_counted_before(kept)
        if token.kind not in (scan.SPARE, scan.SPARE_AHEAD) and not said_first:
            kept.append(token)
        elif length:
            kept += [_as_number(each) for each in tokens[place + 1 : place + 1 + length]]
            kept.append(token_as(token, scan.LEFT))
            place += length
            while token_at(tokens, place + 1).kind in (scan.REPS, scan.LEFT, scan.MORE):
                place += 1
        else:
            behind = last_of(kept).kind in (scan.NUMBER, scan.REPS)
            behind = behind and token.kind == scan.SPARE
            kept.append(token_as(token, scan.LEFT if behind else scan.WORD))
        place += 1
    return kept


def _is_counted_before(kept: list[Token]) -> bool:
    """Whether a number stands there that no set needs: "x5, 2", but not "x5"."""
    return last_of(kept).kind == scan.NUMBER and last_of(kept[:-1]).kind not in (
        scan.X,
        scan.TIMES,
    )


def _spare_length(tokens: list[Token], place: int) -> int:
    """How many tokens of a number stand behind a word for what is left; 0 for none."""
    number = token_at(tokens, place + 1)
    if number.kind != scan.NUMBER and number_of(number) is None:
        return 0
    length = 3 if token_at(tokens, place + 2).text == "-" else 1
    after = token_at(tokens, place + 1 + length)
    return 0 if after.kind in (scan.X, scan.SETS, *AMOUNTS) else length


def _as_number(token: Token) -> Token:
    number = number_of(token)
    return token if number is None else token_as(token, scan.NUMBER, str(number))


def read_nothing(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "nothing left" is 0 left."""
    kept: list[Token] = []
    for token in tokens:
        if token.kind == scan.NOTHING:
            kept += [token_as(token, scan.NUMBER, "0"), token_as(token, scan.LEFT)]
        else:
            kept.append(token)
    return kept
