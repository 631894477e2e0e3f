"""Coming back: after an urgent sign, after pain, after weeks off; what happens when it is ignored.

Conversations as typed: `|` separates messages, `+3 d` lets days pass.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.coach import Coach
from core.messages import Address, Message, Sender
from core.store.engine import Store

MONDAY = datetime(2026, 9, 7, 17, tzinfo=UTC)


async def talk(store: Store, text: str) -> list[dict[str, Any]]:
    """The results of the messages, a minute apart, each with its lines."""
    coach, now, found = Coach(store), MONDAY, []
    for number, each in enumerate(part.strip() for part in text.split("|")):
        if each.startswith("+"):
            now += timedelta(days=int(each.split()[0]))
            continue
        now += timedelta(minutes=1)
        message = Message(
            sender=Sender("telegram", "1", "Ann", "en"), text=each, sent_at=now,
            address=Address("telegram", "1"), addressed=True, source=f"m{number}",
        )  # fmt: skip
        answer = await coach.handle(message, now)
        lines = answer.reply.lines if answer.reply else ()
        found.append({**(answer.result or {}), "text": "\n".join(lines)})
    return found


async def target(store: Store, text: str) -> dict[str, Any]:
    """The target that the last message, `next LIFT`, names; with the text that says it."""
    last = (await talk(store, text))[-1]
    return {**last["targets"][0], "text": last["text"]}


def kg(found: dict[str, Any]) -> float:
    load = found["load"]
    return float(load["value"] if isinstance(load, dict) else str(load).split()[0])


# --- urgent signs ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("bench 60x10 rir2 | i felt a pop in my shoulder | +3 d | next bench", 55),
        ("bench 60x10 rir2 | heard a pop in my shoulder on bench | +3 d | next bench", 55),
        ("squat 100x8,8,8 rir2 | felt a pop in my knee | +3 d | next squat", 90),
        ("squat 100x8 rir2 felt a pop in my knee | +3 d | next squat", 90),
    ],
)
async def test_an_urgent_sign_steps_back_like_pain(
    sqlite_store: Store, text: str, most: float
) -> None:
    found = await target(sqlite_store, text)
    assert found["kind"] == "down"
    assert kg(found) <= most
    assert "3-5 left" in found["text"]
    assert "have it looked at first" in found["text"]


@pytest.mark.parametrize("sign", ["i feel dizzy", "chest pain"])
async def test_a_sign_without_a_part_holds_every_lift_once(sqlite_store: Store, sign: str) -> None:
    before = f"squat 100x10,10,10 rir2 | {sign} | +3 d | "
    found = await target(sqlite_store, before + "next squat")
    assert (found["kind"], kg(found)) == ("hold", 100)
    assert "have it looked at first" in found["text"]


async def test_one_clean_session_ends_a_sign_without_a_part(sqlite_store: Store) -> None:
    text = "squat 100x10,10,10 rir2 | i feel dizzy | +3 d | squat 100x10,10,10 rir2 | +3 d | "
    assert (await target(sqlite_store, text + "next squat"))["kind"] == "up"


async def test_a_lift_away_from_the_part_goes_on(sqlite_store: Store) -> None:
    text = "squat 100x10,10,10 rir2 | felt a pop in my shoulder | +3 d | next squat"
    assert (await target(sqlite_store, text))["kind"] == "up"


# --- a step back that was ignored -----------------------------------------------------------------

IGNORED = "squat 100x8 rir2 | squat hurts my knee | +15 d | squat 100x8 rir0"


async def test_a_step_back_that_was_ignored_is_asked_for_again(sqlite_store: Store) -> None:
    said = (await talk(sqlite_store, IGNORED + " | next squat"))[-2:]
    assert "over the 90 kg agreed" in said[0]["text"]
    assert (said[0]["next_set"]["rir_low"], kg(said[0]["next_set"])) == (3, 90)
    assert kg(said[1]["targets"][0]) == 90  # nothing was left: the load is not held
    assert "3-5 left" in said[1]["text"]


async def test_a_load_over_the_step_back_may_be_held_but_stays_easy(sqlite_store: Store) -> None:
    text = "bench 60x10,10,10 rir2 | bench hurts | +6 d | 60x10 rir1 | next bench"
    said = await talk(sqlite_store, text)
    assert (said[2]["next_set"]["rir_low"], kg(said[2]["next_set"])) == (3, 52.5)
    assert kg(said[3]["targets"][0]) == 60
    assert "3-5 left" in said[3]["text"]


@pytest.mark.parametrize(("left", "easy"), [(3, False), (2, True)])
async def test_the_careful_phase_ends_with_two_clean_sessions(
    sqlite_store: Store, left: int, easy: bool
) -> None:
    day = f"+3 d | squat 90x8,8,8 rir{left} | "
    text = f"squat 100x8,8,8 rir2 | squat hurts my knee | {day}{day}+3 d | next squat"
    assert ("3-5 left" in (await target(sqlite_store, text))["text"]) is easy


async def test_pain_gone_counts_as_one_and_the_load_returns_slowly(sqlite_store: Store) -> None:
    text = (
        "squat 100x8,8,8 rir2 | squat hurts my knee | pain gone | +3 d | "
        "squat 90x8,8,8 rir4 | +3 d | next squat"
    )
    found = await target(sqlite_store, text)
    assert 90 <= kg(found) <= 94.5


# --- weeks off ------------------------------------------------------------------------------------


async def test_after_months_off_the_return_is_asked_for_again(sqlite_store: Store) -> None:
    text = "squat 100x8,8,8 rir2 | +105 d | squat 120x8 rir0 | 120x8 f | next squat | +3 d | "
    said = await talk(sqlite_store, text + "next squat")
    assert (said[1]["next_set"]["rir_low"], kg(said[1]["next_set"])) == (3, 80)
    assert "stop a rep earlier unless someone spots you" in said[2]["text"]
    for each in said[3:]:
        assert (each["targets"][0]["kind"], kg(each["targets"][0])) == ("return", 80)


async def test_a_good_session_over_the_return_earns_a_step(sqlite_store: Store) -> None:
    text = "deadlift 120x8,8,8 rir2 | +91 d | deadlift 120x8 rir3 | next deadlift"
    said = await talk(sqlite_store, text)
    assert "over the 95 kg agreed" in said[1]["text"]
    assert kg(said[2]["targets"][0]) == 97.5


@pytest.mark.parametrize(("days", "most"), [(55, 100), (56, 90)])
async def test_from_eight_weeks_the_load_is_earned_again(
    sqlite_store: Store, days: int, most: float
) -> None:
    text = f"squat 100x8,8,8 rir2 | +{days} d | squat 120x8 rir0 | +2 d | next squat"
    assert kg(await target(sqlite_store, text)) == most


async def test_a_return_that_is_kept_to_goes_on_by_steps(sqlite_store: Store) -> None:
    text = (
        "squat 100x8,8,8 rir2 | +90 d | squat 80x8,8 rir3 | +3 d | squat 80x10,10,10 rir3 | "
        "+3 d | next squat"
    )
    found = await target(sqlite_store, text)
    assert (found["kind"], kg(found)) == ("up", 82.5)


@pytest.mark.parametrize(("sessions", "easy"), [(3, True), (4, False)])
async def test_nobody_is_held_for_ever_without_pain(
    sqlite_store: Store, sessions: int, easy: bool
) -> None:
    day = "+3 d | squat 90x8,8,8 rir2 | "
    text = f"squat 100x8,8,8 rir2 | squat hurts my knee | {day * sessions}+3 d | next squat"
    assert ("3-5 left" in (await target(sqlite_store, text))["text"]) is easy


async def test_the_load_held_is_never_above_the_one_that_hurt(sqlite_store: Store) -> None:
    text = "bench 60x10 rir2 | bench hurts | +3 d | bench 70x8 rir1 | next bench"
    assert kg(await target(sqlite_store, text)) == 60
