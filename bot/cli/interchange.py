"""`spotter import` and `spotter export`: the same door as a chat, with files of this machine."""

from __future__ import annotations

import secrets
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.export_files import Unreadable
from bot.platforms.terminal.render import PLATFORM, as_text
from bot.runtime.file_process import FileProcess
from core.coach import Coach
from core.messages import Address, Answer, File, Message, Reply, Sender

if TYPE_CHECKING:
    from core.store.engine import Store

REFUSED = 2  # the exit code for a file that cannot be imported
QUESTION_LINES = 2
NOTHING = 1  # ... for a log that holds nothing to export


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to import: its path and content, the unit that is said for it, how far to go."""

    path: Path
    content: bytes
    unit: str | None
    dry_run: bool
    columns: tuple[str, ...] = ()  # "rpe_actual=rpe": what a column means
    marks: tuple[str, ...] = ()


class Talk:
    """One person's side of the talk."""

    def __init__(self, store: Store, user: str) -> None:
        """Speak as a user of the terminal."""
        self._coach = Coach(store, reader=FileProcess())
        self._address = Address(PLATFORM, user)
        self._sender = Sender(PLATFORM, user, user)

    async def say(self, text: str, *files: File) -> Answer:
        """Send a message and give the answer."""
        now = datetime.now(UTC)
        source = f"console:{secrets.token_hex(8)}"
        message = Message(self._address, self._sender, text, now, source, files=files)
        return await self._coach.handle(message, now)


async def bring_in(store: Store, user: str, upload: Upload) -> int:
    """Import a file for a user; prints the dry run, then what was done. Raises Unreadable."""
    talk = Talk(store, user)
    word = f"import {upload.unit}" if upload.unit else "import"
    planned = await talk.say(word, File(upload.path.name, upload.content))
    facts = planned.result or {}
    if facts.get("kind") != "import":
        raise Unreadable(f"{upload.path}: {as_text(planned)}")
    _print(_without_question(planned), buttons=False)
    if name := facts.get("asks_name"):
        sys.stderr.write(f"spotter: to settle a name first: spotter chat, alias {name} = squat\n")
    number = facts.get("id")
    if not number:
        return REFUSED
    answered = await _answer_questions(talk, str(number), upload)
    if answered is None:
        return REFUSED
    facts = answered or facts
    open_columns = facts.get("open_columns")
    asked = [each["name"] for each in open_columns] if isinstance(open_columns, list) else []
    if upload.dry_run or asked or facts.get("unit_why") == "open" or not facts.get("new"):
        await talk.say(f"import @{number} cancel")
        if asked:
            sys.stderr.write(f"spotter: say --column '{asked[0]}=weight' (or rpe, reps, none)\n")
            return 0 if upload.dry_run else REFUSED
        if facts.get("unit_why") == "open":
            sys.stderr.write("spotter: say --unit kg or --unit lb\n")
            return 0 if upload.dry_run else REFUSED
        return 0
    done = await talk.say(f"import @{number} now")
    _print(done, buttons=False)
    return 0 if (done.result or {}).get("stage") == "done" else REFUSED


async def _answer_questions(talk: Talk, number: str, upload: Upload) -> dict[str, object] | None:
    """Say what columns and marks mean; the facts of the dry run then, None where one is refused."""
    facts: dict[str, object] = {}
    for what, given in (("column", upload.columns), ("mark", upload.marks)):
        for each in given:
            name, _, meaning = each.rpartition("=")
            planned = await talk.say(f"import @{number} {what} {name} = {meaning}")
            _print(_without_question(planned), buttons=False)
            facts = dict(planned.result or {})
            if facts.get("kind") != "import":
                await talk.say(f"import @{number} cancel")
                return None
    return facts


def _without_question(planned: Answer) -> Answer:
    """The dry run without its last lines, which speak of buttons."""
    facts = planned.result or {}
    asks = ("asks_name", "open_columns", "open_marks")
    if planned.reply is None or not any(facts.get(each) for each in asks):
        return planned
    lines = planned.reply.lines[:-QUESTION_LINES]
    return replace(planned, reply=replace(planned.reply, lines=lines))


async def take_out(
    store: Store, user: str, layout: str, file: Path | None, about: Path | None
) -> int:
    """Export a user's log to a file, or to standard output where none is named.

    What is held of them beside their sets is written to `about`.
    """
    talk = Talk(store, user)
    if about is not None:
        _write_about(await talk.say("export"), about)
    reply = (await talk.say(f"export {layout}")).reply or Reply()
    sets = next((each for each in reply.files if each.name.endswith(".csv")), None)
    if sets is None:
        _print(Answer(replace(reply, files=())), buttons=False)
        return NOTHING
    if file is None:
        sys.stdout.buffer.write(sets.content)
        return 0
    _write(file, sets.content)
    sys.stdout.write(f"{as_text(Answer(replace(reply, files=(sets,))))}\n")
    return 0


def _write_about(answer: Answer, path: Path) -> None:
    """Write the second file of an export: JSON, packed where it is long."""
    for each in answer.reply.files if answer.reply is not None else ():
        if not each.name.endswith(".csv"):
            _write(path, each.content)


def _write(path: Path, content: bytes) -> None:
    """Write a new file that only its owner can read: it holds a person's training."""
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(content)


def _print(answer: Answer, *, buttons: bool) -> None:
    reply = answer.reply
    if reply is None:
        return
    text = as_text(answer)
    if not buttons and reply.buttons:
        text = text.rsplit("\n", 1)[0]
    sys.stdout.write(f"{text}\n\n")
    sys.stdout.flush()
