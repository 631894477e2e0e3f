"""Plain questions are told by a table; they shadow no set, no command, no name, and store nothing.

`questions.tsv` holds phrasings, each with the intent it has.
"""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from core.commands import COMMANDS
from core.exercises.names import all_exercises, names_for
from core.exercises.words import fold, read_table
from core.handlers.questions import INTENTS
from core.intents import Given, PainReport, read_intent
from core.locale.strings import has
from core.messages import Address, Message, Sender
from core.parsing.pain import read_pain
from core.parsing.questions import _table, read_inquiry
from core.parsing.ratings import PartnerCall, Rating, read_rating
from core.parsing.reading import Vocabulary
from core.store.engine import Store
from core.store.unit_of_work import UnitOfWork
from tests.gym import NOW, Gym

HERE = Path(__file__).parents[2]
NAMES: Vocabulary = names_for({}, ())
with (HERE / "questions.tsv").open(encoding="utf-8", newline="") as lines:
    ROWS = [(row["text"], row["intent"]) for row in csv.DictReader(lines, delimiter="\t")]
with (HERE / "questions_languages.tsv").open(encoding="utf-8", newline="") as lines:
    FOREIGN = [(row["text"], row["intent"]) for row in csv.DictReader(lines, delimiter="\t")]
SETS = (HERE / "gym_sets.txt").read_text(encoding="utf-8").splitlines()


class Log:
    """A log in which nothing waits for an answer."""

    def is_guess_awaited(self) -> bool:
        return False

    def is_rated_by_message(self) -> bool:
        return False

    def is_about_set(self, call: PartnerCall) -> bool:
        return False


def intent_of(text: str) -> str:
    """What a message in private is, as the table of phrasings names it."""
    message = Message(Address("telegram", "1"), Sender("telegram", "1", "Ann"), text, NOW, "1")
    found = read_intent(message, None, NAMES, Log())
    if isinstance(found, PainReport):
        return "hurts"
    if isinstance(found, Given):
        return found.spec.name
    return getattr(found, "intent", "-")


@pytest.mark.parametrize(("text", "intent"), ROWS)
def test_a_phrasing_has_its_intent(text: str, intent: str) -> None:
    assert intent_of(text) == intent


@pytest.mark.parametrize(("text", "intent"), FOREIGN)
def test_a_phrasing_in_another_language_has_its_intent(text: str, intent: str) -> None:
    assert intent_of(text) == intent
    assert intent_of(fold(text).upper()) == intent


@pytest.mark.parametrize(
    "text",
    [
        "nothing left",
        "nichts mehr drin",
        "no quedaba nada",
        "não sobrou nada",
        "plus rien",
        "ничего не осталось",
    ],
)
def test_nothing_left_is_an_effort_in_each_language(text: str) -> None:
    assert read_rating(text) == Rating(0)


@pytest.mark.parametrize(("text", "intent"), ROWS[::7])
def test_capitals_marks_and_politeness_change_nothing(text: str, intent: str) -> None:
    bare = text.rstrip("?!. ")
    for said in (text.upper(), f"{bare}???", f"{bare} pls", f"coach, {bare}"):
        assert intent_of(said) == intent, said


def test_every_intent_of_the_table_is_answered() -> None:
    for row in _table():
        intent, _, subject = row.intent.partition(":")
        assert intent in INTENTS
        assert not subject or has("en", f"define.{subject}")


def test_no_name_of_an_exercise_is_a_question() -> None:
    names = [each.name for each in all_exercises()]
    names += [alias for row in read_table("aliases.csv") for alias in row["words"].split(";")]
    asked = [each for each in names if read_inquiry(each, NAMES)]
    greetings = {"Good morning", "buenos dias", "bom dia"}
    assert {fold(each) for each in asked} == {fold(each) for each in greetings}  # alone they greet


@pytest.mark.parametrize(
    "text", [*SETS, "140x8", "x5 too easy", "100x5 too heavy", "squat 100x5 tired"]
)
def test_no_set_is_a_question(text: str) -> None:
    assert read_inquiry(text, NAMES) is None


def test_no_command_is_a_question() -> None:
    for spec in COMMANDS:
        for text in (*spec.examples, *spec.more, *((spec.name,) if not spec.slash_only else ())):
            if not read_pain(text, NAMES):
                assert intent_of(text) == spec.name, text


