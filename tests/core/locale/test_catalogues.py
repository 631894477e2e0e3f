"""Catalogues follow the English sentences, and what is wrong with a translation is said."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from babel.messages.catalog import Catalog

from core.locale.catalogues import CATALOGUES, FORMS, PLURAL_RULES, po_file
from core.locale.command_names import FILE
from core.locale.completeness import COMPLETE, problems
from core.locale.extraction import (
    DOMAINS,
    ambiguous_commands,
    named_commands,
    read,
    renewed,
    sentences,
    written,
)
from core.locale.strings import ENGLISH

ALL = [(language, domain) for language in CATALOGUES for domain in DOMAINS]


@pytest.mark.parametrize(("language", "domain"), ALL)
def test_a_catalogue_is_up_to_date_and_sound(language: str, domain: str) -> None:
    path = po_file(language, domain)
    new = renewed(language, domain, read(path))
    assert path.read_bytes() == written(language, new), "make catalogues"
    assert list(problems(language, domain, new)) == []


def test_every_sentence_is_there_for_translators() -> None:
    keys = {each.key for each in sentences()}
    left = {key for key in ENGLISH if key.removesuffix(".one") not in keys and key not in keys}
    assert left == {key for key in ENGLISH if key.startswith(("language.", "app."))}
    assert set(COMPLETE) <= set(CATALOGUES) == set(FORMS) == set(PLURAL_RULES)


def changed(key: str, *texts: str, language: str = "ru", english: str | None = None) -> Catalog:
    """A catalogue of Russian in which one sentence is translated."""
    catalogue = renewed(language, "spotter", None)
    entry = catalogue.get(_id(catalogue, key), key)
    assert entry is not None
    entry.string = texts if len(texts) > 1 else texts[0]
    if english is not None:
        entry.id = english
    return catalogue


def _id(catalogue: Catalog, key: str) -> str:
    found = next(each for each in catalogue if each.context == key)
    return (
        found.id[0]
        if isinstance(found.id, Sequence) and not isinstance(found.id, str)
        else found.id
    )


def wrong(language: str, domain: str, catalogue: Catalog) -> list[str]:
    """What is wrong with the sentences that are translated."""
    return [each for each in problems(language, domain, catalogue) if "missing" not in each]


def test_a_translation_is_kept_and_marked_where_english_was_changed() -> None:
    old = changed("next.title", "Сегодня")
    kept = renewed("ru", "spotter", old).get("Today", "next.title")
    assert kept is not None
    assert (kept.string, kept.fuzzy) == ("Сегодня", False)
    before = changed("next.title", "Сегодня", english="Now")
    moved = renewed("ru", "spotter", before).get("Today", "next.title")
    assert moved is not None
    assert (moved.string, moved.fuzzy) == ("Сегодня", True)


def test_a_translation_of_what_is_counted_since_is_kept_in_each_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = changed("next.title", "Сегодня")
    monkeypatch.setattr(
        "core.locale.extraction.count_of", lambda key, _: "n" if key == "next.title" else None
    )
    kept = next(each for each in renewed("ru", "spotter", old) if each.context == "next.title")
    assert (kept.string, kept.fuzzy) == (("Сегодня",) * 3, False)


@pytest.mark.parametrize(
    ("key", "texts", "said"),
    [
        ("next.title", ("Сегодня",), []),
        ("next.title", ("{day}",), ["unknown placeholder day"]),
        ("next.title", ("Сегодня {",), ["a brace is left open"]),
        ("next.title", (" Сегодня",), ["blanks at an end"]),
        ("next.title", ("Се  годня",), ["two blanks"]),
        ("next.title", ("<b>Сегодня</b>",), ["markup"]),
        ("next.title", ("Се\nгодня",), ["other line breaks than English"]),
        ("next.title", ("С" * 22,), []),
        ("next.title", ("С" * 23,), ["23 characters, 22 are the most"]),
        ("kind_word.easy", ("легче",), []),
        ("next.reason", ("Потому",), ["placeholder lost: reason"]),
        ("target.sets", ("{n} подход", "{n} подхода", "{n} подходов"), []),
        ("target.sets", ("1 подход", "{n} подхода", "{n} подходов"), ["the number {n} is lost"]),
        ("target.sets", ("{n} подход", "{n} подхода", ""), ["3 forms are needed, or none"]),
        ("command.next", ("дальше",), []),
        ("command.next", ("Что дальше",), ["a command is one lower-case word"] * 1),
        ("command.next", ("why",), []),
    ],
)
def test_what_is_wrong_is_said(key: str, texts: tuple[str, ...], said: list[str]) -> None:
    found = [
        each.removeprefix(f"ru {key}: ") for each in wrong("ru", "spotter", changed(key, *texts))
    ]
    assert [each for each in found if each != "a command is lower-case"] == said


def test_two_commands_of_one_name_are_said() -> None:
    catalogue = changed("command.next", "план")
    entry = catalogue.get("plan", "command.plan")
    assert entry is not None
    entry.string = "план"
    assert list(wrong("ru", "spotter", catalogue)) == [
        'ru command.plan: "план" is command.next too'
    ]


def test_one_may_say_one_where_there_are_two_forms() -> None:
    catalogue = changed("target.sets", "1 Satz", "{n} Sätze", language="de")
    assert list(wrong("de", "spotter", catalogue)) == []
    lost = changed("target.sets", "1 Satz", "Sätze", language="de")
    assert list(wrong("de", "spotter", lost)) == ["de target.sets: the number {n} is lost"]


def test_what_is_missing_is_said_of_complete_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = changed("next.title", "Сегодня")
    monkeypatch.setattr("core.locale.completeness.COMPLETE", ())
    assert list(problems("ru", "spotter", catalogue)) == []
    monkeypatch.setattr("core.locale.completeness.COMPLETE", ("ru",))
    found = list(problems("ru", "spotter", catalogue))
    assert len(found) == len(list(sentences())) - 1
    assert "ru next.title: missing" not in found


@pytest.mark.parametrize(
    ("exercise", "name", "said"),
    [
        ("squat", "Kniebeuge", ""),
        ("deadlift", "Kniebeuge", '"Kniebeuge" is read as exercise.squat'),
        ("wall-sit", "Wandkauern", '"Wandkauern" is read as nothing'),
    ],
)
def test_the_name_of_an_exercise_is_read_as_it(exercise: str, name: str, said: str) -> None:
    catalogue = renewed("de", "exercises", None)
    entry = next(each for each in catalogue if each.context == f"exercise.{exercise}")
    entry.string = name
    found = [
        each.removeprefix(f"de exercise.{exercise}: ")
        for each in wrong("de", "exercises", catalogue)
    ]
    assert found == ([said] if said else [])


@pytest.mark.parametrize(
    ("key", "text", "long"),
    [
        ("day.0", "пон.", False),
        ("day.0", "понед", True),
        ("month.1", "января", False),
        ("month.1", "январь.", True),
        ("month.title", "Последние 30 дней, с {day}", False),
        ("menu.undo", "а" * 100, False),
        ("menu.undo", "а" * 101, True),
        ("board.head.records", "а" * 9, False),
        ("board.head.records", "а" * 10, True),
    ],
)
def test_what_is_too_long(key: str, text: str, long: bool) -> None:
    found = list(wrong("ru", "spotter", changed(key, text)))
    assert any("are the most" in each for each in found) is long


def test_a_word_is_one_command_in_every_language() -> None:
    rows = b"language,word,command\nde,plan,plan\nes,serie,log\nfr,serie,superset\npt,plan,plan\n"
    assert ambiguous_commands(rows) == ['fr command.superset: "serie" is command.log in es']
    assert FILE.read_bytes() == named_commands()
    assert ambiguous_commands(named_commands()) == []
