"""`share`: a card of a session or of a best set, to show to others.

On it is what was lifted, and nothing else that was not asked for by name: no effort, no note, no
bodyweight, and pain never.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.context import RequestContext, find_exercise, say_lines
from core.errors import BadSetting
from core.groups.rules import plain_name, shows_loads
from core.handlers.due_workout import last_session
from core.handlers.groups import in_group, membership
from core.handlers.groups import share as share_with_group
from core.handlers.picture_words import alt_text, long_day
from core.handlers.session_summary import session_record
from core.messages import Answer, Picture, Reply
from core.parsing.commands import Command
from core.parsing.groups import read_sharing
from core.pictures.drawings import Card, Entry, Tile
from core.records import Exercise, LoggedSet
from core.render.facts import set_facts
from core.render.wording import shortest, words_of_sets
from core.training.bodyweight import weight_on
from core.training.history import by_exercise

EXAMPLE = "share card squat"
SHOWN_EXERCISES = 12
_SESSION = frozenset({"", "session", "last session", "workout", "today"})
_WITH = re.compile(r"\b(?:with|and|\+)\b")
_MAY_SHOW = {
    "effort": "effort", "rir": "effort", "notes": "notes", "note": "notes",
    "bodyweight": "bodyweight", "weight": "bodyweight", "bw": "bodyweight",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the card is of, and what more it may show."""

    what: str
    more: frozenset[str]


def share(context: RequestContext, command: Command) -> Answer:
    """`share`, `share squat with notes`; in a group `share card`, all else is what it sees.

    In a group loads are on a card only where the board has them: once all who joined agree.
    """
    card, _, what = command.rest.strip().partition(" ")
    of_card = card.lower() == "card"
    if not context.group:
        if not of_card and command.rest.lower().strip(" .") not in _SESSION | {"record"}:
            _refuse_sharing(context, command.rest)
        return share_card(context, what if of_card else command.rest)
    if not of_card:
        return share_with_group(context, command)
    member = membership(context)
    loads = shows_loads([each for each, _ in context.uow.groups.members(context.address)])
    return share_card(context, what, loads=loads, name=plain_name(member.name))


def _refuse_sharing(context: RequestContext, words: str) -> None:
    """What a group sees is settled there. Raises NotAGroup for words that settle it."""
    with contextlib.suppress(BadSetting):
        read_sharing(words)
        in_group(context, "share")


def share_card(
    context: RequestContext, words: str, *, loads: bool = True, name: str = ""
) -> Answer:
    """A card of the last session, or of the heaviest set of a lift. Raises BadSetting.

    Without `loads` sets and repetitions are shown alone; `name`: whose it is, where others read it.
    """
    wish = _read(words)
    if wish.what in _SESSION:
        sets = last_session(context)
        if not any(each.lifted for each in sets):
            none = context.words("card.none")
            return say_lines(context, none, result={"kind": "card", "sets": []})
        return _Maker(context, wish.more, loads, name).session(sets)
    named = wish.what.removeprefix("record").removeprefix("best").strip()
    if not named:
        exercise = _of_last_session(context)
    else:
        exercise = find_exercise(context, named)
        if exercise is None:
            raise BadSetting(words, setting="card", example=EXAMPLE)
    best = None if exercise is None else _best(context, exercise)
    if exercise is None or best is None:
        lift = exercise.name if exercise else context.words("history.anything")
        none = context.words("history.none", exercise=lift)
        return say_lines(context, none, result={"kind": "card", "sets": []})
    return _Maker(context, wish.more, loads, name).record(exercise, best)


def _read(words: str) -> _Wish:
    what, *more = _WITH.split(words.lower().strip(" ."))
    found = set()
    for each in (part for text in more for part in re.split(r"[\s,]+", text) if part):
        if each not in _MAY_SHOW:
            raise BadSetting(words, setting="card_more", example="share with notes")
        found.add(_MAY_SHOW[each])
    return _Wish(" ".join(what.split()), frozenset(found))


def _of_last_session(context: RequestContext) -> Exercise | None:
    """The lift of the last session that was heavier than ever, else the first one."""
    groups = by_exercise(last_session(context))
    exercises = [context.exercise(each) for each in groups]
    for exercise in exercises:
        if session_record(context, exercise, groups[exercise.id]) is not None:
            return exercise
    return exercises[0] if exercises else None


def _best(context: RequestContext, exercise: Exercise) -> LoggedSet | None:
    heaviest = context.uow.bests.heaviest(context.person.id, exercise.id)
    return max(heaviest, key=lambda each: (each.load.kg, each.reps or 0), default=None)


