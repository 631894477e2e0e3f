"""docs/rules.md says of the rules what the code does: ids, files, sources, constants."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

from core.training.evidence import CHOICE, SOURCES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
NOWHERE = "nowhere"
SAID = ("R47", "R48", "R49", "R50")  # what may be said is kept where sources are
_HEAD = re.compile(r"^### (R\d+) (.+)$", re.MULTILINE)
_CITED = re.compile(r"\bR(\d+)(?:-R?(\d+))?\b")
_CONSTANT = re.compile(r"`([\w.]+)\.(\w+)` = ([^;\n]+)")


@dataclass(frozen=True)
class Rule:
    """One rule as the page has it."""

    id: str
    source: str
    coded: tuple[str, ...]  # paths
    constants: tuple[tuple[str, str, str], ...]  # module, name, value as written


def field(body: str, name: str) -> str:
    """A line "- Name: value" of a rule; "" without one."""
    found = re.search(rf"^- {name}: (.+)$", body, re.MULTILINE)
    return found.group(1) if found else ""


def rules_of(page: str) -> dict[str, Rule]:
    """Every rule of the page by id."""
    parts = _HEAD.split(page.partition("\n## Papers")[0])
    found = {}
    for name, body in zip(parts[1::3], parts[3::3], strict=True):
        coded = tuple(re.findall(r"`([^`]+)`", field(body, "Coded in")))
        constants = tuple(_CONSTANT.findall(field(body, "Constants")))
        assert name not in found
        assert coded or field(body, "Coded in") == NOWHERE, name
        found[name] = Rule(name, field(body, "Source"), coded, constants)
    return found


def cited(text: str) -> set[str]:
    """Every rule id in a text: "R37-R39" are three."""
    return {
        f"R{number}"
        for first, last in _CITED.findall(text)
        for number in range(int(first), int(last or first) + 1)
    }


RULES = rules_of(PAGE)
CODE = {
    str(path.relative_to(ROOT)): cited(path.read_text(encoding="utf-8"))
    for room in ("core", "bot")
    for path in (ROOT / room).rglob("*.py")
}
CITED = set().union(*CODE.values())
CONSTANTS = [(rule.id, *each) for rule in RULES.values() for each in rule.constants]


def test_every_rule_that_code_cites_is_explained() -> None:
    assert RULES.keys() >= CITED


def test_every_rule_that_tests_cite_is_explained() -> None:
    tests = (path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    assert set().union(*map(cited, tests)) <= RULES.keys()


def test_the_rules_are_numbered_without_gaps() -> None:
    assert [*RULES] == [f"R{number}" for number in range(1, len(RULES) + 1)]


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_is_coded_where_the_page_says(rule: Rule) -> None:
    assert [path for path in rule.coded if rule.id not in CODE.get(path, ())] == []


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_the_page_names_every_place_where_a_rule_is_coded(rule: Rule) -> None:
    assert set(places_of(rule.id)) - set(rule.coded) == set()


def places_of(rule_id: str) -> list[str]:
    """Where the code cites a rule; where its source and its sentence stand counts only alone."""
    words = ("core/training/evidence.py", "core/locale/english/")
    cites = sorted(path for path, ids in CODE.items() if rule_id in ids)
    decides = [path for path in cites if not path.startswith(words)]
    return decides or [path for path in cites if path == words[0] and rule_id in SAID]


def test_the_places_are_those_of_today(request: pytest.FixtureRequest) -> None:
    """`--update-chats` writes the places of today into the page."""
    if not request.config.getoption("--update-chats"):
        return
    page = PAGE
    for rule in RULES.values():
        places = [*(each for each in rule.coded if each in places_of(rule.id)), *places_of(rule.id)]
        told = ", ".join(f"`{each}`" for each in dict.fromkeys(places)) or NOWHERE
        head, _, rest = page.partition(f"### {rule.id} ")
        line = re.compile(r"^- Coded in: .+$", re.MULTILINE)
        page = f"{head}### {rule.id} " + line.sub(f"- Coded in: {told}", rest, count=1)
    (ROOT / "docs" / "rules.md").write_text(page, encoding="utf-8")


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_has_the_source_that_why_shows(rule: Rule) -> None:
    assert rule.source == SOURCES.get(rule.id, rule.source) != ""


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_every_source_is_in_the_list_of_papers(rule: Rule) -> None:
    papers = PAGE.partition("\n## Papers")[2]
    no_paper = {CHOICE, "coaching data", "the published RTS chart"}
    for name in rule.source.split("; "):
        if name not in no_paper and "read in digests" not in name:
            assert name.removesuffix(" (test-retest of one-repetition maximum)") in papers


@pytest.mark.parametrize(("rule", "module", "name", "value"), CONSTANTS)
def test_the_numbers_of_the_page_are_those_of_the_code(
    rule: str, module: str, name: str, value: str
) -> None:
    assert getattr(import_module(module), name) == ast.literal_eval(value.strip()), rule


def test_the_reader_of_the_page_reads() -> None:
    assert cited("(R22, R37-R39)") == {"R22", "R37", "R38", "R39"}
    assert len(RULES) >= 51
    assert len(CONSTANTS) > 50
    assert RULES["R17"].constants == (("core.training.curve", "SLOPE_PER_REP", "0.028"),)
