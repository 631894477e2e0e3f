"""`train together squat`: partners chosen by button, each showing their loads for this session.

Nothing of anybody is shown before they tapped, and nothing any more once it is over: a rack is
deleted with what its lifters agreed to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Literal, cast

from core.context import RequestContext, find_exercise, say_lines
from core.groups.company import (
    FEWEST_LIFTERS,
    IDLE,
    MOST_LIFTERS,
    Bar,
    Lifter,
    Rack,
    is_idle,
)
from core.groups.rules import plain_name
from core.handlers import rack_message as message_of
from core.handlers.groups import in_group, membership
from core.handlers.rack_message import Turn
from core.handlers.typed_sets import log_sets
from core.messages import Address, Answer, Button, Message, Reply
from core.parsing.commands import Command
from core.reminders.schedule import Reminder
from core.render.wording import shortest
from core.store.repositories.reminders import Reminders

KIND: Literal["rack"] = "rack"  # of the timer that ends an idle one
MOST_RACKS = 5  # at a time in a group
MOST_OFFERED = 8  # partners as buttons
TWICE = timedelta(seconds=20)  # a second tap within this is the same set
USUAL_LIFTS = ("squat", "bench-press", "deadlift")  # offered where none is named


def train_together(context: RequestContext, command: Command, message: Message) -> Answer:
    """Open a rack, choose partners, agree, log one's set, leave. Raises UserError."""
    in_group(context, "train together")
    membership(context)
    words = command.rest.lower().strip(" .!?").split()
    verb = words[0] if words else ""
    if verb not in ("ask", "in", "out", "off", "done"):
        return _open(context, command.rest)
    rack = _named(context, command.set_id)
    if rack is None:
        return _alone(context, "rack.gone", "gone")
    if verb == "ask":
        return _ask(context, rack, words[1] if len(words) > 1 else "")
    if verb == "done":
        return _done(context, rack, message, words[1] if len(words) > 1 else "")
    if verb == "in":
        return _agree(context, rack)
    if verb == "off" and rack.made_by == context.person.id:
        return _ended(context, rack)
    return _out(context, rack)


def _alone(context: RequestContext, key: str, why: str, **facts: object) -> Answer:
    result = {"kind": "rack", "state": "refused", "why": why}
    return say_lines(context, context.words(key, **facts), result=result, private=True)


def _named(context: RequestContext, rack_id: str) -> Rack | None:
    """The rack a button names, of this group; else the one the person is at here."""
    company = context.uow.company
    if rack_id:
        number = rack_id[1:]
        found = company.rack(int(number)) if rack_id[0] == "r" and len(number) < 19 else None
    else:
        here = company.racks_of(context.address)
        mine = [each for each in here if _place(each, context.person.id) is not None]
        found = mine[0] if mine else None
    if found is None or not _same(found.where, context.address):
        return None
    return None if is_idle(found, context.now) else found


def _same(one: Address, other: Address) -> bool:
    return (one.platform, one.chat) == (other.platform, other.chat)


def _place(rack: Rack, person_id: int) -> Lifter | None:
    return next((each for each in rack.lifters if each.person_id == person_id), None)


# --- before it begins ---------------------------------------------------------------------------


def _open(context: RequestContext, words: str) -> Answer:
    """A rack for a lift; the maker chooses partners next."""
    exercise = find_exercise(context, words) if words.strip() else None
    if exercise is None or exercise.id.startswith("own-") or exercise.measure != "load":
        lifts = [context.exercise(each) for each in USUAL_LIFTS]
        buttons = tuple(Button(each.name, f"train together {each.name.lower()}") for each in lifts)
        key = "rack.which" if not words.strip() else "rack.no_lift"
        result = {"kind": "rack", "state": "refused", "why": "lift"}
        line = context.words(key)
        return say_lines(context, line, result=result, buttons=buttons, private=True)
    company, me, now = context.uow.company, context.person.id, context.now
    for each in company.racks_of(context.address):
        if is_idle(each, now) or (each.made_by == me and each.began_at is None):
            company.end(each)
    if len(company.racks_of(context.address)) >= MOST_RACKS:
        return _alone(context, "rack.full", "full", n=MOST_RACKS)
    rack = company.open_rack(Rack(0, context.address, exercise.id, me, now, None, now, Bar()))
    company.place(rack, [Lifter(me, 0, "asked")])
    return _choosing(context, _moved(context, company.rack(rack.id) or rack))


def _ask(context: RequestContext, rack: Rack, word: str) -> Answer:
    """The maker asks somebody who joined."""
    people = message_of.members_of(context, rack)
    asked = int(word) if word.isdecimal() and len(word) < 19 else 0
    if rack.made_by != context.person.id or rack.began_at is not None or asked not in people:
        return _alone(context, "rack.not_yours", "not_yours")
    if len(_company(rack)) < MOST_LIFTERS:
        context.uow.company.place(rack, [Lifter(asked, len(rack.lifters), "asked")])
    return _choosing(context, _moved(context, _again(context, rack)))


