"""`challenge`: so many repetitions, sets or sessions, for each or all together. Never loads.

What counts is the person's own log from the day the challenge was made, wherever it was typed:
they entered for that. Progress is told when somebody asks, never unasked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.context import RequestContext, find_exercise, say_lines
from core.errors import BadSetting
from core.groups.rules import MOST_CHALLENGES, Challenge, free_number, plain_name, span_of
from core.handlers.board import short_name
from core.handlers.groups import as_admin, in_group, membership
from core.messages import Answer, Button, Reply
from core.parsing.commands import Command
from core.parsing.groups import Wanted, read_challenge
from core.records import Exercise
from core.render.wording import shortest, words_of_day

KEPT = timedelta(days=90)  # after its end
Standing = Mapping[int, tuple[str, int]]  # who is in: their name and what they did
WEEK, DAY = timedelta(days=7), timedelta(days=1)
MOST_NAMED = 12  # in the message of those who entered
SHOWN_AFTER = timedelta(days=7)  # while no other is open


def challenge(context: RequestContext, command: Command) -> Answer:
    """`challenge` shows how it stands; with words it makes, enters, leaves or ends one."""
    in_group(context, "challenge")
    words = command.rest.split()
    if not words and not command.set_id:
        return show(context)
    verb = words[0].lower() if words else ""
    if verb in ("in", "out", "off") and len(words) <= 2:
        number = words[1] if len(words) == 2 else ""
        found = _find(context, number, command.set_id)
        if found is None:
            key = "challenge.which"
            if command.set_id or number:
                key = "challenge.over" if command.set_id else "challenge.none_such"
            line = context.words(key, number=number[:8], verb=verb)
            return say_lines(context, line, result=_refused("no_challenge"), private=True)
        if verb == "in":
            return _enter(context, found, pressed=bool(command.set_id))
        return {"out": _withdraw, "off": _end}[verb](context, found)
    return _make(context, read_challenge(command.rest))


def _find(context: RequestContext, number: str, set_id: str) -> Challenge | None:
    """The open challenge of this group that is named; the only one where none is named."""
    opened = context.uow.groups.challenges(context.address, context.now)
    if set_id:
        return next((each for each in opened if f"g{each.id}" == set_id), None)
    if not number:
        return opened[0] if len(opened) == 1 else None
    return next((each for each in opened if f"{each.number}" == number.strip("#.")), None)


def _refused(error: str) -> dict[str, object]:
    return {"kind": "error", "error": error}


# --- making, entering, ending -------------------------------------------------------------------


def _make(context: RequestContext, wanted: Wanted) -> Answer:
    """Open a challenge; its maker is in. Raises NotJoined, BadSetting."""
    member = membership(context)
    exercise = _exercise_of(context, wanted)
    if exercise is not None and (refused := _refused_lift(context, exercise, wanted)) is not None:
        return refused
    exercise_id = "" if exercise is None else exercise.id
    opened = context.uow.groups.challenges(context.address, context.now)
    since, until = span_of(wanted.period, context.now, context.zone)
    same = (each for each in opened if _is_same(each, wanted, exercise_id, until))
    if (running := next(same, None)) is not None:
        return _runs_already(context, running)
    number = free_number(opened)
    if number is None:
        line = context.words("challenge.full", most=MOST_CHALLENGES)
        return say_lines(context, line, result=_refused("too_many"))
    made = Challenge(
        0, number, exercise_id, wanted.counted, wanted.goal, since, until, context.person.zone,
        member.person_id, wanted.team,
    )  # fmt: skip
    made = context.uow.groups.make(context.address, made, context.now - KEPT)
    context.uow.groups.enter(made.id, member.person_id, context.now)
    return _answer_made(context, made)


def _exercise_of(context: RequestContext, wanted: Wanted) -> Exercise | None:
    """The lift a challenge is about; None where it is about all. Raises BadSetting."""
    if not wanted.exercise:
        return None
    exercise = find_exercise(context, wanted.exercise)
    if exercise is None:
        raise BadSetting(
            wanted.exercise, setting="challenge_exercise", example="challenge squat 30 sets"
        )
    return exercise


def _refused_lift(context: RequestContext, exercise: Exercise, wanted: Wanted) -> Answer | None:
    """Why a group cannot count a lift: only one person has it, or it has no repetitions."""
    if exercise.id.startswith("own-"):
        line = context.words("challenge.own", exercise=exercise.name)
        return say_lines(context, line, result=_refused("own_exercise"))
    if wanted.counted == "reps" and exercise.measure in ("time", "distance"):
        facts = {"exercise": exercise.name, "name": exercise.name.lower()}
        line = context.words("challenge.timed", **facts)
        return say_lines(context, line, result=_refused("not_counted"))
    return None


def _answer_made(context: RequestContext, made: Challenge) -> Answer:
    """What the challenge asks until when, and that it counts from now."""
    language = context.person.language
    first = context.words(
        "challenge.made_team" if made.team else "challenge.made",
        number=made.number,
        what=what_of(context, made),
        until=words_of_day(language, made.until_at - timedelta(days=1), context.zone),
    )
    today = words_of_day(language, made.from_at, context.zone)
    reply = Reply(
        lines=(shortest(first), context.words("challenge.counts", since=today)),
        buttons=(_button(context, made, several=False),),
        owner=context.person.id,
    )
    return Answer(reply, {"kind": "challenge", **_facts(context, made)})


def _is_same(each: Challenge, wanted: Wanted, exercise_id: str, until: datetime) -> bool:
    """Whether an open challenge asks the same until the same day, in the zone of its maker."""
    asks = (each.exercise_id, each.counted, each.goal, each.team)
    return asks == (exercise_id, wanted.counted, wanted.goal, wanted.team) and (
        abs(each.until_at - until) <= DAY
    )


def _runs_already(context: RequestContext, running: Challenge) -> Answer:
    """Which challenge asks the same already, with the button to be in."""
    reply = Reply(
        lines=(
            context.words("challenge.same", number=running.number),
            _line(context, running, is_open=True),
        ),
        buttons=(_button(context, running, several=False),),
        owner=context.person.id,
    )
    return Answer(reply, _refused("same_challenge"))


def _enter(context: RequestContext, found: Challenge, *, pressed: bool) -> Answer:
    """Let the person in. Raises NotJoined, which is said to them alone.

    Those who press the button stand in one message, which grows with each.
    """
    member = membership(context)
    new = context.uow.groups.enter(found.id, member.person_id, context.now)
    standing = _progress(context, found)
    done = _together(standing) if found.team else standing[member.person_id][1]
    key = "challenge.in_team" if found.team else "challenge.in"
    key = key if done else "challenge.in_fresh"  # nobody's 0 is told to others
    facts = {"name": plain_name(member.name), "number": found.number, "goal": found.goal}
    line = context.words(key if new else "challenge.in.already", done=done, **facts)
    result = {"kind": "challenge", **_facts(context, found)}
    if not new or not pressed:
        return say_lines(context, line, result=result, private=not new)
    others = sorted(
        (name for person, (name, _) in standing.items()
         if person not in (member.person_id, found.made_by)), key=str.casefold,
    )  # fmt: skip
    before = [
        context.words("challenge.in_fresh", name=name, number=found.number)
        for name in others[: MOST_NAMED - 1]
    ]
    lines = (*before, line)
    reply = Reply(lines=lines, owner=context.person.id, edits=_entered_today(context, found))
    return Answer(reply, result)


def _entered_today(context: RequestContext, found: Challenge) -> str:
    """Which message names those who entered: one a day, so that none far up is changed."""
    return f"challenge:{found.id}:{context.now:%Y%m%d}"


def _withdraw(context: RequestContext, found: Challenge) -> Answer:
    context.uow.groups.withdraw(found.id, context.person.id)
    line = context.words("challenge.out", number=found.number)
    result = {"kind": "challenge", **_facts(context, found)}
    return say_lines(context, line, result=result, private=True)


def _end(context: RequestContext, found: Challenge) -> Answer:
    """End a challenge: its maker may, and admins. Raises AdminUnknown, NotAdmin."""
    if found.made_by != context.person.id:
        as_admin(context)
    result = _result(context, found, _progress(context, found))
    context.uow.groups.drop(found.id)
    line = context.words("challenge.off", number=found.number)
    return say_lines(context, line, result, result={"kind": "challenge", "off": found.number})


# --- how it stands ------------------------------------------------------------------------------


def show(context: RequestContext) -> Answer:
    """Every open challenge with who is in, by name, and what all did together.

    While none is open, those that ended in the last seven days.
    """
    since = context.now - SHOWN_AFTER
    found = context.uow.groups.challenges(context.address, since)
    opened = [each for each in found if each.until_at > context.now]
    shown = sorted(opened or found[-MOST_CHALLENGES:], key=lambda each: (each.number, each.id))
    if not shown:
        line = context.words("challenge.none")
        return say_lines(context, line, result={"kind": "challenges", "challenges": []})
    progress = {each.id: _progress(context, each) for each in shown}
    lines = [_line(context, each, is_open=bool(opened)) for each in shown]
    lines += filter(None, (_result(context, each, progress[each.id]) for each in shown))
    names: dict[int, str] = {}
    for each in shown:
        names |= {person: name for person, (name, _) in progress[each.id].items()}
    order = sorted(names, key=lambda person: (names[person].casefold(), person))
    table: list[tuple[str, ...]] = []
    if order:
        table.append((context.words("board.head.name"), *(f"{each.number}" for each in shown)))
        for person in order:
            cells = (progress[each.id].get(person) for each in shown)
            done = (f"{cell[1]}" if cell and cell[1] else "-" for cell in cells)
            table.append((short_name(names[person]), *done))
        if len(order) > 1:
            sums = (sum(done for _, done in progress[each.id].values()) for each in shown)
            said = (f"{total or '-'}" for total in sums)
            table.append((context.words("challenge.together"), *said))
    else:
        lines.append(context.words("challenge.nobody"))
    buttons = tuple(_button(context, each, several=len(opened) > 1) for each in shown if opened)
    reply = Reply(
        title=context.words("challenge.title"), lines=tuple(lines), table=tuple(table),
        buttons=buttons, owner=context.person.id,
    )  # fmt: skip
    facts = [_facts(context, each) for each in shown]
    return Answer(reply, {"kind": "challenges", "challenges": facts})


def what_of(context: RequestContext, each: Challenge) -> str:
    """What a challenge asks of each: "100 reps of Pull-up"."""
    if each.counted == "sessions" or not each.exercise_id:
        key = "challenge.sessions" if each.counted == "sessions" else "challenge.sets.any"
        return context.words(key, n=each.goal)
    exercise = context.exercise(each.exercise_id).name
    return context.words(f"challenge.{each.counted}", n=each.goal, exercise=exercise)


def _line(context: RequestContext, each: Challenge, *, is_open: bool) -> str:
    zone = ZoneInfo(each.zone)
    last = words_of_day(context.person.language, each.until_at - timedelta(days=1), zone)
    key = "challenge.line_team" if each.team else "challenge.line"
    key = key if is_open else f"{key}.over"
    what = what_of(context, each)
    return shortest(context.words(key, number=each.number, what=what, until=last))


def results_of_week(context: RequestContext) -> list[str]:
    """What came of challenges, as told once a week: a line each, where there is one.

    Of those that ended within the week or end within a day: one that ends on Sunday night is told
    on Sunday evening, and the week after only what came of it since.
    """
    before, lines = context.now - WEEK, []
    for each in context.uow.groups.challenges(context.address, before):
        if each.until_at > context.now + DAY:
            continue
        line = _result(context, each, _progress(context, each))
        known = each.until_at <= before + DAY and line == _result(
            context, each, _progress(context, replace(each, until_at=before))
        )
        lines += [line] if line and not known else []
    return lines[:MOST_CHALLENGES]


def _result(context: RequestContext, each: Challenge, standing: Standing) -> str:
    """Who reached the goal, or that all did together; nobody is named for missing it."""
    if each.team:
        done = _together(standing)
        if done < each.goal:
            return ""
        key = "challenge.reached_team"
        return context.words(key, number=each.number, done=done, goal=each.goal)
    reached = sorted(
        (name for name, done in standing.values() if done >= each.goal), key=str.casefold
    )
    if not reached:
        return ""
    names = ", ".join(map(short_name, reached))
    return shortest(context.words("challenge.reached", number=each.number, names=names))


def _together(standing: Standing) -> int:
    return sum(done for _, done in standing.values())


def _button(context: RequestContext, each: Challenge, *, several: bool) -> Button:
    key = "button.in.numbered" if several else "button.in"
    return Button(context.words(key, number=each.number), f"challenge in @g{each.id}", open=True)


def _progress(context: RequestContext, each: Challenge) -> Standing:
    """Who is in, with their name and what they did."""
    return {
        person: (plain_name(name), _done(context, each, person))
        for person, name in context.uow.groups.entrants(each.id)
    }


def _done(context: RequestContext, each: Challenge, person_id: int) -> int:
    """What a person did of what a challenge counts."""
    if each.counted == "sessions":
        starts = context.uow.weeks.session_starts(person_id, each.from_at, each.until_at)
        return len(starts)
    return context.uow.groups.amount(person_id, each)


def _facts(context: RequestContext, each: Challenge) -> dict[str, object]:
    standing = _progress(context, each)
    return {
        "number": each.number,
        "exercise": context.exercise(each.exercise_id).name if each.exercise_id else None,
        "counted": each.counted,
        "goal": each.goal,
        "team": each.team,
        "reached": _together(standing) >= each.goal if each.team else None,
        "from": each.from_at.isoformat(),
        "until": each.until_at.isoformat(),
        "entrants": [{"name": name, "done": done} for name, done in standing.values()],
    }
