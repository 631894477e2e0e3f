"""Columns and marks a file leaves open: asked one by one under the dry run.

`import @i3 column rpe_actual = rpe`, `import @i3 mark myo = drop set`. What is said is kept with
the file until it is imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from core.context import RequestContext
from core.errors import BadSetting
from core.interchange.dry_run import OpenMark, Plan
from core.interchange.readers.column_roles import column_of, plain
from core.interchange.rows import ASKED_ROLES, MARKS, Answers, OpenColumn
from core.messages import Button

_SAYING = re.compile(r"(column|mark)\s+(.*\S)\s*=\s*([^=]*)", re.IGNORECASE | re.DOTALL)
_NOTHING = frozenset({"nothing", "none", "no", "-", "leave out"})
_MARKS = {
    "set": "set", "working set": "set", "normal": "set", "warmup": "warmup", "warm-up": "warmup",
    "warm up": "warmup", "drop": "drop", "drop set": "drop", "failed": "failed",
    "failure": "failed", "to failure": "failed", "none": "none", "no set": "none",
    "nothing": "none", "no": "none",
}  # fmt: skip
_OTHERS = {"reps": ("weight",), "rpe": ("rir",), "rir": ("rpe",)}


def saying_of(words: str) -> tuple[str, str, str] | None:
    """Read "column rpe_actual = rpe" as (what, name, meaning); None for anything else."""
    found = _SAYING.fullmatch(words.strip())
    if not found:
        return None
    return found[1].lower(), " ".join(found[2].split()), " ".join(found[3].lower().split())


def said(answers: Answers, what: str, name: str, meaning: str) -> Answers:
    """The answers with one more; raises BadSetting for a meaning that is none."""
    example = f"import {what} {name} = {'rpe' if what == 'column' else 'drop set'}"
    if what == "mark":
        if meaning not in _MARKS:
            raise BadSetting(meaning or name, setting="import", example=example)
        return replace(answers, marks={**answers.marks, name.casefold(): _MARKS[meaning]})
    role = "" if meaning in _NOTHING else meaning
    if role and role not in ASKED_ROLES:
        found = column_of(meaning)
        role = found.role if found is not None else ""
        if not role:
            raise BadSetting(meaning or name, setting="import", example=example)
    return replace(answers, columns={**answers.columns, plain(name): role})


def asked_of(plan: Plan) -> OpenColumn | OpenMark | None:
    """What to ask first: a column before the unit, the unit before a mark."""
    if plan.open_columns:
        return plan.open_columns[0]
    if plan.asks_unit or not plan.open_marks:
        return None
    return plan.open_marks[0]


def question_lines(context: RequestContext, asked: OpenColumn | OpenMark) -> Iterator[str]:
    """The question, and the line that answers it too."""
    if isinstance(asked, OpenColumn):
        role = context.words(f"import.role.{asked.role}")
        shown = ", ".join(asked.samples)
        yield context.words("import.column", name=asked.name[:60], samples=shown, role=role)
        yield context.words("import.column_line", name=asked.name[:60], role=asked.role)
        return
    key = f"import.mark.{asked.guess}"
    yield context.words(key, n=asked.rows, mark=asked.word)
    yield context.words("import.mark_line", mark=asked.word)


def question_buttons(
    context: RequestContext, asked: OpenColumn | OpenMark, upload_id: str
) -> tuple[Button, ...]:
    """What it may be, the guess first."""
    if isinstance(asked, OpenMark):
        send = f"import @{upload_id} mark {asked.word} ="
        return tuple(
            Button(context.words(f"button.mark_{each}"), f"{send} {each}") for each in MARKS
        )
    send = f"import @{upload_id} column {asked.name} ="
    roles = (asked.role, *_OTHERS.get(asked.role, ()))
    yes = (
        Button(context.words("button.column", role=context.words(f"import.role.{each}")),
               f"{send} {each}")
        for each in roles
    )  # fmt: skip
    return (*yes, Button(context.words("button.column_no"), f"{send} nothing"))
