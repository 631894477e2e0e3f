"""What surrounds the bot: settings, files, zones, the clock, the disk; each with a remedy."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.doctor import database, system
from bot.doctor.findings import Finding, as_json, as_text, exit_code
from bot.doctor.system import AHEAD, LEAST_ROOM, SKEW

NOW = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def states(found: list[Finding]) -> list[str]:
    return [each.state for each in found]


def test_a_line_for_each_problem_of_the_settings() -> None:
    found = system.settings_in_order(("LOG_LEVEL must be", "SEND_PER_CHAT must be"))
    assert states(found) == ["fail", "fail"]
    assert all(each.remedy for each in found)
    assert states(system.settings_in_order(())) == ["ok"]


@pytest.mark.parametrize(("mode", "state"), [(0o600, "ok"), (0o640, "fail"), (0o604, "fail")])
def test_files_with_secrets_are_private(tmp_path: Path, mode: int, state: str) -> None:
    file = tmp_path / ".env"
    file.touch(mode=mode)
    file.chmod(mode)
    assert system.private_files([file])[0].state == state
    assert system.private_files([tmp_path / "none"])[0].state == "ok"


def test_zones() -> None:
    assert system.zones_known(("Asia/Tehran",)).state == "ok"
    unknown = system.zones_known(("Mars/Olympus",))
    assert (unknown.state, "Mars/Olympus" in unknown.found) == ("fail", True)


@pytest.mark.parametrize(("ahead", "state"), [(AHEAD, "ok"), (AHEAD + SECOND, "fail")])
def test_a_message_from_the_future_tells_of_a_wrong_clock(ahead: timedelta, state: str) -> None:
    assert states(system.clock_right(NOW, NOW + ahead, ())) == [state]


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("off", "state"), [(SKEW, "ok"), (SKEW + SECOND, "fail")])
def test_the_clock_against_that_of_a_platform(off: timedelta, sign: int, state: str) -> None:
    found = system.clock_right(NOW, None, (("Telegram", NOW + sign * off, NOW),))
    assert states(found) == [state]


def test_a_clock_before_the_program_is_wrong() -> None:
    assert states(system.clock_right(datetime(2025, 12, 31, tzinfo=UTC), None, ())) == ["fail"]


@pytest.mark.parametrize(
    ("free", "size", "state"),
    [
        (LEAST_ROOM - 1, 0, "fail"),
        (LEAST_ROOM, 0, "ok"),
        (LEAST_ROOM, LEAST_ROOM + 1, "fail"),
        (3 * LEAST_ROOM - 1, LEAST_ROOM, "warn"),
        (3 * LEAST_ROOM, LEAST_ROOM, "ok"),
    ],
)
def test_a_copy_needs_room(tmp_path: Path, free: int, size: int, state: str) -> None:
    assert system.disk_room(tmp_path, size, free=free).state == state


def test_findings_are_lines_and_an_exit_code() -> None:
    warned = [Finding("a", "ok", "fine"), Finding("b", "warn", "so so", "do this")]
    assert as_text(warned).splitlines() == [
        "ok    a: fine",
        "warn  b: so so | remedy: do this",
        "2 checks, 0 failed, 1 with a warning",
    ]
    assert exit_code(warned) == 0
    assert exit_code([*warned, Finding("c", "fail", "broken", "mend it")]) == 1
    assert as_json(warned).count("\n") == 2


@pytest.mark.parametrize(
    ("closed", "said"),
    [(".", "may not write"), ("spotter.db", "may not write"), ("elsewhere", "")],
)
def test_a_database_of_somebody_else_is_closed_to_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closed: str, said: str
) -> None:
    (tmp_path / "spotter.db").touch()
    shut = tmp_path / closed
    monkeypatch.setattr(os, "access", lambda path, _: path != shut)  # root may do everything
    found = system.closed_to_us(tmp_path / "spotter.db")
    assert [each.what for each in found] == (["permissions"] if said else [])
    assert all(said in each.found and str(shut) in each.remedy for each in found)


def test_a_folder_that_the_first_start_would_make_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data" / "deeper" / "spotter.db"
    assert system.closed_to_us(path) == []
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert states(system.closed_to_us(path)) == ["fail"]


@pytest.mark.parametrize("part", ["", *system.PARTS])
def test_a_file_of_somebody_else_beside_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    path = tmp_path / "spotter.db"
    path.touch()
    shut = path.with_name(path.name + part)
    shut.touch()
    with monkeypatch.context() as patched:
        patched.setattr(os, "access", lambda found, _: found != shut)
        [found] = system.closed_to_us(path)
    assert (found.state, str(shut) in found.remedy) == ("fail", True)
    shut.unlink()
    shut.mkdir()
    [found] = system.closed_to_us(path)
    assert (found.state, str(shut) in found.found) == ("fail", True)


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    [found] = system.closed_to_us(tmp_path / "data" / "spotter.db")
    assert (found.what, found.state) == ("database", "fail")
    assert f"{tmp_path}/data is a file" in found.found


def test_a_name_that_no_file_can_have_is_a_finding(tmp_path: Path) -> None:
    assert system.closed_to_us(tmp_path / ("x" * 300)) == []
    url = f"sqlite:///{tmp_path}/{'x' * 300}"
    found, present = asyncio.run(database.schema(url))
    assert (states(found), present) == (["fail"], False)
    assert "File name too long" in found[0].found


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    [found] = system.closed_to_us(tmp_path)
    assert (found.what, found.state) == ("database", "fail")
    assert found.remedy == f"name a file: DATABASE_URL=sqlite:///{tmp_path}/spotter.db"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away"
)
@pytest.mark.parametrize(
    ("database", "folder", "state"),
    [(0, 0, []), (0, 65534, ["fail"]), (65534, 0, []), (65534, 65534, [])],
)
def test_root_is_told_of_a_file_that_the_service_cannot_open(
    tmp_path: Path, database: int, folder: int, state: list[str]
) -> None:
    (tmp_path / "spotter.db").touch()
    os.chown(tmp_path / "spotter.db", database, database)
    os.chown(tmp_path, folder, folder)
    assert states(system.closed_to_us(tmp_path / "spotter.db")) == state
