"""Records of a plan to the text that reads back as the same records.

Names are the catalogue's or the person's own; what could be read as something else stands in
quotes. Loads have their unit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from core.exercises.names import Names
from core.parsing.weekdays import SHORT, plain
from core.plans.amounts import LEAST_RPE, decimal
from core.plans.names_text import folded
from core.plans.records import (
    USUAL_TRAINING_MAX,
    Body,
    Growth,
    Loading,
    Plan,
    PlanItem,
    Reserve,
    Schedule,
    SetGroup,
    Step,
    Week,
)
from core.plans.schedule_text import REST_WORDS, leading_weekdays, read_heading
from core.plans.sets_text import sets_start
from core.records import Load, Span

_SIGNS = frozenset('":;,|()&+?/#*>[]=')
_LETTERS = {"reps": "", "seconds": "s", "metres": "m"}
# What begins a line, or a lift, that means something else.
_LINES = re.compile(
    r"(?:weeks?|wave|mesocycle|wochen|semanas|deload|sets?|training|tm|max\w*|1rms?|notes?|super.?set"
    r"|ss|giant|(?:days? )?in turn|alternat\w+|rotat\w+|im wechsel|abwechselnd)(?![^\W_])"
)
_LIFTS = re.compile(r"(?:optional|super.?set|ss|giant|[a-h][1-9])(?![^\W_])")


def write(plan: Plan, names: Names) -> str:
    """The text of a plan, which `core.plans.read.read` turns into the same plan."""
    lines = [f"plan {plan.name}"]
    lines += [f"{_heading(day.name)}: {written_items(day.items, names)}" for day in plan.days]
    lines.append(written_schedule(plan))
    if plan.weeks:
        lines.append("weeks: " + " ".join(map(_week, plan.weeks)))
    if plan.growth is not None:
        lines.append(_growth(plan.growth))
    if plan.training_max != USUAL_TRAINING_MAX:
        lines.append(f"training max: {decimal(plan.training_max)}%")
    if plan.maxes:
        maxes = [f"{names.exercise(m.exercise).name} {written_load(m.load)}" for m in plan.maxes]
        lines.append("maxes: " + ", ".join(maxes))
    return "\n".join(lines)


def written_items(items: Sequence[PlanItem], names: Names) -> str:
    """The lifts of a day as text, those of a superset as A1, A2."""
    counts = Counter[str]()
    texts = list[str]()
    for item in items:
        counts[item.superset] += 1
        label = f"{item.superset}{min(9, counts[item.superset])} " if item.superset else ""
        texts.append(label + written_item(item, names))
    return "; ".join(texts)


def written_item(item: PlanItem, names: Names) -> str:
    """One lift as text: "Bench press 4x6-8 rir2"."""
    parts = [_exercises(item, names)]
    if item.weeks:
        parts.append(" / ".join(written_groups(each) or "-" for each in item.weeks))
    if item.step is not None:
        parts.append(written_step(item.step))
    if item.each_side:
        parts.append("each side")
    if item.rest is not None:
        parts.append(f"rest {item.rest}s")
    if item.optional:
        parts.append("optional")
    if item.note:
        parts.append(f"({item.note})")
    return " ".join(parts)


def written_groups(groups: Sequence[SetGroup]) -> str:
    """The sets of one week: "top 1x5 rir2, then 3x5 -10%"."""
    text = ""
    for group in groups:
        of_top = not isinstance(group.load, Load | Body | None) and group.load.of == "top"
        joint = ", then " if of_top else ", "
        text += (joint if text else "") + written_group(group)
    return text


def written_group(group: SetGroup) -> str:
    """Sets that are alike: "4x6-8 100kg rir2"."""
    sets = written_span(group.sets)
    if group.reps is None:
        words = f"{sets}xmax" if group.amrap else f"{sets} sets"
    else:
        words = f"{sets}x{written_span(group.reps)}{_LETTERS[group.counted]}"
        words += "+" if group.amrap else ""
    parts = ["top", words] if group.top else [words]
    if group.load is not None:
        parts.append(written_loading(group.load))
    if group.reserve is not None:
        parts.append(written_reserve(group.reserve))
    return " ".join(parts)


def written_span(span: Span) -> str:
    """A count or a range of counts."""
    return str(span[0]) if span[0] == span[1] else f"{span[0]}-{span[1]}"


def written_reserve(reserve: Reserve) -> str:
    """A reserve the way it was typed: "rir2", "2 left", "@8"."""
    if reserve.written == "rpe" and 100 - reserve.low >= LEAST_RPE:
        return "@" + _tenths((100 - reserve.high, 100 - reserve.low))
    span = _tenths((reserve.low, reserve.high))
    return f"rir{span}" if reserve.written == "rir" else f"{span} left"


def _tenths(span: Span) -> str:
    low, high = decimal(span[0]), decimal(span[1])
    return low if low == high else f"{low}-{high}"


def written_load(load: Load) -> str:
    """A load with its unit: "102.5kg"."""
    return f"{load.text}{load.unit}"


def written_loading(load: Loading) -> str:
    """What is loaded: "100kg", "75%", "85% tm", "-10%", "bw+10kg"."""
    if isinstance(load, Load):
        return written_load(load)
    if isinstance(load, Body):
        return "bw" + (f"+{written_load(load.added)}" if load.added is not None else "")
    if load.of == "top":
        less = 1000 - load.tenths
        return f"-{decimal(less)}%" if less > 0 else f"{decimal(load.tenths)}% of top"
    return f"{decimal(load.tenths)}%" + (" tm" if load.of == "training max" else "")


def written_step(step: Step) -> str:
    """What is added: "+2.5kg", "+5lb a cycle"."""
    every = "" if step.every == "session" else f" a {step.every}"
    return f"+{written_load(step.load)}{every}"


def written_schedule(plan: Plan) -> str:
    """When the days are due: "mon Upper A, tue Lower A", "in turn mon wed fri"."""
    schedule: Schedule = plan.schedule
    if schedule.fixed:
        names = [_scheduled(each.name) for each in plan.days]
        return ", ".join(f"{SHORT[day]} {names[at]}" for day, at in schedule.fixed)
    words = ["in turn", *[SHORT[day] for day in schedule.on]]
    if schedule.times is not None:
        words.append(f"{schedule.times} a week")
    return " ".join(words)


def _week(week: Week) -> str:
    if week.deload:
        return "deload"
    return _tenths(week.reserve) if week.reserve is not None else "same"


def _growth(growth: Growth) -> str:
    every = "a week" if growth.every == 1 else f"every {growth.every} weeks"
    most = f", at most {growth.most}" if growth.most is not None else ""
    return f"sets: +{growth.sets} {every}{most}"


def _heading(name: str) -> str:
    """The name of a day, in quotes where it would be read as something else."""
    low = folded(name)
    other = _SIGNS & set(name) or _LINES.match(low) or _LIFTS.match(low)
    if (
        not other
        and name[:1].isalpha()
        and read_heading(name).name == name
        and sets_start(low) == len(low)
    ):
        return name
    return f'"{name}"'


def _scheduled(name: str) -> str:
    """The same behind a weekday, where another weekday would be read as one more."""
    written = _heading(name)
    other = leading_weekdays(name)[0] or plain(name) in REST_WORDS
    return f'"{name}"' if other else written


def _exercises(item: PlanItem, names: Names) -> str:
    """The names of a lift and of those that may stand for it."""
    words = [names.exercise(each).name.replace('"', "'") for each in item.exercises]
    if any(not _is_plain(each) for each in words):
        words = [f'"{each}"' for each in words]
    return " | ".join(words)


def _is_plain(name: str) -> bool:
    """Whether a name is read to its end where sets follow it, and as nothing else."""
    low = folded(f"{name} ")
    if _SIGNS & set(name) or _LIFTS.match(low):
        return False
    return name[:1].isalnum() and sets_start(f"{low}3x5") == len(low)