def test_a_name_of_ones_own_is_no_question() -> None:
    own = names_for({"thanks": "squat", "too easy": "plank"}, ())
    assert read_inquiry("thanks", own) is None
    assert read_inquiry("too easy", own) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [("skip today", True), ("don't skip today", False), ("should I skip today", False),
     ("never skip leg day", False), ("what if i skip today", False), ("why skip today", False)],
)  # fmt: skip
def test_only_what_says_so_leaves_a_day_out(text: str, days: bool) -> None:
    assert (intent_of(text) == "skip") == days


def test_a_slip_of_one_letter_is_forgiven_and_two_are_not() -> None:
    assert intent_of("i am tirde") == intent_of("i am tierd") == "tired"
    assert intent_of("i am trdie") == "-"


async def changes(store: Store, who: str) -> int:
    def work(uow: UnitOfWork) -> int:
        person, _ = uow.people.find(Sender("telegram", who, who), NOW)
        last = uow.journal.last(person.id)
        return int(last.id[1:]) if last else 0

    return await store.run(work)


async def test_nothing_is_stored_by_a_question(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    for text in ("squat 100x8 rir2", "bench 80x8 rir1"):
        await gym.say("ann", text, chat="")
    before = await changes(sqlite_store, "ann")
    for text, intent in ROWS[::3]:
        if intent not in ("skip", "hurts") and text != "sick":  # that alone is a command
            answer = await gym.say("ann", text, chat="")
            assert answer.reply is not None, text
            assert answer.reply.lines or answer.reply.title, text
    assert await changes(sqlite_store, "ann") == before


async def test_skip_is_undone_and_redone(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    await gym.say("ann", "squat 100x8 rir2", chat="")
    gym.now += timedelta(days=3)
    await gym.say("ann", "skip today", chat="")
    assert "left out" in text_of(await gym.say("ann", "what do I train today", chat=""))
    await gym.say("ann", "undo", chat="")
    assert "100 kg" in text_of(await gym.say("ann", "what do I train today", chat=""))
    await gym.say("ann", "redo", chat="")
    assert "left out" in text_of(await gym.say("ann", "what do I train today", chat=""))
    gym.now += timedelta(days=1)
    assert "100 kg" in text_of(await gym.say("ann", "what do I train today", chat=""))


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=5)])
async def test_undo_after_a_skip_in_a_session_takes_back_the_skip(
    sqlite_store: Store, later: timedelta
) -> None:
    gym = Gym(sqlite_store)
    await gym.say("ann", "squat 100x8 rir2\nbench 80x8 rir2", chat="")
    gym.now += timedelta(days=7)
    await gym.say("ann", "squat 100x8 rir2", chat="")
    gym.now += later
    skipped = await gym.say("ann", "skip today", chat="")
    assert ("Bench press" in text_of(skipped)) == (not later)
    if not later:
        assert "Next: Bench press" not in text_of(await gym.say("ann", "thanks", chat=""))
    assert "counts again" in text_of(await gym.say("ann", "undo", chat=""))
    assert "100 kg x 8" in text_of(await gym.say("ann", "today", chat=""))
    assert "left out" in text_of(await gym.say("ann", "redo", chat="")) or later
    await gym.say("ann", "undo", chat="")
    assert "squat" in text_of(await gym.say("ann", "undo", chat="")).lower()


async def test_the_same_skip_twice_is_one_undo(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    await gym.say("ann", "squat 100x8 rir2", chat="")
    gym.now += timedelta(days=3)
    for text in ("skip today", "skip", "undo"):
        await gym.say("ann", text, chat="")
    assert "100 kg" in text_of(await gym.say("ann", "what do I train today", chat=""))


def text_of(answer: object) -> str:
    reply = getattr(answer, "reply", None)
    return " ".join((reply.title, *reply.lines)) if reply else ""


@pytest.mark.parametrize("text", ["what do I train today", "thanks", "I'm tired", "cancel"])
async def test_a_group_hears_no_answer_to_what_nobody_asked_the_bot(
    sqlite_store: Store, text: str
) -> None:
    gym = Gym(sqlite_store)
    await gym.say("ann", "squat 100x8 rir2", chat="")
    assert (await gym.say("ann", text)).reply is None
    answer = await gym.say("ann", text, addressed=True)
    assert answer.reply is not None
    assert answer.reply.private


async def test_what_is_no_question_gets_help_that_fits(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    assert "squat 100x5" in text_of(await gym.say("ann", "the mirrors were moved", chat=""))
    await gym.say("ann", "bench 80x8 rir2", chat="")
    assert "bench press 80" in text_of(await gym.say("ann", "the mirrors were moved", chat=""))
    assert (await gym.say("ann", "the mirrors were moved")).reply is None
    assert (await gym.say("ann", "the mirrors were moved", addressed=True)).reply is None
