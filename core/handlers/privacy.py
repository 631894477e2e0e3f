"""`privacy` says what is kept; `forget me` asks once and deletes it."""

from __future__ import annotations

from datetime import timedelta

from core.context import Scene, say_lines
from core.messages import Answer, Button, Reply
from core.parsing.commands import Command
from core.store.rows import Question

LINES = 6
ASKED = "forget"  # what the question is about
VALID = timedelta(minutes=10)  # from the question to the answer
YES, NO = frozenset({"yes", "ok"}), frozenset({"no", "cancel"})


def show_privacy(scene: Scene) -> Answer:
    """What is stored, where, for how long and who sees it, in six lines."""
    lines = tuple(scene.words(f"privacy.line.{number}") for number in range(1, LINES + 1))
    title = scene.words("privacy.title")
    reply = Reply(title=title, lines=lines, private=scene.group, owner=scene.person.id)
    return Answer(reply, {"kind": "privacy"})


def forget_me(scene: Scene, command: Command) -> Answer:
    """`forget me` asks; `forget me yes` within ten minutes deletes every row about the person."""
    word = command.rest.strip().lower().rstrip(".!")
    asked = _asked(scene, command.set_id)
    if word in NO:
        if asked is not None:
            scene.ledger.close_question(scene.person.id, asked.id, scene.now)
        result = {"kind": "forget", "stage": "kept"}
        return say_lines(scene, scene.words("forget.kept"), result=result, private=scene.group)
    if word in YES and asked is not None:
        return _forget(scene)
    return _ask(scene)


def _asked(scene: Scene, question_id: str) -> Question | None:
    """The question that is open: the one a button names, or the last one asked."""
    ledger, me = scene.ledger, scene.person.id
    question = ledger.question(me, question_id) if question_id else ledger.last_question(me)
    if question is None or question.about != ASKED or question.answered_at is not None:
        return None
    return question if timedelta(0) <= scene.now - question.sent_at <= VALID else None


def _ask(scene: Scene) -> Answer:
    links, me = scene.ledger.links, scene.person.id
    tally = links.tally(me)
    sets = tally.sets if tally is not None else 0
    question = scene.ledger.ask(me, Question("", ASKED, "", scene.now, ()), scene.now)
    others = _others(scene)
    lines = (
        scene.words("forget.ask", n=sets),
        scene.words("forget.linked", platforms=others) if others else "",
        scene.words("forget.how"),
    )
    buttons = (
        Button(scene.words("button.forget"), f"forget me yes @{question.id}"),
        Button(scene.words("button.forget_no"), f"forget me no @{question.id}"),
    )
    result = {"kind": "forget", "stage": "asked", "sets": sets, "id": question.id}
    return say_lines(scene, *lines, result=result, buttons=buttons, private=scene.group)


def _others(scene: Scene) -> str:
    """The person's other platforms in words; "" where there is none."""
    me = scene.ledger.links.me(scene.person.id)
    names = [
        scene.words(f"platform.{each.platform}")
        for each in scene.ledger.links.identities(scene.person.id)
        if me is None or each != me
    ]
    if len(names) < 2:
        return "".join(names)
    return scene.words("and", first=", ".join(names[:-1]), last=names[-1])


def _forget(scene: Scene) -> Answer:
    """Delete the person; the answer belongs to nobody any more."""
    others = _others(scene)
    gone = scene.ledger.forget(scene.person.id)
    line = scene.words("forget.done")
    if others:
        line = scene.words("forget.done_linked", platforms=others)
    result = {"kind": "forget", "stage": "done", "sets": gone.sets}
    return Answer(Reply(lines=(line,), private=scene.group), result)
