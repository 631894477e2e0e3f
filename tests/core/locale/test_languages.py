"""What is said in another language: forms, numbers, names, dates, and English where it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.platforms.discord.commands import localised
from bot.platforms.telegram.menu import shown
from core import intents
from core.coach import Coach
from core.command_menus import menu
from core.commands import SPECS
from core.exercises import names as names_module
from core.exercises.names import names_for
from core.intents import read_command
from core.locale import command_names, strings
from core.locale.catalogues import hash_of, po_file
from core.locale.compiled import _compiled, translations
from core.locale.compiling import compiled_of, translated
from core.locale.numerals import form_of, with_numerals
from core.locale.strings import ENGLISH, LANGUAGES, known_language, say
from core.messages import Address, Message, Sender
from core.records import Load
from core.render.facts import words_of_source
from core.render.wording import words_of_day, words_of_load, words_of_muscle, words_of_weight
from core.store.engine import Store
from core.training.effort.reserve import is_leg_press

NOW = datetime(2026, 11, 2, 18, tzinfo=UTC)
Spoken = Mapping[str, tuple[str, ...]]


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Give catalogues that hold a few sentences alone."""

    before = dict(ENGLISH)

    def speaking(**languages: Spoken) -> None:
        def held(language: str, domain: str) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
            said = languages.get(language, {})
            wanted = {
                key: forms
                for key, forms in said.items()
                if ("exercise." in key) == (domain == "exercises")
            }
            return {key: ((before.get(key, ""),), forms) for key, forms in wanted.items()}

        monkeypatch.setattr(strings, "translations", held)
        monkeypatch.setattr(names_module, "translations", held)
        names_module.catalogue_names.cache_clear()
        names_module.catalogue_in.cache_clear()

    yield speaking
    names_module.catalogue_names.cache_clear()
    names_module.catalogue_in.cache_clear()


def test_a_sentence_that_is_not_translated_is_said_in_english(speak) -> None:
    speak(de={"next.title": ("Heute",)})
    assert say("de", "next.title") == "Heute"
    assert say("de", "today.none") == "Nothing logged today."
    assert say("ru", "next.title") == "Today"
    with pytest.raises(KeyError):
        say("de", "no.such.key")


def test_a_sentence_whose_english_was_changed_is_said_in_english(speak, monkeypatch) -> None:
    speak(de={"next.title": ("Heute",)})
    monkeypatch.setitem(ENGLISH, "next.title", "Now")  # type: ignore[arg-type]
    assert say("de", "next.title") == "Now"


@pytest.mark.parametrize(
    ("language", "count", "form"),
    [
        ("ru", 1, 0), ("ru", 2, 1), ("ru", 5, 2), ("ru", 11, 2), ("ru", 12, 2), ("ru", 21, 0),
        ("ru", 22, 1), ("ru", 25, 2), ("ru", 0, 2), ("ru", "2.5", 1), ("ru", "2,5", 1),
        ("ru", "12,000", 2), ("ru", "1,021", 0), ("ru", "1,002", 1), ("de", "1,000", 1),
        ("de", 0, 1), ("de", 1, 0), ("de", 2, 1), ("fr", 0, 0), ("fr", 1, 0), ("fr", 2, 1),
        ("pt", 0, 0), ("pt", 2, 1), ("es", 0, 1), ("es", 1, 0), ("es", 1_000_000, 1),
        ("de", "many", 1), ("de", None, 1),
    ],
)  # fmt: skip
def test_the_form_that_a_number_takes(language: str, count: object, form: int) -> None:
    assert form_of(language, count) == form


def test_a_number_chooses_the_form(speak) -> None:
    speak(ru={"target.sets": ("{n} подход", "{n} подхода", "{n} подходов")})
    said = [say("ru", "target.sets", n=n) for n in (1, 3, 7, 21)]
    assert said == ["1 подход", "3 подхода", "7 подходов", "21 подход"]


def test_what_is_said_of_one_alone_is_not_said_of_twenty_one(speak) -> None:
    line = ("{what}, {rest}. {n}.", "{what}, {rest}. {n}!", "{what}, {rest}. {n}?")
    speak(ru={"line.next_to_go": line, "line.next_to_go.one": ("{what}. Последний.",)})
    facts = {"what": "A", "rest": "B"}
    assert say("ru", "line.next_to_go", n=1, **facts) == "A. Последний."
    assert say("ru", "line.next_to_go", n=21, **facts) == "A, B. 21."


