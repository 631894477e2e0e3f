"""Plain questions in the languages of the catalogues, told by `questions_languages.csv`.

A row is a language, an intent and phrases parted by `;`. In a phrase a place holds alternatives
parted by `|`, `*` for any ending; up to two other words may stand before it, none where it begins
with `+`. `^` is the beginning, `$` the end, `@` an exercise, `#` a length of time. Accents may be
left out. The first phrase that fits decides; only those are looked at whose
first word was typed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from core.exercises.words import fold
from core.parsing.reading import Vocabulary

LIFT, LENGTH = "@", "#"
_TIME = re.compile(
    r"(?<![\w.,])\d{1,3}\s?(?:min|minuten?|minutos?|minutes?|мин|минут|минуты|минуту|h|std|stunden?|horas?|heures?|часа?|час)\b",
    re.IGNORECASE,
)
_HALF_HOUR = re.compile(
    r"\b(?:halbe stunde|media hora|meia hora|demi[ -]heure|полчаса|пол часа)\b", re.IGNORECASE
)
_MAX = re.compile(r"\b(?:e?1[ -]?(?:rm|пм|rpm))\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"[@#]|[^\W_]+")
_MARKS = re.compile(r"['’`´]")
_GAP = r"(?: \S+){0,2} "


def read_intent_of(text: str, vocabulary: Vocabulary) -> tuple[str, tuple[str, ...]] | None:
    """The intent of what is asked and the words that name lifts; None for what no row fits."""
    plain = _MAX.sub("onerm", text)
    if _DIGIT.search(plain) or "emi" in plain or "edia" in plain or "halb" in plain:
        plain = _HALF_HOUR.sub(LENGTH, _TIME.sub(LENGTH, plain))
    plain = plain.replace("полчаса", LENGTH).replace("meia hora", LENGTH)
    if _DIGIT.search(plain):
        return None
    words = _TOKEN.findall(fold(_MARKS.sub("", plain)))
    if not _dispatch().keys() & {each for word in words for each in (word, word[:3])}:
        return None
    return _found(words, vocabulary)


def _found(words: Sequence[str], vocabulary: Vocabulary) -> tuple[str, tuple[str, ...]] | None:
    said: list[str] = []
    lifts: list[str] = []
    at = 0
    while at < len(words):
        found = None if words[at] in _known() else vocabulary.find(words, at)
        if found is not None:
            lifts.append(" ".join(words[at : found.end]))
            said.append(LIFT)
            at = found.end
        else:
            said.append(words[at])
            at += 1
    intent = _intent(tuple(said))
    return None if intent is None else (intent, tuple(lifts))


@lru_cache(maxsize=1024)
def _intent(words: tuple[str, ...]) -> str | None:
    """The intent of the first phrase that fits, among those that share a word with what is said."""
    near = {number for word in words for number in _dispatch().get(word, ())}
    near |= {number for word in words for number in _dispatch().get(word[:3], ())}
    text = f" {' '.join(words)} "
    for number in sorted(near):
        intent, pattern = _phrases()[number]
        if pattern.search(text):
            return intent
    return None


@cache
def _phrases() -> Sequence[tuple[str, re.Pattern[str]]]:
    return [(intent, _pattern(phrase)) for intent, phrase in _typed()]


@cache
def _typed() -> Sequence[tuple[str, str]]:
    """Intents and phrases, in the order of the table."""
    with Path(__file__).with_name("questions_languages.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return [(row["intent"], fold(one).strip()) for row in rows for one in row["phrases"].split(";")]


def _places(phrase: str) -> list[str]:
    return [each for each in phrase.split() if each not in "^$"]


def _pattern(phrase: str) -> re.Pattern[str]:
    """One phrase as a pattern over the words, each with a space before and behind it."""
    out = "^ " if phrase.startswith("^") else " "
    for place, each in enumerate(_places(phrase)):
        ways = "|".join(
            re.escape(one).replace(r"\*", r"\S*") for one in each.lstrip("+").split("|") if one
        )
        gap = "" if place == 0 else " " if each.startswith("+") else _GAP
        out += f"{gap}(?:{ways})"
    return re.compile(out + (" $" if phrase.endswith(" $") else " "))


@cache
def _dispatch() -> Mapping[str, Sequence[int]]:
    """Phrases by each word their first place may be, or by its first three letters."""
    found: dict[str, list[int]] = {}
    for number, (_, phrase) in enumerate(_typed()):
        for word in _places(phrase)[0].lstrip("+").split("|"):
            key = word[:3] if word.endswith("*") else word
            found.setdefault(key, []).append(number)
    return found


@cache
def _known() -> frozenset[str]:
    """Every word of the table: none of them is taken for the name of a lift."""
    return frozenset(
        word
        for _, phrase in _typed()
        for each in _places(phrase)
        for word in each.lstrip("+").split("|")
    )
