"""The one door: every message comes in here and every reply goes out, whatever the platform."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from core.audience import is_for_group
from core.chat import Address, Answer, Message, Reply
from core.errors import AdminUnknown, NoSuchSet, NotASet, NotYours, UserError
from core.exchange.reading import FileReader, ReadHere
from core.exercises.names import names_for
from core.language.commands import PRIVACY, WORDED, Command, read_command, split_id
from core.language.english.help_texts import MENU
from core.language.sets import read_rating
from core.language.strings import known_language, say
from core.records import Person
from core.store.engine import Store
from core.store.faults import StoreError
from core.store.ledger import Ledger
from core.turns import (
    accuracy,
    bests,
    board,
    calibrate,
    challenge,
    chart,
    correct,
    eye,
    groups,
    link,
    look,
    pain,
    privacy,
    recap,
    remind,
    rest,
    warmup,
)
from core.turns.by_name import SETTINGS
from core.turns.conclude import apologise, conclude, conclude_late, last_of, post
from core.turns.exchange import Desk
from core.turns.files import answer_exchange, is_exchange, keeps_file, may_read, place_in_line
from core.turns.help import show_help
from core.turns.late import Handled, summarise
from core.turns.log import Entry, log
from core.turns.ping import word_ping
from core.turns.refusals import refuse, start
from core.turns.scene import Scene

_log = logging.getLogger(__name__)

Turn = Callable[[Scene, Command], Answer]


def _on_words(turn: Callable[[Scene, str], Answer]) -> Turn:
    return lambda scene, command: turn(scene, command.rest)


# Everything that needs only the scene and the words behind the command.
_TURNS: Mapping[str, Turn] = {
    "next": look.show_next,
    "why": look.show_why,
    "done": lambda scene, _: look.show_done(scene),
    "today": lambda scene, _: look.show_today(scene),
    "week": lambda scene, _: look.show_week(scene),
    "history": look.show_history,
    "pr": bests.show_bests,
    "warmup": warmup.warm_up,
    "chart": chart.show_chart,
    "accuracy": accuracy.show_accuracy,
    "calibrate": calibrate.calibrate,
    "undo": correct.undo,
    "redo": lambda scene, _: correct.redo(scene),
    "delete": correct.delete,
    "answer": correct.settle,
    **{name: _on_words(turn) for name, turn in SETTINGS.items()},
    "remind": remind.remind,
    "reminders": remind.reminders,
    "snooze": remind.snooze,
    "rest": rest.rest,
    "recap": recap.recap,
    "link": link.link,
    "unlink": link.unlink,
    "privacy": lambda scene, _: privacy.show_privacy(scene),
    "forget me": privacy.forget_me,
    "eye": lambda scene, _: eye.show_usage(scene),
    "join": groups.join,
    "share": groups.share,
    "leave": groups.leave,
    "partners": groups.partners,
    "gym": groups.gym,
    "settings": groups.settings,
    "board": board.board,
    "challenge": challenge.challenge,
    "help": lambda scene, command: show_help(scene, command.rest),
    "start": lambda scene, _: start(scene),
}
_CHANGES_LOG = frozenset({"undo", "redo", "delete", "fix", "answer", *PRIVACY})
_DONE_ONCE = frozenset({"challenge", "gym", "leave"})  # not again when the message is edited


class Coach:
    """Answers messages; remembers nothing itself, so that a restart forgets nothing."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], float] = time.monotonic,
        reader: FileReader | None = None,
    ) -> None:
        """Answer from, and into, a store; `clock` only paces what is said of long work.

        `reader`: where files are read; without one, in this process.
        """
        self._store, self._clock = store, clock
        self._reader = reader or ReadHere(store.aside)

    async def handle(self, message: Message, now: datetime) -> Answer:
        """Answer one message in one unit of work: log, outbox and inbox are committed together.

        Raises StoreError when the database cannot be used, AdminUnknown when the message must say
        whether its sender is an admin; a bug of ours is logged under a short id and answered with
        an apology that names it.
        """
        try:
            if is_exchange(message):
                return await self._exchange(message, now)
            return await self._store.run(lambda ledger: _deliver(ledger, message, now))
        except (StoreError, AdminUnknown):
            raise
        except Exception:
            fault = secrets.token_hex(3)
            _log.exception("message could not be handled, fault %s", fault)
            return await self._store.run(lambda ledger: apologise(ledger, message, now, fault))

    async def catch_up(self, messages: Sequence[Message], now: datetime) -> Answer:
        """Handle the late messages of one chat, in order, and answer them in one summary."""
        if any(is_exchange(message) for message in messages):
            return await self._one_by_one(messages, now)
        try:
            return await self._store.run(lambda ledger: _catch_up(ledger, messages, now))
        except StoreError:
            raise
        except Exception:
            _log.exception("late messages could not be handled together")
            return await self._one_by_one(messages, now)

    async def _one_by_one(self, messages: Sequence[Message], now: datetime) -> Answer:
        return last_of([await self.handle(message, now) for message in messages])

    async def _exchange(self, message: Message, now: datetime) -> Answer:
        """A file, or what is to be done with one."""

        def enter(ledger: Ledger) -> Scene:
            scene = _enter(ledger, message, now)
            link.check_owner(ledger, message, scene.person)
            return scene

        def end(ledger: Ledger, answer: Answer) -> None:
            conclude(ledger, message, told(not message.address.private, "import", answer), now)

        desk = Desk(self._store, message, now, enter, end, self._clock, self._reader)
        try:
            return await answer_exchange(desk)
        except NotYours as error:
            stranger = replace(desk, enter=lambda ledger: _enter(ledger, message, now))
            return await stranger.refused(error)

    async def reads_file(self, message: Message, now: datetime) -> bool:
        """Whether answering a message means reading a file: then it waits for its turn."""
        if not may_read(message):
            return False
        return bool(message.files) or await self._store.run(
            lambda ledger: keeps_file(ledger, message, now)
        )

    async def tell_place(self, message: Message, before: int, now: datetime) -> None:
        """Say how many files are read before somebody's; said once for a message."""

        def work(ledger: Ledger) -> None:
            reply = place_in_line(_enter(ledger, message, now), before)
            key = f"place:{message.receipt}"
            ledger.post(message.address, reply, message.delivery, key, now)

        if message.receipt:
            await self._store.run(work)

    async def ping(self, key: str, person_id: int, now: datetime) -> Reply | str:
        """The words of a ping that is sent now; or why it is not ("trained", "late", "off" ...).

        `key` names the occurrence: "ping:<reminder>:<local date>".
        """
        return await self._store.run(
            lambda ledger: word_ping(ledger, key, person_id, now, scene_of)
        )

    def menu(self, language: str = "en") -> tuple[tuple[str, str], ...]:
        """The command menu: (name, description) pairs."""
        return tuple((name, say(known_language(language), f"menu.{name}")) for name in MENU)


