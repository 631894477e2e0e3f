"""Buttons whose sentence is kept: what is found under a key, and what is not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.platforms.buttons import find_button, keep_button
from core.messages import Button, Sender
from core.store.engine import Store
from core.store.faults import StoreTrouble
from core.store.rows import Option, Question

NOW = datetime(2026, 11, 25, 18, tzinfo=UTC)


async def person(store: Store, name: str) -> int:
    made, _ = await store.run(lambda uow: uow.people.find(Sender("telegram", name, name), NOW))
    return made.id


async def test_a_sentence_is_found_by_its_owner_alone(store: Store) -> None:
    ann, ben = await person(store, "ann"), await person(store, "ben")
    key = await keep_button(store, ann, Button("log it", "squat 100x5 " * 9))
    assert await find_button(store, ann, key) == "squat 100x5 " * 9
    for owner, other in ((ben, key), (None, key), (ann, "q99"), (ann, f"{key}0"), (ann, "m1")):
        assert await find_button(store, owner, other) is None
    assert await find_button(store, 2**63, key) is None
    assert await find_button(store, -(2**63), key) is None


async def test_a_question_of_another_kind_is_no_kept_button(store: Store) -> None:
    ann = await person(store, "ann")
    question = Question("", "exercise", "row 50x5", NOW, (Option("Row", "barbell row 50x5"),))
    asked = await store.run(lambda uow: uow.questions.ask(ann, question, NOW))
    assert await find_button(store, ann, asked.id) is None


async def test_a_database_that_fails_is_no_button_that_was_forgotten(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await person(sqlite_store, "ann")

    async def fails(work: object) -> None:
        raise StoreTrouble("full")

    monkeypatch.setattr(sqlite_store, "run", fails)
    with pytest.raises(StoreTrouble):
        await find_button(sqlite_store, ann, "q1")
