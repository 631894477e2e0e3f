"""Time off at its borders: which weeks it touches, and when one without a length ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.training.time_off import OPEN_AT_MOST, TimeOff, as_it_went, weeks_off

SUNDAY = date(2026, 11, 29)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "until", "weeks"),
    [
        (SUNDAY, SUNDAY + DAY, {0}),
        (SUNDAY + DAY, SUNDAY + 2 * DAY, set()),  # the Monday after
        (SUNDAY - 6 * DAY, SUNDAY - 5 * DAY, {0}),  # the Monday of this week
        (SUNDAY - 7 * DAY, SUNDAY - 6 * DAY, {1}),  # the Sunday before; its end is not a day off
        (SUNDAY - 7 * DAY, SUNDAY - 5 * DAY, {0, 1}),
        (SUNDAY - 28 * DAY, SUNDAY - 13 * DAY, {2, 3, 4}),
    ],
)
def test_a_week_is_off_with_one_day(first: date, until: date, weeks: set[int]) -> None:
    assert weeks_off([TimeOff(first, until, "holiday")], SUNDAY, 52) == weeks


@pytest.mark.parametrize(
    ("trained", "ends"),
    [
        ((), OPEN_AT_MOST),
        ((0,), OPEN_AT_MOST),  # trained on the day they fell ill
        ((1,), DAY),
        ((9, 5), 5 * DAY),
        ((28,), OPEN_AT_MOST),
        ((27,), 27 * DAY),
    ],
)
def test_illness_without_a_length_ends_with_the_next_session(
    trained: tuple[int, ...], ends: timedelta
) -> None:
    ill = TimeOff(SUNDAY, SUNDAY + OPEN_AT_MOST, "sick", open=True)
    assert as_it_went(ill, [SUNDAY + each * DAY for each in trained]).until == SUNDAY + ends
    told = TimeOff(SUNDAY, SUNDAY + 5 * DAY, "sick")
    assert as_it_went(told, [SUNDAY + DAY]) == told
