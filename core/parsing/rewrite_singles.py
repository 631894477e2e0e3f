"""One set said in words: "single @ 140", "140 for a triple", "100 for a set of 5"."""

from __future__ import annotations

from core.parsing import scan
from core.parsing.scan import Token
from core.parsing.token_edits import (
    AMOUNTS,
    ARTICLES,
    Typed,
    has_product,
    keep_note,
    last_of,
    number_of,
    starts_product,
    token_as,
    token_at,
)

_SINGLES = {"single": 1, "double": 2, "triple": 3, "tripple": 3, "tripel": 3}
_BEFORE_SINGLE = frozenset({"for", "heavy", "top", "easy", "hard", *ARTICLES})
_MOST_RPE = 10
_ONE_SET = frozenset({"set", "satz", "подход", "seria", "reeks"})


def read_single(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "single @ 140", "140 for a triple": a set of so many repetitions."""
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        reps, before, ahead = _SINGLES.get(token.text), last_of(kept), token_at(tokens, place + 1)
        if reps is None or token.kind != scan.WORD:
            kept.append(token)
            continue
        if ahead.kind in (scan.LOADWARD, scan.MARK) and ahead.text != ",":
            ahead = token_at(tokens, place + 2)
        apart = before.kind not in (scan.NUMBER, scan.X, *AMOUNTS)
        tried = before.kind in (scan.MISS, scan.FAIL)  # "missed single 102.5"
        if apart and ahead.kind == scan.NUMBER and _counts_itself(tokens, ahead):
            start = token.start
            while kept and kept[-1].text in _BEFORE_SINGLE:
                start = kept.pop().start
            keep_note(typed, start, token.end)
            continue  # "top single 180x1"
        leads = apart and not tried and ahead.kind == scan.NUMBER
        since = len(kept)
        while since and kept[since - 1].text in _BEFORE_SINGLE:
            since -= 1
        load = token_at(kept, since - 1)
        follows = load.kind in (scan.NUMBER, scan.UNIT) and not has_product(kept[-3:])
        if leads or follows:
            kept[since:] = [token_as(token, scan.NUMBER, str(reps)), token_as(token, scan.REPS)]
        else:
            kept.append(token)
    return kept


def _counts_itself(tokens: list[Token], number: Token) -> bool:
    """Whether a number begins a set that says its repetitions: "single 150x1"."""
    place = tokens.index(number)
    after = token_at(tokens, place + 1 + (token_at(tokens, place + 1).kind in AMOUNTS))
    rated = after.text == "@" and float(token_at(tokens, place + 2).text or 0) <= _MOST_RPE
    return (starts_product(tokens, place) and not rated) or after.kind in (
        scan.X,
        scan.REPS,
        scan.NUMBER,
    )


def read_one_set(tokens: list[Token], typed: Typed) -> list[Token]:
    """Read: "100 for a set of 5" is 100 for 5."""
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        said, token, of = (token_at(tokens, place + step) for step in range(3))
        number = token_at(tokens, place + 3)
        one = said.text in ("a", "one") and token.kind == scan.SETS and token.text in _ONE_SET
        if one and of.text == "of" and (number.kind == scan.NUMBER or number_of(number)):
            place += 3
            if last_of(kept).kind != scan.FILLER:
                kept.append(of)
            continue
        kept.append(said)
        place += 1
    return kept
