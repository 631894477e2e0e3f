"""The table of commands: reached by every name, shown where declared, private iff declared so."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from bot.platforms.discord.commands import definition, suggestions
from bot.platforms.discord.read import is_hidden
from core.coach import Coach, told
from core.command_menus import MOST_IN_MENU, listing, menu
from core.command_spec import CommandSpec
from core.commands import (
    COMMANDS,
    EXAMPLES,
    LOCAL,
    SPECS,
    answered_alone,
)
from core.exercises.names import names_for
from core.intents import Given, PainReport, read_command, read_intent
from core.locale.strings import ENGLISH
from core.messages import Address, Answer, Message, Reply, Sender
from core.parsing.ratings import PartnerCall
from core.store.engine import Store
from core.store.unit_of_work import UnitOfWork
from tests.gym import NOW, OTHER, Gym

NAMES = names_for({}, ())


WORDS = [(each, word) for each in COMMANDS for word in (each.name, *each.synonyms)]


IDS = [word for _, word in WORDS]


by_name = pytest.mark.parametrize("spec", COMMANDS, ids=[each.name for each in COMMANDS])


def found(text: str) -> str:
    command = read_command(text, NAMES)
    return "" if command is None else command.name


# --- reached by every name ------------------------------------------------------------------------


def test_no_word_names_two_commands() -> None:
    assert [word for word, count in Counter(IDS).items() if count > 1] == []
    assert set(SPECS) - set(LOCAL) == set(IDS)


@pytest.mark.parametrize(("spec", "word"), WORDS, ids=IDS)
def test_every_name_and_synonym_reaches_its_command(spec: CommandSpec, word: str) -> None:
    for form in (word, word.upper(), word.replace(" ", "_"), word.replace(" ", "  ")):
        assert found(f"/{form}") == spec.name
    for form in (word, word.title(), *([f"{word}!"] if word.isalpha() else ())):
        assert found(f"/{form}") == spec.name
        assert found(form) == ("" if spec.slash_only else spec.name)


@pytest.mark.parametrize(("spec", "word"), WORDS, ids=IDS)
def test_what_follows_a_name_follows_its_synonyms(spec: CommandSpec, word: str) -> None:
    for example in (*spec.examples, *spec.more):
        name = f"/{spec.name}" if example.startswith("/") else spec.name
        assert example.lower().startswith(name), example
        rest = example[len(name) :]
        command = read_command(f"/{word}{rest}", NAMES)
        assert command is not None
        assert (command.name, command.rest or f"@{command.set_id}") == (
            spec.name,
            rest.strip() or "@",
        )
        if not spec.slash_only:
            assert read_command(f"{word}{rest}", NAMES) == command


@by_name
def test_only_everyday_words_give_way_to_talk(spec: CommandSpec) -> None:
    assert set(spec.everyday) <= set(spec.synonyms)
    for word in spec.everyday:
        assert found(f"{word} is not a command") == ""
        assert found(f"/{word} is not a command") == spec.name


# --- run, once, in one place ----------------------------------------------------------------------


@by_name
def test_a_command_has_one_handler(spec: CommandSpec) -> None:
    assert (spec.handler is None) == (spec.desk is not None)
    takes_file = any(each.kind == "file" for each in spec.options)
    assert not takes_file or spec.desk is not None


@by_name
async def test_what_was_done_is_not_done_again_when_its_message_is_edited(
    sqlite_store: Store, spec: CommandSpec
) -> None:
    gym = Gym(sqlite_store)
    await gym.say("Ann", "squat 60x5 rir2", "")
    answer = await gym.say("Ann", f"/{spec.slug}", "", source="tg:1:Ann:1", edited=True)
    assert (answer.reply is None) == (spec.changes_log or spec.once or spec.desk is not None)


def test_what_tells_a_group_something_is_done_once() -> None:
    assert {each.name for each in COMMANDS if each.once} == {
        "challenge", "gym", "leave", "lifter", "pool", "privacy", "train together", "trainer",
        "who is in",
    }  # fmt: skip


def test_a_name_of_ones_own_takes_no_reserved_word() -> None:
    own = names_for({"next": "squat", "why": "squat", "goal": "squat"}, ())
    heard = {word: read_command(word, own) is not None for word in ("next", "why", "goal")}
    assert heard == {"next": True, "why": True, "goal": False}


@by_name
async def test_what_changes_the_log_says_so(sqlite_store: Store, spec: CommandSpec) -> None:
    """All but sets and reports of pain, which an edited message replaces by their source."""
    gym = Gym(sqlite_store)
    for text in ("squat 60x5 rir2", "squat 60x5 rir2", "undo"):
        await gym.say("Ann", text, "")

    def changes(uow: UnitOfWork) -> object:
        change = uow.journal.last(1)
        return change, uow.sets.last(1)

    before = await gym.store.run(changes)
    for example in (*spec.examples, *spec.more):
        text = example.removeprefix("/").replace("@s12", "@s1")
        await gym.say("Ann", f"/{text}", "")
    changed = await gym.store.run(changes) != before
    replaced = spec.name in ("log", "pain")
    assert not changed or spec.changes_log or replaced


class NoLog:
    """Facts of a log that holds nothing."""

    def is_guess_awaited(self) -> bool:
        return False

    def is_rated_by_message(self) -> bool:
        return False

    def is_about_set(self, call: PartnerCall) -> bool:
        return False


def intent_of(text: str) -> object:
    message = Message(Address("telegram", "1"), Sender("telegram", "1", "Ann"), text, NOW, "1")
    return read_intent(message, None, NAMES, NoLog())


@by_name
def test_words_behind_a_command_report_pain_only_where_they_may(spec: CommandSpec) -> None:
    if spec.slash_only or not found(f"{spec.name} my knee hurts"):
        return
    heard = intent_of(f"{spec.name} my knee hurts")
    assert isinstance(heard, Given if spec.free_text else PainReport)
    assert isinstance(intent_of(f"/{spec.slug} my knee hurts"), Given)


# --- shown where declared -------------------------------------------------------------------------


def test_the_short_menu_holds_twelve_commands_of_the_listing_at_most() -> None:
    shown = menu("en")
    assert len(shown) <= MOST_IN_MENU == 12
    assert set(shown) <= set(listing("en"))
    assert len(set(shown)) == len(shown)
    assert {"next", "plan", "undo", "help"} <= {name for name, _ in shown}


def test_the_listing_shows_what_is_declared_in_the_order_of_the_table() -> None:
    shown = [each.slug for each in COMMANDS if each.menu]
    assert [name for name, _ in listing("en")] == shown
    made = [each["name"] for each in definition(listing("en")) if each["type"] == 1]
    assert made == [
        name
        for each in COMMANDS
        if each.menu
        for name in (each.slug, *each.slash_synonyms, *(form.name for form in each.forms))
    ]


@by_name
def test_a_command_fits_both_platforms(spec: CommandSpec) -> None:
    assert re.fullmatch(r"[a-z0-9_]{1,32}", spec.slug)
    if spec.topic != "hidden":
        assert 1 <= len(ENGLISH[spec.help_key]) <= 100
    assert set(spec.slash_synonyms) <= set(spec.synonyms)
    assert len({each.name for each in spec.options}) == len(spec.options)


@by_name
def test_a_slash_command_has_its_declared_options(spec: CommandSpec) -> None:
    kind_of = {3: "text", 4: "count", 10: "number", 11: "file"}
    forms = {form.name: form.options for form in spec.forms}
    made = definition([(spec.slug, "what it does")])
    assert set(forms) <= {each["name"] for each in made}
    for each in made:
        if each["type"] != 1:
            continue
        wanted = forms.get(each["name"], spec.options)
        assert [
            (o["name"], o["required"], o.get("autocomplete", False)) for o in each["options"]
        ] == [(o.name, o.required, o.exercises) for o in wanted]
        assert [kind_of[o["type"]] for o in each["options"]] == [o.kind for o in wanted]
        chosen = [tuple(c["value"] for c in o.get("choices", ())) for o in each["options"]]
        assert chosen == [o.choices for o in wanted]
        option = {"name": "text", "value": "squ", "focused": True}
        offered = suggestions(
            {"data": {"name": each["name"], "options": [option]}}, lambda _: ["A"]
        )
        assert bool(offered) == any(o.exercises for o in wanted)


@pytest.mark.parametrize(("spec", "word"), WORDS, ids=IDS)
async def test_help_explains_every_command(
    sqlite_store: Store, spec: CommandSpec, word: str
) -> None:
    answer = await Gym(sqlite_store).say("Ann", f"help {word}", "")
    assert answer.reply is not None
    pages = ("sets", "effort", "settings", "pings", "group")
    if spec.topic == "hidden" or word in pages:
        return
    assert answer.reply.title == ENGLISH[spec.help_key]
    assert answer.reply.lines[: len(spec.examples)] == spec.examples
    assert bool(spec.synonyms) == any("Also: " in line for line in answer.reply.lines)


def test_the_sentences_of_help_hold_every_example_once() -> None:
    used = re.findall(r"{(\w+)}", " ".join(ENGLISH[f"help.line.{n}"] for n in range(1, 10)))
    assert sorted(used) == sorted(set(EXAMPLES) - {"log"})


# --- private iff declared -------------------------------------------------------------------------


@pytest.mark.parametrize(("spec", "word"), WORDS, ids=IDS)
def test_the_first_sign_on_discord_is_hidden_iff_the_command_is(
    spec: CommandSpec, word: str
) -> None:
    data = {"guild_id": "1", "data": {"name": word.replace(" ", "_")}}
    assert is_hidden(data) == (spec.audience == "alone") == answered_alone(word)


@by_name
def test_an_answer_is_private_iff_its_command_is(spec: CommandSpec) -> None:
    about = Answer(Reply(lines=("x",), about="1/m1"))
    other = Answer(Reply(lines=("x",)))
    shown = [told(True, spec.audience, each).reply.private for each in (about, other)]  # type: ignore[union-attr]
    assert (
        shown
        == {"alone": [True, True], "set": [False, True], "group": [False, False]}[spec.audience]
    )


@pytest.mark.parametrize("platform", ["telegram", "discord"])
@by_name
async def test_both_platforms_answer_the_person_alone_where_declared(
    sqlite_store: Store, spec: CommandSpec, platform: str
) -> None:
    group = Address(platform, OTHER, private=False)
    sender = Sender(platform, "5", "Ann")
    example = next(iter((*spec.examples, *spec.more)), spec.name)
    asked = f"/{example.removeprefix('/')}"
    for number, text in enumerate(("/join", "/s squat 60x5 rir2", asked)):
        message = Message(group, sender, text, NOW, f"m:{number}", admin=True)
        answer = await Coach(sqlite_store).handle(message, NOW)
    assert answer.reply is not None
    if spec.audience == "alone":
        assert answer.reply.private
    elif (answer.result or {}).get("kind") != "error":
        about_this = spec.name in ("log", "undo", "redo", "delete", "fix", "answer", "leave")
        assert not answer.reply.private or about_this


def test_what_a_group_may_read_is_named_twice() -> None:
    """A row that opens a command to a group is no slip: it is written here as well."""
    assert {each.name for each in COMMANDS if each.audience == "set"} == {
        "log", "answer", "undo", "redo", "delete", "fix",
    }  # fmt: skip
    assert {each.name for each in COMMANDS if each.audience == "group"} == {
        "board", "join", "leave", "share", "partners", "gym", "challenge", "pool", "settings",
        "rest", "eye", "start", "train together", "who is in",
    }  # fmt: skip


async def test_a_report_of_pain_is_refused_in_private(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    await gym.join("Ann")
    for text in ("it hurts", "hurts", "pain", "/pain", "that hurts now"):
        answer = await gym.say("Ann", text, addressed=True)
        assert answer.reply is not None, text
        assert answer.reply.private, text
