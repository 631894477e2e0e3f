"""`lifter`: what a trainer sees of a lifter's log, says of it, and proposes.

Each look asks first, in the transaction that then reads, whether the lifter still agrees, and is
noted for the lifter. In private chats alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from core.accounts.trainers import (
    LASTS,
    MOST_CHARACTERS,
    MOST_LOOKS,
    MOST_PROPOSED_SETS,
    MOST_SAID,
    Agreement,
    Proposal,
    comment_of,
    holds,
)
from core.context import RequestContext, find_exercise, say_lines
from core.errors import UnknownExercise, UserError
from core.exercises.names import names_for
from core.handlers.board import member_context
from core.handlers.chosen_sets import said_of
from core.handlers.lifter_views import VIEWS, View
from core.handlers.trainer import decision_buttons, refuse_in_group
from core.handlers.trainer_words import dated, name_of, say_to, tell, what_of
from core.locale.strings import say, say_reason
from core.messages import Answer, Button
from core.parsing.commands import Command
from core.parsing.lifters import LifterWords, read_lifter
from core.parsing.reading import Asked, Setting
from core.parsing.sets import read_message
from core.records import Exercise, LoggedSet, PrescribedSet, SetDraft
from core.render.wording import words_of_set
from core.training.exercise_sessions import is_endurance
from core.training.plausibility import implausible
from core.training.progression.plates import mass

_DAY = timedelta(days=1)
_SET = re.compile(r"s[1-9]\d{0,11}")
_ANYWAY = "anyway"  # behind a proposal that was asked about
_SURE = re.compile(rf"\s+{_ANYWAY}[.!]*$", re.IGNORECASE)
_ENOUGH_NAMED = 8  # lifters in a list


def lifter(context: RequestContext, command: Command) -> Answer:
    """`lifter 3 week`, `lifter comment @s12 heels down`, `lifter propose squat 3x5 140`."""
    if context.group:
        return refuse_in_group(context, "")
    mine = _mine(context)
    asked = read_lifter(command.rest)
    if not mine:
        return say_lines(context, context.words("lifter.none"), result=_facts("none"))
    if not asked.verb and len(mine) == 1 and find_exercise(context, asked.who) is not None:
        asked = LifterWords("", "history", asked.who)  # "lifter squat"
    found = _named(context, mine, asked.who)
    if found is None or not asked.verb:
        return _listed(context, mine, which=bool(asked.verb or asked.who))
    if asked.verb == "end":
        return _leave(context, found)
    view = _enter(context, found)
    if view is None:
        return _closed(context, found)
    if asked.verb == "comment":
        return _comment(context, view, command.set_id, asked.rest)
    if asked.verb == "propose":
        return _propose(context, view, asked.rest)
    return _look(context, view, asked.verb, asked.rest)


def _facts(stage: str, **more: object) -> dict[str, object]:
    return {"kind": "lifter", "stage": stage, **more}


# --- whose log ----------------------------------------------------------------------------------


def _mine(context: RequestContext) -> tuple[Agreement, ...]:
    """The trainer's agreements; those that lapsed as long ago as they lasted are left out."""
    found = context.uow.trainers.lifters_of(context.person.id)
    return tuple(each for each in found if context.now - each.until_at < LASTS)


def _named(context: RequestContext, mine: Sequence[Agreement], who: str) -> Agreement | None:
    """The lifter meant by number or name; the only one where nobody is named."""
    if not who:
        return mine[0] if len(mine) == 1 else None
    if who.isdecimal():
        return next((each for each in mine if str(each.id) == who), None)
    named = [each for each in mine if _is_called(name_of(context, each.lifter_id), who)]
    return named[0] if len(named) == 1 else None


def _is_called(name: str, who: str) -> bool:
    name, who = name.casefold(), who.casefold()
    return name == who or name.startswith(f"{who} ")


def _listed(context: RequestContext, mine: Sequence[Agreement], *, which: bool) -> Answer:
    """The trainer's lifters, each with a number."""
    lines = [
        context.words(
            "lifter.line",
            number=each.id,
            name=name_of(context, each.lifter_id),
            day=dated(context, each.from_at),
            until=dated(context, each.until_at),
        )
        for each in mine
    ]
    first = mine[0].id
    last = "lifter.which" if which and len(mine) > 1 else "lifter.how"
    buttons = tuple(
        Button(name_of(context, each.lifter_id), f"lifter {each.id} week")
        for each in mine[:_ENOUGH_NAMED]
    )
    result = _facts("list", lifters=[each.id for each in mine])
    line = context.words(last, number=first)
    return say_lines(context, *lines, line, result=result, buttons=buttons)


