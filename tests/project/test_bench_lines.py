"""The measure of lines with given readings: what counts as read, asked, refused and wrong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bench.lines import outcome_of, reading_of

SET: dict[str, Any] = {
    "exercise": "Bench press", "load": "82.5", "unit": "kg", "reps": 8, "rir": 1.5, "warmup": False,
    "drop": False, "failed": False, "per_side": False, "seconds": None, "distance_m": None,
    "note": "",
}  # fmt: skip


def logged(*changes: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "logged", "sets": [SET | change for change in changes]}


@pytest.mark.parametrize(
    ("result", "right", "outcome"),
    [
        (logged({}), "bench|82.5|kg|8|1.5|", "read"),
        (logged({}), "question // bench|82.5|kg|8|1.5|", "read"),
        (logged({"rir": None}), "bench|82.5|kg|8|-|", "read"),
        (logged({"rir": None}), "bench|82.5|kg|8|0|", "wrong"),
        (logged({}), "bench|82.5|lb|8|1.5|", "wrong"),
        (logged({}), "bench|82|kg|8|1.5|", "wrong"),
        (logged({}), "squat|82.5|kg|8|1.5|", "wrong"),
        (logged({}), "bench|82.5|kg|8|1.5| ; bench|82.5|kg|8|1.5|", "wrong"),
        (logged({}), "question", "wrong"),
        (logged({}, {"drop": True}), "bench|82.5|kg|8|1.5| ; bench|82.5|kg|8|1.5|drop", "read"),
        (logged({"failed": True}), "bench|82.5|kg|8|1.5|", "wrong"),
        (logged({"reps": None, "seconds": 60}), "bench|82.5|kg|-|1.5|seconds=60", "read"),
        (logged({"reps": None, "seconds": 61}), "bench|82.5|kg|-|1.5|seconds=60", "wrong"),
        ({"kind": "question", "about": "reading"}, "question", "read"),
        ({"kind": "question", "about": "reading"}, "bench|82.5|kg|8|1.5|", "asked"),
        ({"kind": "question", "about": "reading"}, "error", "asked"),
        ({"kind": "error", "error": "unreadable"}, "error // question", "read"),
        ({"kind": "error", "error": "unreadable"}, "question", "refused"),
        (None, "question", "refused"),
    ],
)
def test_outcomes(result: dict[str, Any] | None, right: str, outcome: str) -> None:
    assert outcome_of(result, right) == outcome


def test_a_reading_is_written_as_in_a_table() -> None:
    both = logged({}, {"rir": None, "drop": True, "note": "slow"})
    assert reading_of(both) == "Bench press|82.5|kg|8|1.5| ; Bench press|82.5|kg|8|-|drop,note=slow"
    assert reading_of(None) == "error"
