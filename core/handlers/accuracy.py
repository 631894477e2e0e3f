"""`accuracy`: how well the bot's own predictions have held for this person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.context import RequestContext
from core.handlers.effort_calibration import bias_of, guesses_of, partners_of
from core.handlers.partner_rating import gap_facts, gap_line
from core.handlers.show import named_exercise
from core.interchange.ahead_scoring import LEAST_TESTED, Fifth, fifths
from core.interchange.scoring import FARTHEST, FEWEST, Score, Worst, score, worst
from core.messages import Answer, Picture, Reply
from core.parsing.commands import Command
from core.pictures.drawings import Column, Columns
from core.records import Exercise, LoggedSet
from core.render.wording import shortest
from core.training.effort.between_sets import working_sets
from core.training.effort.calibration import proofs, to_failure_reps
from core.training.effort.partner_ratings import Pair

MOST = 500  # sets looked back on
EXERCISES = 8  # done lately, whose sets to failure are looked for
BAR = 14  # characters of the longest bar: a row fits a telephone
CALL = 2
AHEAD_SESSIONS = 120  # of a lift, that forecasts of weeks are held against


@dataclass(frozen=True, slots=True)
class Proved:
    """What sets to failure proved of calls: how many, and the mean of true - called."""

    proofs: int = 0
    off: float = 0.0
    band: tuple[int, int] | None = None  # what a called CALL has meant, for one exercise
    seen: tuple[Pair, ...] = ()  # calls that partners called too


def show_accuracy(context: RequestContext, command: Command) -> Answer:
    """`accuracy`, or `accuracy bench`: predictions against what was done, in one picture."""
    exercise = named_exercise(context, command)
    found = context.uow.scores.scored(context.person.id, exercise.id if exercise else None, MOST)
    whole, where = score(found), worst(found)
    proved = _proved(context, exercise)
    calls = [
        *_call_lines(context, exercise, proved),
        *filter(None, [gap_line(context, proved.seen)]),
    ]
    weeks = _weeks(context, exercise)
    ahead = _ahead_lines(context, weeks)
    result = {**_result(context, exercise, whole, where, proved), **_ahead_facts(weeks)}
    name = exercise.name if exercise else ""
    if whole.missing:
        lines = [*_few_lines(context, name, whole), *calls, *ahead]
        return Answer(Reply(lines=tuple(lines), owner=context.person.id), result)
    title = context.words(
        "accuracy.title_of" if name else "accuracy.title", exercise=name, n=whole.n
    )
    lines = [*_share_lines(context, whole), *_worst_lines(context, where, name), *calls, *ahead]
    reply = Reply(
        title=title,
        lines=tuple(lines),
        table=_picture(context, whole),
        pictures=(_drawn(context, title, whole),),
        owner=context.person.id,
    )
    return Answer(reply, result)


def _weeks(context: RequestContext, exercise: Exercise | None) -> list[Fifth]:
    """What came of weeks that `plan ahead` foretold."""
    found = [
        each
        for each in context.uow.weeks_ahead.newest(context.person.id)
        if exercise is None or each.exercise_id == exercise.id
    ]
    return fifths(
        found,
        lambda each: context.uow.sets.exposures(context.person.id, each, limit=AHEAD_SESSIONS),
        context.zone,
    )


def _ahead_lines(context: RequestContext, found: Sequence[Fifth]) -> list[str]:
    """Weeks ahead: for each fifth of stated chance how many held, where there are enough."""
    told = [each for each in found if each.told]
    tested = sum(each.n for each in found)
    if not told:
        return [context.words("accuracy.ahead_few", n=tested, least=LEAST_TESTED)] if tested else []
    parts = [
        context.words(
            "accuracy.ahead_part", low=each.low, high=each.low + 20, n=each.n,
            share=_percent(each.held, each.n),
        )
        for each in told
    ]  # fmt: skip
    return [context.words("accuracy.ahead", parts="; ".join(parts))]


def _ahead_facts(found: Sequence[Fifth]) -> dict[str, object]:
    if not found:
        return {}
    return {
        "weeks_ahead": [
            {"from": each.low, "to": each.low + 20, "n": each.n, "held": each.held,
             "said": round(each.said, 1)}
            for each in found
        ]
    }  # fmt: skip


def _few_lines(context: RequestContext, name: str, whole: Score) -> list[str]:
    key = "accuracy.few" if whole.n else "accuracy.none"
    key = f"{key}_of" if name else key
    facts: dict[str, object] = {"exercise": name, "n": whole.n, "least": FEWEST}
    return [shortest(context.words(key, **facts)), context.words("accuracy.from")]


def _share_lines(context: RequestContext, whole: Score) -> list[str]:
    """Our share within one repetition against "same as last time", and the range."""

    def line(key: str, hits: int) -> str:
        return context.words(key, hits=hits, n=whole.n, share=_percent(hits, whole.n))

    lines = [
        line("accuracy.ours", whole.within_one),
        line("accuracy.last", whole.within_one_last),
    ]
    if whole.within_one < whole.within_one_last:
        lines.append(context.words("accuracy.worse"))
    elif whole.within_one == whole.within_one_last:
        lines.append(context.words("accuracy.equal"))
    return [*lines, line("accuracy.band", whole.likely)]


def _worst_lines(context: RequestContext, where: Worst | None, name: str) -> list[str]:
    if where is None:
        return []
    what = (
        context.exercise(where.exercise_id).name
        if where.exercise_id
        else context.words("accuracy.first" if where.first else "accuracy.later")
    )
    facts = {"what": what, "hits": where.score.within_one, "n": where.score.n}
    return [shortest(context.words("accuracy.worst", **facts))]


def _drawn(context: RequestContext, title: str, whole: Score) -> Picture:
    """An upright bar for each error; those within one repetition stand out."""
    within = context.words("picture.accuracy.within")
    columns = []
    for error, count in zip(range(-FARTHEST, FARTHEST + 1), whole.errors, strict=True):
        sign = "−" if error < 0 else "+" if error > 0 else ""
        far = "" if abs(error) < FARTHEST else "≤ " if error < 0 else "≥ "
        label = f"{far}{sign}{abs(error)}"
        columns.append(Column(label, float(count), f"{count}", abs(error) <= 1))
    told = zip(_labels(context), whole.errors, strict=True)
    listed = ", ".join(f"{label} {count}" for label, count in told if count)
    drawing = Columns(
        title=title,
        hero=f"{_percent(whole.within_one, whole.n)} %",
        hero_note=within,
        columns=tuple(columns),
        foot=context.words("picture.accuracy.foot"),
    )
    alt = context.words("picture.alt.accuracy", title=title, what=listed)
    return Picture("accuracy.png", alt=alt, drawing=drawing)


def _labels(context: RequestContext) -> list[str]:
    labels = []
    for error in range(-FARTHEST, FARTHEST + 1):
        by = f"{abs(error)}" + ("+" if abs(error) == FARTHEST else "")
        key = "as_said" if error == 0 else "more" if error > 0 else "fewer"
        labels.append(context.words(f"accuracy.{key}", by=by))
    return labels


def _picture(context: RequestContext, whole: Score) -> tuple[tuple[str, ...], ...]:
    """A bar for each error: repetitions done against those expected."""
    labels = _labels(context)
    most = max(whole.errors)
    bars = ["█" * (count and max(1, round(BAR * count / most))) for count in whole.errors]
    heading = (context.words("accuracy.reps_head"), context.words("accuracy.sets_head"), "")
    counts = [str(count) for count in whole.errors]
    return aligned([heading, *zip(labels, counts, bars, strict=True)], right=(1,))


def aligned(
    rows: Sequence[tuple[str, ...]], right: Sequence[int] = ()
) -> tuple[tuple[str, ...], ...]:
    """Pad all columns but the last, so that every platform draws them the same."""
    last = len(rows[0]) - 1
    widths = [max(len(row[at]) for row in rows) for at in range(last)]
    return tuple(
        (
            *(
                cell.rjust(width) if at in right else cell.ljust(width)
                for at, (cell, width) in enumerate(zip(row[:last], widths, strict=True))
            ),
            row[last],
        )
        for row in rows
    )


def _proved(context: RequestContext, exercise: Exercise | None) -> Proved:
    """What sets to failure proved of calls, at one exercise or at those done lately."""
    uow, person_id = context.uow, context.person.id
    rows = uow.calibrations.newest(person_id)
    ids = [exercise.id] if exercise else uow.bests.exercise_ids(person_id, EXERCISES)
    off: list[float] = []
    seen: list[Pair] = []
    last: LoggedSet | None = None
    for each in ids:
        exposures = uow.sets.exposures(person_id, each)
        proving = [one for one in exposures if any(map(to_failure_reps, one.sets))]
        found = proofs(proving, context.exercise(each), guesses_of(rows, each))
        off += [proof.off for proof in found if not proof.at_least]
        seen += partners_of(context, context.exercise(each), exposures)
        sets = [done for every in exposures for done in working_sets(every.sets)]
        last = sets[-1] if sets else None
    if not off:
        return Proved(seen=tuple(seen))
    band = None
    if exercise is not None and last is not None:
        band = bias_of(context, exercise).band(CALL, (last.reps or 0) + CALL, exercise)
    return Proved(len(off), sum(off) / len(off), band, tuple(seen))


def _call_lines(context: RequestContext, exercise: Exercise | None, proved: Proved) -> list[str]:
    if not proved.proofs:
        return [context.words("accuracy.unproved")]
    off = f"{abs(proved.off):.1f}".removesuffix(".0")
    key = "accuracy.proved"
    if off == "0":
        key = "accuracy.proved_right"
    elif proved.off < 0:
        key = "accuracy.proved_fewer"
    lines = [context.words(key, n=proved.proofs, off=off)]
    if proved.band is not None and exercise is not None:
        low, high = proved.band
        lines.append(
            shortest(context.words("accuracy.meant", exercise=exercise.name, low=low, high=high))
        )
    return lines


def _result(
    context: RequestContext,
    exercise: Exercise | None,
    whole: Score,
    where: Worst | None,
    proved: Proved,
) -> Mapping[str, object]:
    """The facts; shares only once enough sets were predicted."""
    told = not whole.missing
    band = proved.band
    return {
        "kind": "accuracy",
        "exercise": exercise.name if exercise else None,
        "n": whole.n,
        "missing": whole.missing,
        "within_one": _share(whole.within_one, whole.n) if told else None,
        "within_one_last_session": _share(whole.within_one_last, whole.n) if told else None,
        "mae": round(whole.off, 2) if told else None,
        "mae_last_session": round(whole.off_last, 2) if told else None,
        "coverage_67": _share(whole.likely, whole.n) if told else None,
        "coverage_95": _share(whole.wide, whole.n) if told else None,
        "errors": list(whole.errors),
        "worst": _worst_facts(context, where) if told else None,
        "calls": {
            "proofs": proved.proofs,
            "off": round(proved.off, 2) if proved.proofs else None,
            "band": {"call": CALL, "low": band[0], "high": band[1]} if band else None,
        },
        **({"partners": gap_facts(proved.seen)} if proved.seen else {}),
    }


def _worst_facts(context: RequestContext, where: Worst | None) -> Mapping[str, object] | None:
    if where is None:
        return None
    name = context.exercise(where.exercise_id).name if where.exercise_id else None
    return {
        "exercise": name,
        "sets": None if name else "first" if where.first else "later",
        "n": where.score.n,
        "within_one": _share(where.score.within_one, where.score.n),
    }


def _share(hits: int, n: int) -> float:
    return round(hits / n, 3)


def _percent(hits: int, n: int) -> int:
    return round(100 * hits / n)
