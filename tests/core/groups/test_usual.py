"""Usual times and who usually trains together: borders from both sides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.groups.usual import NEAR, SESSIONS_NEAR, TOGETHER, Company, Usual, company_of, usual_times

MONDAY = datetime(2026, 11, 2, 18, 0, tzinfo=UTC)


def weeks(*minutes: int) -> list[datetime]:
    """Mondays, each so many minutes off 18:00."""
    return [MONDAY + timedelta(weeks=week, minutes=minute) for week, minute in enumerate(minutes)]


def test_three_sessions_near_one_another_make_a_time_usual() -> None:
    assert usual_times(weeks(0, 7, -5)) == (Usual(0, 18 * 60),)
    assert usual_times(weeks(0, 7)) == ()
    assert SESSIONS_NEAR == 3


def test_near_is_45_minutes_around_the_median() -> None:
    assert usual_times(weeks(0, 0, NEAR)) == (Usual(0, 18 * 60),)
    assert usual_times(weeks(0, 0, NEAR + 1)) == ()


def test_said_in_quarters_of_an_hour_and_never_as_24_00() -> None:
    assert usual_times(weeks(8, 8, 8)) == (Usual(0, 18 * 60 + 15),)
    assert usual_times(weeks(357, 358, 359)) == (Usual(0, 23 * 60 + 45),)


def test_weekdays_stand_for_themselves() -> None:
    days = [MONDAY + timedelta(days=day) for day in range(7)]
    assert usual_times(days) == ()


def test_together_is_half_an_hour_apart_at_most() -> None:
    ann, near, far = Usual(0, 1080), Usual(0, 1080 + TOGETHER), Usual(0, 1081 + TOGETHER)
    assert company_of({"Ann": [ann], "Ben": [near]}) == (Company(ann, ("Ann", "Ben")),)
    assert company_of({"Ann": [ann], "Ben": [far]}) == ()
    assert company_of({"Ann": [ann], "Ben": [Usual(1, 1080)]}) == ()
    assert company_of({"Ann": [ann]}) == ()


def test_a_day_may_have_two_companies() -> None:
    early, late = Usual(0, 420), Usual(0, 1080)
    times = {"Ann": [early], "Ben": [early], "Cara": [late], "Dan": [late]}
    found = [each.names for each in company_of(times)]
    assert found == [("Ann", "Ben"), ("Cara", "Dan")]
