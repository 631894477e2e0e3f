"""People, their settings, their own names and exercises, questions, what was shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.messages import Sender
from core.records import Exercise, Load, Pain, Person, Preference
from core.store.engine import Store
from core.store.rows import Option, Question, Shown

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
ANN = Sender("telegram", "1", "Ann", "de")
OWN = Exercise(
    "", "Sled push 💪", "distance", "compound", "carry", ("quads",), ("glutes", "calves"), "sled",
    unilateral=False, bodyweight_share=0.35, safe_to_fail=True, step_kg=Load(625),
    step_lb=Load(5000, "lb"), size_range=(8, 12), strength_range=(3, 6), ceiling=20,
)  # fmt: skip


async def test_a_person_is_made_once(store: Store) -> None:
    person, new = await store.run(lambda uow: uow.people.find(ANN, NOW))
    assert (person, new) == (Person(person.id, "Ann", "de"), True)
    assert await store.run(lambda uow: uow.people.find(ANN, NOW)) == (person, False)
    other, new = await store.run(lambda uow: uow.people.find(replace(ANN, platform="discord"), NOW))
    assert (other.id != person.id, new) == (True, True)


@pytest.mark.parametrize("name", ["", "\0", "\udcff", "x" * 5000, "Zoë 🏋️"])
async def test_any_name_and_id(store: Store, name: str) -> None:
    sender = Sender("console", name, name)
    first, new = await store.run(lambda uow: uow.people.find(sender, NOW))
    assert new
    assert await store.run(lambda uow: uow.people.find(sender, NOW)) == (first, False)


async def test_settings_come_back(store: Store) -> None:
    person, _ = await store.run(lambda uow: uow.people.find(ANN, NOW))
    changed = Person(
        person.id, "Anna", "en", "lb", "Europe/Berlin", "strength", Load(82_500),
        Load(45_000, "lb"),
        (Load(20_000), Load(1_250), Load(625)), quiet=True, asks_unanswered=2, asked_at=NOW,
        effort=(1, 2), dumbbells=(Load(8_000), Load(10_000)), kettlebells=(Load(35_000, "lb"),),
        cutting=True, rest_auto=True, reactions=True,
    )  # fmt: skip
    await store.run(lambda uow: uow.people.save(changed))
    await store.run(lambda uow: uow.people.speak(person.id, "en"))
    assert (await store.run(lambda uow: uow.people.find(ANN, NOW)))[0] == changed
    await store.run(lambda uow: uow.people.save(person))
    await store.run(lambda uow: uow.people.speak(person.id, person.language))
    assert (await store.run(lambda uow: uow.people.find(ANN, NOW)))[0] == person


async def test_preferences(store: Store) -> None:
    me = (await store.run(lambda uow: uow.people.find(ANN, NOW)))[0].id
    squat, bench = (
        Preference("squat", "strength", Load(2500), (5, 8), (0, 0)),
        Preference("bench", None, Load(5, "lb")),
    )
    for each in (Preference("squat", "size"), squat, bench):
        await store.run(lambda uow, each=each: uow.preferences.save(me, each))
    assert await store.run(lambda led: led.preferences.of(me)) == {"squat": squat, "bench": bench}
    await store.run(lambda uow: uow.preferences.clear_goals(me))
    kept = {"squat": replace(squat, goal=None), "bench": bench}
    assert await store.run(lambda uow: uow.preferences.of(me)) == kept
    assert await store.run(lambda uow: uow.preferences.of(me + 1)) == {}


async def test_aliases(store: Store) -> None:
    me = (await store.run(lambda uow: uow.people.find(ANN, NOW)))[0].id
    for words, exercise in (
        ("bench", "bench-press"),
        ("жим", "bench-press"),
        ("bench", "db-press"),
    ):
        await store.run(lambda led, one=words, two=exercise: led.aliases.save(me, one, two))
    found = await store.run(lambda uow: uow.aliases.of(me))
    assert found == {"bench": "db-press", "жим": "bench-press"}


async def test_own_exercises(store: Store) -> None:
    me = (await store.run(lambda uow: uow.people.find(ANN, NOW)))[0].id
    made = [await store.run(lambda uow: uow.own_exercises.add(me, OWN)) for _ in range(11)]
    assert made[10] == replace(OWN, id="own-11")
    assert await store.run(lambda uow: uow.own_exercises.of(me)) == tuple(made)


async def test_pains(store: Store) -> None:
    me = (await store.run(lambda uow: uow.people.find(ANN, NOW)))[0].id
    pains = [
        Pain("squat", NOW + timedelta(days=n % 3), f"knee {n}", urgent=n == 2) for n in range(7)
    ]
    for each in (*pains, Pain("bench", NOW, "elbow")):
        await store.run(lambda uow, each=each: uow.pains.add(me, each))
    found = await store.run(lambda uow: uow.pains.of(me, "squat"))
    assert found == tuple(pains[n] for n in (5, 2, 4, 1, 6))
    assert await store.run(lambda uow: uow.pains.of(me, "squat", limit=1)) == (pains[5],)


async def test_questions(store: Store) -> None:
    me = (await store.run(lambda uow: uow.people.find(ANN, NOW)))[0].id
    options = (Option("3 sets", "squat 3x8", "sq", "squat", accept=True), Option("8", "squat 8x3"))
    asked = Question("", "reading", "telegram:1:2", NOW, options)
    first = await store.run(lambda uow: uow.questions.ask(me, asked, NOW))
    assert first == replace(asked, id="q1")
    assert (await store.run(lambda uow: uow.questions.ask(me, asked, NOW))).id == "q2"
    for seconds in (5, 9):
        closed = NOW + timedelta(seconds=seconds)
        await store.run(lambda uow, at=closed: uow.questions.close(me, "q1", at))
    answered = replace(first, answered_at=NOW + timedelta(seconds=5))
    assert await store.run(lambda uow: uow.questions.read(me, "q1")) == answered
    assert (await store.run(lambda uow: uow.questions.read(me, "q2"))) == replace(asked, id="q2")
    assert await store.run(lambda uow: uow.questions.read(me + 1, "q1")) is None


async def test_what_was_shown(store: Store) -> None:
    me = (await store.run(lambda uow: uow.people.find(ANN, NOW)))[0].id
    assert await store.run(lambda uow: uow.events.last(me)) is None
    events = [
        Shown(
            "squat", "set", "s1", NOW, {"verdict": {"kind": "hard", "rules": ["R22"]}, "x": None}
        ),
        Shown("squat", "target", "", None, {"words": "ü\0"}),
        Shown("bench", "set", "s2", NOW, {}),
    ]
    for each in events:
        await store.run(lambda uow, each=each: uow.events.show(me, each, NOW))
    assert await store.run(lambda uow: uow.events.last(me)) == events[2]
    found = await store.run(lambda uow: uow.events.last(me, "squat"))
    assert found == replace(events[1], body={"words": "ü\N{REPLACEMENT CHARACTER}"})
    assert await store.run(lambda uow: uow.events.last(me + 1)) is None