def test_a_range_of_one_number(speak) -> None:
    speak(de={"verdict.easy": ("leichter als {low}-{high}",)})
    assert say("de", "verdict.easy", low=1, high=2) == "leichter als 1-2"
    assert say("de", "verdict.easy", low=1, high=1) == ENGLISH["verdict.easy.same"].format(low=1)


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "82.0625", "82.0625"),
        ("de", "82.0625", "82,0625"),
        ("ru", "2.5", "2,5"),
        ("es", "1.25", "1,25"),
        ("pt", "1.25", "1,25"),
        ("fr", "1.25", "1,25"),
    ],
)
def test_a_number_keeps_all_its_places(speak, language: str, text: str, said: str) -> None:
    speak(**{language: {"load.plain": ("{load} {unit}",)}})
    assert with_numerals(language, text) == said
    squat = names_for({}, (), language).exercise("squat")
    if language != "en":
        assert words_of_load(language, Load(82_062, "kg"), squat).startswith("82,062")


@pytest.mark.parametrize(
    ("language", "said"),
    [("de", "8.000,5 von 999"), ("ru", "8\xa0000,5 von 999"), ("es", "8.000,5 von 999")],
)
def test_thousands_that_code_has_grouped_do_not_read_as_decimals(
    speak, language: str, said: str
) -> None:
    speak(**{language: {"import.new_some": ("{new} von {known}",)}})
    assert say(language, "import.new_some", new="8,000.5", known="999") == said


def test_facts_that_are_numbers_are_written_so_and_what_was_typed_is_not(speak) -> None:
    key = "error.reps_range"
    speak(
        de={
            key: ('"{quote}": 1 bis {limit}',),
            "load.plain": ("{load} {unit}",),
            "unit.lb": ("Pfund",),
        }
    )
    assert say("de", key, quote="1.5", limit="2.5") == '"1.5": 1 bis 2,5'
    assert words_of_weight("de", Load(102_500, "lb")) == "102,5 Pfund"
    speak(
        de={
            "effort.left": ("{rir} übrig", "{rir} übrig"),
            "import.reading": ("{n:,} Zeilen", "{n} Zeilen"),
        }
    )
    assert say("de", "effort.left", rir="1.5, 0.5+") == "1,5, 0,5+ übrig"
    assert say("de", "effort.left", rir="v1.5") == "v1.5 übrig"


def test_a_date_in_the_order_of_the_language(speak) -> None:
    moment = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert words_of_day("en", moment, ZoneInfo("UTC")) == "Mon 23 Nov"
    speak(
        de={"date.day": ("{weekday} {number}. {month}",), "day.0": ("Mo",), "month.11": ("Nov.",)}
    )
    assert words_of_day("de", moment, ZoneInfo("UTC")) == "Mo 23. Nov."


def test_muscles_and_sources_in_words(speak) -> None:
    speak(
        de={
            "week.suggest.few": ("{muscle}: {sets}",),
            "muscle.lower_back": ("unterer Rücken",),
            "source.choice": ("eigene Wahl",),
        }
    )
    assert words_of_muscle("de", "lower back") == "unterer Rücken"
    assert words_of_muscle("de", "abs") == "abs"
    assert (
        say("de", "week.suggest.few", muscle="lower back", sets=1, least=4) == "unterer Rücken: 1"
    )
    assert (
        words_of_source("de", "Refalo et al. 2023; product choice")
        == "Refalo et al. 2023; eigene Wahl"
    )


def test_an_exercise_has_its_name_in_the_language_and_is_found_by_each(speak) -> None:
    speak(de={"exercise.squat": ("Kniebeuge",), "exercise.leg-press": ("Beinpresse",)})
    german = names_for({}, (), "de")
    assert german.exercise("squat").name == "Kniebeuge"
    assert german.exercise("bench-press").name == "Bench press"
    for words in (["squat"], ["kniebeuge"], ["присед"]):
        found = german.find(words, 0)
        assert found is not None
        assert (found.exercise.id, found.exercise.name) == ("squat", "Kniebeuge")
    moved = german.find(["x", "squat"], 1)
    assert moved is not None
    assert moved.exercise.name == "Kniebeuge"
    assert names_for({}, ()).exercise("squat").name == "Squat"
    press = german.exercise("leg-press")
    assert is_leg_press(press.id, press.name)
    assert not is_leg_press("squat", "Kniebeuge")


@pytest.mark.parametrize(
    ("hint", "language"),
    [("de-AT", "de"), ("pt_BR", "pt"), ("pt-br", "pt"), ("ru", "ru"), ("it", "en"), ("", "en")],
)
def test_the_hint_of_a_platform(hint: str, language: str) -> None:
    assert known_language(hint) == language