def _agree(context: RequestContext, rack: Rack) -> Answer:
    """Show one's loads at a rack; with everybody's tap it begins."""
    place = _place(rack, context.person.id)
    if place is None or (place.state == "out" and rack.began_at is None):
        return _alone(context, "rack.not_asked", "not_asked")
    others = [each for each in context.uow.company.racks_with(context.person.id)
              if each.id != rack.id and not is_idle(each, context.now)]  # fmt: skip
    if others:
        return _alone(context, "rack.other", "other")
    context.uow.company.place(rack, [replace(place, state="in")])
    rack = _moved(context, _again(context, rack))
    waiting = any(each.state == "asked" for each in rack.lifters)
    if rack.began_at is None and (waiting or len(rack.agreed) < FEWEST_LIFTERS):
        return _choosing(context, rack)
    if rack.began_at is None:
        rack = _begun(context, rack)
    return _shown(context, rack)


def _begun(context: RequestContext, rack: Rack) -> Rack:
    """Everybody agreed: turns in the order with the fewest moves of plates."""
    rack = replace(rack, began_at=context.now)
    order = message_of.in_best_order(context, rack)
    places = [replace(each, place=order.index(each.person_id)) for each in rack.agreed
              if each.person_id in order]  # fmt: skip
    context.uow.company.place(rack, places)
    context.uow.company.move(rack)
    return _again(context, rack)


def _company(rack: Rack) -> list[Lifter]:
    return [each for each in rack.lifters if each.state != "out"]


def _choosing(context: RequestContext, rack: Rack) -> Answer:
    """The message before it begins: who is asked, who agreed, whom to ask."""
    said = message_of.spoken(context, rack)
    people = message_of.members_of(context, rack)
    names = {each: plain_name(member.name) for each, (member, _) in people.items()}
    asked = [names[each.person_id] for each in rack.lifters
             if each.state == "asked" and each.person_id in names]  # fmt: skip
    agreed = [names[each.person_id] for each in rack.agreed if each.person_id in names]
    lines = [said.words("rack.asked", names=", ".join(asked)) if asked else ""]
    lines.append(said.words("rack.agreed", names=", ".join(agreed)) if agreed else "")
    if len(_company(rack)) < FEWEST_LIFTERS:
        lines.append(said.words("rack.choose", name=names.get(rack.made_by or 0, "?")))
    lines += [said.words("rack.consent"), said.words("rack.begins")]
    name = said.exercise(rack.exercise_id).name
    named = f"@r{rack.id}"
    buttons = [
        Button(said.words("button.rack.in"), f"train together in {named}", open=True),
        Button(said.words("button.rack.out"), f"train together out {named}", open=True),
    ]
    if len(_company(rack)) < MOST_LIFTERS:
        there = {each.person_id for each in rack.lifters}
        free = [each for each in names if each not in there][:MOST_OFFERED]
        buttons += [
            Button(said.words("button.rack.ask", name=names[each]),
                   f"train together ask {each} {named}", open=True) for each in free
        ]  # fmt: skip
    title = said.words("rack.ask_title", exercise=name)
    kept = tuple(shortest(each) for each in lines if each)
    reply = Reply(kept, title=title, buttons=tuple(buttons), edits=rack.key)
    return Answer(reply, _facts(rack, "asking"))


# --- under way ----------------------------------------------------------------------------------


def _done(context: RequestContext, rack: Rack, message: Message, left: str) -> Answer:
    """A tap logs the presser's own next set as advised."""
    place = _place(rack, context.person.id)
    if rack.began_at is None or place is None or place.state != "in":
        return _alone(context, "rack.not_in", "not_in")
    turns = message_of.turns_of(context, rack)
    mine = next((each for each in turns if each.person_id == context.person.id), None)
    if mine is None or mine.load is None or mine.reps is None:
        exercise = context.exercise(rack.exercise_id)
        return _alone(context, "rack.type_it", "no_load", exercise=exercise.name.lower())
    if mine.done and context.now - mine.done[-1].at < TWICE:
        return _alone(context, "rack.twice", "twice")
    name = context.exercise(rack.exercise_id).name.lower()
    typed = f"{name} {mine.load.text}{mine.load.unit} x {mine.reps}"
    if left in map(str, message_of.LEFT):
        typed = f"{typed} rir{left}"
    return log_sets(context, message, typed)


def _out(context: RequestContext, rack: Rack) -> Answer:
    """Somebody is not, or no longer, at a rack; with one left it is over."""
    place = _place(rack, context.person.id)
    if place is None:
        return _alone(context, "rack.not_asked", "not_asked")
    turns = message_of.turns_of(message_of.spoken(context, rack), rack)
    context.uow.company.place(rack, [replace(place, state="out")])
    rack = _again(context, rack)
    gone = rack.made_by == context.person.id and rack.began_at is None
    if gone or (rack.began_at is not None and len(rack.agreed) < FEWEST_LIFTERS):
        return _ended(context, rack, turns)
    waiting = any(each.state == "asked" for each in rack.lifters)
    if rack.began_at is None and not waiting and len(rack.agreed) >= FEWEST_LIFTERS:
        rack = _begun(context, rack)
    return _shown(context, rack) if rack.began_at is not None else _choosing(context, rack)


