"""The documents hold together: links, paths, commands, settings, decisions, conversations."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
PARTS = ("Question", "Choice", "Why", "What was tried", "Held by")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_PATH = re.compile(r"`((?:bot|core|tests|docs)/[\w./-]+)`")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    headings = _HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith(("http:", "https:")):
            continue
        place, _, anchor = link.partition("#")
        there = page.parent / place if place else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_paths_that_are_named_exist(page: Path) -> None:
    if page.name == "CHANGELOG.md":  # it tells of what was there once
        return
    text = page.read_text(encoding="utf-8")
    assert [path for path in _PATH.findall(text) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(("name", "most"), [("README.md", 150), ("docs/architecture.md", 150)])
def test_what_is_read_first_is_short(name: str, most: int) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) < most


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem[:3])
def test_a_decision_says_question_choice_why_and_what_was_tried(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    title = re.match(r"# (\d{3}) .+\n", text)
    assert title
    assert title.group(1) == page.name[:3]
    assert [part for part in PARTS if f"**{part}" not in text] == []
    assert re.search(r"\*\*Held by\*\* `tests/", text)


def test_decisions_have_a_number_each_and_are_listed() -> None:
    numbers = [page.name[:3] for page in DECISIONS]
    assert numbers == sorted(set(numbers))
    listed = _LINK.findall((ROOT / "docs/decisions/README.md").read_text(encoding="utf-8"))
    assert listed == [page.name for page in DECISIONS]


def test_the_glossary_is_in_order() -> None:
    words = re.findall(
        r"^\| (?!word|-)(.+?) \|", (ROOT / "docs/glossary.md").read_text("utf-8"), re.M
    )
    assert words == sorted(words, key=str.lower)
    assert len(words) > 40