def _deliver(ledger: Ledger, message: Message, now: datetime) -> Answer:
    """Answer a message and put what came of it into the outbox."""
    answer = groups.shortened(ledger, message, answer_message(ledger, message, now))
    conclude(ledger, message, answer, now)
    return answer


def _catch_up(ledger: Ledger, messages: Sequence[Message], now: datetime) -> Answer:
    handled: list[Handled] = []
    for message in messages:
        answer = answer_message(ledger, message, message.sent_at, late=True)
        handled.append(Handled(message, answer))
        conclude_late(ledger, message, answer, now)
    summary = summarise(handled)
    if summary.reply is not None and messages and messages[-1].receipt:
        post(ledger, messages[-1], summary.reply, now)
    return summary


def answer_message(
    ledger: Ledger, message: Message, now: datetime, *, late: bool = False
) -> Answer:
    """Work out the answer to a message, inside a unit of work."""
    text = message.text.strip()
    call = eye.read_call(message)
    if not message.addressed and link.is_code_overheard(ledger, text):
        message = replace(message, addressed=True)
    if not message.addressed and not eye.is_meant(ledger, message, call):
        return Answer(None, None)
    if not message.addressed and not groups.is_heard(ledger, message, now):
        return Answer(None, None)
    scene = _enter(ledger, message, now)
    person = scene.person
    if late:
        scene = replace(scene, person=replace(person, quiet=True), admin=bool(message.admin))
    name = "log"
    try:
        link.check_owner(ledger, message, person)
        if call is not None and (seen := eye.take(scene, message, call)) is not None:
            return told(scene.group, "rating", seen)
        name, run = _turn(scene, message, text)
        return eye.with_row(scene, message, told(scene.group, name, run()))
    except UserError as error:
        if not message.addressed:
            return Answer(None, None)
        answer = told(scene.group, name, refuse(scene, error))
        return correct.with_kept(scene, answer, message.source) if message.edited else answer


