"""A file that was sent: dry run, decision, import; and the log as a file.

Reading a file takes longer than a message may hold the database, so these turns are made of
several units of work. Only the last one changes what anybody can see.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from core.context import RequestContext, say_lines
from core.errors import UserError
from core.exercises.names import Names
from core.handlers.dry_run import Fresh, answer_done, answer_plan
from core.handlers.import_names import naming_of, settle_name
from core.handlers.import_questions import answers_text, said, saying_of, text_answers
from core.handlers.plan_files import programme_in
from core.handlers.plans import read_text
from core.handlers.progress import Progress
from core.handlers.refusals import refuse
from core.interchange.dry_run import Plan
from core.interchange.exporting import FORMATS, export_log
from core.interchange.importing import Done, Order, preview, run_import
from core.interchange.personal_data import everything_file
from core.interchange.readers.table import check
from core.interchange.reading import Asked, FileReader
from core.interchange.rows import MOST_BYTES, Answers, FileRefused
from core.messages import Answer, Button, File, Message, Reply
from core.parsing.commands import Command
from core.records import Person, Unit
from core.store.engine import Store
from core.store.repositories.uploads import Upload, pack, unpack
from core.store.unit_of_work import UnitOfWork

Enter = Callable[
    [UnitOfWork], RequestContext
]  # the context of the request of a message, inside a unit of work
Conclude = Callable[[UnitOfWork, Answer], None]  # posts an answer and finishes the message

GIVEN_UP = ("cancel", "no")  # said of a file that is not to be imported
_UNITS: dict[str, Unit] = {"kg": "kg", "lb": "lb", "lbs": "lb"}


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a file is handled: the store, and how a message is entered and concluded."""

    store: Store
    message: Message
    now: datetime
    enter: Enter
    conclude: Conclude
    clock: Callable[[], float]  # seconds, only ever forwards
    reader: FileReader

    async def answer(self, make: Callable[[RequestContext], Answer]) -> Answer:
        """Work out an answer and conclude the message with it, in one unit of work."""

        def work(uow: UnitOfWork) -> Answer:
            context = self.enter(uow)
            try:
                answer = make(context)
            except UserError as error:
                answer = refuse(context, error)
            self.conclude(uow, answer)
            return answer

        return await self.store.run(work)

    async def who(self) -> tuple[Person, Names, frozenset[str]]:
        """Who sent the message, the names they use, and the exercises of their log."""

        def work(uow: UnitOfWork) -> tuple[Person, Names, frozenset[str]]:
            context = self.enter(uow)
            used = frozenset(uow.sets.count_failures(context.person.id))
            return context.person, context.names, used

        return await self.store.run(work)

    async def tell(self, what: str, line: Callable[[RequestContext], str]) -> None:
        """Put a line before the answer; `what` tells it from others for the same message."""
        message = self.message

        def work(uow: UnitOfWork) -> None:
            context = self.enter(uow)
            reply = Reply(lines=(line(context),), private=context.group, owner=context.person.id)
            key = f"{what}:{message.receipt}"
            uow.outbox.post(message.address, reply, message.delivery, key, self.now)

        if message.receipt:
            await self.store.run(work)

    def progress(self) -> Progress:
        """What tells the chat how far long work is."""
        return Progress(self.store, self.message, self.now, self.enter, self.clock)

    async def refused(self, error: UserError) -> Answer:
        """Say why something cannot be done, and conclude the message."""
        return await self.answer(lambda context: refuse(context, error))


# --- a file comes in ----------------------------------------------------------------------------


