"""No English sentence shows in a conversation that is held in another language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CHATS = Path(__file__).parents[2] / "chats"
MAIN_PATH = sorted([*CHATS.glob("language_??.txt"), *CHATS.glob("typed_??.txt")])
# words of nearly every English sentence, of no other language here, and of no command
ENGLISH = re.compile(
    r"\b(?:the|your|you|with|and|this|that|which|are|than|then|does|have|were|would|could|should"
    r"|repetitions|lighter|heavier|today's|not|it)\b",
    re.IGNORECASE,
)
TYPED = re.compile(r'"[^"]*"|plan from my log|5/3/1 with five sets of ten|with a peak')
SPOKEN = re.compile(r"^> (?:language|idioma|sprache|langue|язык)\b", re.MULTILINE)


def leaks_in(chat: str) -> list[str]:
    """Lines of answers that say something in English, from where the language was chosen."""
    begun = SPOKEN.search(chat)
    answers = chat[begun.start() :] if begun else ""
    return [
        line
        for line in answers.splitlines()
        if not line.startswith(("> ", "= ", "#", "(only you", "~"))
        and ENGLISH.search(TYPED.sub("", line))
    ]


@pytest.mark.parametrize("path", MAIN_PATH, ids=lambda path: path.stem)
def test_no_english_shows_on_the_main_path(path: Path) -> None:
    assert leaks_in(path.read_text(encoding="utf-8")) == []


def test_each_language_has_its_path_and_a_leak_would_be_seen() -> None:
    assert {path.stem[-2:] for path in MAIN_PATH} >= {"de", "es", "pt", "ru", "fr"}
    assert leaks_in("> language de\nSprache: Deutsch.\nThat was all.\n") == ["That was all."]
    assert leaks_in("> language de\nSchon gut. [same again] [undo the set]\n") != []
