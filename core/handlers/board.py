"""`board`: this week by hits of one's own target. Counts only; nobody is ranked for missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from core.context import RequestContext, say_lines
from core.errors import BadSetting
from core.exercises.names import names_for
from core.groups.rules import (
    MOST_ON_BOARD,
    SHARED_AT_FIRST,
    Member,
    Row,
    in_order,
    plain_name,
    row_of,
    shows_loads,
)
from core.handlers.groups import in_group
from core.handlers.picture_words import ALT_LIMIT
from core.handlers.week_facts import week_of
from core.messages import Answer, Picture, Reply
from core.parsing.commands import Command
from core.pictures.drawings import Board
from core.records import Person
from core.render.wording import shortest, words_of_day, words_of_set
from core.training.week import DAYS, Week, bounds, sunday_of

NAME_WIDTH = 10  # a phone shows some forty signs of a table's line
_DRAWN = re.compile(r"\b(?:as )?(?:an? )?(?:picture|image|chart)\b")
_BY_HITS = frozenset({"hits", "hit", "by hits"})
_BY_NAME = frozenset({"", "name", "names", "by name"})


def board(context: RequestContext, command: Command) -> Answer:
    """`board`, `board hits`: those who joined this group, and what they share of this week."""
    in_group(context, "board")
    words, drawn = words_of(command.rest)
    if words not in _BY_HITS | _BY_NAME:
        raise BadSetting(command.rest, setting="board", example="board hits")
    found = context.uow.groups.members(context.address)
    members = [each for each in found if each[0].share & SHARED_AT_FIRST]
    if not members:
        return say_lines(
            context, context.words("board.nobody"), result={"kind": "board", "rows": []}
        )
    rows = rows_of(context, members, by_hits=words in _BY_HITS)
    reply = table_reply(context, rows, len(members) - len(rows))
    if drawn and reply.table:
        reply = replace(reply, pictures=(picture_of(context, rows),))
    return Answer(reply, {"kind": "board", "rows": [_facts(row) for row in rows]})


def words_of(rest: str) -> tuple[str, bool]:
    """What follows `board`, and whether it is wanted as a picture."""
    words = rest.lower().strip(" .")
    return " ".join(_DRAWN.sub(" ", words).split()), bool(_DRAWN.search(words))


def rows_of(
    context: RequestContext, members: Sequence[tuple[Member, Person]], *, by_hits: bool = False
) -> list[Row]:
    """What those who joined share of their week; loads only where every one of them agreed."""
    with_loads = shows_loads([member for member, _ in members])
    shown = [_row(context, *each, with_loads=with_loads) for each in members[:MOST_ON_BOARD]]
    return in_order([row for row in shown if row is not None], by_hits=by_hits)


def _row(
    context: RequestContext, member: Member, person: Person, *, with_loads: bool
) -> Row | None:
    """A member's row, from their own log as it looks in their own zone."""
    theirs = member_context(context, person)
    week = week_of(theirs, sunday_of(context.now.astimezone(theirs.zone).date()))
    row = row_of(member, week)
    if row is None:
        return None
    top = _top(theirs, week, context.person.language) if with_loads else ""
    return replace(row, name=plain_name(row.name), top=top)


def member_context(context: RequestContext, person: Person) -> RequestContext:
    """The same moment as a member's: their zone, goal, exercises and settings."""
    if person.id == context.person.id:
        return context
    own = context.uow.own_exercises.of(person.id)
    preferences = context.uow.preferences.of(person.id)
    names = names_for({}, own, context.person.language)
    return replace(context, person=person, names=names, preferences=preferences)


def _top(theirs: RequestContext, week: Week, language: str) -> str:
    """The set of the week most worth a word: a record, else the heaviest."""
    top = week.best.set if week.best is not None else week.heaviest
    if top is None:
        return ""
    exercise = theirs.exercise(top.exercise_id)
    return f"{exercise.name} {words_of_set(language, top, exercise)}"


# --- how it looks -------------------------------------------------------------------------------


def _of(pair: tuple[int, int | None] | None) -> str:
    """Write "5/6", "5" with nothing to hold it against; "-" for none, as where none is shared."""
    if pair is None or not pair[0]:
        return "-"
    return f"{pair[0]}" if pair[1] is None else f"{pair[0]}/{pair[1]}"


def _number(count: int | None) -> str:
    return f"{count}" if count else "-"