async def receive(desk: Desk, file: File) -> Answer:
    """Read a file that was sent and say what importing it would do."""
    person, names, used = await desk.who()
    progress = desk.progress()
    said = desk.message.text.strip().lower().removeprefix("/")
    unit = _UNITS.get(said.removeprefix("import").strip())
    try:
        if file.ref:  # the platform could not hand it over
            raise _not_downloaded(file)
        programme = programme_in(file.content, desk.message.text)
        if programme is not None:
            return await desk.answer(lambda context: read_text(context, programme))
        check(io.BytesIO(file.content))  # what can be told by its beginning costs nothing more
        async with desk.reader.open(file.content) as reading:
            plan = await _survey(desk, progress, reading, Known(names, used, unit))
            fresh = await _fresh(desk, progress, person, reading, plan)
    except FileRefused as error:
        return await desk.refused(error)
    packed = await desk.store.aside(lambda: pack(file.content)) if plan.kept else b""

    def make(context: RequestContext) -> Answer:
        upload_id = ""
        if plan.kept:
            upload_id = context.uow.uploads.keep(person.id, file.name, packed, desk.now)
            if unit is not None:
                context.uow.uploads.set_unit(person.id, upload_id, unit)
        return answer_plan(context, plan, fresh, upload_id)

    return await desk.answer(make)