def _enter(context: RequestContext, found: Agreement) -> View | None:
    """The lifter's log as the trainer may see it; None where they no longer agree.

    The lifter's row is held first: what they take back is taken back before this reads, or after.
    """
    uow = context.uow
    if not uow.links.hold(found.lifter_id):
        return None
    now_agreed = uow.trainers.agreement(found.id)
    person = uow.people.by_id(found.lifter_id)
    if now_agreed is None or person is None or now_agreed.trainer_id != context.person.id:
        return None
    if not holds(now_agreed, context.now):
        return None
    theirs = member_context(context, replace(person, language=context.person.language))
    return View(now_agreed, theirs, name_of(context, person.id), person.language)


def _closed(context: RequestContext, found: Agreement) -> Answer:
    """Why nothing is shown: it lapsed, or was ended."""
    again = context.uow.trainers.agreement(found.id)
    name = name_of(context, found.lifter_id)
    if again is None:
        return say_lines(context, context.words("lifter.gone", name=name), result=_facts("gone"))
    line = context.words("lifter.lapsed", name=name, day=dated(context, found.until_at))
    return say_lines(context, line, result=_facts("lapsed"))


def _leave(context: RequestContext, found: Agreement) -> Answer:
    """The trainer ends it; the lifter is told."""
    name, mine = name_of(context, found.lifter_id), name_of(context, context.person.id)
    context.uow.links.hold(found.lifter_id)
    context.uow.trainers.end(found)
    line = say_to(context, found.lifter_id, "trainer.ended", name=mine)
    tell(context, found, found.lifter_id, line)
    return say_lines(context, context.words("lifter.ended", name=name), result=_facts("ended"))


# --- looking ------------------------------------------------------------------------------------


def _look(context: RequestContext, view: View, verb: str, words: str) -> Answer:
    """One look, noted for the lifter. Raises UnknownExercise."""
    exercise = _exercise(view, words)
    named = exercise.id if exercise is not None and not exercise.id.startswith("own-") else ""
    trainers = context.uow.trainers
    if trainers.look(view.agreement, verb, named, context.now) > MOST_LOOKS:
        return _enough(context, view)
    title, lines, facts = VIEWS[verb](view, exercise)
    if not lines:
        return _nothing(context, view, verb)
    heading = context.words("lifter.title", name=view.name, what=title)
    answer = say_lines(context, *lines, result=_facts(verb, **facts))
    if answer.reply is None:
        return answer
    return replace(answer, reply=replace(answer.reply, title=heading))


def _nothing(context: RequestContext, view: View, what: str) -> Answer:
    """The same whether there is nothing or nothing that may be shown."""
    day = dated(context, view.agreement.from_at)
    line = context.words("lifter.nothing", name=view.name, day=day)
    return say_lines(context, line, result=_facts("nothing", what=what))


def _exercise(view: View, words: str) -> Exercise | None:
    """The lift a look is about, of the catalogue or seen since the day; None for none."""
    if not words:
        return None
    found = find_exercise(view.theirs, words)
    if found is not None and found.id.startswith("own-") and not view.has_seen(found):
        found = None
    if found is None:
        raise UnknownExercise(words, near="")
    return found


def _enough(context: RequestContext, view: View) -> Answer:
    return say_lines(
        context, context.words("lifter.enough", name=view.name), result=_facts("enough")
    )


# --- a comment ----------------------------------------------------------------------------------


def _comment(context: RequestContext, view: View, set_id: str, words: str) -> Answer:
    """Plain words on one set that the trainer may see; the lifter gets them."""
    first, _, rest = words.partition(" ")
    if not set_id and _SET.fullmatch(first.lower()):
        set_id, words = first.lower(), rest
    if not view.agreement.comments:
        line = context.words("lifter.no_comments", name=view.name)
        return say_lines(context, line, result=_facts("no_comments"))
    said = comment_of(words)
    if not set_id or not words.strip():
        return say_lines(context, context.words("lifter.comment_how"), result=_facts("comment_how"))
    if said is None:
        plain = "comment_plain" if len(words) <= MOST_CHARACTERS else "comment_how"
        return say_lines(context, context.words(f"lifter.{plain}"), result=_facts(plain))
    this = view.set(set_id)
    if this is None:
        return _nothing(context, view, "comment")
    if _said_enough(context, view):
        return _enough(context, view)
    context.uow.trainers.comment(view.agreement, this.id, said, context.now)
    _tell_comment(context, view, this, said)
    line = context.words("lifter.sent", name=view.name)
    return say_lines(context, line, result=_facts("commented", set=this.id))


def _said_enough(context: RequestContext, view: View) -> bool:
    said = context.uow.trainers.said_since(view.agreement, context.now - _DAY)
    return said >= MOST_SAID


