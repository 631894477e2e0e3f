"""Where the languages are kept, and the catalogue of one in memory.

A language is a folder, `core/locale/<folder>/LC_MESSAGES/`, with `spotter.po` (sentences) and
`exercises.po` (names of exercises).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

Forms = tuple[str, ...]  # a sentence, or one for each form of the plural
PROJECT = "spotter"  # in the heading of what is compiled, before the hash of its source

ROOM = Path(__file__).parent
# The language as people have it, and the folder of its catalogue (the locale of CLDR).
CATALOGUES: Mapping[str, str] = {"de": "de", "es": "es", "pt": "pt_BR", "ru": "ru", "fr": "fr"}
# Forms that words take with a number, by their names in CLDR and in the order of the catalogue.
# CLDR has "many" for whole millions in Spanish, Portuguese and French: nothing is counted so far.
FORMS: Mapping[str, tuple[str, ...]] = {
    "de": ("one", "other"),
    "es": ("one", "other"),
    "pt": ("one", "other"),
    "fr": ("one", "other"),
    "ru": ("one", "few", "many"),
}
# The same for programs that edit catalogues.
PLURAL_RULES: Mapping[str, str] = {
    "de": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "pt": "nplurals=2; plural=(n > 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "ru": "nplurals=3; plural=(n % 10 == 1 && n % 100 != 11 ? 0 : n % 10 >= 2 && n % 10 <= 4"
    " && (n % 100 < 12 || n % 100 > 14) ? 1 : 2);",
}


def po_file(language: str, domain: str) -> Path:
    """The catalogue that translators edit."""
    return ROOM / CATALOGUES[language] / "LC_MESSAGES" / f"{domain}.po"


def hash_of(content: bytes) -> str:
    """What a compiled catalogue names its source by."""
    return hashlib.sha256(content).hexdigest()
