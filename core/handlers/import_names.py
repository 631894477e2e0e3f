"""Names a file leaves open: asked one by one under the dry run, settled by a tap or a line.

`import @i3 name zanzibar hoist = bench press`; `= my own` keeps the name as an exercise of the
person's own. What is settled is remembered for the person, so that the next file asks no more.
"""

from __future__ import annotations

import re

from core.context import RequestContext, find_exercise
from core.errors import BadSetting
from core.exercises.names import Names
from core.exercises.words import normalise_words
from core.handlers.own_names import learn
from core.interchange.dry_run import Plan, Unresolved
from core.messages import Button

OWN = ("my own", "own", "mine", "keep")
LONGEST = 100  # letters of a name that is asked about

_NAMING = re.compile(r"name\s+(.*\S)\s*=\s*([^=]*)", re.IGNORECASE | re.DOTALL)


def naming_of(words: str) -> tuple[str, str] | None:
    """Read "name zanzibar hoist = bench press" as (name, meaning); None for anything else."""
    found = _NAMING.fullmatch(words.strip())
    if found:
        return " ".join(found[1].split()), " ".join(found[2].split())
    return ("", "") if words.strip().lower().split()[:1] == ["name"] else None


def asked_name(plan: Plan) -> Unresolved | None:
    """The name to ask about: that with most sets among those that have near exercises."""
    return next((each for each in plan.unresolved if each.near and _can_be_learned(each)), None)


def _can_be_learned(each: Unresolved) -> bool:
    return (
        each.own is None and not each.key.startswith("own-") and len(each.name) <= LONGEST
        and "=" not in each.name and bool(normalise_words(each.name))
    )  # fmt: skip


def name_buttons(context: RequestContext, asked: Unresolved, upload_id: str) -> tuple[Button, ...]:
    """The nearest exercises, and keeping the name."""
    send = f"import @{upload_id} name {asked.name} ="
    near = (Button(each.name, f"{send} {each.name.lower()}") for each in asked.near)
    return (*near, Button(context.words("button.my_own"), f"{send} {OWN[0]}"))


def settle_name(context: RequestContext, name: str, meaning: str) -> Names:
    """Remember what a name of a file means; gives the names known from now on.

    Raises BadSetting for a line that names no exercise.
    """
    if not name or not meaning:
        raise BadSetting("import name", setting="import", example=_example(name))
    if meaning.lower() in OWN:
        return learn(context, name).names
    exercise = find_exercise(context, meaning)
    if exercise is None:
        near = context.names.near(meaning, 1)
        example = _example(name, near[0][0].name.lower() if near else "my own")
        raise BadSetting(meaning, setting="import", example=example)
    return learn(context, name, exercise.id).names


def _example(name: str, meaning: str = "dumbbell bench press") -> str:
    return f"import name {name or 'bench'} = {meaning}"
