"""What a file may hold: each limit from both sides, and that what is odd costs no more."""

from __future__ import annotations

import pytest

from core.interchange.readers import export, table
from core.interchange.readers.cells import read_seconds
from core.interchange.readers.column_words import words_of
from core.interchange.rows import FileRefused, Refused
from tests.core.interchange.tables_read import rows, sets


def refusal(content: bytes) -> str:
    """Why a file is refused; "" where it is read."""
    try:
        rows(content)
    except FileRefused as refused:
        return refused.code
    return ""


def test_every_line_counts_blank_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert table.MOST_LINES == 400_000
    monkeypatch.setattr(table, "MOST_LINES", 100)
    head, line = b"date,exercise,reps\n", b"2024-01-02,S,5\n"
    for blank in (b"\n", b"\r", b"\r\n", b",,\n"):
        assert refusal(head + line + blank * 98) == ""
        assert refusal(head + line + blank * 99) == "file_lines"
        assert refusal(blank * 101) == "file_lines"
    cell = head + b'2024-01-02,"S' + b"\n" * 98 + b'",5\n'  # the lines of a cell too
    assert refusal(cell) == ""
    assert refusal(cell.replace(b"S", b"S\n")) == "file_lines"
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        text = "date,exercise,reps\n2024-01-02,S,5\n" + "\n" * 98
        assert refusal(text.encode(encoding)) == ""
        assert refusal(f"{text}\n".encode(encoding)) == "file_lines"


def test_what_a_line_counts_for_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line may say that it stands for twenty sets."""
    monkeypatch.setattr(export, "MOST_ROWS", 40)
    head, line = b"date,exercise,weight,reps,sets\n", b"2024-01-02,S,50,5,20\n"
    assert len(sets(head + line * 2)) == 40
    assert refusal(head + line * 2 + b"2024-01-02,S,50,5,1\n") == "file_too_many"


def test_columns_have_a_limit() -> None:
    line = b"date,exercise,reps" + b",x" * 997
    assert refusal(line + b"\n2024-01-02,S,5\n") == ""
    assert refusal(line + b",x\n2024-01-02,S,5\n") == "file_columns"
    assert refusal(b"," * 1_000_000) == "file_cell"  # that is one line too
    commas = b"date;exercise;reps;note\n2024-01-02;S;5;" + b"," * 2_000 + b"\n"
    assert refusal(commas) == ""  # of the delimiter that is none here


def test_an_exercise_is_no_longer_than_a_name() -> None:
    head = b"date,exercise,reps\n"
    assert sets(head + b"2024-01-02," + b"S" * 200 + b",5\n")
    (refused,) = rows(head + b"2024-01-02," + b"S" * 201 + b",5\n")[1]
    assert isinstance(refused, Refused)
    assert refused.reason == "name"


def test_no_cell_costs_its_square() -> None:
    """A duration of 9,000 digits took 3.5 seconds."""
    assert read_seconds("9" * 64) is None
    assert read_seconds("1h " * 21) == 21 * 3600
    assert read_seconds("1h " * 22) is None


@pytest.mark.parametrize(
    "text",
    [
        (",".join("x y " * 2000 for _ in range(10)) + "\n") * 20,
        (",".join("w" * 9000 for _ in range(10)) + "\n") * 20,
        "Date,Exercise,Set 1\n" + f"2024-01-02,Squat,80{' ' * 9000}y\n" * 20,
        "date,exercise,weight,reps,set type\n" + f"2024-01-02,Squat,1,5,{'a ' * 4500}\n" * 20,
    ],
)
def test_long_names_and_cells_are_cut_before_they_are_looked_at(text: str) -> None:
    """Names of columns are compared letter by letter, cells by patterns: both only so far."""
    looked_at = [*words_of("w" * 9000), *words_of("x y " * 2000)]
    assert sum(map(len, looked_at)) <= 2 * 120
    assert refusal(text.encode()) in ("", "file_unknown", "file_missing", "file_cell")
