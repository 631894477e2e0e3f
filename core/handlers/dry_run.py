"""What an import would do and what it did, in words and as facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.context import RequestContext
from core.handlers.advice import known_target
from core.handlers.import_names import asked_name, name_buttons
from core.handlers.import_questions import asked_of, question_buttons, question_lines
from core.interchange.dry_run import Plan
from core.interchange.importing import Done
from core.interchange.rows import Implausible, Refused
from core.messages import Answer, Button, Reply
from core.records import Exercise
from core.render.facts import target_facts
from core.render.wording import words_of_target

MOST_SHOWN = 5  # lines of one kind in an answer
MAIN_LIFTS = 4


@dataclass(frozen=True, slots=True)
class Fresh:
    """How much of a file is new."""

    new: int
    known: int
    edited: int = 0


def answer_plan(context: RequestContext, plan: Plan, fresh: Fresh, upload_id: str) -> Answer:
    """The dry run, with the buttons that decide."""
    app = context.words(f"app.{plan.app}")
    if not plan.sets:
        lines = (*_left_out(context, plan), *_refused(context, plan), *_implausible(context, plan))
        title = context.words("import.nothing_yet" if plan.kept else "import.nothing", app=app)
        lines += tuple(_question(context, plan)) if plan.kept else ()
        buttons = _buttons(context, plan, fresh, upload_id) if plan.kept else ()
        return _private(context, title, lines, buttons, _facts(plan, fresh, upload_id))
    title = context.words(
        "import.title", n=plan.sets, app=app, sets=f"{plan.sets:,}",
        workouts=context.words("import.workouts", n=plan.workouts),
    )  # fmt: skip
    lines = (
        context.words("import.range", n=plan.exercises, first=plan.first, last=plan.last),
        _fresh(context, fresh),
        context.words(f"import.dates.{plan.dates}") if plan.dates else "",
        *_unit(context, plan),
        *_unused(context, plan),
        _kinds(context, plan),
        *(_own(context, plan) if fresh.new else ()),
        *_left_out(context, plan),
        *_refused(context, plan),
        *_implausible(context, plan),
        *(_question(context, plan) if fresh.new else ()),
    )
    buttons = _buttons(context, plan, fresh, upload_id)
    return _private(context, title, lines, buttons, _facts(plan, fresh, upload_id))


def _private(
    context: RequestContext,
    title: str,
    lines: tuple[str, ...],
    buttons: tuple[Button, ...],
    result: dict[str, object],
) -> Answer:
    kept = tuple(each for each in lines if each)
    reply = Reply(
        title=title, lines=kept, buttons=buttons, private=context.group, owner=context.person.id
    )
    return Answer(reply, result)


def _fresh(context: RequestContext, fresh: Fresh) -> str:
    if not fresh.new:
        return context.words("import.new_none")
    if not fresh.known and not fresh.edited:
        return context.words("import.new_all")
    key = "import.new_edited" if fresh.edited else "import.new_some"
    return context.words(key, new=f"{fresh.new:,}", known=f"{fresh.known:,}")


def _unit(context: RequestContext, plan: Plan) -> Iterator[str]:
    if plan.open_columns or plan.open_units or plan.unit_why == "none":
        return
    if plan.unit_why == "stated":
        units = [each for each in ("kg", "lb") if plan.counts.get(f"stated_{each}")]
        said = (
            context.words("import.unit.both")
            if len(units) > 1
            else context.words(f"unit.{units[0]}")
        )
        yield context.words("import.unit.stated", units=said)
        return
    yield context.words(
        f"import.unit.{plan.unit_why}", unit=plan.unit, fives=plan.fives, loads=plan.loads
    )


def _unused(context: RequestContext, plan: Plan) -> Iterator[str]:
    if plan.unused:
        names = ", ".join(each[:30] for each in plan.unused[:MOST_SHOWN])
        yield context.words("import.unused", names=names)


def _kinds(context: RequestContext, plan: Plan) -> str:
    counts = plan.counts
    facts = {
        "warmups": counts.get("warmup", 0),
        "drops": counts.get("drop", 0),
        "failed": counts.get("failed", 0),
        "rated": counts.get("rated", 0),
    }
    return context.words("import.kinds", **facts) if any(facts.values()) else ""


def _own(context: RequestContext, plan: Plan) -> Iterator[str]:
    names = plan.unresolved
    if not names:
        return
    yield context.words("import.own", n=len(names), sets=sum(each.sets for each in names))
    for each in names[:MOST_SHOWN]:
        near = ", ".join(exercise.name for exercise in each.near)
        key = "import.own_near" if near else "import.own_alone"
        yield context.words(key, name=each.name[:60], sets=each.sets, near=near)
    if len(names) > MOST_SHOWN:
        yield context.words("import.own_more", n=len(names) - MOST_SHOWN)


def _question(context: RequestContext, plan: Plan) -> Iterator[str]:
    """The last lines, beside the buttons they speak of."""
    first = asked_of(plan)
    if first is not None:
        yield from question_lines(context, first)
        return
    asked = None if plan.asks_unit else asked_name(plan)
    if asked is not None:
        yield context.words("import.which", name=asked.name)
        yield context.words("import.which_line", name=asked.name.lower())


def _left_out(context: RequestContext, plan: Plan) -> Iterator[str]:
    if plan.left_out:
        marks = ", ".join(f'"{each}"' for each in plan.marks[:MOST_SHOWN])
        said = [
            context.words(f"import.left.{why}", n=n, marks=marks)
            for why, n in plan.left_out.items()
        ]
        yield context.words("import.left_out", what=", ".join(said))


def _refused(context: RequestContext, plan: Plan) -> Iterator[str]:
    if not plan.refused_count:
        return
    yield context.words("import.refused", n=plan.refused_count)
    yield from (refused_words(context, each) for each in plan.refused[:MOST_SHOWN])
    if plan.refused_count > MOST_SHOWN:
        yield context.words("import.more", n=plan.refused_count - MOST_SHOWN)


def refused_words(context: RequestContext, each: Refused) -> str:
    """Why a line cannot be read."""
    return context.words(f"import.reason.{each.reason}", line=each.line, **each.facts)


def _implausible(context: RequestContext, plan: Plan) -> Iterator[str]:
    if not plan.implausible_count:
        return
    yield context.words("import.implausible", n=plan.implausible_count)
    yield from (implausible_words(context, each) for each in plan.implausible[:MOST_SHOWN])
    if plan.implausible_count > MOST_SHOWN:
        yield context.words("import.more", n=plan.implausible_count - MOST_SHOWN)


def implausible_words(context: RequestContext, each: Implausible) -> str:
    """Why a set cannot have been done."""
    name = each.set.exercise_name[:60]
    number = each.facts.get("n", 0)
    shown = f"{number:,.10g}" if isinstance(number, float) else f"{number:,}"
    return context.words(f"import.odd.{each.reason}", line=each.set.line, exercise=name, n=shown)


def _buttons(
    context: RequestContext, plan: Plan, fresh: Fresh, upload_id: str
) -> tuple[Button, ...]:
    send = f"import @{upload_id}"
    units = tuple(
        Button(context.words(f"button.unit_{unit}"), f"{send} {unit}")
        for unit in ("kg", "lb")
        if plan.unit is not None or plan.asks_unit
        if unit != plan.unit
    )
    cancel = Button(context.words("button.cancel"), f"{send} cancel")
    first = asked_of(plan) if fresh.new or plan.open_units else None
    if first is not None and (plan.open_columns or plan.open_units):
        return (*question_buttons(context, first, upload_id), cancel)
    if plan.asks_unit:
        return (*units, cancel)
    if not fresh.new:
        return (*units, cancel) if units else ()
    if first is not None:
        names = question_buttons(context, first, upload_id)
    else:
        asked = asked_name(plan)
        names = () if asked is None else name_buttons(context, asked, upload_id)
    return (Button(context.words("button.import"), f"{send} now"), *units, cancel, *names)


def _facts(plan: Plan, fresh: Fresh, upload_id: str) -> dict[str, object]:
    asked = None if plan.blocked or plan.open_marks else asked_name(plan)
    return {
        "kind": "import",
        "stage": "planned" if plan.kept else "nothing",
        "id": upload_id,
        "app": plan.app,
        "sets": plan.sets,
        "workouts": plan.workouts,
        "exercises": plan.exercises,
        "first": None if plan.first is None else plan.first.isoformat(),
        "last": None if plan.last is None else plan.last.isoformat(),
        "unit": plan.unit,
        "unit_why": plan.unit_why,
        "new": fresh.new,
        "known": fresh.known,
        "unresolved": [
            {"name": each.name, "sets": each.sets, "near": [one.name for one in each.near]}
            for each in plan.unresolved
        ],
        "asks_name": asked.name if asked is not None and fresh.new else None,
        "refused": plan.refused_count,
        "refused_lines": [{"line": each.line, "reason": each.reason} for each in plan.refused],
        "implausible": [
            {"line": each.set.line, "reason": each.reason} for each in plan.implausible
        ],
        "left_out": dict(plan.left_out),
        "dates": plan.dates,
        "unused": list(plan.unused),
        "open_columns": [{"name": each.name, "guess": each.role} for each in plan.open_columns],
        "open_units": [
            {"word": each.word, "rows": each.rows, "guess": each.guess} for each in plan.open_units
        ],
        "open_marks": [
            {"mark": each.word, "rows": each.rows, "guess": each.guess} for each in plan.open_marks
        ],
        "marks": list(plan.marks),
    }


# --- afterwards ---------------------------------------------------------------------------------


def answer_done(context: RequestContext, done: Done) -> Answer:
    """What an import did: the main lifts' targets and the failure budget."""
    result: dict[str, object] = {
        "kind": "import", "stage": "done", "added": done.added, "known": done.known,
        "replaced": done.replaced,
    }  # fmt: skip
    if not done.added:
        line = context.words("import.done_none")
        return Answer(Reply(lines=(line,), private=context.group, owner=context.person.id), result)
    lines = [context.words("import.done", n=done.added)]
    if done.replaced:
        lines.append(context.words("import.done_edited", n=done.replaced))
    counts = context.uow.sets.count_failures(context.person.id)
    targets = []
    for exercise in _main_lifts(context, counts):
        target = known_target(context, exercise)
        if target is not None:
            what = words_of_target(context.person.language, target, exercise)
            lines.append(context.words("import.target", exercise=exercise.name, what=what))
            targets.append(target_facts(target, exercise, context.person.language))
    line, budget = _budget(context, counts)
    result |= {"targets": targets, "failure": budget}
    buttons = [
        Button(context.words("button.undo"), "undo"),
        Button(context.words("command.next"), "next"),
    ]
    lines.append(line)
    if done.first and done.unit == "lb" and context.person.unit == "kg":
        lines.append(context.words("import.units_lb"))
        buttons.append(Button("units lb", "units lb"))
    reply = Reply(
        lines=tuple(lines), buttons=tuple(buttons), private=context.group, owner=context.person.id
    )
    return Answer(reply, result)


