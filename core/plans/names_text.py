"""Names in a plan: in quotes where they need it, and the exercises they stand for."""

from __future__ import annotations

import re

from core.exercises.names import Names, certain
from core.parsing.characters import fold
from core.plans.problems import USUAL_ITEM, BadPart, too_much

LONGEST_WORDS = 128  # of an exercise as typed
MOST_CHOICES = 3  # exercises that may be meant
_TRIM = " \t:;,.-–—=>*_"
_REMARK = re.compile(r"\s*\(([^()]*)\)\s*")
_OR = re.compile(r"\s+(?:or|oder|o|ou)\s+")
_QUOTED = re.compile(r'\s*"([^"]*)"\s*')


def folded(text: str) -> str:
    """A text as the grammar sees it: plain digits and signs, small letters, as long as it was."""
    plain = fold(text)
    if plain.isascii():
        return plain.lower()
    return "".join(each.lower() if len(each.lower()) == 1 else each for each in plain)


def clean_name(text: str) -> str:
    """A name of a plan or a day as it is kept: no quotes, single spaces, no loose signs around."""
    return " ".join(text.replace('"', "'").split()).strip(_TRIM)


def quoted_names(text: str) -> tuple[list[str], int] | None:
    """The names in quotes that a text begins with, `|` between them, and where they end."""
    names, at = list[str](), 0
    while True:
        match = _QUOTED.match(text, at)
        if match is None:
            return None
        names.append(match[1])
        at = match.end()
        if not text.startswith("|", at):
            return names, at
        at += 1


def outside(text: str) -> list[bool]:
    """For each character whether it stands outside quotes and brackets."""
    free, quoted, depth = list[bool](), False, 0
    last = text.rfind('"') if text.count('"') % 2 else -1
    for place, each in enumerate(text):
        if each == '"' and place != last:
            quoted = not quoted
        elif not quoted and each == "(":
            depth += 1
        free.append(not quoted and not depth and each != '"')
        if not quoted and each == ")" and depth:
            depth -= 1
    return free


def split_outside(text: str, sign: str) -> list[str]:
    """A text at a sign, where it stands outside quotes and brackets."""
    free, pieces, start = outside(text), list[str](), 0
    for place, each in enumerate(text):
        if each == sign and free[place]:
            pieces.append(text[start:place])
            start = place + 1
    return [*pieces, text[start:]]


def exercises_of(words: str, names: Names) -> tuple[tuple[str, ...], str]:
    """The exercises that a name or several with `|` stand for, and a remark behind it.

    Raises BadPart for a name that is not known or may mean several.
    """
    found, remark = list[str](), ""
    for each in split_outside(words, "|"):
        plain = each.strip(_TRIM)
        if not plain:
            raise BadPart("no_name", words)
        known = _known(plain, names)
        several = _OR.split(plain)
        parts = [_known(part, names) for part in several]
        bare = _REMARK.sub(" ", plain).strip()
        if known is not None:
            found.append(known)
        elif len(several) > 1 and all(parts):
            found += [part for part in parts if part]
        elif bare != plain and (known := _known(bare, names)):
            found.append(known)
            remark = " ".join(_REMARK.findall(plain)).strip()
        else:
            found.append(_close(bare or plain, names))
    return tuple(dict.fromkeys(found)), remark


def _known(words: str, names: Names) -> str | None:
    if len(words) > LONGEST_WORDS:
        too_much("name", words, LONGEST_WORDS)
    found = names.resolve(words)
    return found.id if found is not None else None


def _close(words: str, names: Names) -> str:
    """The exercise that words all but name. Raises BadPart where it could be several or none."""
    near = names.near(words, MOST_CHOICES)
    best = certain(near)
    if best is not None:
        return best.id
    why = "which_exercise" if names.candidates(words) else "unknown_exercise"
    choices = tuple(each.name for each, _ in near)
    example = f"{choices[0]} 3x8 rir2" if choices else USUAL_ITEM
    raise BadPart(why, words, example, choices)