def _shown(context: RequestContext, rack: Rack) -> Answer:
    """The live message; once nobody has a set to do, that it is over."""
    said = message_of.spoken(context, rack)
    turns = message_of.turns_of(said, rack)
    order = message_of.order_of(turns)
    if not order:
        return _ended(context, rack, turns)
    bar = message_of.loaded_for(rack, order, turns, message_of.sleeve_of(said, rack))
    rack = replace(rack, bar=bar)
    context.uow.company.move(rack)
    reply = message_of.live(said, rack, turns, bar)
    return Answer(reply, {**_facts(rack, "on"), "turn": order[0].name})


def _ended(context: RequestContext, rack: Rack, turns: Sequence[Turn] = ()) -> Answer:
    """Delete a rack; its message shows no load any more."""
    said = message_of.spoken(context, rack)
    reply = message_of.over(said, rack, turns or message_of.turns_of(said, rack))
    context.uow.company.end(rack)
    return Answer(reply, _facts(rack, "over"))


def _facts(rack: Rack, state: str) -> dict[str, object]:
    return {"kind": "rack", "state": state, "lifters": len(rack.agreed)}


def _again(context: RequestContext, rack: Rack) -> Rack:
    return context.uow.company.rack(rack.id) or rack


def _moved(context: RequestContext, rack: Rack) -> Rack:
    """Something was done at a rack just now: its timer begins anew."""
    rack = replace(rack, moved_at=context.now)
    context.uow.company.move(rack)
    reminders: Reminders = context.uow.reminders
    context.uow.company.drop_pings(context.person.id, rack.key)
    reminders.add(
        Reminder(
            KIND, (), None, rack.where, context.person.zone, context.now,
            person_id=context.person.id, next_at=context.now + IDLE, note=rack.key,
        )
    )  # fmt: skip
    return rack


# --- what else changes it -----------------------------------------------------------------------


def follow(context: RequestContext, message: Message, answer: Answer) -> Answer:
    """A set of a lifter, an undo or `done` changes the message of their rack.

    Where the group reads the answer to a set anyway, both are one message.
    """
    kind = (answer.result or {}).get("kind")
    if kind == "left" or (kind == "unlink" and (answer.result or {}).get("stage") == "done"):
        leave_racks(context, left=kind == "left")
    if kind not in ("logged", "changed", "session") or not context.uow.company.may_lift(
        context.person.id
    ):
        return answer
    for rack in context.uow.company.racks_with(context.person.id):
        if rack.began_at is None or is_idle(rack, context.now):
            continue
        if kind == "logged" and not _is_of(context, rack, answer):
            continue
        if kind == "session":
            _post(context, rack, _out(context, rack).reply, message)
            continue
        shown, reply = _shown(context, _moved(context, rack)).reply, answer.reply
        aloud = context.aloud and _same(rack.where, context.address)
        said = reply is not None and reply.about and not reply.private
        if shown is None or reply is None or not (aloud and said):
            _post(context, rack, shown, message)
            continue
        first = context.words(
            "rack.said", name=plain_name(context.person.name), what=reply.lines[0]
        )
        merged = replace(shown, lines=(shortest(first), *shown.lines), about=reply.about)
        return Answer(merged, {**(answer.result or {}), "rack": True})
    return answer


def _post(
    context: RequestContext, rack: Rack, reply: Reply | None, message: Message | None
) -> None:
    """Change the message of a rack beside the answer; a chat that sends for itself is not sent."""
    if reply is None or (message is not None and not message.receipt):
        return
    stamp = message.receipt if message is not None else f"{context.now.timestamp():.0f}"
    context.uow.outbox.post(rack.where, reply, "", f"{rack.key}:{stamp}", context.now)


def _is_of(context: RequestContext, rack: Rack, answer: Answer) -> bool:
    """Whether sets just logged are of a rack's lift."""
    sets = cast("list[dict[str, object]]", (answer.result or {}).get("sets") or [])
    return any(each["exercise"] == context.exercise(rack.exercise_id).name for each in sets)


def leave_racks(context: RequestContext, *, left: bool = False) -> None:
    """Somebody parts an account or is forgotten: their racks are over.

    `left`: those of groups that they are in no more.
    """
    me = context.person.id
    for rack in context.uow.company.racks_at(me):
        if not left or context.uow.groups.member(rack.where, me) is None:
            _post(context, rack, _ended(context, rack).reply, None)


def end_idle(context: RequestContext, note: str) -> str:
    """The timer of a rack rang: it is over where nothing was done since."""
    number = note.partition(":")[2]
    rack = context.uow.company.rack(int(number)) if number.isdecimal() else None
    if rack is None or not is_idle(rack, context.now):
        return "dropped"
    _post(context, rack, _ended(context, rack).reply, None)
    return "over"
