"""Programmes of other apps and sheets as plans: pasted, or as a file; what is unclear is asked."""

from __future__ import annotations

import codecs
from dataclasses import replace

from core.context import RequestContext, say_lines
from core.handlers.import_names import OWN, naming_of, settle_name
from core.messages import Answer, Button
from core.plans.by_week import FILE_FACTOR, Imported
from core.plans.liftoscript import is_liftoscript, read_liftoscript
from core.plans.problems import BadPlan, Problem
from core.plans.read import read
from core.plans.records import LONGEST_TEXT
from core.plans.sheet import is_sheet, read_sheet
from core.store.repositories.uploads import pack, unpack

MOST_BYTES = 4 * LONGEST_TEXT * FILE_FACTOR  # a plan's file is no longer
MOST_NEAR = 3  # exercises that are offered for a name
_LONGEST_NAME = 60  # letters of a name that is asked about
_OURS = frozenset({"plan"})
_PLANS = _OURS | {"programme", "program"}  # said beside a file
_LOGS = frozenset({"import"})
_ASKED = frozenset({"which_exercise", "unknown_exercise"})


def programme_in(content: bytes, said: str) -> str | None:
    """The text of a file that holds a programme; None for a log, and for what else is no plan.

    `said`: what was written beside it. "plan" makes one of what is in doubt, "import" a log.
    """
    word = said.lower().strip(" /.!").split(" ")[0] if said.strip() else ""
    if len(content) > MOST_BYTES or word in _LOGS:
        return None
    text = _text_of(content)
    if text is None:
        return None
    if word in _PLANS or is_sheet(text) or is_liftoscript(text):
        return text
    return text if _begins_as_ours(text) else None


def _begins_as_ours(text: str) -> bool:
    """Whether a text begins with the word that begins a plan of ours."""
    first = text.lstrip("\ufeff\n ").split(None, 1)[:1]
    return bool(first) and first[0].lower() in _OURS


def _text_of(content: bytes) -> str | None:
    if b"\0" in content and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    return None


def read_programme(context: RequestContext, text: str) -> Imported:
    """A plan of a text: a sheet, Liftoscript, or our own words. Raises BadPlan."""
    unit = context.person.unit
    if is_liftoscript(text):
        return read_liftoscript(text, context.names, unit)
    if is_sheet(text):
        return read_sheet(text, context.names, unit)
    own = text.lstrip("\ufeff\n ") if _begins_as_ours(text) else f"plan {text}"
    return Imported(read(own, context.names, unit, context.person.language), ())


def is_imported(text: str) -> bool:
    """Whether a text is another app's, or a sheet: what is unclear in it is asked."""
    return is_liftoscript(text) or is_sheet(text)


# --- what is unclear ----------------------------------------------------------------------------


def asking(context: RequestContext, answer: Answer, bad: BadPlan, text: str) -> Answer:
    """What is wrong with a programme, with a button for each likely meaning of its first name.

    The text is kept for a day, so that a tap reads it again.
    """
    asked = next((each for each in bad.problems if _may_be_asked(each)), None)
    if asked is None or answer.reply is None:
        return answer
    content = text.encode()[:MOST_BYTES]
    kept = context.uow.uploads.keep(context.person.id, "plan.txt", pack(content), context.now)
    send = f"plan @{kept} name {asked.text} ="
    near = asked.choices or [each.name for each, _ in context.names.near(asked.text, MOST_NEAR)]
    buttons = [Button(each, f"{send} {each.lower()}") for each in near[:MOST_NEAR]]
    buttons.append(Button(context.words("button.my_own"), f"{send} {OWN[0]}"))
    *lines, _ = answer.reply.lines
    line = context.words("plan.which_is", name=asked.text)
    reply = replace(
        answer.reply, lines=(*lines, line), buttons=tuple(buttons), owner=context.person.id
    )
    return Answer(reply, {**(answer.result or {}), "asks": asked.text})


def _may_be_asked(problem: Problem) -> bool:
    return problem.why in _ASKED and "=" not in problem.text and len(problem.text) <= _LONGEST_NAME


def renamed(
    context: RequestContext, words: str, upload_id: str
) -> tuple[RequestContext, str] | Answer | None:
    """`plan name row = cable row`: the name is learned, and the kept text read again.

    None where the words say something else. Raises BadSetting for what names no exercise.
    """
    naming = naming_of(words) if "=" in words else None
    if naming is None:
        return None
    upload = context.uow.uploads.read(context.person.id, upload_id, context.now)
    if upload is None:
        line = context.words("plan.file_gone")
        return say_lines(context, line, result={"kind": "plan", "state": "gone"})
    names = settle_name(context, *naming)
    context.uow.uploads.drop(context.person.id, upload_id)
    text = unpack(upload.packed).decode(errors="replace")
    return replace(context, names=names), text
