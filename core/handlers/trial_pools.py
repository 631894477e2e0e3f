"""`pool`: a group runs one trial, each on themselves, and is told one range at its end.

Whoever joins agrees to that and to no more: how many finished, and the range of five people and
more. It is worked out once and kept; who leaves or is forgotten afterwards changes nothing in it.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from math import sqrt

from core.context import RequestContext, find_exercise, say_lines
from core.errors import NotJoined, UnknownExercise
from core.groups.rules import plain_name
from core.handlers.board import member_context
from core.handlers.groups import as_admin, membership
from core.handlers.trial import begin, refusal_of
from core.handlers.trial_arms import bouts_of_trial, lifts_of, names_of, running
from core.messages import Address, Answer, Button
from core.parsing.commands import Command
from core.records import Exercise
from core.render.wording import shortest, words_of_day
from core.trials.allocation import ends_at
from core.trials.eligible import refused
from core.trials.expectation import expect, range_expected
from core.trials.pooled import (
    COMMON,
    ENTRY,
    FEWEST_FINISHERS,
    LENGTH,
    Pooled,
    is_ended,
    may_join,
    part_of,
    published,
)
from core.trials.records import Design, Pool, Trial

_DESIGN = re.compile(r"\bby (limbs?|sides?|legs?|arms?|blocks?|weeks?)$", re.IGNORECASE)
_OVER = frozenset({"off", "end", "stop"})


def pool(context: RequestContext, command: Command) -> Answer:
    """`pool` shows it; with words it opens, enters, leaves or ends one. Raises UserError."""
    words = command.rest.strip(" .!?")
    if words.lower() in ("in", "out"):
        found = _find(context, command.set_id)
        if found is None:
            return _alone(context, "pool.which", "no_pool")
        return (_enter if words.lower() == "in" else _withdraw)(context, *found)
    if not words:
        return _show(context) if context.group else _show_mine(context)
    if not context.group:
        return _alone(context, "trial.pool", "not_a_group")
    return _end(context) if words.lower() in _OVER else _open(context, words)


def _refused(why: str) -> dict[str, object]:
    return {"kind": "pool", "state": "refused", "why": why}


def _alone(context: RequestContext, key: str, why: str, **facts: object) -> Answer:
    """A refusal, for the person alone."""
    lines = context.words(key, **facts).split("\n")
    return say_lines(context, *lines, result=_refused(why), private=context.group)


def _find(context: RequestContext, set_id: str) -> tuple[Pool, Address] | None:
    """The pool that is named, in a group one of that group; the newest where none is named."""
    if set_id:
        found = context.uow.pools.by_id(int(set_id[1:])) if set_id[:1] == "t" else None
        elsewhere = found is not None and context.group and not _same(found[1], context.address)
        return None if elsewhere else found
    if context.group:
        newest = _newest(context)
        return None if newest is None else (newest, context.address)
    return next(iter(_of_mine(context)), None)


def _same(one: Address, other: Address) -> bool:
    return (one.platform, one.chat) == (other.platform, other.chat)


def _newest(context: RequestContext) -> Pool | None:
    return next(iter(context.uow.pools.of_group(context.address)), None)


def _of_mine(context: RequestContext) -> list[tuple[Pool, Address]]:
    """The newest pool of each group the person joined."""
    found = [
        (context.uow.pools.of_group(where), where)
        for where, _ in context.uow.groups.joined(context.person.id)
    ]
    return [(pools[0], where) for pools, where in found if pools]


# --- opening, entering, leaving -----------------------------------------------------------------


def _open(context: RequestContext, words: str) -> Answer:
    """Open a pool; nobody is in yet. Raises NotJoined, UnknownExercise."""
    membership(context)
    design = _DESIGN.search(words)
    name = words[: design.start()].strip() if design else words
    exercise = find_exercise(context, name)
    if exercise is None:
        near = ", ".join(each.name for each, _ in context.names.near(name, 3))
        raise UnknownExercise(name, near=near)
    why = "own" if exercise.id.startswith("own-") else refused(exercise)
    if why:  # somebody's own, or not safe to fail
        key = "pool.own" if why == "own" else f"trial.no.{why}"
        return _alone(context, key, why, exercise=exercise.name)
    newest = _newest(context)
    if newest is not None and newest.published_at is None:
        return _alone(context, "pool.one", "running")
    kind: Design = "limb" if design and design[1].lower()[0] not in "bw" else "blocks"
    made = context.uow.pools.open(context.address, Pool(0, exercise.id, kind, context.now))
    result = {"kind": "pool", "state": "opened", "exercise": exercise.name, "design": kind}
    lines = _told_at_opening(context, made, exercise)
    return say_lines(context, *lines, result=result, buttons=(_join(context, made),))


def _told_at_opening(context: RequestContext, made: Pool, exercise: Exercise) -> list[str]:
    """What is compared, what will be shown and when, how sure it can be, how to be in and out."""
    usual = expect((), (exercise,), context.now, by_limb=made.design == "limb")
    own = range_expected(usual, made.design)
    half = sqrt(own**2 / FEWEST_FINISHERS + (1.96 * COMMON) ** 2)
    day = _day(context, made.opened_at + LENGTH)
    return [
        shortest(context.words("pool.opened", exercise=exercise.name)),
        context.words(f"pool.how.{made.design}"),
        *context.words("pool.what", fewest=FEWEST_FINISHERS, day=day).split("\n"),
        context.words("pool.expect", fewest=FEWEST_FINISHERS, half=f"{half:.1f}"),
        context.words("pool.consent"),
    ]


def _join(context: RequestContext, of: Pool) -> Button:
    return Button(context.words("button.pool.in"), f"pool in @t{of.id}", open=True)


def _enter(context: RequestContext, of: Pool, where: Address) -> Answer:
    """Let the person in, with the trial of theirs that begins with it. Raises NotJoined."""
    member = context.uow.groups.member(where, context.person.id)
    if member is None:
        raise NotJoined
    if not may_join(of, context.now):
        return _alone(context, "pool.in.late", "late")
    exercise, own = context.exercise(of.exercise_id), running(context)
    if own is not None and own.exercises != (exercise.id,):
        named = names_of(lifts_of(context, own))
        return _alone(context, "pool.in.other", "running", exercise=named)
    if own is not None and context.uow.pools.has(own):
        mine = any(person == context.person.id for person, _ in context.uow.pools.entries(of))
        return _alone(context, "pool.in.already" if mine else "pool.in.counted", "already")
    if own is None:
        refusal = refusal_of(context, [exercise])
        if refusal is not None and refusal.reply is not None:
            lines = refusal.reply.lines
            return say_lines(context, *lines, result=_refused("trial"), private=context.group)
        own = begin(context, [exercise], of.design)
    context.uow.pools.enter(of, own, context.now)
    return _entered(context, of, own, plain_name(member.name))


def _entered(context: RequestContext, of: Pool, own: Trial, name: str) -> Answer:
    """In a group who is in, and no arm; in private that the own trial runs."""
    count = len(context.uow.pools.entries(of))
    exercise = context.exercise(of.exercise_id)
    lines = [context.words("pool.in", name=name, n=count)]
    if not context.group:
        day = _day(context, ends_at(own, context.zone))
        lines = [
            shortest(context.words("pool.in.yours", exercise=exercise.name, day=day)),
            context.words("trial.how_to_stop"),
        ]
    result = {"kind": "pool", "state": "joined", "exercise": exercise.name, "joined": count}
    return say_lines(context, *lines, result=result)


def _withdraw(context: RequestContext, of: Pool, where: Address) -> Answer:
    """Let the person out; what was published stays."""
    if of.published_at is not None:
        return _alone(context, "pool.out.late", "late")
    out = context.uow.pools.withdraw(of, context.person.id)
    line = context.words("pool.out" if out else "pool.out.none")
    result = {"kind": "pool", "state": "left"}
    return say_lines(context, line, result=result, private=context.group)


def _end(context: RequestContext) -> Answer:
    """End a pool, with what it showed: admins may. Raises AdminUnknown, NotAdmin."""
    newest = _newest(context)
    if newest is None:
        return say_lines(context, context.words("pool.none"), result=_refused("no_pool"))
    as_admin(context)
    context.uow.pools.drop(newest)
    return say_lines(context, context.words("pool.off"), result={"kind": "pool", "state": "off"})


# --- how it stands, and what came of it ---------------------------------------------------------


def _show(context: RequestContext) -> Answer:
    """The group's newest pool; once it is over, what came of it, worked out now or before."""
    newest = _newest(context)
    if newest is None:
        return say_lines(context, context.words("pool.none"), result=_refused("no_pool"))
    if newest.published_at is None and is_ended(newest, context.now):
        newest = _publish(context, newest)
    if newest.published_at is not None:
        return _result(context, newest)
    buttons = (_join(context, newest),) if may_join(newest, context.now) else ()
    count = len(context.uow.pools.entries(newest))
    result = {"kind": "pool", "state": "running", "joined": count}
    return say_lines(context, _line(context, newest, count), result=result, buttons=buttons)


