"""A record that is changed is the one that `dataclasses.replace` makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.changed import changed
from core.records import Load, LoggedSet, Reason
from tests.training_logs import lifter

AT = datetime(2026, 3, 2, 18, tzinfo=UTC)
SET = LoggedSet("squat", Load(100_000), 5, AT, "squat 100x5", id="s1", warmup=True)


@pytest.mark.parametrize(
    ("record", "values"),
    [
        (lifter(), {"deload": True, "because": Reason("target.easy")}),
        (SET, {"session_at": AT}),
        (SET, {"reps": 0, "failed": True, "warmup": False}),
        (SET, {}),
    ],
)
def test_it_is_what_replace_makes(record, values):
    found = changed(record, **values)
    assert found == replace(record, **values)
    assert repr(found) == repr(replace(record, **values))


def test_what_follows_from_other_fields_follows_from_the_new_ones():
    missed = changed(SET, reps=0, warmup=False)
    assert (SET.missed, SET.working, SET.lifted) == (False, False, False)
    assert (missed.missed, missed.working, missed.lifted) == (True, True, False)
    done = changed(missed, reps=1)
    assert (done.missed, done.working, done.lifted) == (False, True, True)


def test_a_field_that_is_not_there_is_refused():
    with pytest.raises(KeyError):
        changed(SET, working=True)