def test_what_was_compiled_is_what_the_catalogue_says(tmp_path) -> None:
    content = (
        po_file("ru", "spotter")
        .read_bytes()
        .replace(b'msgid "Today"\nmsgstr ""', 'msgid "Today"\nmsgstr "Сегодня"'.encode(), 1)
    )
    path = tmp_path / "spotter.po"
    path.write_bytes(content)
    compiled = tmp_path / "spotter.mo"
    compiled.write_bytes(compiled_of("ru", content))
    assert _compiled(compiled, hash_of(content)) == dict(translated(path))
    found = _compiled(compiled, hash_of(content))
    assert found is not None
    assert sorted(found) == sorted(dict(translated(path)))
    assert ("next.title" in found, "no.such" in found, found.get("no.such")) == (True, False, None)
    assert _compiled(compiled, hash_of(content + b"\n")) is None  # of another catalogue
    compiled.write_bytes(compiled.read_bytes()[:100])
    assert _compiled(compiled, hash_of(content)) is None  # broken


def test_a_language_without_a_catalogue_is_english() -> None:
    assert translations("de", "no_such_domain") == {}


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (
        ("de", "heute", "today"),
        ("de", "rückgängig", "undo"),
        ("de", "plan", "goal"),
        ("ru", "сегодня", "today"),
    )
    monkeypatch.setattr(command_names, "_rows", lambda: rows)
    for each in (command_names.names_in, command_names.understood):
        each.cache_clear()


def test_the_names_that_a_menu_shows(named: None) -> None:
    slugs = ["today", "undo", "plan", "goal"]
    latin = command_names.shown_names("de", slugs, command_names.LATIN)
    assert latin == {"today": "heute", "undo": "undo", "plan": "plan", "goal": "goal"}
    assert command_names.shown_names("de", slugs, command_names.ONE_WORD)["undo"] == "rückgängig"
    assert command_names.understood()["сегодня"] == "today"
    for each in (command_names.names_in, command_names.understood):
        each.cache_clear()


def test_the_platforms_are_told_in_each_language(speak, named: None) -> None:
    speak(de={"menu.today": ("Die Sätze von heute",), "bot.short": ("Kurz.",)})
    menus = list(shown(menu("en")))
    assert [each.language for each in menus][:2] == ["", "de"]
    assert dict(menus[0].commands)["today"] == ENGLISH["menu.today"]
    assert dict(menus[1].commands)["heute"] == "Die Sätze von heute"
    assert menus[1].short == "Kurz."
    today, other = localised([{"name": "today"}, {"name": "week"}])
    assert today["name_localizations"] == {"de": "heute", "ru": "сегодня"}
    assert today["description_localizations"] == {"de": "Die Sätze von heute"}
    assert other == {"name": "week"}
    for each in (command_names.names_in, command_names.understood):
        each.cache_clear()


def test_every_name_of_a_command_is_understood() -> None:
    names = names_for({}, ())
    for word, name in command_names.understood().items():
        found = read_command(f"/{word.replace(' ', '_')}", names)
        assert found is not None
        assert found.name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("wenn bank 80x8", "what if"),
        ("wenn kniebeuge", "what if"),
        ("wenn ich müde bin", ""),  # three words behind it: talk
        ("wenn ich müde", "what if"),  # two
        ("/wenn ich müde bin", "what if"),
        ("what if i am tired", "what if"),
        ("ziel kniebeuge kraft bitte", "goal"),
    ],
)
def test_a_name_of_another_language_is_a_command_or_begins_talk(
    monkeypatch: pytest.MonkeyPatch, text: str, name: str
) -> None:
    local = {"wenn": SPECS["what if"], "ziel": SPECS["goal"]}
    monkeypatch.setattr(intents, "LOCAL", local)
    monkeypatch.setattr(intents, "SPECS", {**local, **SPECS})
    found = read_command(text, names_for({}, ()))
    assert ("" if found is None else found.name) == name


PHONE = 89  # characters of a line, as `shortest` cuts


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_main_answers_are_three_lines_in_every_language(
    sqlite_store: Store, language: str
) -> None:
    """A set, its repeat, a miss, a failure, a first time: what most messages are."""
    lines = (
        "squat 102.5x8 rir2", "x7 rir1", "x5 f", "bench 80x8", "pull-up 8 rir1", "plank 60s",
        "romanian deadlift 82.25x10 rir4", "squat missed 140", "curl 12.5x15 rir0",
    )  # fmt: skip
    sender, here = Sender("telegram", "9", "Ann", language), Address("telegram", "9")
    for number, line in enumerate(lines):
        at = NOW + timedelta(minutes=3 * number)
        message = Message(here, sender, line, at, str(number), addressed=True)
        answer = await Coach(sqlite_store).handle(message, at)
        assert answer.reply is not None
        assert len(answer.reply.lines) <= 3
        assert all(len(each) <= PHONE for each in answer.reply.lines), answer.reply.lines
        assert all(len(each.label) <= 30 for each in answer.reply.buttons)
