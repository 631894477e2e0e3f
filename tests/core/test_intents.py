"""A message is read once, into one intent; the log is asked only where words leave two readings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from core.errors import EffortRange
from core.exercises.names import names_for
from core.intents import (
    Given,
    Guess,
    Intent,
    PainReport,
    Rate,
    Sets,
    read_call,
    read_exchange,
    read_intent,
    words_behind,
)
from core.messages import Address, File, Message, Sender
from core.parsing.ratings import PartnerCall, Rating
from tests.gym import NOW

NAMES = names_for({}, ())
PRIVATE = Address("telegram", "1")
GROUP = Address("telegram", "-5", private=False)
FILE = File("log.csv", b"")


@dataclass
class Log:
    """Facts of a log as a test wants them; what was asked for is noted."""

    guess: bool = False
    rated: bool = False
    spot: bool = False
    asked: list[str] = field(default_factory=list)

    def is_guess_awaited(self) -> bool:
        self.asked.append("guess")
        return self.guess

    def is_rated_by_message(self) -> bool:
        self.asked.append("rated")
        return self.rated

    def is_about_set(self, call: PartnerCall) -> bool:
        self.asked.append("spot")
        return self.spot


def said(text: str, **kw: object) -> Message:
    message = Message(PRIVATE, Sender("telegram", "1", "Ann"), text, NOW, "tg:1:1:7")
    return replace(message, **kw)  # type: ignore[arg-type]


def read(message: Message, log: Log | None = None) -> Intent:
    return read_intent(message, read_call(message), NAMES, log or Log())


def kind(text: str, log: Log | None = None, **kw: object) -> str:
    intent = read(said(text, **kw), log)
    return intent.spec.name if isinstance(intent, Given) else type(intent).__name__


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("squat 140x8 rir1", "Sets"),
        ("/squat 140x8", "Sets"),
        ("same", "Sets"),
        ("7 rir0", "Sets"),
        ("hello there", "Inquiry"),
        ("they moved the mirrors", "Sets"),
        ("what is rir", "Inquiry"),
        ("why so light", "Inquiry"),
        ("why bench", "why"),
        ("/why so light", "why"),
        ("squat", "Sets"),
        ("", "Sets"),
        ("rir1", "Rate"),
        ("/rir1", "Rate"),
        ("2", "Rate"),
        ("f", "Rate"),
        ("5", "Sets"),
        ("knee hurts", "PainReport"),
        ("pain squat", "PainReport"),
        ("/pain squat", "pain"),
        ("squat 140x8 knee hurts", "Sets"),
        ("next", "next"),
        ("next week I am away", "pause"),
        ("next week we paint the walls", "Inquiry"),
        ("/next week I am away", "next"),
        ("answer @q1 1", "answer"),
        ("range bench 5-8", "range"),
        ("range of motion hurts my knee", "PainReport"),
        ("alias knee hurts = squat", "alias"),
        ("/", "help"),
    ],
)
def test_what_a_message_is(text: str, expected: str) -> None:
    log = Log()
    assert kind(f"  {text} ", log) == expected
    assert set(log.asked) <= {"guess"}


@pytest.mark.parametrize("text", ["squat 140x8", "rir1", "next", "knee hurts", "/undo", "rir 50"])
def test_what_is_said_to_nobody_can_only_be_sets(text: str) -> None:
    log = Log(guess=True, rated=True, spot=True)
    assert read(said(text, addressed=False), log) == Sets(text)
    assert log.asked == []


@pytest.mark.parametrize(
    ("text", "tenths"),
    [("2", 20), ("2,5", 25), ("rir2", 20), ("7", 70), ("3 left", 30), ("99", 990)],
)
def test_a_number_is_the_guess_that_is_awaited(text: str, tenths: int) -> None:
    assert read(said(text), Log(guess=True)) == Guess(tenths)
    assert not isinstance(read(said(text), Log()), Guess)
    edited = Log(guess=True)
    assert not isinstance(read(said(text, edited=True), edited), Guess)
    assert "guess" not in edited.asked


@pytest.mark.parametrize("text", ["100", "2 or 3", "squat", "2.4"])
def test_what_is_no_number_never_asks_for_a_guess(text: str) -> None:
    log = Log(guess=True)
    assert not isinstance(read(said(text), log), Guess)
    assert log.asked == []


def test_an_edited_effort_rates_again_what_it_had_rated() -> None:
    assert read(said("rir2")) == Rate(Rating(20))
    assert read(said("rir2", edited=True), Log(rated=True)) == Rate(Rating(20), again=True)
    assert read(said("rir2", edited=True), Log()) == Sets("rir2")


def test_an_effort_out_of_range_is_refused() -> None:
    with pytest.raises(EffortRange):
        read(said("rir 50"))


@pytest.mark.parametrize(
    ("text", "named"),
    [("pain squt", "squt"), ("hurts squt", "squt"), ("knee hurts", ""), ("pain", "")],
)
def test_a_report_keeps_the_words_behind_its_command(text: str, named: str) -> None:
    intent = read(said(text))
    assert isinstance(intent, PainReport)
    assert (intent.text, intent.named) == (text, named)


# --- a partner's call -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tapped"), [("1 left", False), ("eye 1", True), ("/eye 4+", True), ("/2", False)]
)
def test_an_effort_that_answers_a_message_in_a_group_is_a_call(text: str, tapped: bool) -> None:
    message = said(text, address=GROUP, reply_to="9")
    call = read_call(message)
    assert call is not None
    assert call.tapped == tapped
    assert read(message, Log(spot=True)) == call
    assert not isinstance(read(message, Log(spot=False)), PartnerCall)


@pytest.mark.parametrize(
    "message",
    [
        said("1 left", reply_to="9"),
        said("1 left", address=GROUP),
        said("1 left", address=GROUP, reply_to="9", owner=1),
        said("1 left @s4", address=GROUP, reply_to="9"),
        said("f", address=GROUP, reply_to="9", addressed=False),
        said("rir 50", address=GROUP, reply_to="9"),
        said("squat 60x5", address=GROUP, reply_to="9"),
    ],
    ids=lambda each: f"{each.text}, {each.address.chat}",
)
def test_all_else_is_no_call(message: Message) -> None:
    assert read_call(message) is None


# --- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "files", "command", "carries"),
    [
        ("import", (), "import", False),
        ("/export strong", (), "export", False),
        ("Import!", (), "import", False),
        ("import @i3 now", (FILE,), "import", True),
        ("", (FILE,), "", True),
        ("my log", (FILE,), "", True),
    ],
)
def test_what_is_about_a_file(
    text: str, files: tuple[File, ...], command: str, carries: bool
) -> None:
    exchange = read_exchange(said(text, files=files))
    assert exchange is not None
    assert (exchange.given.spec.name if exchange.given else "") == command
    assert exchange.carries_file == carries
    assert read_exchange(said(text, files=files, addressed=False)) is None


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("squat 140x8", (FILE,)),
        ("squat 140x8", ()),
        ("next", ()),
        ("import is a long word that nobody here types so", ()),
        ("", ()),
    ],
)
def test_what_is_not(text: str, files: tuple[File, ...]) -> None:
    assert read_exchange(said(text, files=files)) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("link K7MX", "K7MX"), ("/LINK K7 MX", "K7 MX"), ("link", ""), ("linked K7", None),
        ("my link K7", None), ("", None),
    ],
)  # fmt: skip
def test_words_behind_a_name(text: str, words: str | None) -> None:
    assert words_behind("link", text) == words
