"""The week told to a group: once, in time, true, and nothing of anybody that they do not share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.groups.rules import COUNTS, Member, Share
from core.handlers.group_recap import _glad
from core.store.engine import Store
from core.training.week import Effort, Week
from tests.gym import GYM
from tests.posting import Posted, shown

SUNDAY = datetime(2026, 11, 29, 19, tzinfo=UTC)
SECOND = timedelta(seconds=1)


async def told_weekly(store: Store, *who: str, text: str = "/recap sun 19:00") -> Posted:
    gym = Posted(store)
    await gym.join(*(who or ("Ann", "Ben")))
    answer = await gym.admin(text)
    assert (answer.result or {})["kind"] == "recap_group"
    gym.outgoing.clear()
    return gym


async def test_it_is_told_on_time_and_once(store: Store) -> None:
    gym = await told_weekly(store)
    await gym.say("Ben", "squat 60x5 rir2")
    assert await gym.due(SUNDAY - SECOND) == []
    (told,) = await gym.due(SUNDAY)
    assert told.reply.title == "The week here, Mon 23 Nov to Sun 29 Nov"
    assert told.reply.lines == ("Ben: the set stopped where planned.",)
    assert (told.address.chat, told.reply.edits, told.changes) == (GYM, "", "")
    for later in (SECOND, timedelta(hours=3), timedelta(days=6)):
        assert await gym.due(SUNDAY + later) == []
    await gym.say("Ann", "squat 60x5 rir2")
    (again,) = await gym.due(SUNDAY + timedelta(days=7))
    assert "Ann" in shown(again.reply)


@pytest.mark.parametrize(("at", "sent"), [(timedelta(hours=4), 1), (timedelta(hours=5), 0)])
async def test_after_an_outage_it_is_told_that_day_or_not(
    store: Store, at: timedelta, *, sent: int
) -> None:
    """By the rules of pings: the same local date; at 19:00 that is before six hours are over."""
    gym = await told_weekly(store)
    await gym.say("Ben", "squat 60x5 rir2")
    assert len(await gym.due(SUNDAY + at)) == sent


@pytest.mark.parametrize(
    ("late", "sent"), [(timedelta(hours=6), 1), (timedelta(hours=6, seconds=1), 0)]
)
async def test_six_hours_late_is_the_latest(store: Store, late: timedelta, *, sent: int) -> None:
    gym = await told_weekly(store, text="/recap sun 9:00")
    await gym.say("Ben", "squat 60x5 rir2")
    assert len(await gym.due(SUNDAY.replace(hour=9) + late)) == sent


async def test_what_waited_too_long_in_the_outbox_is_not_told(store: Store) -> None:
    """Queued in time by a process that died, found by the next one in the night."""
    gym = await told_weekly(store)
    await gym.say("Ben", "squat 60x5 rir2")
    await gym.store.queue_due("telegram", SUNDAY, 100)
    assert await gym.due(SUNDAY + timedelta(hours=5)) == []
    assert gym.skipped == ["late"]


async def test_several_weeks_away_are_one_recap(store: Store) -> None:
    gym = await told_weekly(store)
    await gym.say("Ben", "squat 60x5 rir2")
    gym.now = SUNDAY + timedelta(days=20)
    await gym.say("Ben", "squat 62.5x5 rir2")
    assert len(await gym.due(SUNDAY + timedelta(days=21))) == 1


async def test_a_time_in_a_zone_follows_its_clock(store: Store) -> None:
    gym = Posted(store)
    await gym.join("Ann", "Ben")
    await gym.say("Ann", "tz Europe/Berlin", "")
    answer = await gym.admin("/recap sun 19:00")
    assert answer.reply is not None
    assert "(Europe/Berlin)" in answer.reply.lines[0]
    await gym.say("Ben", "squat 60x5 rir2")
    berlin = SUNDAY - timedelta(hours=1)
    await gym.due(berlin - SECOND)
    assert not [each for each in gym.outgoing if each.reply.title.startswith("The week here")]
    assert len(await gym.due(berlin)) == 1


async def test_a_week_without_anything_is_not_told(store: Store) -> None:
    gym = await told_weekly(store)
    assert await gym.due(SUNDAY) == []
    assert gym.skipped == ["nothing"]


async def test_who_left_or_shares_nothing_is_not_named(store: Store) -> None:
    gym = await told_weekly(store, "Ann", "Ben", "Cid", "Dee")
    for who in ("Ann", "Ben", "Cid", "Dee"):
        await gym.say(who, "squat 60x5 rir2")
    await gym.say("Ben", "/share nothing")
    await gym.say("Cid", "/leave")
    answer = await gym.say("Dee", "/forget me", "")
    assert answer.reply is not None
    await gym.say("Dee", answer.reply.buttons[0].send, "", button=True)
    (told,) = await gym.due(SUNDAY)
    assert told.reply.lines == ("Ann: the set stopped where planned.",)


async def test_off_is_off(store: Store) -> None:
    gym = await told_weekly(store)
    await gym.say("Ben", "squat 60x5 rir2")
    await gym.admin("/recap off")
    assert await gym.due(SUNDAY) == []
    assert await gym.post("weekly") is None


async def test_switched_off_it_is_neither_told_nor_set(store: Store) -> None:
    gym = await told_weekly(store)
    await gym.say("Ben", "squat 60x5 rir2")
    await gym.admin("/settings recap off")
    refused = await gym.admin("/recap sat 10:00")
    assert (refused.result or {})["kind"] == "switched_off"
    assert await gym.due(SUNDAY) == []
    kept = await gym.post("weekly")
    assert kept is not None
    assert kept.days == (6,)


async def test_another_time_takes_the_place_of_the_first(store: Store) -> None:
    gym = await told_weekly(store)
    await gym.say("Ben", "squat 60x5 rir2")
    await gym.admin("/recap sat 10:00")
    assert len(await gym.due(SUNDAY - timedelta(days=1, hours=9))) == 1
    assert await gym.due(SUNDAY) == []


async def test_the_result_of_a_challenge_is_told_with_it(store: Store) -> None:
    gym = await told_weekly(store, text="/recap mon 8:00")
    await gym.say("Ann", "/challenge squat 5 reps this week")
    await gym.say("Ben", "/challenge in 1")
    await gym.say("Ben", "squat 60x5 rir2")
    gym.outgoing.clear()
    (told,) = await gym.due(SUNDAY.replace(hour=8) + timedelta(days=1))
    assert told.reply.lines[-1] == "1: reached by Ben."
    assert "Ann" not in shown(told.reply)


async def test_one_that_ends_that_night_is_told_once(store: Store) -> None:
    """On Sunday evening who reached it by then; a week later who did in the hours after."""
    gym = await told_weekly(store)
    await gym.say("Ann", "/challenge squat 5 reps this week")
    await gym.say("Ben", "/challenge in 1")
    await gym.say("Ben", "squat 60x5 rir2")
    (told,) = await gym.due(SUNDAY)
    assert told.reply.lines[-1] == "1: reached by Ben."
    (again,) = await gym.due(SUNDAY + timedelta(days=7)) or (None,)
    assert again is None or "reached" not in shown(again.reply)


async def test_what_came_of_it_in_the_last_hours_is_told_a_week_later(store: Store) -> None:
    gym = await told_weekly(store)
    await gym.say("Ann", "/challenge squat 5 reps this week")
    await gym.say("Ben", "/challenge in 1")
    await gym.say("Ben", "squat 60x5 rir2")
    (told,) = await gym.due(SUNDAY)
    await gym.say("Ann", "squat 60x5 rir2")
    (again,) = await gym.due(SUNDAY + timedelta(days=7))
    assert again.reply.lines[-1] == "1: reached by Ann, Ben."
    assert "Ann" not in shown(told.reply)


async def test_ones_own_recap_is_set_in_private(store: Store) -> None:
    gym = await told_weekly(store)
    await gym.say("Ben", "squat 60x5 rir2")
    own = await gym.say("Ben", "/recap")
    assert own.reply is not None
    assert own.reply.private
    answer = await gym.say("Ben", "recap sun 20:00", "")
    assert (answer.result or {})["kind"] == "reminders"
    assert await gym.post("weekly") is not None


# --- what is something to be glad of ------------------------------------------------------------


def week(**given: object) -> Week:
    """An empty week, but for what is given."""
    base: dict[str, object] = {
        "since": SUNDAY.date() - timedelta(days=6), "until": SUNDAY.date(), "sessions": 0,
        "usual": None, "sets": 0, "muscles": {}, "aimed": 0, "hit": 0, "effort": Effort(),
        "failures": 0, "avoidable": 0, "records": (), "best": None, "heaviest": None,
        "suggestion": None, "streak": 0,
    }  # fmt: skip
    return Week(**{**base, **given})  # type: ignore[arg-type]


def glad(found: Week, *share: Share) -> str:
    member = Member(1, "Ann", frozenset(share), False, SUNDAY)
    said = _glad(None, member, found, loads=False)  # type: ignore[arg-type]
    return "" if said is None else said[0].removeprefix("recap_group.")


def effort(within: int, rated: int) -> Effort:
    return Effort(rated, rated, within, rated - within, 0)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"records": (object(),), "hit": 2, "aimed": 2}, "records"),
        ({"hit": 2, "aimed": 2, "sessions": 3, "usual": 3}, "all_hits"),
        ({"hit": 1, "aimed": 2, "sessions": 3, "usual": 3}, "usual"),
        ({"sessions": 2, "usual": 3, "streak": 2}, "streak"),
        ({"sessions": 2, "usual": 3, "streak": 1}, "sessions"),
        ({"sessions": 2, "effort": effort(3, 4)}, "effort"),
        ({"sessions": 2, "effort": effort(2, 3)}, "sessions"),
        ({"hit": 1, "aimed": 2}, "hits"),
        ({"aimed": 2, "usual": 3, "effort": effort(0, 4)}, ""),
        ({}, ""),
    ],
)
def test_one_thing_the_rarest_first(given: dict[str, object], said: str) -> None:
    assert glad(week(**given), *COUNTS) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (("sets",), "all_hits"), (("sessions",), "usual"), (("records",), "records"),
        (("plan", "times"), ""), ((), ""),
    ],
)  # fmt: skip
def test_only_what_is_shared(share: tuple[Share, ...], said: str) -> None:
    full = week(records=(object(),), hit=2, aimed=2, sessions=3, usual=3, streak=4)
    assert glad(full, *share) == said
