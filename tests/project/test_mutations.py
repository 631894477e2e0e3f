"""Every change of `mutants/table.py` is noticed by the test that it names."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from tests.mutants.reach import named
from tests.mutants.rooms import ROOMS, Room
from tests.mutants.table import BORDERS, TABLE, Mutation
from tests.waiting import WAIT_SECONDS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def forks() -> Iterator[tuple[IO[str], IO[str]]]:
    """The process whose forks run tests over changed code: where to write, where to read."""
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork")
    command = [sys.executable, "-m", "tests.mutants.forks"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdin, process.stdout
        process.stdin.close()


def changed(mutation: Mutation) -> str:
    """The text of the file as the mutation leaves it; what it changes stands there once."""
    source = (ROOT / mutation.path).read_text(encoding="utf-8")
    assert source.count(mutation.old) == 1
    return source.replace(mutation.old, mutation.new)


@pytest.mark.parametrize("mutation", TABLE, ids=lambda each: each.name)
def test_a_moved_border_is_noticed(mutation: Mutation, forks: tuple[IO[str], IO[str]]) -> None:
    jobs, outcomes = forks
    job = {"path": mutation.path, "source": changed(mutation), "tests": [mutation.killer]}
    jobs.write(json.dumps({**job, "seconds": WAIT_SECONDS}) + "\n")
    jobs.flush()
    outcome = json.loads(outcomes.readline())
    assert outcome["outcome"] == "killed", outcome
    assert mutation.killer in outcome["said"]


def test_unchanged_code_passes(forks: tuple[IO[str], IO[str]]) -> None:
    jobs, outcomes = forks
    path = "core/training/progression/plates.py"
    source = (ROOT / path).read_text(encoding="utf-8")
    job = {
        "path": path,
        "source": source,
        "tests": [BORDERS],
        "seconds": WAIT_SECONDS,
    }
    jobs.write(json.dumps(job) + "\n")
    jobs.flush()
    assert json.loads(outcomes.readline())["outcome"] == "survived"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_has_code_and_the_tests_that_it_names(room: Room) -> None:
    assert all([*ROOT.glob(pattern.lstrip("!"))] for pattern in room.code)
    assert all([*ROOT.glob(f"tests/{each}.py")] for each in room.tests)
    tests = room.test_files()
    assert all(sorted(room.tests_for(path)) == sorted(tests) for path in room.files())


def test_no_code_belongs_to_two_rooms() -> None:
    files = [path for room in ROOMS for path in room.files()]
    assert len(files) == len(set(files))


def test_tests_that_import_the_changed_file_come_first() -> None:
    (training,) = (room for room in ROOMS if room.name == "training")
    assert (
        training.tests_for("core/training/warmups.py")[0] == "tests/core/training/test_warmups.py"
    )


def test_each_survivor_has_a_reason() -> None:
    known = (ROOT / "tests" / "mutants" / "survivors.txt").read_text(encoding="utf-8")
    for line in known.splitlines():
        change, _, reason = line.partition("  | ")
        assert line.startswith("#") or (reason and "  ->  " in change), line


def test_a_change_is_reached_by_what_names_it() -> None:
    """A number of a function by that function; one at the head of a file by all that name it."""
    path = "core/training/week.py"
    lines = (ROOT / path).read_text("utf-8").splitlines()
    head = next(place for place, each in enumerate(lines, 1) if each.startswith("LEAST_WEEKS ="))
    inside = next(place for place, each in enumerate(lines, 1) if "LEAST_WEEKS else None" in each)
    assert [*named(path, inside)] == [f"{path}:usual_sessions"]
    assert f"{path}:usual_sessions" in [*named(path, head)]


@pytest.fixture(scope="module")
def collected() -> Iterator[tuple[IO[str], IO[str]]]:
    """The process that has tests collected."""
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork")
    command = [sys.executable, "-m", "tests.mutants.collected", "tests/core/groups/test_groups.py"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdin, process.stdout
        process.stdin.close()


def test_a_function_is_changed_where_its_tests_are_collected(
    collected: tuple[IO[str], IO[str]],
) -> None:
    """A number at the head of a file wants an import instead."""
    jobs, outcomes = collected
    items = json.loads(outcomes.readline())["items"]
    path = "core/groups/rules.py"
    source = (ROOT / path).read_text(encoding="utf-8")

    def outcome(text: str) -> str:
        job = {"path": path, "source": text, "tests": items, "seconds": WAIT_SECONDS}
        jobs.write(json.dumps(job) + "\n")
        jobs.flush()
        return str(json.loads(outcomes.readline())["outcome"])

    moved = source.replace("today.replace(day=monthrange(", "today.replace(day=-1 + monthrange(")
    assert outcome(moved.replace("[1])", "[0])")) == "killed"
    assert outcome(source.replace("MOST_ON_BOARD = 20", "MOST_ON_BOARD = 21")) == "fresh"
    assert outcome(source.replace("taken = {", "taken = { ")) == "survived"
    jobs.write(json.dumps({"record": items[:1]}) + "\n")
    jobs.flush()
    found = json.loads(outcomes.readline())
    assert found["failed"] == []
    assert f"{path}:row_of" in found["reached"][items[0]]