def _main_lifts(context: RequestContext, counts: dict[str, tuple[int, int, int]]) -> list[Exercise]:
    """The compound exercises with most sets; isolation where there are none."""
    ranked = sorted(counts, key=lambda each: -counts[each][0])
    lifts = [context.exercise(each) for each in ranked]
    lifts = [each for each in lifts if each.measure in ("load", "bodyweight", "assisted")]
    main = [each for each in lifts if each.mechanic == "compound" and each.pattern != "other"]
    return (main or lifts)[:MAIN_LIFTS]


def _budget(
    context: RequestContext, counts: dict[str, tuple[int, int, int]]
) -> tuple[str, dict[str, object]]:
    """Sets to failure, and how many of them on compounds before the last set."""
    sets = sum(each[0] for each in counts.values())
    failed = sum(each[1] for each in counts.values())
    compounds = [each for each in counts if context.exercise(each).mechanic == "compound"]
    early = sum(counts[each][2] for each in compounds)
    facts: dict[str, object] = {
        "sets": sets, "failed": failed, "compound_not_last": early,
        "compound": sum(counts[each][1] for each in compounds),
    }  # fmt: skip
    if not failed:
        return context.words("import.failure_none", sets=f"{sets:,}"), facts
    share = f"{100 * failed / sets:.1f}".removesuffix(".0")
    words = context.words(
        "import.failure", failed=f"{failed:,}", sets=f"{sets:,}", share=share, early=f"{early:,}"
    )
    return words, facts
