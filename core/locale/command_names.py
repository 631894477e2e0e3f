"""Names of commands in other languages: "heute", "rückgängig". Understood whatever is spoken.

`command_names.csv` is written from the catalogues by `core.locale.extraction`, so that reading a
line of any language opens one small file. The English names are understood everywhere.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "command_names.csv"
LATIN = re.compile(r"[a-z0-9_]{1,32}")  # what Telegram takes as a command
ONE_WORD = re.compile(r"[-_\w]{1,32}")  # what Discord takes, of any letters


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return tuple((row[0], row[1], row[2]) for row in list(csv.reader(lines))[1:])


@cache
def understood() -> Mapping[str, str]:
    """What is typed, in any language, and the English name it stands for."""
    return {word.replace("_", " "): slug.replace("_", " ") for _, word, slug in _rows()}


@cache
def names_in(language: str) -> Mapping[str, str]:
    """The commands of a language: English name in one word, and its own."""
    return {slug: word for each, word, slug in _rows() if each == language}


def shown_names(language: str, slugs: Sequence[str], allowed: re.Pattern[str]) -> dict[str, str]:
    """The names that a menu shows; the English one where a platform does not take its own.

    Each stands once: a name that is another command's English one is not used.
    """
    own, shown = names_in(language), dict[str, str]()
    for slug in slugs:
        word = own.get(slug, slug)
        free = word not in shown.values() and (word == slug or word not in slugs)
        shown[slug] = word if free and allowed.fullmatch(word) else slug
    return shown
