"""A lifter and a trainer: the code, the borders of what is agreed, comments, proposals, the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.accounts.trainers import (
    CODE_LIFE,
    LASTS,
    PROPOSAL_HELD,
    PROPOSAL_OPEN,
    TOLD_BEFORE,
    Proposal,
    is_for_now,
)
from core.coach import Coach
from core.records import Load, PrescribedSet
from core.store.engine import Store
from core.store.schema import tables
from core.store.unit_of_work import UnitOfWork
from tests.core.handlers.trainer_room import GROUP, NOW, Trained, rows

SECOND = timedelta(seconds=1)
STEP = timedelta(seconds=20)  # by which every message comes later


@pytest.fixture
async def room(store: Store) -> Trained:
    """A coach, on SQLite and on PostgreSQL."""
    return Trained(store)


# --- the code -----------------------------------------------------------------------------------


async def test_a_code_is_kept_as_a_hash_and_works_once(room: Trained) -> None:
    made = await room.facts("Ann", "trainer invite")
    code = made["code"]

    def kept(uow: UnitOfWork) -> str:
        return repr(uow._connection.execute(select(tables.trainer_codes)).all())

    assert code.replace("-", "") not in await room.store.run(kept)
    assert (await room.facts("Ben", f"trainer {code}"))["stage"] == "taken"
    assert (await room.facts("Cid", f"trainer {code}"))["error"] == "unknown_code"
    assert await rows(room, "trainer_codes") == 0
    (told,) = await room.told("Ann")
    assert told.startswith("Ben is your trainer now, until Sun 21 Feb.")


@pytest.mark.parametrize(("early", "stage"), [(SECOND, "taken"), (timedelta(), None)])
async def test_a_code_lives_an_hour(room: Trained, early: timedelta, stage: str | None) -> None:
    code = (await room.facts("Ann", "trainer invite"))["code"]
    room.now += CODE_LIFE - STEP - early
    assert (await room.facts("Ben", f"trainer {code}")).get("stage") == stage


async def test_only_the_newest_code_works_and_it_can_be_taken_back(room: Trained) -> None:
    first = (await room.facts("Ann", "trainer invite"))["code"]
    second = (await room.facts("Ann", "trainer invite"))["code"]
    assert (await room.facts("Ben", f"trainer {first}"))["error"] == "unknown_code"
    assert (await room.facts("Ann", "trainer cancel"))["stage"] == "withdrawn"
    assert (await room.facts("Ben", f"trainer {second}"))["error"] == "unknown_code"


async def test_wrong_codes_count_together_with_those_of_link(room: Trained) -> None:
    code = (await room.facts("Ann", "trainer invite"))["code"]
    for name in ("trainer", "link", "trainer", "link", "trainer"):
        assert (await room.facts("Ben", f"{name} K7MX-2QPR"))["error"] == "unknown_code"
    assert (await room.facts("Ben", f"trainer {code}"))["error"] == "too_many_codes"
    assert (await room.facts("Cid", f"trainer {code}"))["stage"] == "taken"


async def test_a_code_of_one_kind_is_none_of_the_other(room: Trained) -> None:
    code = (await room.facts("Ann", "trainer invite"))["code"]
    assert (await room.facts("Ben", f"link {code}"))["error"] == "unknown_code"
    link = (await room.facts("Ann", "link"))["code"]
    assert (await room.facts("Ben", f"trainer {link}"))["error"] == "unknown_code"
    assert (await room.facts("Ann", f"trainer {code}"))["error"] == "link_refused"


@pytest.mark.parametrize("addressed", [True, False])
async def test_a_code_typed_in_a_group_is_burnt(room: Trained, *, addressed: bool) -> None:
    code = (await room.facts("Ann", "trainer invite"))["code"]
    answer = await room.say("Ben", f"trainer {code}", group=GROUP, addressed=addressed)
    assert answer.reply is not None
    assert answer.reply.private
    assert code not in repr(answer)
    assert (await room.facts("Ben", f"trainer {code}"))["error"] == "unknown_code"


# --- the borders --------------------------------------------------------------------------------


@pytest.mark.parametrize(("early", "stage"), [(SECOND, "week"), (timedelta(), "lapsed")])
async def test_it_lapses_after_90_days(room: Trained, early: timedelta, stage: str) -> None:
    code = (await room.facts("Ann", "trainer invite"))["code"]
    await room.facts("Ben", f"trainer {code}")
    agreed = room.now
    room.now = agreed + LASTS - timedelta(hours=2)
    await room.say("Ann", "squat 100x5")
    room.now = agreed + LASTS - early - STEP
    assert (await room.facts("Ben", "lifter week"))["stage"] == stage


async def test_a_tap_renews_it_before_and_after(room: Trained) -> None:
    await room.agree()
    for _ in range(2):
        room.now += LASTS + timedelta(days=3)
        assert (await room.facts("Ben", "lifter today"))["stage"] == "lapsed"
        assert (await room.facts("Ann", "trainer renew"))["live"]
        await room.say("Ann", "squat 100x5")
        assert (await room.facts("Ben", "lifter today"))["stage"] == "today"
    room.now += 2 * LASTS
    assert (await room.facts("Ann", "trainer renew"))["stage"] == "none"
    assert await rows(room, "trainers") == 0


async def test_both_are_told_a_week_before(room: Trained) -> None:
    await room.agree()
    ids = {"Ann": 1, "Ben": 2}

    async def pings() -> dict[str, object]:
        def keys(uow: UnitOfWork) -> dict[str, tuple[int, object]]:
            found = {}
            for who, person in ids.items():
                (each,) = uow.reminders.of(person)
                found[who] = (each.id, each.next_at)
            return found

        planned = await room.store.run(keys)
        coach, day = Coach(room.store), room.now.date().isoformat()
        return {
            who: await coach.ping(f"ping:{number}:{day}", ids[who], room.now)
            for who, (number, _) in planned.items()
        }

    until = NOW + LASTS + 2 * STEP
    room.now = until - TOLD_BEFORE
    said = await pings()
    assert "Go on for 90 days?" in repr(said["Ann"])
    assert "trainer renew" in repr(said["Ann"])
    assert "unless they go on" in repr(said["Ben"])
    assert "renew" not in repr(said["Ben"])
    await room.say("Ann", "trainer renew")
    assert set((await pings()).values()) == {"dropped"}


@pytest.mark.parametrize(
    ("typed", "shown"), [("2026-11-20 00:00", True), ("2026-11-19 23:59", False)]
)
async def test_nothing_of_before_the_day_is_shown(
    room: Trained, typed: str, *, shown: bool
) -> None:
    """Both sides of midnight of the day, in the lifter's own zone."""
    await room.say("Ann", "tz Europe/Berlin")
    await room.say("Ann", f"{typed} squat 187.5x4")
    await room.agree(since="from 20 nov 2026")
    for asked in ("history squat", "week", "today", "next", "next squat"):
        said = await room.words("Ben", f"lifter {asked}")
        assert ("187.5" in said) == (shown and asked == "history squat"), asked
    comment = await room.facts("Ben", "lifter comment @s1 heels down")
    assert comment["stage"] == ("commented" if shown else "nothing")


