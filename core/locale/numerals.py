"""Numbers and units as a language writes them. Nothing is rounded: 82.0625 kg stays 82,0625 kg.

The signs are those of CLDR by Babel, which is imported for other languages than English alone.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING

from core.locale.catalogues import CATALOGUES, FORMS

if TYPE_CHECKING:
    from babel import Locale

# Facts that somebody typed, or that are typed: they stay as they are.
TYPED = frozenset(
    (
        "quote", "example", "code", "id", "ids", "word", "words", "name", "names", "line",
        "samples", "zone", "time", "label", "sample",
    )
)  # fmt: skip
_NUMBERS = re.compile(r"[-+]?\d+(?:\.\d+)?\+?(?:(?:, |; | x | \+ |-| )[-+]?\d+(?:\.\d+)?\+?)*")
_POINT = re.compile(r"(?<=\d)\.(?=\d)")


@cache
def _locale(language: str) -> Locale:
    from babel import Locale

    return Locale.parse(CATALOGUES[language])


@cache
def _sign(language: str, name: str) -> str:
    return str(_locale(language).number_symbols["latn"][name])


def with_numerals(language: str, text: str) -> str:
    """A text of numbers with the decimal sign of a language: "2.5" is "2,5" in German."""
    return text if language == "en" else _POINT.sub(_sign(language, "decimal"), text)


def localised(language: str, facts: Mapping[str, object]) -> dict[str, object]:
    """The facts of a sentence as a language writes them: what is nothing but numbers."""
    return {
        name: value if name in TYPED else _localised(language, value)
        for name, value in facts.items()
    }


def _localised(language: str, value: object) -> object:
    if isinstance(value, float):
        return with_numerals(language, str(value))
    if isinstance(value, str) and "." in value and _NUMBERS.fullmatch(value):
        return with_numerals(language, value)
    return value


def form_of(language: str, count: object) -> int:
    """Which of the forms of a sentence a number takes, by the rules of CLDR.

    Parts of one take in Russian the form of two ("2,5 подхода"), which CLDR calls "other".
    """
    forms = FORMS[language]
    try:
        number = Decimal(str(count).replace(",", "."))
    except InvalidOperation:
        return len(forms) - 1
    category = _locale(language).plural_form(abs(number))
    if category in forms:
        return forms.index(category)
    return forms.index("few") if "few" in forms else len(forms) - 1


class Formatter(string.Formatter):
    """Fills placeholders; "{n:,}" is grouped as the language does."""

    def __init__(self, language: str) -> None:
        self._language = language

    def format_field(self, value: object, format_spec: str) -> str:
        """A fact as it is written."""
        said = str(super().format_field(value, format_spec))
        return said.replace(",", _sign(self._language, "group")) if format_spec == "," else said


@cache
def formatter(language: str) -> Formatter:
    """What fills the sentences of a language."""
    return Formatter(language)
