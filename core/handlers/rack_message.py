"""The one message of partners at a rack: whose turn, load and plates to change, who is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from core.context import RequestContext
from core.groups.company import Bar, Rack, next_turn
from core.groups.plate_moves import Stack, best_order, common, loading, moves, stacks
from core.groups.rules import Member, plain_name
from core.handlers.advice import lifter_of, next_set_now, target_for
from core.handlers.board import member_context
from core.handlers.exercise_log import read_past
from core.limits import SESSION_GAP
from core.messages import Button, Reply
from core.records import Exercise, Load, LoggedSet, Person
from core.render.wording import shortest, words_of_next, words_of_rest, words_of_weight
from core.training.progression.plates import bar_of
from core.training.sides import of_last_side
from core.training.warmups import PLATES

LEFT = (0, 1, 2, 3)  # repetitions left, a button each
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody at a rack: sets done there, and the next one, where there is one to do."""

    person_id: int
    name: str
    done: tuple[LoggedSet, ...]
    finished: bool = False
    load: Load | None = None  # None: no load is known yet
    reps: int | None = None
    what: str = ""  # the next set in words
    rest_s: int = 0


def members_of(context: RequestContext, rack: Rack) -> dict[int, tuple[Member, Person]]:
    """Who joined the group of a rack, by person."""
    return {
        each.person_id: (each, person) for each, person in context.uow.groups.members(rack.where)
    }


def spoken(context: RequestContext, rack: Rack) -> RequestContext:
    """The same turn in the language of the group, else of who opened the rack."""
    rules = context.uow.groups.group_settings(rack.where)
    maker = context.uow.ratings.lifter(rack.made_by) if rack.made_by else None
    language = rules.language if rules is not None and rules.language else ""
    language = language or (maker.language if maker is not None else context.person.language)
    return replace(context, person=replace(context.person, language=language))


def turns_of(context: RequestContext, rack: Rack) -> list[Turn]:
    """All who show their loads at a rack, in the order of turns."""
    people = members_of(context, rack)
    exercise = context.exercise(rack.exercise_id)
    return [
        _turn(context, rack, exercise, *people[each.person_id])
        for each in rack.agreed
        if each.person_id in people
    ]


def _turn(
    context: RequestContext, rack: Rack, exercise: Exercise, member: Member, person: Person
) -> Turn:
    theirs = member_context(replace(context, group=False), person)
    since = rack.began_at or rack.opened_at
    sets = context.uow.sets.between(person.id, since, context.now + _SECOND)
    done = tuple(each for each in sets if each.exercise_id == exercise.id and each.working)
    turn = Turn(person.id, plain_name(member.name), done)
    exposures = of_last_side(read_past(theirs, exercise.id).exposures)
    last = exposures[-1].sets[-1] if exposures else None
    if last is not None and context.now - last.at < SESSION_GAP:
        lifter = lifter_of(theirs, exercise, exposures, in_session=True)
        following = next_set_now(theirs, lifter, exposures)
        if following is None:
            return replace(turn, finished=bool(done), what=context.words("rack.any_load"))
        what = words_of_next(context.person.language, following, exercise)
        return replace(
            turn, load=following.load, reps=following.reps_low, what=what, rest_s=following.rest_s
        )
    target = target_for(theirs, exercise)
    reps = target.aims[0] if target.aims else target.reps_low
    if target.kind == "first" or reps is None:
        return replace(turn, what=context.words("rack.any_load"))
    what = f"{words_of_weight(context.person.language, target.load)} x {reps}"
    return replace(turn, load=target.load, reps=reps, what=what)


# --- the bar ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sleeve:
    """What a rack's bar is loaded with: whoever opened it, or comes first, told their own."""

    bar: Load
    plates: Stack

    def side(self, load: Load | None) -> int | None:
        """What goes on one side for a load, in thousandths; None where that is not known."""
        if load is None or load.unit != self.bar.unit or load.milli < self.bar.milli:
            return None
        side, odd = divmod(load.milli - self.bar.milli, 2)
        return None if odd else side


def sleeve_of(context: RequestContext, rack: Rack) -> Sleeve | None:
    """The bar and plates there are; None for a lift without a bar."""
    exercise, people = context.exercise(rack.exercise_id), members_of(context, rack)
    whose = [rack.made_by, *(each.person_id for each in rack.agreed)]
    owner = next((people[each][1] for each in whose if each is not None and each in people), None)
    if exercise.equipment != "barbell" or owner is None:
        return None
    lifter = lifter_of(member_context(context, owner), exercise, ())
    bar = bar_of(lifter, owner.unit)
    own = tuple(each.milli for each in owner.plates if each.unit == bar.unit)
    return Sleeve(bar, own or PLATES[bar.unit])


def in_best_order(context: RequestContext, rack: Rack) -> list[int]:
    """The people of a rack in the order with the fewest moves of plates; else as they agreed."""
    turns, sleeve = turns_of(context, rack), sleeve_of(context, rack)
    ids = [each.person_id for each in turns]
    sides = [sleeve.side(each.load) for each in turns] if sleeve is not None else []
    known = [each for each in sides if each is not None]
    if sleeve is None or len(known) < len(ids):
        return ids
    return [ids[place] for place in best_order((), known, sleeve.plates)]


