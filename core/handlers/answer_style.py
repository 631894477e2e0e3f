"""How sets are answered: in full, short, in one message that is changed, by a reaction, or not.

In a group sets change a message that is there already, unless something else was chosen: five
lifters would else bury each other's answers. A person's own choice goes before the group's. A
warning is never cut: what speaks of pain, of a question or of a load that was too hard is said in
words, whatever was chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from core.context import RequestContext
from core.errors import BadSetting
from core.handlers.group_disclosure import told_here
from core.handlers.plan_session import day_lines, live_key, may_show
from core.handlers.settings import changed
from core.messages import Answer, Reply
from core.records import Answers, Exercise, LoggedSet
from core.render.wording import words_of_sets

DONE = "\N{THUMBS UP SIGN}"  # among those that every platform lets a bot give
STYLES: Mapping[str, Answers] = {
    "full": "full", "normal": "full", "long": "full", "on": "full",
    "short": "short", "brief": "short", "live": "live",
    "react": "react", "reaction": "react", "reactions": "react",
    "off": "off", "none": "off",
}  # fmt: skip
_ALARMS = frozenset({"too_hard"})
IN_GROUPS: Answers = "live"  # where nobody chose
# In a group a message takes so many sets, then a new one comes below what others said meanwhile:
# five in six need none.
SETS_A_MESSAGE = 6


def style_of(context: RequestContext) -> Answers:
    """How this person's sets are answered here: their choice, else the group's, else as usual.

    Usual is in full in private, and one message that is changed in a group.
    """
    if context.person.answers:
        return context.person.answers
    if not context.group:
        return "full"
    rules = context.uow.groups.group_settings(context.address)
    return (rules.answers if rules is not None else "") or IN_GROUPS


def styled(
    context: RequestContext,
    answer: Answer,
    exercise: Exercise,
    session: Sequence[LoggedSet],
    new: Sequence[LoggedSet],
) -> Answer:
    """An answer to sets as it was chosen.

    `session`: the sets of its exercise in this session, `new` those just stored.
    """
    reply, style = answer.reply, style_of(context)
    if reply is None or reply.private or context.alone or style == "full" or not session:
        return answer
    facts = answer.result or {}
    if style == "live" and not (context.group and _alarms(facts)):
        return Answer(_live(context, reply, exercise, session, new), answer.result)
    if style == "live" or facts.get("kind") != "logged" or _alarms(facts):
        return answer
    if style == "off":
        return Answer(None, answer.result) if context.person.answers == "off" else answer
    lines = reply.lines[: 1 if context.group else 2]
    if style == "react":
        return Answer(replace(reply, reaction=DONE, lines=reply.lines[:2]), answer.result)
    return Answer(replace(reply, lines=lines), answer.result)


def _alarms(facts: Mapping[str, object]) -> bool:
    """Whether something is said that nobody may miss: a load too hard, or what a set proved."""
    verdict = facts.get("verdict")
    kind = cast("Mapping[str, object]", verdict).get("kind") if verdict else None
    return kind in _ALARMS or "calibration" in facts


def _live(
    context: RequestContext,
    reply: Reply,
    exercise: Exercise,
    session: Sequence[LoggedSet],
    new: Sequence[LoggedSet],
) -> Reply:
    """One message an exercise and session: its sets in the first line, then the newest answer.

    By a plan one message for the whole session; in a group one for six sets, whatever the lift.
    """
    shown = list(session)
    if context.aloud:
        here, just = told_here(context), {each.id for each in new}
        shown = [each for each in session if each.id in just or here.has(each)]
    done = f"{exercise.name}: {words_of_sets(context.person.language, shown, exercise)}"
    lines = reply.lines if len(shown) == 1 else (done, *reply.lines)
    day = day_lines(context) if may_show(context) else []
    if day:  # one message for the session, its day above the newest answer
        title, *ticks = day
        return replace(reply, title=title, lines=(*ticks, *reply.lines), edits=live_key(context))
    return replace(reply, lines=lines, edits=_key(context, exercise, session, new))


def _key(
    context: RequestContext,
    exercise: Exercise,
    session: Sequence[LoggedSet],
    new: Sequence[LoggedSet],
) -> str:
    """Which message is changed: that of the lift, in a group that of these six sets."""
    began = session[0].session_at or session[0].at
    about = exercise.id
    if context.group:
        just = {each.id for each in new}
        found = context.uow.sets.between(context.person.id, began, context.now)
        before = [e for e in found if (e.session_at or e.at) == began and e.id not in just]
        about = f"{len(before) // SETS_A_MESSAGE}"
    return f"live:{context.person.id}:{about}:{began.timestamp():.0f}"


def set_answers(context: RequestContext, words: str) -> Answer:
    """`answers live`: how my sets are answered, before what the group chose."""
    word = words.lower().strip()
    if not word:
        return changed(
            context, "answers", style_of(context),
            context.words("show.answers", style=context.words(f"answers.{style_of(context)}")),
        )  # fmt: skip
    if word not in STYLES:
        raise BadSetting(words, setting="answers", example="answers live")
    style = STYLES[word]
    context.uow.people.save(replace(context.person, answers=style))
    sentence = context.words("set.answers", style=context.words(f"answers.{style}"))
    return changed(context, "answers", style, sentence)
