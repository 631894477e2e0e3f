"""Coming back: after an urgent sign, after pain, after weeks off; what happens when it is ignored.

Conversations as typed: `|` separates messages, `+3 d` lets days pass.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.chat import Address, Message, Sender
from core.coach import Coach
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