# name of the column, its cell, and whether a row has something in it
_COLUMNS: tuple[tuple[str, Callable[[Row], str], Callable[[Row], bool]], ...] = (
    ("hits", lambda row: _of(row.hits), lambda row: bool(row.hits and row.hits[0])),
    ("sessions", lambda row: _of(row.sessions), lambda row: bool(row.sessions and row.sessions[0])),
    ("effort", lambda row: _of(row.within), lambda row: bool(row.within and row.within[0])),
    ("records", lambda row: _number(row.records), lambda row: bool(row.records)),
    ("weeks", lambda row: _number(row.streak), lambda row: row.streak is not None),
)


def table_reply(context: RequestContext, rows: Sequence[Row], more: int = 0) -> Reply:
    """The board as a table; `more`: how many joined beside those on it."""
    heading, cells, legend = _cells(context, rows)
    if len(heading) == 1:  # nothing of anybody yet: no list of names without a number
        empty = context.words("board.pin_empty")
        return Reply((empty,), title=_title(context), owner=context.person.id)
    table = [(short_name(row.name), *each) for row, each in zip(rows, cells, strict=True)]
    lines = [legend]
    lines += [shortest(context.words("board.top", name=row.name, set=row.top)) for row in rows
              if row.top]  # fmt: skip
    lines += [context.words("board.more", n=more)] if more > 0 else []
    return Reply(
        title=_title(context), lines=tuple(lines), table=(heading, *table), owner=context.person.id
    )


def _cells(
    context: RequestContext, rows: Sequence[Row]
) -> tuple[tuple[str, ...], list[tuple[str, ...]], str]:
    """The heading, what stands behind each name, and what the columns are; empty ones are left."""
    columns = [each for each in _COLUMNS if any(each[2](row) for row in rows)]
    names = [name for name, _, _ in columns]
    heading = tuple(context.words(f"board.head.{name}") for name in ("name", *names))
    said = ", ".join(context.words(f"board.legend.{name}") for name in names)
    legend = context.words("board.legend", parts=said[:1].upper() + said[1:]) if said else ""
    return heading, [tuple(cell(row) for _, cell, _ in columns) for row in rows], legend


def picture_of(context: RequestContext, rows: Sequence[Row]) -> Picture:
    """The table of the board as a picture: counts, by the consent that the text has; no loads."""
    heading, cells, legend = _cells(context, rows)
    drawing = Board(
        title=_title(context),
        rows=(heading, *((row.name, *each) for row, each in zip(rows, cells, strict=True))),
        foot=legend,
    )
    told = "; ".join(
        f"{row.name}: " + ", ".join(f"{name} {cell}" for name, cell in
                                    zip(heading[1:], each, strict=True))
        for row, each in zip(rows, cells, strict=True)
    )  # fmt: skip
    alt = context.words("picture.alt.board", title=_title(context), rows=told)
    return Picture("board.png", alt=alt[:ALT_LIMIT], drawing=drawing)


def empty_picture(context: RequestContext, said: str) -> Picture:
    """A board without anybody as a picture: it takes the place of one that showed people."""
    heading = (context.words("board.head.name"),)
    drawing = Board(title=_title(context), rows=(heading,), foot=said)
    return Picture("board.png", alt=said, drawing=drawing)


def _title(context: RequestContext) -> str:
    today = context.now.astimezone(context.zone).date()
    since, end = bounds(sunday_of(today), context.zone)
    language = context.person.language
    return context.words(
        "board.title",
        since=words_of_day(language, since, context.zone),
        until=words_of_day(language, end - DAYS / 7, context.zone),
    )


def short_name(name: str) -> str:
    """A name that leaves room for a table on a phone."""
    return name if len(name) <= NAME_WIDTH else name[: NAME_WIDTH - 1].rstrip() + "…"


def _facts(row: Row) -> dict[str, object]:
    """A row as JSON: what is not shared is not there."""
    facts: dict[str, object] = {"name": row.name}
    if row.hits is not None:
        facts |= {"hit": row.hits[0], "aimed": row.hits[1]}
    if row.within is not None:
        facts |= {"in_reserve": row.within[0], "rated": row.within[1]}
    if row.sessions is not None:
        facts |= {"sessions": row.sessions[0], "usual": row.sessions[1]}
    if row.records is not None:
        facts["records"] = row.records
    if row.streak is not None:
        facts["weeks"] = row.streak
    return facts | ({"top": row.top} if row.top else {})