def _show_mine(context: RequestContext) -> Answer:
    """In private: the pools of the person's groups, each with a button."""
    found = _of_mine(context)
    lines, buttons = [], []
    for of, _ in found:
        entries = context.uow.pools.entries(of)
        if of.published_at is not None or is_ended(of, context.now):
            name = context.exercise(of.exercise_id).name
            lines.append(context.words("pool.line.over", exercise=name))
            continue
        lines.append(_line(context, of, len(entries)))
        if any(person == context.person.id for person, _ in entries):
            buttons.append(Button(context.words("button.pool.out"), f"pool out @t{of.id}"))
        elif may_join(of, context.now):
            buttons.append(Button(context.words("button.pool.in"), f"pool in @t{of.id}"))
    result = {"kind": "pools", "pools": len(found)}
    said = lines or [context.words("pool.none_mine")]
    return say_lines(context, *said, result=result, buttons=tuple(buttons))


def _line(context: RequestContext, of: Pool, count: int) -> str:
    key = "pool.line" if may_join(of, context.now) else "pool.line.closed"
    name = context.exercise(of.exercise_id).name
    until, day = _day(context, of.opened_at + ENTRY), _day(context, of.opened_at + LENGTH)
    return shortest(context.words(key, exercise=name, n=count, until=until, day=day))


