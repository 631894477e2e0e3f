"""Tokens as people type them to tokens as the descent reads them; places in the line stay.

"three sets of ten" gets its numbers, "80 by 8" its times
sign, "8/7/6" its commas, "80x8 then 60x10"
its next set. What is harmless becomes a note ("w/ belt", "top set"); what could be several loads
("2 plates", "12 stone") is refused. Each rule is one function over the tokens of a line, tried only
where one of its words or signs occurs.
"""

from __future__ import annotations

from collections.abc import Callable

from core.parsing import scan
from core.parsing.rewrite_left import read_could, read_nothing, read_spare
from core.parsing.rewrite_lists import (
    drop_stars,
    read_about,
    read_arrows,
    read_dashes,
    read_leading_count,
    read_plus,
    read_slashes,
    read_then,
)
from core.parsing.rewrite_loads import (
    drop_articles,
    drop_before_name,
    keep_gear,
    read_bar,
    read_equipment,
    read_feet,
    read_two_units,
    read_with,
    refuse_unsure,
)
from core.parsing.rewrite_singles import read_one_set, read_single
from core.parsing.rewrite_words import (
    drop_pause,
    read_counts,
    read_more,
    read_number_words,
    read_record,
    read_sets_of,
    read_short_reps,
    read_times,
    unwrap_brackets,
)
from core.parsing.scan import Token
from core.parsing.spoken_numbers import read_alternatives, read_spoken_numbers
from core.parsing.token_edits import Typed


def is_plain(tokens: list[Token], kinds: set[str]) -> bool:
    """Whether no rule has anything to do: numbers, signs and an effort, as most lines are.

    `kinds` are those of the tokens.
    """
    if not kinds <= _PLAIN:
        return False
    if tokens and tokens[-1].kind == scan.X:
        return False
    if kinds.isdisjoint(_LOOKED_AT):
        return True
    texts = [each.text for each in tokens]
    if texts[0] == "+":  # "+2.5x8": a change of the load, no sign between two sets
        texts[0] = ""
    return _LOOKED_FOR.isdisjoint(texts)


def kinds_of(tokens: list[Token]) -> set[str]:
    """The kinds there are among some tokens."""
    return {token.kind for token in tokens}


def rewrite(tokens: list[Token], typed: Typed) -> list[Token]:
    """The tokens as the descent reads them. Raises UnclearLoad."""
    if len(tokens) > 2 and tokens[1].kind == scan.X and typed.marked.names:
        tokens = read_leading_count(tokens, typed)
    if is_plain(tokens, kinds_of(tokens)):
        return tokens
    present = {each.text for each in tokens}
    present.update(each.kind for each in tokens)
    for triggers, rule in _RULES:
        if not triggers.isdisjoint(present):
            tokens = rule(tokens, typed)
    return tokens


_PLAIN = frozenset(
    {scan.NUMBER, scan.X, scan.RIR, scan.RPE, scan.UNIT, scan.SAME, scan.AMRAP, scan.FAIL,
     scan.MISS, scan.TIME, scan.EACH, scan.BODY, scan.METRE, scan.DISTANCE, scan.CLOCK, scan.SHARED,
     scan.MARK, scan.MISSED_REP, scan.WARMUP, scan.DROP}
)  # fmt: skip
# plain only where their text is none of these
_LOOKED_AT = frozenset({scan.MARK, scan.RIR, scan.X, scan.WARMUP})
_LOOKED_FOR = frozenset(
    ["(", ")", "[", "]", "{", "}", "*", "<", ">", "~", "r", "w", "/", "|", "-", "+"]
)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_Rule = Callable[[list[Token], Typed], list[Token]]
_RULES: tuple[tuple[frozenset[str], _Rule], ...] = (
    (_set("( ) [ ] { }"), unwrap_brackets),
    (_set("*"), drop_stars),
    (_set("feet foot"), read_feet),
    (_set("/ ="), read_two_units),
    (_set("a zu"), read_sets_of),
    (_set("a one"), read_one_set),
    (_set("single double triple tripple tripel"), read_single),
    (frozenset({scan.NOTHING}), read_nothing),
    (frozenset({scan.WORD}), read_spoken_numbers),
    (frozenset({scan.SPARE, scan.SPARE_AHEAD, scan.MORE}), read_spare),
    (frozenset({scan.COULD}), read_could),
    (frozenset({scan.WORD}), read_number_words),
    (_set("or to oder bis o ou à или of eller lub"), read_alternatives),
    (frozenset({scan.MORE, scan.LEFT}), read_more),
    (
        frozenset({scan.MORE, scan.LEFT, scan.NOTHING, scan.SPARE, scan.SPARE_AHEAD}),
        drop_pause,
    ),
    (frozenset({scan.TIMES, scan.TWICE, scan.FILLER}), read_times),
    (_set("< > ~"), read_about),
    (frozenset({scan.SETS, scan.REPS, scan.X}), read_counts),
    (_set("r"), read_short_reps),
    (frozenset({scan.RM}), read_record),
    (frozenset({scan.UNSURE, scan.PLACE}), refuse_unsure),
    (frozenset({scan.BAR}), read_bar),
    (_set("> →"), read_arrows),
    (_set("/ |"), read_slashes),
    (_set("-"), read_dashes),
    (frozenset({"+", scan.MYO}), read_plus),
    (frozenset({scan.THEN}), read_then),
    (frozenset({scan.WORD, scan.FILLER}), drop_before_name),
    (_set("a an the my just"), drop_articles),
    (frozenset({scan.GEAR, scan.LABEL, scan.HUSH, scan.WITHOUT}), keep_gear),
    (_set("w"), read_with),
    (frozenset({scan.WORD}), read_equipment),
)
