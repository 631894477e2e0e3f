"""Replaying a log: what is scored, against what, and that nothing later is seen."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from core.interchange.backtest import (
    Backtest,
    Case,
    Outcome,
    Prediction,
    backtest,
    cases,
    score,
    table,
)
from core.interchange.rows import ImportedSet

DAY = timedelta(days=1)
START = datetime(2026, 1, 5, 18)  # noqa: DTZ001 - files hold local times


def sets(*sessions: str, name: str = "Squat") -> list[ImportedSet]:
    """Sessions of "100x8" with marks: w warm-up, d drop set, f failed, @2 two in reserve."""
    out: list[ImportedSet] = []
    for index, words in enumerate(sessions):
        for word in words.split():
            body, _, left = word.rstrip("wdf").partition("@")
            load, reps = body.split("x")
            marks = word[len(word.rstrip("wdf")) :]
            out.append(
                ImportedSet(
                    exercise_name=name,
                    at=START + index * DAY,
                    workout=f"w{index}",
                    load_milli=round(float(load) * 1000),
                    unit="kg",
                    reps=int(reps),
                    line=len(out) + 2,
                    rir_tenths=round(float(left) * 10) if left else None,
                    failed="f" in marks,
                    warmup="w" in marks,
                    drop="d" in marks,
                )
            )
    return out


def scored(log: list[ImportedSet], **how: bool) -> list[Case]:
    return [case for case in cases(log, **how) if case.scored]


BEFORE = ("100x8 100x7", "100x9 100x8", "100x9 100x9")


@pytest.mark.parametrize(
    ("last", "truths"),
    [
        ("100x8 100x7", [8, 7]),
        ("50x8w 100x8 100x7d", [8]),
        ("59x8 60x8 100x5", [8, 5]),
        ("100x15 100x16", [15]),
        ("0x8 100x8", [8]),
    ],
)
def test_what_is_scored(last: str, truths: list[float]) -> None:
    assert [case.truth for case in scored(sets(*BEFORE, last))] == truths


def test_three_earlier_sessions_with_such_sets() -> None:
    log = sets("100x8", "100x20", "100x8", "100x8w", "100x8", "100x11")
    assert [case.truth for case in scored(log)] == [11]


def test_the_last_session_is_the_last_with_such_sets() -> None:
    log = sets(*BEFORE, "95x7 105x5 95x4", "100x20", "96x9 96x9 96x9 104x3")
    assert [case.last_session for case in scored(log)[-4:]] == [7, 7, 4, 5]


def test_numbers_count_working_sets_of_the_exercise() -> None:
    log = sets("60x5w 100x8 100x7d 100x6")
    assert [case.number for case in cases(log)] == [1, 2]


def test_sessions_go_by_time_whatever_the_order_of_the_file() -> None:
    log = sets(*BEFORE, "100x10")
    newest_first = sorted(log, key=lambda each: each.at, reverse=True)
    assert scored(newest_first) == scored(log)


def test_two_units_in_a_file_become_the_usual_one() -> None:
    log = sets(*BEFORE, "100x8")
    log[-1] = replace(log[-1], load_milli=220_462, unit="lb")
    assert scored(log)[0].load == pytest.approx(100, abs=0.01)


@pytest.mark.parametrize("marked_only", [False, True])
def test_the_future_changes_nothing(marked_only: bool) -> None:
    log = sets(*BEFORE, "100x8@1 100x8f 95x9@2 95x8f", *BEFORE, "105x7f 105x6f 100x8@1", *BEFORE)
    if marked_only:
        log = [replace(each, failed=True) if index % 3 else each for index, each in enumerate(log)]
    for at in range(6, len(log)):
        changed = [
            *log[:at],
            replace(log[at], reps=3, failed=True, rir_tenths=None),
            *(replace(each, load_milli=250_000, reps=1, failed=True) for each in log[at + 1 :]),
        ]
        both = [list(cases(each, marked_only=marked_only)) for each in (log, changed)]
        seen = sum(1 for each in log[:at] if not marked_only or each.failed or each.rir_tenths)
        told = [[(c.past, c.today, c.load, c.number, c.day) for c in each[:seen]] for each in both]
        assert told[0] == told[1]
    one, two = (
        [outcome.prediction for outcome in backtest(each).everything]
        for each in (log, [*log[:-3], *(replace(each, reps=1) for each in log[-3:])])
    )
    assert one[:-2] == two[:-2]
    assert one[-1] != two[-1]


def test_a_prediction_sees_nothing_of_its_own_repetitions() -> None:
    log = sets(*BEFORE, "100x8 100x7")
    other = [*log[:-1], replace(log[-1], reps=1, failed=True)]
    one, two = backtest(log).everything[-1], backtest(other).everything[-1]
    assert one.prediction == two.prediction
    assert one.case.truth != two.case.truth


def test_a_workout_widens_or_narrows_the_intervals_from_the_next_one_on() -> None:
    log = sets(*BEFORE, "100x8 100x8 100x8", "100x8", "100x8")

    def widths(reps: float) -> list[float]:
        def how(*seen: object) -> Prediction:
            return Prediction(reps, tuple(reps + each for each in range(-4, 5)))

        spans = [each.prediction.likely for each in backtest(log, how, how).everything]
        return [high - low for low, high in spans]

    missed, met = widths(14), widths(8)
    assert missed[:3] == met[:3] == [4, 4, 4]
    assert 4 < missed[3] < missed[4]
    assert 4 > met[3] > met[4]


def test_effort_marked_sets_count_their_reserve() -> None:
    log = sets(*["100x8@1 100x8 100x7f"] * 3, "100x8@2 100x8 100x7@4 100x6@5 100x7f")
    only = scored(log, marked_only=True)
    assert [case.truth for case in only] == [10, 11, 7]
    assert [case.number for case in only] == [1, 3, 5]
    assert [case.last_session for case in only] == [9, 7, 7]
    assert {each.left for case in only for each in case.past[0].sets} == {0}
    full = backtest(log).marked_full
    assert [outcome.case.truth for outcome in full] == [10, 11, 7]
    assert len(full[0].case.past[0].sets) == 3


def outcome(reps: float, truth: float, last: float = 8, *, number: int = 1) -> Outcome:
    case = Case("Squat", (), (), 100, number, 0, truth, last, last, number == 1, 0.0, True, True)
    return Outcome(case, Prediction(reps, tuple(reps + each for each in range(-4, 5))))


def test_scores() -> None:
    told = score([outcome(8.4, 8), outcome(8.6, 8), outcome(8.0, 40)], whole=True)
    assert told["n"] == 3
    assert told["mae"] == pytest.approx((0 + 1 + 20) / 3)
    assert told["mae_last_session"] == pytest.approx(20 / 3)
    assert told["ratio"] == pytest.approx(21 / 20)
    assert told["within_one"] == pytest.approx(2 / 3)
    assert told["coverage_67"] == told["coverage_95"] == pytest.approx(2 / 3)
    assert score([outcome(8.3, 8)], whole=False)["mae"] == 0.5
    assert score([], whole=True)["ratio"] is None


def test_first_and_later_sets_apart() -> None:
    found = Backtest([outcome(8, 8), outcome(8, 9, number=2)], [], [])
    everything = table(found)["all"]
    assert isinstance(everything, dict)
    assert [everything[place]["mae"] for place in ("first", "later", "pooled")] == [0, 1, 0.5]


HEADER = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,"
    "Distance,Seconds,Notes,Workout Notes,RPE"
)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    rows = [
        f"2026-01-{day:02} 18:00:00,Legs,40m,Squat (Barbell),{number},100,{8 + day % 2},0,0,,,{rpe}"
        for day in range(1, 9)
        for number, rpe in ((1, ""), (2, "8"), (3, "10"))
    ]
    path = tmp_path / "squats.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def test_the_command_prints_json(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backtest", str(export), str(export), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {
        "all", "effort_marked", "effort_marked_full_history", "seconds_per_prediction",
    }  # fmt: skip
    assert {key: told[key]["pooled"]["n"] for key in told if key[0] in "ae"} == {
        "all": 30, "effort_marked": 20, "effort_marked_full_history": 20,
    }  # fmt: skip
    assert set(told["all"]["first"]) == {
        "n", "mae", "mae_last_session", "ratio", "within_one", "within_one_last_session",
        "coverage_67", "coverage_95",
    }  # fmt: skip
    assert told["seconds_per_prediction"] > 0


def test_the_command_prints_a_table(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backtest", str(export)]) == 0
    text = capsys.readouterr().out
    assert "All working sets" in text
    assert "ms per prediction" in text


@pytest.mark.parametrize(
    ("content", "what_to_do"),
    [
        (None, "does not exist. Name the file your app exported"),
        ("folder", "is a folder. Name the file your app exported"),
        (b"", "Export it from your app once more"),
        (b"Dear coach,\n", "to name them, for example: date,exercise"),
        (b"PK\x03\x04zip", "Unpack it"),
        (b"\x1f\x8bgzip", "Unpack it"),
        (bytes(range(256)) * 20, "Send the CSV export of your app."),
        (b"\x00" * 500, "Send the CSV export of your app."),
        (b"%PDF-1.7", "Send the CSV export of your app."),
        ("date;exercise;reps\n".encode("utf-32"), "Send the CSV export of your app."),
        (b"date,exercise,reps\n2026-01-01,Squat," + b"9" * 20_000, "longer than 10,000 characters"),
        (b"x" * 20_000_001, "Export a shorter period"),
    ],
    ids=[
        "missing", "folder", "empty", "letter", "zip", "gzip", "binary", "zeros", "pdf", "utf-32",
        "cell", "long",
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["backtest", "import"])
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    content: bytes | str | None,
    what_to_do: str,
) -> None:
    path = tmp_path / "log.csv"
    if content == "folder":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    database = tmp_path / "never-made.db"
    more = ["--database", f"sqlite:///{database}"] if command == "import" else []
    assert main([command, str(path), *more]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"spotter: {path}")
    told = err.removeprefix(f"spotter: {path}")
    assert what_to_do in told
    assert "file_" not in told
    assert err.count("\n") == 1
    assert not database.exists()
