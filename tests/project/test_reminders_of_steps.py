"""Steps of CONTRIBUTING.md that nothing else reminds of: words and places easily left out."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import UTC, datetime

import pytest

from core.interchange.readers.columns import _MARKS
from core.locale.strings import LANGUAGES, has
from core.messages import Sender
from core.records import Load, Person
from core.store.engine import Store
from core.store.repositories.merge_parts import _UNSET, SETTINGS

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
CHOSEN_ALWAYS = {"language", "units", "goal"}  # settings that have no state of "nobody chose"


@pytest.mark.parametrize("app", sorted({app for app, _ in _MARKS}))
def test_an_app_has_a_name_in_words(app: str) -> None:
    assert has("en", f"app.{app}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_its_name(language: str) -> None:
    assert has("en", f"language.{language}")


def test_every_setting_says_how_it_looks_unset() -> None:
    assert set(SETTINGS) - set(_UNSET) == CHOSEN_ALWAYS


async def test_every_field_of_a_person_is_stored(store: Store) -> None:
    person, _ = await store.run(lambda uow: uow.people.find(Sender("telegram", "5", "Ann"), NOW))
    other = Person(
        person.id, "Anna", "en", "lb", "Europe/Berlin", "strength", Load(82_500), Load(20_000),
        (Load(20_000),), quiet=True, asks_unanswered=2, asked_at=NOW, zone_told=True,
        effort=(1, 2), dumbbells=(Load(8_000),), kettlebells=(Load(35_000, "lb"),), cutting=True,
        answers="live", rest_auto=True, reactions=True,
    )  # fmt: skip
    same = {
        each.name
        for each in fields(Person)
        if getattr(other, each.name) == getattr(person, each.name)
    }
    assert same <= {"id", "language", "log_version"}  # one language yet; the journal counts
    await store.run(lambda uow: uow.people.save(other))
    found = (await store.run(lambda uow: uow.people.find(Sender("telegram", "5", "Ann"), NOW)))[0]
    assert found == other


async def test_every_setting_is_in_the_export(store: Store) -> None:
    person, _ = await store.run(lambda uow: uow.people.find(Sender("telegram", "5", "Ann"), NOW))
    held = await store.run(lambda uow: uow.personal_data.held(person.id))
    words = set(re.findall(r"\w+", str(held["person"])))
    named = {"cutting": "losing_weight", "effort_low": "effort", "effort_high": "effort"}
    columns = {
        re.sub(r"_(milli|unit)$", "", named.get(column, column))
        for columns in SETTINGS.values()
        for column in columns
    }
    assert columns - words == set()
