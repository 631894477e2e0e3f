"""What a message is, read once: a command, sets, a rating, a guess, a partner's call, pain, a file.

Pure: the words, the names a person uses, and what only the log can tell, which is asked where words
alone leave two readings ("2" is a guess right after one was asked for). Whether what is left over
are sets or talk is told by the reader of sets, which needs the last set: core/handlers/log_sets.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from core.command_spec import CommandSpec
from core.commands import COMMANDS, LOCAL, SPECS, TAKE_NUMBERS, TYPED_RIGHT
from core.errors import EffortRange
from core.exercises.names import catalogue_names
from core.messages import Message
from core.parsing.commands import Command, about_exercise, split_id
from core.parsing.days_off import said_off
from core.parsing.pain import PainReading, read_pain
from core.parsing.questions import Inquiry, read_inquiry
from core.parsing.ratings import PartnerCall, Rating, read_guess, read_rating
from core.parsing.reading import Vocabulary
from core.parsing.said_commands import openings, said_in_english, words_in_english
from core.parsing.said_corrections import as_correction, says_how_many_to_undo
from core.parsing.said_efforts import as_effort, one_more
from core.parsing.sets import looks_like_set
from core.parsing.short_sets import as_short_set
from core.parsing.slips import Commands, line_without_slip
from core.parsing.weekdays import plain
from core.plans.sheet import is_sheet

_WORD = re.compile(r"\S+")
_EYE = re.compile(r"^eye\s+", re.IGNORECASE)  # what a tap under a partner's set says
_MOST_OF_NAME = max(len(word.split()) for word in SPECS)
_EVERYDAY = frozenset(word for each in COMMANDS for word in each.everyday)
_MOST_OF_REST = 2  # words of talk behind a command's name in another language
_MOST_AFTER_EVERYDAY = 3  # words in all
_SAME = "same"  # the one line of sets that words of another language stand for
_SET_IN_LINE = re.compile(r"\d *[x×*х] *\d", re.IGNORECASE)
_AT_DESK = frozenset(word for word, each in SPECS.items() if each.desk is not None)


@dataclass(frozen=True, slots=True)
class Given:
    """A command, with its row of the table."""

    spec: CommandSpec
    command: Command


@dataclass(frozen=True, slots=True)
class Rate:
    """An effort for the last sets; `again`: an edited message rated them before."""

    rating: Rating
    again: bool = False


@dataclass(frozen=True, slots=True)
class Guess:
    """The answer to the question of a calibration, in tenths of a repetition."""

    tenths: int


@dataclass(frozen=True, slots=True)
class PainReport:
    """Words about pain; `named` are those behind the command's name, where it was typed."""

    found: PainReading
    text: str
    named: str = ""


@dataclass(frozen=True, slots=True)
class Sets:
    """Everything else: sets, or talk. `more`: "one more" is left where a set has no effort yet."""

    text: str
    more: bool = False


Intent = PartnerCall | Given | Rate | Guess | PainReport | Inquiry | Sets


@dataclass(frozen=True, slots=True)
class Exchange:
    """A file, or what is to be done with one; `given` is None for a file alone."""

    given: Given | None
    carries_file: bool


class LogFacts(Protocol):
    """What the log tells where words leave two readings; asked only then."""

    def is_guess_awaited(self) -> bool:
        """Whether a guess was asked for just now and none was given."""

    def is_rated_by_message(self) -> bool:
        """Whether the message, before it was edited, rated the last sets."""

    def is_about_set(self, call: PartnerCall) -> bool:
        """Whether an effort is a call of the set that its message answers."""


