"""Split what people type into comparable words: case, accents, plurals and spellings folded.

`words.csv` holds the words with a part to play in a name: fillers that count for nothing ("with"),
equipment in the languages people log in ("Kurzhantel" is a dumbbell) and spellings that stand for
another word ("flyes" is fly, "one" is single).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
LONGEST_WORD = 48  # no name has a longer one, and what is kept in memory stays small

_APOSTROPHES = re.compile("['’‘´`ʼ]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+")
_SIBILANT_PLURAL = ("sses", "ches", "shes", "xes")
_NO_PLURAL = ("ss", "us", "is")


@dataclass(frozen=True, slots=True)
class Word:
    """One comparable word: its text, and the equipment it names; a filler has no text."""

    text: str
    equipment: str = ""
    numbered: bool = False  # holds a digit
    opens: bool = False  # may begin a pair, see pairs()


def read_table(name: str) -> list[dict[str, str]]:
    """Rows of a data file of this room."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        titles = next(rows)
        return [dict(zip(titles, row, strict=True)) for row in rows]


def fold(text: str) -> str:
    """The text with case, full-width forms, accents and apostrophes folded."""
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    text = unicodedata.normalize("NFKC", _APOSTROPHES.sub("", text)).casefold()
    # back to composed letters: only Latin, Greek and Cyrillic accents go, Japanese marks stay
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))


def singular(word: str) -> str:
    """The word without a plural s; the same guess is made for names and for what is typed."""
    if word == "ups":  # the one short plural names have; "ohs" and "fs" are shorthands
        return "up"
    if len(word) < 4 or word[-1] != "s" or word.endswith(_NO_PLURAL):
        return word
    return word[:-2] if word.endswith(_SIBILANT_PLURAL) else word[:-1]


def normalise_words(text: str) -> tuple[str, ...]:
    """Comparable words of a text: "Pull-Ups" and "pull up" give the same two."""
    return tuple([singular(word) for word in _WORD.findall(fold(text))])


@cache
def _table() -> dict[str, Word]:
    """What words.csv says, by folded word, plural and singular."""
    table = {}
    for row in read_table("words.csv"):
        word = {
            "filler": Word(""),
            "equipment": Word(singular(fold(row["word"])), row["meaning"]),
            "synonym": Word(row["meaning"]),
        }[row["kind"]]
        if " " in row["word"]:  # a pair, see pairs()
            continue
        table[fold(row["word"])] = word
        table.setdefault(singular(fold(row["word"])), word)
    return table


@cache
def pairs() -> dict[tuple[str, str], str]:
    """Two words that name equipment only together: "ez bar", "plate loaded"."""
    found = {}
    for row in read_table("words.csv"):
        first, _, second = row["word"].partition(" ")
        if second:
            found[singular(fold(first)), singular(fold(second))] = row["meaning"]
    return found


@lru_cache(maxsize=4096)
def read_word(raw: str) -> tuple[Word, ...]:
    """The comparable words of one typed word: "Press(Machine)" has two, "with" none."""
    if len(raw) > LONGEST_WORD:
        return (Word(raw[:LONGEST_WORD]),)
    return read_words(raw)


def read_words(text: str) -> tuple[Word, ...]:
    """The comparable words of a text, fillers left out."""
    return read_folded(fold(text))


def read_folded(folded: str) -> tuple[Word, ...]:
    """The comparable words of a text that was folded already."""
    return tuple([word for each in _WORD.findall(folded) if (word := _word(each)).text])


@lru_cache(maxsize=8192)
def _word(folded: str) -> Word:
    """The comparable word for a folded one: what words.csv says of it, or its singular."""
    table = _table()
    single = singular(folded[:LONGEST_WORD])
    known = table.get(folded) or table.get(single)
    if known is None:
        return Word(single, numbered=not single.isalpha(), opens=single in _openers())
    return replace(known, opens=True) if known.text in _openers() else known


@cache
def _openers() -> frozenset[str]:
    return frozenset(first for first, _ in pairs())
