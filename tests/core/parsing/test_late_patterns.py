"""Patterns that are compiled when they are first asked."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from core.parsing.patterns import late

ROOT = Path(__file__).parents[3]
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in sorted((ROOT / "core").rglob("*.py"))
    if "core.parsing.patterns import" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_every_one_of_a_module_can_be_compiled(name: str) -> None:
    kind = type(late("x"))
    found = [each for each in vars(importlib.import_module(name)).values() if type(each) is kind]
    for each in found:
        assert each.search("") is None or each.search("")
    assert found or "scan" in name or "sets_text" in name


def test_it_is_compiled_once_and_only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    real = re.compile
    monkeypatch.setattr(re, "compile", lambda *asked: compiled.append(asked[0]) or real(*asked))
    digits = late(r"(\d+)kg", re.IGNORECASE)
    assert compiled == []
    assert digits.fullmatch("100KG")
    assert digits.sub("x", "5kg 6kg") == "x x"
    assert digits.pattern == r"(\d+)kg"
    assert compiled == [r"(\d+)kg"]


def test_one_that_is_wrong_says_so_when_it_is_asked() -> None:
    with pytest.raises(re.error):
        late("(").match("")