def _tell_comment(context: RequestContext, view: View, this: LoggedSet, said: str) -> None:
    """The comment in the lifter's chat, with a button that ends all of them."""
    to = view.agreement.lifter_id
    theirs = view.in_their_words()
    line = say_to(
        context, to, "trainer.commented",
        name=name_of(context, context.person.id), what=said_of(theirs, this), words=said,
    )  # fmt: skip
    mute = Button(say_to(context, to, "button.trainer.mute"), "trainer comments off")
    tell(context, view.agreement, to, line, buttons=(mute,))


# --- a proposal ---------------------------------------------------------------------------------


def _propose(context: RequestContext, view: View, words: str) -> Answer:
    """Sets for the next workout with a lift; nothing changes until the lifter takes them."""
    said = _SURE.sub("", words)
    drafts = _read_sets(context, said)
    if not drafts:
        return say_lines(context, context.words("lifter.propose_how"), result=_facts("propose_how"))
    if _said_enough(context, view):
        return _enough(context, view)
    doubt = "" if said != words else _doubt_of(context, view, drafts)
    if doubt:
        line = context.words("lifter.propose_sure", reason=doubt)
        sure = Button(
            context.words("button.lifter.propose"),
            f"lifter {view.agreement.id} propose {said} {_ANYWAY}",
        )
        return say_lines(context, line, result=_facts("propose_sure"), buttons=(sure,))
    made = Proposal(
        0, view.agreement.id, drafts[0].exercise_id, tuple(map(_as_planned, drafts)), "open",
        context.now,
    )  # fmt: skip
    made = context.uow.trainers.propose(made)
    _tell_proposal(context, view, made)
    exercise = context.exercise(made.exercise_id)
    facts = {"name": view.name, "exercise": exercise.name, "what": what_of(context, made)}
    line = context.words("lifter.proposed", **facts)
    return say_lines(context, line, result=_facts("proposed", exercise=exercise.name))


def _doubt_of(context: RequestContext, view: View, drafts: Sequence[SetDraft]) -> str:
    """Why a set is asked about first, as one typed into a log is; "" for none.

    It is compared with what the trainer may see of the lift.
    """
    exercise = context.exercise(drafts[0].exercise_id)
    seen = view.exposures(exercise)
    loads = [each.load for exposure in seen for each in exposure.working]
    heaviest = max(loads, key=mass, default=None)
    for draft in drafts:
        reason = implausible(draft, exercise, heaviest, len(seen), most_reps_near=0)
        if reason is not None and reason.key == "implausible.load":
            return context.words("lifter.propose_heaviest", name=view.name, **reason.facts)
        if reason is not None:
            return say_reason(context.person.language, reason)
    return ""


def _read_sets(context: RequestContext, words: str) -> tuple[SetDraft, ...]:
    """The sets named, all of one lift of the catalogue with loads; () where they are no such."""
    setting = Setting(
        vocabulary=names_for({}, (), context.person.language),
        unit=context.person.unit,
        now=context.now,
        zone=context.zone,
        last_set=lambda _: None,
        session_end=lambda _since, _until: None,
        language=context.person.language,
    )
    try:
        found = read_message(words, setting).sets
    except (Asked, UserError):
        return ()
    if not 0 < len(found) <= MOST_PROPOSED_SETS or len({e.exercise_id for e in found}) != 1:
        return ()
    exercise = context.exercise(found[0].exercise_id)
    if exercise.measure != "load" or is_endurance(exercise):
        return ()
    return found if all(map(_is_plain, found)) else ()


def _is_plain(each: SetDraft) -> bool:
    """Whether a draft says a working set: a load and repetitions, and no more than a reserve."""
    return bool(each.load.milli > 0 and each.reps and not each.failed and not each.warmup
                and not each.drop and not each.note and not each.side)  # fmt: skip


def _as_planned(each: SetDraft) -> PrescribedSet:
    left = None if each.rir_tenths is None else (each.rir_tenths // 10, -(-each.rir_tenths // 10))
    return PrescribedSet(each.load, each.reps, each.reps, rir=left)


def _tell_proposal(context: RequestContext, view: View, made: Proposal) -> None:
    """What is proposed and what was done last, with the two taps."""
    to, theirs = view.agreement.lifter_id, view.in_their_words()
    exercise = theirs.exercise(made.exercise_id)
    language = theirs.person.language
    lines = [
        say(
            language, "trainer.proposed",
            name=name_of(context, context.person.id), exercise=exercise.name,
            what=what_of(theirs, made),
        )
    ]  # fmt: skip
    last = context.uow.sets.last(to, made.exercise_id)
    if last is not None:
        lines.append(say(language, "trainer.last", sets=words_of_set(language, last, exercise)))
    tell(context, view.agreement, to, *lines, buttons=decision_buttons(context, made, to))
