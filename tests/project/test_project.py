"""What the project says of itself is true: settings, commands, quotes, pins."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from bot.__main__ import spotter
from bot.settings import Settings
from tests.golden import CHATS, read_chat

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
OPERATIONS = ROOT / "docs" / "operations.md"
QUOTING = [README, OPERATIONS, ROOT / "docs" / "language.md"]
QUOTE = re.compile(r"<!-- tests/chats/(\w+\.txt) -->\n```text\n(.*?)```\n", re.DOTALL)
PIN = re.compile(r"^([a-z0-9-]+)==([^ ;\\]+)", re.MULTILINE)
FOREIGN = re.compile(  # in brackets, so that this file does not find itself
    r"p[y]pi\.|[p]ythonhosted|/[s]imple/|(?<![\w.~])/(?:[h]ome/(?!me/)|[r]oot/|[U]sers/|[w]ork/)"
)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def tracked() -> list[Path]:
    """Every file of the project: as git knows them, else all but what tools leave behind."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        names = [name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = [
            str(path.relative_to(ROOT))
            for path in ROOT.rglob("*")
            if not re.search(
                r"/(\.(?!ci|env\.example|gitignore)|data/|__pycache__)",
                f"/{path.relative_to(ROOT)}",
            )
        ]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


# --- settings ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_explained(name: str) -> None:
    default = Settings.model_fields[name].default
    shown = "" if default is None else str(default)
    shown = shown.lower() if isinstance(default, bool) else shown
    example = text_of(".env.example")
    assert re.search(rf"^# .+\n{name.upper()}={re.escape(shown)}$", example, re.MULTILINE)
    assert f"`{name.upper()}`" in OPERATIONS.read_text(encoding="utf-8")


def test_the_example_sets_nothing_unknown() -> None:
    names = re.findall(r"^(\w+)=", text_of(".env.example"), re.MULTILINE)
    assert sorted(names) == sorted(name.upper() for name in Settings.model_fields)


# --- files ------------------------------------------------------------------------------------


def test_no_file_names_a_package_index_or_a_place_on_one_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked()
        for match in [FOREIGN.search(path.read_text(encoding="utf-8", errors="replace"))]
        if match
    ]
    assert found == []


def test_the_walk_over_files_finds_them() -> None:
    names = {str(path.relative_to(ROOT)) for path in tracked()}
    assert {"README.md", "requirements.lock", "bot/__main__.py"} <= names


@pytest.mark.parametrize(
    "lock",
    [
        "requirements.lock",
        "requirements-dev.lock",
        "requirements-fit.lock",
        "requirements-fuzz.lock",
        "requirements-mutants.lock",
        "requirements-audit.lock",
    ],
)
def test_every_pin_has_a_hash(lock: str) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", text_of(lock).partition("make lock\n")[2])
    assert blocks
    for block in blocks:
        assert PIN.match(block)
        assert "--hash=sha256:" in block


def test_the_locks_agree_and_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))
    run, test = (dict(PIN.findall(text_of(f"requirements{kind}.lock"))) for kind in ("", "-dev"))
    assert run.items() <= test.items()
    groups = project["dependency-groups"]
    for wanted, pins in (
        (project["project"]["dependencies"] + groups["build"], run),
        ([each for each in groups["dev"] if isinstance(each, str)], test),
    ):
        names = {re.split(r"[^\w.-]", each)[0].lower().replace(".", "-") for each in wanted}
        assert names <= pins.keys()


def test_ci_runs_the_tests() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert re.search(r"^make test\b", text_of(".ci/run"), re.MULTILINE)


# --- the documents ----------------------------------------------------------------------------


def told_in(*pages: Path) -> str:
    return "".join(page.read_text(encoding="utf-8") for page in pages)


def test_the_make_commands_that_are_told_exist() -> None:
    makefile = text_of("Makefile")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    pages = (README, OPERATIONS, ROOT / "CONTRIBUTING.md")
    told = set(re.findall(r"(?:`|^    )make ([a-z]+)\b", told_in(*pages), re.MULTILINE))
    assert {"run", "test", "mutants"} <= told <= targets
    assert set(re.findall(r"^# make ([a-z]+)", makefile, re.MULTILINE)) <= targets


def test_the_spotter_commands_that_are_told_exist() -> None:
    told = set(re.findall(r"`(?:\.venv/bin/)?spotter ([a-z]+)", told_in(README, OPERATIONS)))
    assert {"run", "chat", "backup", "restore"} <= told
    assert told - spotter.commands.keys() == set()


@pytest.mark.parametrize("page", QUOTING, ids=lambda page: page.name)
def test_the_conversations_that_are_quoted_are_real(
    page: Path, request: pytest.FixtureRequest
) -> None:
    text = page.read_text(encoding="utf-8")
    true = QUOTE.sub(real_quote, text)
    if request.config.getoption("--update-chats"):
        page.write_text(true, encoding="utf-8")
    else:
        assert text == true
    assert text.count("\n> ") == sum(
        block.count("\n> ") for _, block in QUOTE.findall(text.replace("```text\n", "```text\n\n"))
    )


def test_the_readme_quotes_conversations() -> None:
    assert QUOTE.search(README.read_text(encoding="utf-8"))


def real_quote(match: re.Match[str]) -> str:
    """The quote as the conversation has it: the lines typed choose the passage."""
    name, quoted = match.groups()
    lines = read_chat((CHATS / name).read_text(encoding="utf-8")).lines
    typed = [line[2:] for line in quoted.splitlines() if line.startswith("> ")]
    for start in range(len(lines) - len(typed) + 1):
        passage = lines[start : start + len(typed)]
        if [line.typed for line in passage] == typed:
            text = "\n\n".join("\n".join((f"> {line.typed}", *line.answer)) for line in passage)
            return f"<!-- tests/chats/{name} -->\n```text\n{text}\n```\n"
    raise AssertionError(f"tests/chats/{name} has no passage with {typed}")
