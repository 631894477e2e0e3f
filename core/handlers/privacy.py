"""`privacy` says what is kept; `forget me` asks once and deletes it."""

from __future__ import annotations

from datetime import timedelta

from core.context import RequestContext, say_lines
from core.handlers.leaving import leave_all
from core.handlers.racks import leave_racks
from core.handlers.trainer_words import end_all, trainer_lines
from core.messages import Answer, Button, Reply
from core.parsing.commands import Command
from core.store.rows import Question

LINES = 7
ASKED = "forget"  # what the question is about
VALID = timedelta(minutes=10)  # from the question to the answer
YES, NO = frozenset({"yes", "ok"}), frozenset({"no", "cancel"})


def show_privacy(context: RequestContext) -> Answer:
    """What is stored, where, for how long and who sees it, in seven lines."""
    lines = tuple(context.words(f"privacy.line.{number}") for number in range(1, LINES + 1))
    if not context.group:
        lines = (*lines, *trainer_lines(context))
    title = context.words("privacy.title")
    reply = Reply(title=title, lines=lines, private=context.group, owner=context.person.id)
    return Answer(reply, {"kind": "privacy"})


def forget_me(context: RequestContext, command: Command) -> Answer:
    """`forget me` asks; `forget me yes` within ten minutes deletes every row about the person."""
    word = command.rest.strip().lower().rstrip(".!")
    asked = _asked(context, command.set_id)
    if word in NO:
        if asked is not None:
            context.uow.questions.close(context.person.id, asked.id, context.now)
        result = {"kind": "forget", "stage": "kept"}
        return say_lines(
            context, context.words("forget.kept"), result=result, private=context.group
        )
    if word in YES and asked is not None:
        return _forget(context)
    return _ask(context)


def _asked(context: RequestContext, question_id: str) -> Question | None:
    """The question that is open: the one a button names, or the last one asked."""
    uow, me = context.uow, context.person.id
    question = uow.questions.read(me, question_id) if question_id else uow.questions.last(me)
    if question is None or question.about != ASKED or question.answered_at is not None:
        return None
    return question if timedelta(0) <= context.now - question.sent_at <= VALID else None


def _ask(context: RequestContext) -> Answer:
    links, me = context.uow.links, context.person.id
    tally = links.tally(me)
    sets = tally.sets if tally is not None else 0
    question = context.uow.questions.ask(me, Question("", ASKED, "", context.now, ()), context.now)
    others = _others(context)
    lines = (
        context.words("forget.ask", n=sets),
        context.words("forget.linked", platforms=others) if others else "",
        context.words("forget.how"),
    )
    buttons = (
        Button(context.words("button.forget"), f"forget me yes @{question.id}"),
        Button(context.words("button.forget_no"), f"forget me no @{question.id}"),
    )
    result = {"kind": "forget", "stage": "asked", "sets": sets, "id": question.id}
    return say_lines(context, *lines, result=result, buttons=buttons, private=context.group)


def _others(context: RequestContext) -> str:
    """The person's other platforms in words; "" where there is none."""
    me = context.uow.links.me(context.person.id)
    names = [
        context.words(f"platform.{each.platform}")
        for each in context.uow.links.identities(context.person.id)
        if me is None or each != me
    ]
    if len(names) < 2:
        return "".join(names)
    return context.words("and", first=", ".join(names[:-1]), last=names[-1])


def _forget(context: RequestContext) -> Answer:
    """Delete the person; the answer belongs to nobody any more."""
    others = _others(context)
    leave_racks(context)
    context.uow.group_posts.changed_by(context.person.id, context.address, context.now)
    leave_all(context)
    end_all(context)
    gone = context.uow.personal_data.forget(context.person.id)
    line = context.words("forget.done")
    if others:
        line = context.words("forget.done_linked", platforms=others)
    result = {"kind": "forget", "stage": "done", "sets": gone.sets}
    return Answer(Reply(lines=(line,), private=context.group), result)