def read_intent(
    message: Message, call: PartnerCall | None, vocabulary: Vocabulary, log: LogFacts
) -> Intent:
    """What a message is. `call` is what `read_call` found in it. Raises EffortRange."""
    text = message.text.strip()
    if call is not None and log.is_about_set(call):
        return call
    if not message.addressed:
        return Sets(text)
    if (more := one_more(text)) and not message.edited:
        return Sets(_SAME if more == "set" else text, more=True)
    said = as_short_set(text) or said_in_english(text, vocabulary) or said_off(text)
    effort = (as_effort(text) if said is None else None) or text.removeprefix("/")
    if not message.edited:
        tenths = read_guess(effort)
        if tenths is not None and log.is_guess_awaited():
            return Guess(tenths)
    rating = read_rating(effort)
    if rating is not None and (not message.edited or log.is_rated_by_message()):
        return Rate(rating, again=message.edited)
    if said is not None:
        found = _read(said, vocabulary)
        if not isinstance(found, Sets) or said.split()[0] == _SAME:
            return found
    read = _read(text, vocabulary)
    if isinstance(read, Sets) or (isinstance(read, Inquiry) and len(text.split()) == 1):
        return _without_slip(text, vocabulary) or read
    return read


def _without_slip(text: str, vocabulary: Vocabulary) -> Given | None:
    """The command whose word has one letter wrong, where nothing else can be meant."""
    if _SET_IN_LINE.search(text):
        return None
    line = line_without_slip(text, _slip_words(), vocabulary)
    if line is None:
        return None
    given = read_given(said_in_english(line, vocabulary) or line, vocabulary)
    if given is None or given.spec.name in TYPED_RIGHT:
        return None
    numbers = any(map(str.isdigit, given.command.rest))
    return given if not numbers or given.spec.name in TAKE_NUMBERS else None


@cache
def _slip_words() -> Commands:
    """The words that begin commands."""
    named = {plain(word): (word, each.name) for word, each in SPECS.items() if word.isalpha()}
    said = {word: (word, each) for word, each in openings().items() if word.isalpha()}
    return {**said, **named}


def _read(text: str, vocabulary: Vocabulary) -> Given | PainReport | Inquiry | Sets:
    """A command, a plain question, pain, or all else."""
    given = read_given(text, vocabulary)
    if given is None and (meant := as_correction(text, vocabulary)) is not None:
        given = read_given(meant, vocabulary)
    if given is None and says_how_many_to_undo(text):
        return Inquiry("undo", text=text)
    if given is None or not (given.spec.free_text or text.startswith("/")):
        found = read_pain(text, vocabulary)
        if found is not None:
            of_pain = given is not None and given.spec.topic == "pain"
            return PainReport(found, text, given.command.rest if given and of_pain else "")
    inquiry = _inquiry(given, text, vocabulary)
    return inquiry or given or Sets(text)


def _inquiry(given: Given | None, text: str, vocabulary: Vocabulary) -> Inquiry | None:
    """A plain question; a command stands before it, but where its word begins talk as well."""
    if text.startswith("/"):
        return None
    if given is not None:
        rest = given.command.rest.split()
        loose = given.spec.meant is about_exercise or text.split(None, 1)[0].lower() in _EVERYDAY
        if not rest or not loose or given.command.set_id or vocabulary.find(rest, 0) is not None:
            return None
    return read_inquiry(text, vocabulary)


def words_behind(name: str, text: str) -> str | None:
    """What follows a command's name, to whomever it is said; None where a text begins otherwise."""
    word, _, rest = text.strip().removeprefix("/").partition(" ")
    return rest if SPECS.get(word.lower()) is SPECS[name] else None


def read_call(message: Message) -> PartnerCall | None:
    """The effort with which a message in a group answers another one; None for all else."""
    if message.address.private or not message.reply_to or message.owner is not None:
        return None
    text = message.text.strip().removeprefix("/")
    bare = _EYE.sub("", text, count=1)
    try:
        rating = read_rating(bare)
    except EffortRange:
        return None
    if rating is None or rating.set_id or (rating.failed and not message.addressed):
        return None
    return PartnerCall(rating, tapped=bare != text)