async def test_a_target_quotes_no_older_session(room: Trained) -> None:
    await room.say("Ann", "2026-11-18 squat 187.5x5 rir2")
    await room.say("Ann", "2026-11-18 deadlift 222.5x5 rir2")
    await room.agree()
    assert "222.5" not in await room.words("Ben", "lifter next deadlift")
    await room.say("Ann", "squat 100x5 rir2")
    said = await room.words("Ben", "lifter next")
    assert "102.5" in said
    assert "18" not in said.replace("2026", "")
    assert "Deadlift" not in said


@pytest.mark.parametrize(("left", "stage"), [(timedelta(seconds=21), "accepted"), (STEP, "over")])
async def test_a_proposal_is_open_for_14_days(room: Trained, left: timedelta, stage: str) -> None:
    await room.agree()
    await room.say("Ben", "lifter propose squat 3x5 100")
    room.now += PROPOSAL_OPEN - left
    assert (await room.facts("Ann", "trainer accept @p1"))["stage"] == stage


@pytest.mark.parametrize(("waited", "aims"), [(-SECOND, True), (timedelta(), False)])
def test_one_that_was_taken_waits_30_days(waited: timedelta, *, aims: bool) -> None:
    sets = (PrescribedSet(Load(100_000), 5, 5),)
    taken = Proposal(1, 1, "squat", sets, "accepted", NOW, NOW)
    now = NOW + PROPOSAL_HELD + waited
    assert is_for_now(taken, (), under_way=False, now=now, in_session=False) is aims