def loaded_for(
    rack: Rack, order: Sequence[Turn], turns: Sequence[Turn], sleeve: Sleeve | None
) -> Bar:
    """What is on the bar before the first turn of an order, and for it.

    It is loaded as for the newest set done there, whatever load that had; as long as no other set
    is done, what it is loaded from stays the same.
    """
    turn, newest = _newest(turns)
    on = rack.bar.on if rack.bar.turn == turn else _left_on(rack.bar, newest, sleeve)
    sides = [sleeve.side(each.load) for each in order] if sleeve is not None else [None]
    if sleeve is None or sides[0] is None:
        return Bar(on, (), turn)
    known = [each for each in sides if each is not None]
    way = loading(on, known, sleeve.plates) or loading(on, known[:1], sleeve.plates)
    return Bar(on, way[0] if way else (), turn)


def _newest(turns: Sequence[Turn]) -> tuple[str, LoggedSet | None]:
    """The last set done at a rack, and a name for it among those of all."""
    done = [(each.at, turn.person_id, each.id, each) for turn in turns for each in turn.done]
    if not done:
        return "", None
    _, person_id, set_id, newest = max(done, key=lambda each: each[:3])
    return f"{person_id}:{set_id}", newest


def _left_on(bar: Bar, newest: LoggedSet | None, sleeve: Sleeve | None) -> Stack:
    """What a set leaves on the bar: as shown, else the nearest that makes up its load."""
    side = sleeve.side(newest.load) if sleeve is not None and newest is not None else None
    if sleeve is None or side is None or sum(bar.then) == side:
        return bar.then
    found = stacks(side, sleeve.plates)
    return min(found, key=lambda each: moves(bar.then, each), default=bar.then)


def plates_line(context: RequestContext, bar: Bar, side: int | None) -> str:
    """What to take off and put on, on each side."""
    if side is None or sum(bar.then) != side:
        return ""
    if not bar.then and not bar.on:
        return context.words("rack.bar_alone")
    kept = common(bar.on, bar.then)
    off, put = bar.on[kept:][::-1], bar.then[kept:]
    full = _plates(bar.then) or "0"
    if not off and not put:
        return context.words("rack.plates.same", full=full)
    key = "rack.plates.both" if off and put else "rack.plates.off" if off else "rack.plates.on"
    return context.words(key, off=_plates(off), on=_plates(put), full=full)


def _plates(stack: Sequence[int]) -> str:
    return " + ".join(Load(each, "kg").text for each in stack)


# --- the message --------------------------------------------------------------------------------


def order_of(turns: Sequence[Turn]) -> list[Turn]:
    """Whose turn it is, then who comes after; those who have no set to do are left out."""
    done = {each.person_id: len(each.done) for each in turns}
    finished = {each.person_id for each in turns if each.finished}
    by_id, order, found = {each.person_id: each for each in turns}, list(done), list[Turn]()
    while (turn := next_turn(order, done, frozenset(finished))) is not None:
        found.append(by_id[turn])
        finished.add(turn)
    return found


def live(context: RequestContext, rack: Rack, turns: Sequence[Turn], bar: Bar) -> Reply:
    """A rack under way."""
    order, sleeve = order_of(turns), sleeve_of(context, rack)
    first, others = order[0], order[1:]
    facts = {"name": first.name, "what": first.what, "n": len(first.done) + 1}
    lines = [shortest(context.words("rack.now", **facts))]
    side = sleeve.side(first.load) if sleeve is not None else None
    lines.append(plates_line(context, bar, side))
    if others:
        then = "; ".join(f"{each.name} {each.what}" for each in others)
        lines.append(shortest(context.words("rack.then", names=then)))
    lines.append(_rest_left(context, first))
    over = [each.name for each in turns if each.finished]
    lines.append(context.words("rack.finished", names=", ".join(over)) if over else "")
    named = f"@r{rack.id}"
    done = [
        Button(context.words("button.rack.done", left=n), f"train together done {n} {named}",
               open=True) for n in LEFT
    ]  # fmt: skip
    out = Button(context.words("button.rack.leave"), f"train together out {named}", open=True)
    names = ", ".join(each.name for each in turns)
    title = context.words(
        "rack.title", exercise=context.exercise(rack.exercise_id).name, names=names
    )
    return Reply(
        tuple(each for each in lines if each), title=title, buttons=(*done, out), edits=rack.key
    )


def _rest_left(context: RequestContext, turn: Turn) -> str:
    if not turn.done or not turn.rest_s:
        return ""
    left = turn.rest_s - round((context.now - turn.done[-1].at).total_seconds())
    if left <= 0:
        return ""
    step = 10 if left < 120 else 30  # seconds: as exact as somebody at a rack reads it
    rest = words_of_rest(context.person.language, max(10, round(left / step) * step))
    return context.words("rack.rest", name=turn.name, rest=rest)


def over(context: RequestContext, rack: Rack, turns: Sequence[Turn]) -> Reply:
    """A rack that is over: how many sets each did, and no load any more."""
    counts = ", ".join(f"{each.name} {len(each.done)}" for each in turns if each.done)
    name = context.exercise(rack.exercise_id).name
    lines = [context.words("rack.over", exercise=name)]
    lines.append(context.words("rack.over.sets", names=counts) if counts else "")
    lines.append(context.words("rack.over.loads"))
    return Reply(tuple(shortest(each) for each in lines if each), edits=rack.key)
