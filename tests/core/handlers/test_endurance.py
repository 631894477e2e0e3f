"""Runs and rides are kept, not planned; a hold that passed its target goes on from there."""

from __future__ import annotations

import pytest

from core.store.engine import Store
from tests.core.handlers.training_chat import Talk

LINES = (
    ("run 5km", "next run"),
    ("cycling 20km", "next cycling"),
    ("rowing machine 2km", "next rowing machine"),
    ("swim 400m", "next swim"),
    ("jump rope 10min", "next jump rope"),
    ("run 6km 30min", "next run"),
)


@pytest.mark.parametrize(("line", "following"), LINES)
async def test_endurance_has_no_target(sqlite_store: Store, line: str, following: str) -> None:
    talk = Talk(sqlite_store)
    for _ in range(4):
        said = await talk.say(line)
        assert said.result is not None
        assert said.reply is not None
        assert said.result["kind"] == "logged"
        assert said.result["target"] is None
        assert said.result["next_set"] is None
        assert len(said.reply.lines) == 1
    (target,) = ((await talk.say(following)).result or {})["targets"]  # type: ignore[misc]
    assert target["seconds"] is None
    assert target.get("distance_m") is None
    assert "without a target" in (await talk.lines(following))[0]


async def test_a_carry_keeps_its_target(sqlite_store: Store) -> None:
    said = await Talk(sqlite_store).say("farmer carry 40x30m")
    assert said.result is not None
    assert said.result["target"]["distance_m"] == 30


async def test_way_and_time_are_both_told(sqlite_store: Store) -> None:
    assert (await Talk(sqlite_store).lines("run 6km 30min"))[0] == "Running 6 km in 30 min: kept."


@pytest.mark.parametrize(("held", "target"), [(45, 45), (70, 45), (90, 60)])
async def test_a_hold_over_its_target(sqlite_store: Store, held: int, target: int) -> None:
    talk = Talk(sqlite_store)
    for _ in range(3):
        await talk.say(f"plank {target}s")
    talk.go("2026-11-25T12:00:00")
    said = (await talk.say(f"plank {held}s")).result or {}
    assert said["next_set"]["seconds"] >= held
    assert said["target"]["seconds"] >= held


async def test_a_hold_under_its_target_is_told_as_planned(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    for _ in range(3):
        await talk.say("plank 45s")
    talk.go("2026-11-25T12:00:00")
    assert (await talk.lines("plank 40s"))[1] == "Next: 45 s, rest 90 s: as planned for today."
