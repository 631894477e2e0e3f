"""The name of a language as people type it: "deutsch", "in german", "pt-br", "по-русски"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.parsing.characters import fold, tidy
from core.parsing.weekdays import plain

_NAMES: Mapping[str, str] = {
    "en": "en english englisch ingles anglais английский англииский английски",
    "de": "de german deutsch aleman alemao allemand немецкий немецки",
    "es": "es spanish spanisch espanol castellano espanhol espagnol испанский испански",
    "pt": "pt portuguese brazilian portugiesisch portugues brasileiro brasileno portugais "
    "португальский португальски",
    "ru": "ru russian russisch ruso russo russe русский русски",
    "fr": "fr french franzosisch franzoesisch frances francais французский французски",
}
_CODES = {plain(word): code for code, words in _NAMES.items() for word in words.split()}
# Said around the name: "in german please", "auf deutsch bitte", "по-русски".
_AROUND = frozenset(
    plain(
        "in auf en em to по на please bitte por favor пожалуйста s il vous plait the brazil "
        "brasil brasilien do br us gb at ch mx"
    ).split()
)


def read_language(words: Sequence[str]) -> str:
    """The code of the language that words name, "" where they name none or more than one."""
    pieces = (
        plain(fold(tidy(" ".join(words))))
        .replace("-", " ")
        .replace("_", " ")
        .replace("'", " ")
        .split()
    )
    named = [each.strip(".,!?()") for each in pieces]
    found = {_CODES[each] for each in named if each in _CODES and len(each) > 2}
    found = found or {_CODES[each] for each in named[:1] if each in _CODES}
    known = all(each in _CODES or each in _AROUND for each in named)
    return found.pop() if known and len(found) == 1 else ""
