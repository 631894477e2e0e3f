"""What two numbers say ("1 of 1 sets") has no word behind them whose form would follow one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages import pofile

from core.locale import strings

FOLDER = Path(strings.__file__).parent
OF = {"de": "von", "es": "de", "pt_BR": "de", "fr": "sur", "ru": "из"}
# no noun, or one that the number before does not touch
FREE = frozenset({
    "bisher", "wurden", "geplanten", "höchstens", "hasta", "a", "até", "terminaram", "ont", "jusqu",
    "à", "с", "по",
})  # fmt: skip


@pytest.mark.parametrize("language", OF)
def test_no_noun_follows_two_numbers(language: str) -> None:
    path = FOLDER / language / "LC_MESSAGES" / "spotter.po"
    with path.open("rb") as opened:
        catalogue = pofile.read_po(opened)
    pair = re.compile(rf"\{{\w+\}} {OF[language]} \{{(?!low|name|load|day|until)\w+\}} ([^\W\d_]+)")
    wrong = {}
    for message in catalogue:
        forms = [message.string] if isinstance(message.string, str) else message.string
        for form in forms:
            behind = (each for each in pair.findall(form) if each not in FREE)
            wrong |= {(message.context, each): form for each in behind}
    assert wrong == {}