class _Maker:
    """Makes a card, in words and drawn."""

    def __init__(
        self, context: RequestContext, more: frozenset[str], loads: bool, name: str
    ) -> None:
        self._context, self._more, self._loads, self._name = context, more, loads, name

    def session(self, sets: Sequence[LoggedSet]) -> Answer:
        """A whole session."""
        context = self._context
        lifted = [each for each in sets if each.lifted or each.drop]
        entries = []
        for exercise_id, group in by_exercise(lifted).items():
            exercise = context.exercise(exercise_id)
            record = self._loads and session_record(context, exercise, group) is not None
            mark = context.words("card.heaviest") if record else ""
            entries.append(Entry(exercise.name, self._said(exercise, group), mark))
        title = context.words("card.session", day=long_day(context, lifted[0].at))
        minutes = round((sets[-1].at - sets[0].at).total_seconds() / 60)
        tiles = [
            Tile(f"{len(entries)}", context.words("card.exercises", n=len(entries))),
            Tile(f"{len(lifted)}", context.words("card.sets", n=len(lifted))),
        ]
        if minutes >= 5:
            tiles.append(Tile(context.words("rest.minutes", n=minutes),
                              context.words("picture.tile.time")))  # fmt: skip
        return self._answer(title, entries, tiles, lifted)

    def record(self, exercise: Exercise, best: LoggedSet) -> Answer:
        """The heaviest set of a lift."""
        context = self._context
        title = context.words("card.record", exercise=exercise.name)
        day = long_day(context, best.at)
        entries = [Entry(self._said(exercise, (best,)), day)]
        return self._answer(title, entries, [], (best,))

    def _said(self, exercise: Exercise, group: Sequence[LoggedSet]) -> str:
        shown = [self._open(each) for each in group]
        notes = [each.note for each in group if each.note] if "notes" in self._more else []
        words = words_of_sets(self._context.person.language, shown, exercise)
        if not self._loads:
            amounts = ", ".join(f"{each.reps}" for each in group if each.reps)
            words = self._context.words("card.no_loads", n=len(group), reps=amounts or "-")
        return "; ".join([words, *notes])

    def _open(self, each: LoggedSet) -> LoggedSet:
        if "effort" in self._more:
            return each
        return replace(each, rir_tenths=None, rir_at_least=False, failed=each.missed, amrap=False)

    def _answer(
        self, title: str, entries: Sequence[Entry], tiles: Sequence[Tile],
        sets: Sequence[LoggedSet],
    ) -> Answer:  # fmt: skip
        context = self._context
        body = self._body(sets[-1])
        left = len(entries) - SHOWN_EXERCISES
        more = context.words("card.more", n=left) if left > 0 else ""
        lines = [
            shortest(f"{each.name}: {each.detail}" + (f" ({each.mark})" if each.mark else ""))
            for each in entries
        ]
        hidden = "" if self._loads else context.words("card.loads_hidden")
        drawing = Card(
            title=title,
            subtitle=self._name,
            entries=tuple(entries[:SHOWN_EXERCISES]),
            tiles=tuple(tiles),
            foot=" ".join(filter(None, (body, more))),
        )
        alt = alt_text([f"{title}.", *(f"{line}." for line in lines), body])
        reply = Reply(
            title=title if not self._name else f"{self._name}: {title}",
            lines=tuple(line for line in (*lines, body, hidden) if line),
            pictures=(Picture("card.png", alt=alt, drawing=drawing),),
            owner=context.person.id,
        )
        shown = [self._facts(each) for each in sets]
        return Answer(reply, {"kind": "card", "title": title, "sets": shown})

    def _facts(self, each: LoggedSet) -> dict[str, object]:
        opened = self._open(each)
        note = each.note if "notes" in self._more else ""
        exercise = self._context.exercise(each.exercise_id)
        facts = set_facts(replace(opened, note=note, line=""), exercise)
        return {key: value for key, value in facts.items() if self._loads or key != "load"}

    def _body(self, last: LoggedSet) -> str:
        if "bodyweight" not in self._more:
            return ""
        weights = self._context.uow.bodyweights.of(self._context.person.id)
        found = weight_on(weights, last.at.astimezone(self._context.zone).date())
        if found is None:
            return ""
        number = found.text.replace(".", self._context.words("picture.decimal"))
        return self._context.words("card.bodyweight", load=number, unit=found.unit)