def told(group: bool, name: str, answer: Answer) -> Answer:
    """An answer as it may be told where the person speaks: in a group by core/audience.py."""
    if not group or answer.reply is None or answer.reply.private:
        return answer
    facts = answer.result or {}
    error = str(facts.get("error", "")) if facts.get("kind") == "error" else ""
    if is_for_group(name, error, said_there=bool(answer.reply.about)):
        return answer
    return Answer(replace(answer.reply, private=True, about=""), answer.result)


def _enter(ledger: Ledger, message: Message, now: datetime) -> Scene:
    """The scene of a message; a new person is made, and greeted in their language."""
    person, new = ledger.person(message.sender, now)
    if new:
        person = _greet(ledger, person, message.sender.language)
    ledger.heard(message.sender, message.address, now)
    scene = scene_of(ledger, person, message.address, now)
    return replace(scene, new=new, hint=message.sender.language, admin=message.admin)


def _greet(ledger: Ledger, person: Person, hint: str) -> Person:
    """A new person is spoken to in their own language where the bot knows it."""
    language = known_language(hint)
    if language == person.language:
        return person
    person = replace(person, language=language)
    ledger.save_person(person)
    return person


def scene_of(ledger: Ledger, person: Person, address: Address, now: datetime) -> Scene:
    """What a turn knows of a person, in a chat, at a time."""
    names = names_for(ledger.aliases(person.id), ledger.own_exercises(person.id))
    preferences = ledger.preferences(person.id)
    return Scene(ledger, person, names, preferences, now, address, group=not address.private)


def _turn(scene: Scene, message: Message, text: str) -> tuple[str, Callable[[], Answer]]:
    """What a text is, by its name in core/audience.py, and how it is answered."""
    if message.addressed and not message.edited:
        guess = calibrate.guess_in(scene, text)
        if guess is not None:
            return "calibrate", lambda: guess
    rating = read_rating(text.removeprefix("/"))
    if rating is not None and message.addressed:
        if not message.edited:
            return "rating", lambda: correct.rate(scene, rating, text)
        again = correct.rate_again(scene, rating, message.sent_at)
        if again is not None:
            return "rating", lambda: again
    command = read_command(text, scene.names) if message.addressed else None
    if command is None or (command.name not in WORDED and not text.startswith("/")):
        report = pain.hear_pain(scene, message, text)
        if report is not None:
            return "pain", lambda: report
    if command is not None:
        return command.name, lambda: _command(scene, message, command)
    return "log", lambda: _log_sets(scene, message, text)


def _log_sets(scene: Scene, message: Message, text: str) -> Answer:
    """Store sets; a new one ends the rest before it.

    What cannot be read as sets, or needs a question first, may still say that it hurts.
    """
    try:
        answer = log(scene, _entry(scene, message, text))
    except UserError:
        report = pain.hear_pain(scene, message, text, in_set=True)
        if report is None:
            raise
        return report
    if (answer.result or {}).get("kind") == "question" and pain.is_urgent(scene, text):
        return pain.hear_pain(scene, message, text, in_set=True) or answer
    return _rested(scene, message, answer)


def _rested(scene: Scene, message: Message, answer: Answer) -> Answer:
    if not message.edited and (answer.result or {}).get("kind") == "logged":
        rest.stop_rest(scene)
    return answer


def _entry(scene: Scene, message: Message, text: str) -> Entry:
    """A message as sets: "/squat 100x5" is "squat 100x5", "same @s12" repeats that set."""
    text = text.removeprefix("/")
    last = None
    if text.lower().startswith("same"):
        text, set_id = split_id(text)
        if set_id:
            last = scene.ledger.set_by_id(scene.person.id, set_id)
            if last is None:
                raise NoSuchSet(set_id, set_id=set_id)
    new = not message.edited and message.owner is None
    return Entry(text, message.sent_at, message.source, last=last, new=new)


def _command(scene: Scene, message: Message, command: Command) -> Answer:
    if message.edited and command.name in _CHANGES_LOG | _DONE_ONCE:
        return Answer(None, None)
    if command.name == "log":
        if not command.rest:
            return show_help(scene, "sets")
        return _log_sets(scene, message, command.rest)
    if command.name == "fix":
        return correct.fix(scene, command, message.source)
    if command.name == "what if":
        return look.what_if(scene, command.rest, message.sent_at, message.source)
    if command.name == "pain":
        report = pain.hear_pain(scene, message, f"pain {command.rest}".strip())
        if report is None:
            raise NotASet(command.rest)
        return report
    answer = _TURNS[command.name](scene, command)
    return _rested(scene, message, answer) if command.name == "answer" else answer
