"""Commands as they are said in other languages, or otherwise in English, as the line for them.

`said_commands.csv` holds whole lines ("erinnere mich mo 18 uhr" is `remind mo 18 uhr`), parted by
`;`: a place holds alternatives parted by `|`, `?` behind it may be left out, `@` is an exercise,
`@2` a second one, `#` a number, `#2` a second one, `#w` one that may be
a word, `~` minutes or seconds in a word, `*` all the rest, `*#` a rest with a number.
`command_words.csv` holds the words behind a command's name ("ziel kniebeuge kraft" is `goal
kniebeuge strength`); `^` behind a command is for its first word alone, `#` for lines with a number.
Accents may be left out. What no row says whole is left as it is.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from core.parsing.reading import Vocabulary
from core.parsing.said_corrections import LONGEST
from core.parsing.weekdays import plain

MOST_WORDS = 14
_SHORT = 5  # letters: a shorter word is one letter from words of talk
_MARKS = ".,!?:;¿¡"
_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,3})?[a-z]{0,4}")
_SPAN = re.compile(r"\d{1,4}(?:s|sek|seg|min)")
_COUNT = re.compile(
    r"\d{1,3}|an?|one|two|three|four|eine?|zwei|drei|vier|una?|dos|tres|cuatro|uma?|dois|duas|quatro"
    r"|une|deux|trois|quatre|одну|один|две|два|три|четыре"
)
_SHAPES = {"#": _NUMBER, "#2": _NUMBER, "#w": _COUNT, "~": _SPAN}
_LIFTS = ("@", "@2")
_PLACES = (*_LIFTS, "#", "#2", "#w", "~", "*", "*#")


def said_in_english(text: str, vocabulary: Vocabulary) -> str | None:
    """The command line for one said in other words; None for all else."""
    said = text.strip().removeprefix("/").replace("’", "'").rstrip(" ?!.")  # "c’est quoi ?"
    if len(said) > LONGEST or "\n" in said:
        return None
    words = said.split()
    bare = [plain(each).strip(_MARKS) for each in words]
    first = bare[0] if bare else ""
    near = _lines().get("#" if _NUMBER.fullmatch(first) else first, [])
    if first and not any(map(str.isdigit, said)) and vocabulary.find(words, 0) is not None:
        near = [*near, *_lines().get("@", ()), *_lines().get("@2", ())]
    for pattern, command in near:
        taken = _match(pattern, words, bare, vocabulary, 0)
        if taken is not None:
            return _filled(command, taken)
    return None


def words_in_english(command: str, words: Sequence[str]) -> list[str] | None:
    """The words behind a command's name with those of other languages in English.

    None where there are none.
    """
    first, others = _words().get(f"{command}^", {}), _words().get(command, {})
    if any(map(str.isdigit, "".join(words))):
        others = {**others, **_words().get(f"{command}#", {})}
    if not words or len(words) > MOST_WORDS or not (first or others):
        return None
    said = []
    for place, word in enumerate(words):
        bare = plain(word).strip(_MARKS)
        found = first.get(bare) if place == 0 else None
        found = others.get(bare) if found is None else found
        said.append(word if found is None else found)
    return [each for each in said if each] if said != list(words) else None


@cache
def openings() -> Mapping[str, str]:
    """The words that begin a line of the table, with the command of one that each begins."""
    found = ((word, lines[0][1].partition(" ")[0]) for word, lines in _lines().items())
    return {word: command for word, command in found if len(word) > _SHORT}


Taken = Mapping[str, str]


def _match(
    pattern: Sequence[str],
    words: Sequence[str],
    bare: Sequence[str],
    vocabulary: Vocabulary,
    at: int,
) -> Taken | None:
    """What the places of a pattern took of the words from `at` on; None where it does not fit."""
    if not pattern:
        return {} if at == len(words) else None
    place, behind = pattern[0], pattern[1:]
    for end in _ends(place, words, bare, vocabulary, at):
        taken = _match(behind, words, bare, vocabulary, end)
        if taken is not None:
            name = place.removesuffix("?")
            key = "*" if name == "*#" else name
            said = " ".join(words[at:end])
            return {**taken, key: said.rstrip(".!?,")} if name in _PLACES else taken
    return None


def _ends(
    place: str, words: Sequence[str], bare: Sequence[str], vocabulary: Vocabulary, at: int
) -> Iterator[int]:
    """Where a place of a pattern may end that begins at `at`."""
    optional, name = place.endswith("?"), place.removesuffix("?")
    if at < len(words):
        if name == "*" or (name == "*#" and any(map(str.isdigit, "".join(words[at:])))):
            yield len(words)
        elif (shape := _SHAPES.get(name)) is not None and shape.fullmatch(bare[at]):
            yield at + 1
        elif name in _LIFTS:
            found = vocabulary.find(words, at)
            if found is not None:
                yield found.end
        elif bare[at] in name.split("|"):
            yield at + 1
    if optional:
        yield at


def _filled(command: str, taken: Taken) -> str:
    filled = " ".join(taken.get(each, "") if each in _PLACES else each for each in command.split())
    name, _, rest = filled.partition(" ")
    said = words_in_english(name, rest.split())
    return " ".join(filled.split() if said is None else [name, *said])


@cache
def _lines() -> Mapping[str, Sequence[tuple[Sequence[str], str]]]:
    """The lines of the table by their first word."""
    found: dict[str, list[tuple[Sequence[str], str]]] = {}
    for row in _rows("said_commands.csv"):
        for line in row["said"].split(";"):
            places = plain(line).split()
            for word in _openings(places):
                found.setdefault(word, []).append((places, row["command"]))
    return found


def _openings(places: Sequence[str]) -> list[str]:
    """The words that a line may begin with."""
    found: list[str] = []
    for place in places:
        found += place.removesuffix("?").split("|")
        if not place.endswith("?"):
            break
    return found


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in _rows("command_words.csv"):
        for command in row["commands"].split():
            of_command = found.setdefault(command.replace("_", " "), {})
            of_command.update(dict.fromkeys(plain(row["said"]).split(), row["english"]))
    return found


def _rows(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
