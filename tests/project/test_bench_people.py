"""Folders of exports: each file a person, repeated logs once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.people import people


def test_files_that_repeat_a_log_are_left_out(tmp_path: Path) -> None:
    for name in ("B.csv", "A.csv", "A_older.csv", "G1s.csv", "notes.txt"):
        (tmp_path / name).touch()
    assert list(people([tmp_path])) == ["A", "B"]


def test_two_folders_are_one_lot_of_people(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
    (one / "A.csv").touch()
    (two / "B.csv").touch()
    assert people([one, two]) == {"A": one / "A.csv", "B": two / "B.csv"}
    (two / "A.csv").touch()
    with pytest.raises(ValueError, match="two people"):
        people([one, two])


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no \.csv"):
        people([tmp_path])
