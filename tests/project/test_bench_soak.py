"""What the soak calls level: either side of each border."""

from __future__ import annotations

import pytest

from tests.bench.soak import MOST_LOG, Sample, judged, not_level, quarters


def samples(name="memory", *, early=0.0, late=0.0):
    """Two hours in 21 samples, of which one thing grows so fast in either hour."""
    found = []
    for place in range(21):
        hour = place / 10
        each = Sample(hour, memory=150.0, files=40, log=12.0, lines=0.1)
        grown = getattr(each, name) + early * min(hour, 1.0) + late * max(0.0, hour - 1.0)
        setattr(each, name, grown)
        found.append(each)
    return found


@pytest.mark.parametrize(
    ("name", "an_hour", "level"),
    [
        ("memory", 1.99, True),
        ("memory", 2.01, False),
        ("memory", -2.01, False),
        ("files", 1.99, True),
        ("files", 2.01, False),
        ("lines", 0.99, True),
        ("lines", 1.01, False),
    ],
)
def test_what_grows_in_the_second_half_is_not_level(name, an_hour, level, capsys):
    found = samples(name, early=50.0, late=an_hour)
    assert not_level(found) == ([] if level else [name])
    assert judged(found, []) is not level
    assert ("NOT level" in capsys.readouterr().out) is not level


@pytest.mark.parametrize(("most", "level"), [(MOST_LOG, True), (MOST_LOG + 0.1, False)])
def test_the_log_of_the_database_is_bounded(most, level):
    found = samples()
    found[-2].log = most
    assert not_level(found) == ([] if level else ["log"])


def test_a_short_run_is_not_judged(capsys):
    grown = samples("memory", early=20.0)
    assert not judged(grown[:10], [])  # 0.9 h
    assert "too short" in capsys.readouterr().out
    assert judged(grown[:11], [])


@pytest.mark.parametrize(("last", "said"), [(2.0, "p99: level"), (2.1, "p99: NOT level")])
def test_slower_answers_are_told_and_not_judged(last, said, capsys):
    assert not judged(samples(), [(0.1, 1.5), (0.1, 1.0), (0.1, 3.0), (0.1, last)])
    assert said in capsys.readouterr().out


def test_waits_are_told_by_quarters():
    waits = [(float(at), 1.0 + at // 100) for at in range(400)]
    assert quarters(waits) == [(1.0, 1.0), (2.0, 2.0), (3.0, 3.0), (4.0, 4.0)]
    assert quarters([]) == []