def _day(context: RequestContext, at: datetime) -> str:
    return words_of_day(context.person.language, at, context.zone)


def _publish(context: RequestContext, of: Pool) -> Pool:
    """Work out what is published, once; whoever asks at the same time gets what was kept first."""
    members = {person.id: person for _, person in context.uow.groups.members(context.address)}
    entries = context.uow.pools.entries(of)
    parts = []
    for person_id, own in entries:
        if person_id not in members:
            continue
        theirs = member_context(context, members[person_id])
        known = {each.id: each for each in lifts_of(theirs, own)}
        part = part_of(own, bouts_of_trial(theirs, own), known, theirs.zone)
        parts += [] if part is None else [part]
    found = published(parts)
    told: dict[str, object] = {"joined": len(entries), "finished": len(parts)}
    if found is not None:
        told |= {"low": found.low, "high": found.high}
    return context.uow.pools.publish(of, json.dumps(told), context.now)


def _result(context: RequestContext, of: Pool) -> Answer:
    """What was published, as it was kept."""
    told = json.loads(of.result)
    name = context.exercise(of.exercise_id).name
    counts = {"finished": told["finished"], "joined": told["joined"]}
    lines = [shortest(context.words("pool.result", exercise=name, **counts))]
    result: dict[str, object] = {"kind": "pool", "state": "over", "exercise": name, **counts}
    if "low" not in told:
        lines.append(context.words("pool.result.short", fewest=FEWEST_FINISHERS))
        return say_lines(context, *lines, result=result)
    found = Pooled(told["finished"], told["low"], told["high"])
    ends = {"low": f"{found.low:+.1f}", "high": f"{found.high:+.1f}"}
    lines += context.words("pool.result.range", **ends).split("\n")
    lines.append(context.words("pool.result.claimed" if found.claimed else "pool.result.open"))
    lines.append(context.words("pool.result.once"))
    ranged = {"low": found.low, "high": found.high, "claimed": found.claimed}
    return say_lines(context, *lines, result={**result, **ranged})