def _not_downloaded(file: File) -> FileRefused:
    if file.size > MOST_BYTES:
        return FileRefused("too_big", limit=MOST_BYTES // 1_000_000)
    return FileRefused("lost")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person when their file is read, and what they said about it."""

    names: Names
    used: frozenset[str]  # exercises of their log
    unit: Unit | None
    answers: Answers | None = None


async def _survey(desk: Desk, progress: Progress, reading: Asked, known: Known) -> Plan:
    plan = None
    async for found in reading.ask(
        "look", known.names, desk.now, known.unit, known.answers, known.used
    ):
        if isinstance(found, Plan):
            plan = found
        else:
            await progress.say("import.reading", n=found)
    if plan is None:
        raise FileRefused("empty")
    return plan


async def _fresh(
    desk: Desk, progress: Progress, person: Person, reading: Asked, plan: Plan
) -> Fresh:
    """How much of a file is new; a log without sets needs no comparing."""
    empty = await desk.store.run(lambda uow: uow.sets.last(person.id) is None)
    if empty or not plan.sets:
        return Fresh(plan.sets, 0)

    async def say(count: int) -> None:
        await progress.say("import.comparing", n=count, of=plan.sets)

    found = await preview(desk.store, reading, plan, _order(desk, person, "i0"), say)
    return Fresh(found.new, found.known, found.replaced)


def _order(desk: Desk, person: Person, upload_id: str) -> Order:
    return Order(
        person.id, int(upload_id[1:]), f"import:{upload_id}", ZoneInfo(person.zone), desk.now,
        desk.message.sender,
    )  # fmt: skip


# --- the taps under the dry run -----------------------------------------------------------------


async def decide(desk: Desk, command: Command) -> Answer:
    """`import`, and the buttons under a dry run: import it, name its unit or a lift, forget it."""
    person, names, used = await desk.who()
    word = command.rest.strip().lower()
    upload_id = command.set_id or await desk.store.run(
        lambda uow: uow.uploads.newest(person.id) or ""
    )
    upload = await desk.store.run(lambda uow: uow.uploads.read(person.id, upload_id, desk.now))
    if upload is None:
        if command.set_id:
            return await desk.refused(FileRefused("gone"))
        return await desk.answer(_how)
    if word in GIVEN_UP:
        return await desk.answer(lambda context: _cancel(context, upload_id))
    answers, saying = text_answers(upload.answers), saying_of(command.rest)
    try:
        if (naming := naming_of(command.rest)) is not None:
            names = await desk.store.run(lambda uow: settle_name(desk.enter(uow), *naming))
        if saying is not None:
            answers = said(answers, *saying)
    except UserError as error:
        return await desk.refused(error)
    unit = _UNITS.get(word, upload.unit)
    content = await desk.store.aside(lambda: unpack(upload.packed))
    progress = desk.progress()
    try:
        async with desk.reader.open(content) as reading:
            plan = await _survey(desk, progress, reading, Known(names, used, unit, answers))
            if word in ("now", "yes", "ok") and not plan.blocked:
                return await _import(desk, progress, person, upload, reading, plan)
            fresh = await _fresh(desk, progress, person, reading, plan)
    except FileRefused as error:
        return await desk.refused(error)

    def make(context: RequestContext) -> Answer:
        if unit is not None:
            context.uow.uploads.set_unit(person.id, upload_id, unit)
        if saying is not None:
            context.uow.uploads.set_answers(person.id, upload_id, answers_text(answers))
        return answer_plan(context, plan, fresh, upload_id)

    return await desk.answer(make)


def _how(context: RequestContext) -> Answer:
    line = context.words("import.how", limit=MOST_BYTES // 1_000_000)
    return say_lines(
        context, line, result={"kind": "import", "stage": "asked"}, private=context.group
    )


def _cancel(context: RequestContext, upload_id: str) -> Answer:
    context.uow.uploads.drop(context.person.id, upload_id)
    return say_lines(
        context,
        context.words("import.cancelled"),
        result={"kind": "import", "stage": "cancelled"},
        private=context.group,
    )


async def _import(
    desk: Desk, progress: Progress, person: Person, upload: Upload, reading: Asked, plan: Plan
) -> Answer:
    """Import a file; its sets, the answer and the end of the message become visible together."""

    def conclude(uow: UnitOfWork, done: Done) -> Answer:
        context = desk.enter(uow)
        if not uow.uploads.drop(person.id, upload.id):
            raise FileRefused("gone")
        answer = answer_done(context, done)
        desk.conclude(uow, answer)
        return answer

    async def say(count: int) -> None:
        if count < plan.sets:
            await progress.say("import.progress", n=count, of=plan.sets)

    order = _order(desk, person, upload.id)
    try:
        return await run_import(desk.store, reading, plan, order, conclude, say)
    except FileRefused:
        raise
    except Exception:  # they were linked or forgotten meanwhile
        if await desk.store.run(lambda uow: uow.people.by_id(person.id) is None):
            raise FileRefused("gone") from None
        raise


# --- the log goes out ---------------------------------------------------------------------------


async def send_log(desk: Desk, command: Command) -> Answer:
    """`export`: the whole log as a file."""
    person, _, _ = await desk.who()
    word = command.rest.strip().lower() or "spotter"
    wanted = next((each for each in FORMATS if each == word), None)
    if wanted is None:
        return await desk.answer(lambda context: _bad_format(context, command.rest))
    pieces, count = [], 0
    first = last = None
    async for piece in export_log(desk.store, person.id, ZoneInfo(person.zone), wanted):
        pieces.append(piece.text)
        count += len(piece.sets)
        if piece.sets:
            first, last = first or piece.sets[0].at, piece.sets[-1].at

    about = await _about(desk, person) if wanted == "spotter" else ()

    def make(context: RequestContext) -> Answer:
        files: tuple[File, ...] = ()
        line = context.words("export.none")
        if first is not None and last is not None:
            days = [each.astimezone(context.zone).date() for each in (first, last)]
            line = context.words("export.done", n=count, first=days[0], last=days[1])
            files = (File(f"{wanted}-{days[1]}.csv", "".join(pieces).encode()),)
        reply = Reply(lines=(line,), files=(*files, *about), private=True, owner=context.person.id)
        return Answer(reply, {"kind": "export", "sets": count, "format": wanted})

    return await desk.answer(make)


async def _about(desk: Desk, person: Person) -> tuple[File, ...]:
    """All that is held of the person beside the sets."""
    day = desk.now.astimezone(ZoneInfo(person.zone)).date()
    held = await desk.store.run(lambda uow: uow.personal_data.held(person.id))
    return (await desk.store.aside(lambda: everything_file(held, day, desk.now)),)


def _bad_format(context: RequestContext, quote: str) -> Answer:
    line = context.words("error.bad_export", quote=quote)
    buttons = tuple(Button(each, f"export {each}") for each in FORMATS)
    return say_lines(
        context, line, result={"kind": "error", "error": "bad_export"}, buttons=buttons
    )