def read_exchange(message: Message) -> Exchange | None:
    """A file that a message carries, or what it says about one; None for all else."""
    if not message.addressed:
        return None
    carries = bool(message.files) and not looks_like_set(message.text, catalogue_names())
    text = said_in_english(message.text, catalogue_names()) or message.text  # "exportieren"
    words = text.removeprefix("/").split(None, 1)
    given = None
    if words and words[0].lower().rstrip(".!") in _AT_DESK:
        given = read_given(text, catalogue_names())
        given = given if given is not None and given.spec.desk is not None else None
    return Exchange(given, carries) if carries or given is not None else None


# --- a command ----------------------------------------------------------------------------------


def read_command(text: str, vocabulary: Vocabulary) -> Command | None:
    """A typed message as a command, or None when it is something else (a set, plain talk)."""
    given = read_given(text, vocabulary)
    return None if given is None else given.command


def read_given(text: str, vocabulary: Vocabulary) -> Given | None:
    """The same with the command's row of the table."""
    text = text.strip()
    slash = text.startswith("/")
    if slash:
        text = text[1:].lstrip()
    if not slash and "\n" in text and is_sheet(text, pasted=True):
        return Given(SPECS["plan"], Command("plan", text))
    words = _WORD.findall(text)
    if not words:
        return Given(SPECS["help"], Command("help", "")) if slash else None
    spec, used = _named(words, slash=slash)
    if spec is not None and not slash and not _is_short(spec, words, used, vocabulary):
        return None
    said = None if spec is None else words_in_english(spec.name, words[used:])
    if said is not None:
        words = [*words[:used], *said]
        text = " ".join(words)
    if spec is None or not _is_meant(spec, words, used, vocabulary, slash=slash):
        return None
    rest = text.split(None, used)[used] if len(words) > used else ""
    if spec.keeps_ids:
        return Given(spec, Command(spec.name, rest))
    bare, set_id = split_id(rest) if rest else ("", "")
    return Given(spec, Command(spec.name, bare, set_id))


def _named(words: list[str], *, slash: bool) -> tuple[CommandSpec | None, int]:
    """The command that the first words name, the longest name first; how many words it took."""
    first = words[0].lower().rstrip(".,!?:") or words[0]
    if slash:
        first = first.replace("_", " ")
    for used in range(min(_MOST_OF_NAME, len(words)), 1, -1):
        found = SPECS.get(" ".join((first, *words[1:used])).lower().rstrip(".,!?:"))
        if found is not None:
            return found, used
    if not slash and first in _EVERYDAY and len(words) > _MOST_AFTER_EVERYDAY:
        return None, 1
    return SPECS.get(first), 1


def _is_short(spec: CommandSpec, words: list[str], used: int, vocabulary: Vocabulary) -> bool:
    """Whether a command named in another language than English is more than the begin of talk.

    A number, an exercise or two words at most follow it: "ziel kraft" is, "wenn ich müde bin" is
    not; "prueba fallo curl femoral" is, as a word of trials stands before the exercise. The guards
    of the commands know English talk alone.
    """
    if " ".join(words[:used]).lower().rstrip(".,!?:") not in LOCAL:
        return True
    rest = words[used:]
    if len(rest) <= _MOST_OF_REST or any(map(str.isdigit, "".join(rest))):
        return True
    said = words_in_english(spec.name, rest[:1]) is not None
    return vocabulary.find(rest, 1 if said else 0) is not None


def _is_meant(
    spec: CommandSpec, words: list[str], used: int, vocabulary: Vocabulary, *, slash: bool
) -> bool:
    """Whether words are the command rather than a set or talk that begins with its name."""
    if slash:
        return not spec.guards_slash or spec.meant(words[used:], vocabulary)
    if spec.slash_only:
        return False
    if not spec.reserved:
        found = vocabulary.find(words, 0)
        if found is not None and found.end > used - 1:
            return False
    return spec.meant(words[used:], vocabulary)
