"""A message with sets to records: the grammar of what people type between sets.

A message is lines; a line is an optional day, an exercise and what was done. Each line is scanned
(`scan`), named (`naming`), taken apart (`parse`) and settled (`settle`); what is missing comes from
the lines above and from the log. All or nothing: one faulty line stores none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from core.errors import (
    FutureDate,
    NoNumber,
    NotASet,
    NothingToRepeat,
    TooLong,
    TooManySets,
    TwoExercises,
    UnknownExercise,
    UserError,
)
from core.language import scan
from core.language.amounts import Known, Row
from core.language.characters import fold, tidy
from core.language.efforts import Call, failing, share_out
from core.language.moments import day_bounds, local_noon, read_day, read_late_day
from core.language.naming import (
    CERTAIN,
    COMMON,
    PROSE,
    Marked,
    Message,
    candidates,
    certain,
    leading,
    mark,
    phrase_of,
    resolve,
)
from core.language.options import Doubt, Option
from core.language.parse import parse
from core.language.parts import MOST_SETS, Effort, Parts
from core.language.printed import write_set
from core.language.ratings import Rating, read_rating
from core.language.reading import Asked, Choice, Reading, Setting
from core.language.settle import MissingAmount, settle
from core.records import Exercise, LoggedSet, SetDraft

__all__ = ["Rating", "looks_like_set", "read_message", "read_rating", "write_set"]

MOST_CHARACTERS = 4096
QUOTED = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a message: where it begins there, its words, and as the scanner sees them."""

    start: int
    text: str
    folded: str


@dataclass(slots=True)
class _State:
    """What the lines so far have said."""

    setting: Setting
    message: Message
    drafts: list[SetDraft] = field(default_factory=list)
    swap: Choice | None = None
    exercise: Exercise | None = None
    heading: str = ""  # a name alone that heads nothing yet
    headed: bool = False
    at: datetime | None = None  # back-dated

    def last(self, exercise_id: str | None) -> SetDraft | LoggedSet | None:
        """The last set of an exercise, or of any, in this message or before it."""
        for draft in reversed(self.drafts):
            if exercise_id in (None, draft.exercise_id):
                return draft
        return self.setting.last_set(exercise_id)


def read_message(text: str, setting: Setting) -> Reading:
    """The sets a message describes.

    Raises a UserError that quotes the faulty line, or Asked when it could be read in several ways.
    """
    if len(text) > MOST_CHARACTERS:
        raise TooLong(text[:60], limit=MOST_CHARACTERS)
    tidied = tidy(text)
    lines = list(split_lines(tidied))
    state = _State(setting, Message(tidied))
    for place, line in enumerate(lines):
        try:
            _read_line(line, state, more=place + 1 < len(lines))
        except UserError as error:
            error.quote = error.quote or line.text[:QUOTED]
            raise
        except Asked as asked:
            asked.quote = asked.quote or line.text[:QUOTED]
            raise
    if state.heading:
        exercise = state.exercise
        raise NoNumber(state.heading, exercise=exercise.id if exercise else "")
    if not state.drafts:
        raise NotASet(tidied.strip()[:QUOTED])
    return Reading(tuple(state.drafts), state.swap)


_BREAK = re.compile(r"[\n;]")


def split_lines(tidied: str) -> Iterator[Line]:
    """The lines of a tidy message; `;` ends one too, except in quotes or parentheses."""
    if tidied.isascii() and tidied.isprintable() and ";" not in tidied:
        text = tidied.strip()
        if any(each.isalnum() for each in text):
            yield Line(tidied.index(text), text, text)
        return
    offset = 0
    for whole in tidied.split("\n"):
        folded = fold(whole)
        for start, end in _stretches(folded):
            left = len(folded[start:end]) - len(folded[start:end].lstrip())
            text = whole[start + left : end].rstrip()
            if text and any(each.isalnum() or each in "+-@#" for each in folded[start:end]):
                begin = start + left
                yield Line(offset + begin, text, folded[begin : begin + len(text)])
        offset += len(whole) + 1


def _stretches(folded: str) -> Iterator[tuple[int, int]]:
    if ";" not in folded:
        yield 0, len(folded)
        return
    start, closer = 0, ""
    for place, sign in enumerate(folded):
        if closer:
            escaped = sign == '"' and folded[place - 1] == "\\"
            closer = "" if sign == closer and not escaped else closer
        elif sign == '"' and folded.find('"', place + 1) > 0:
            closer = '"'
        elif sign == "(" and folded.find(")", place + 1) > 0:
            closer = ")"
        elif sign == ";":
            yield start, place
            start = place + 1
    yield start, len(folded)


# one line --------------------------------------------------------------------------------------


def _read_line(line: Line, state: _State, *, more: bool) -> None:
    marked = mark(line.text, line.folded, state.setting.vocabulary)
    _read_days(marked, state)
    tokens = scan.scan(marked.masked)
    if not tokens and not marked.names:
        return
    exercise = _named(line, marked, tokens, state, more=more)
    tokens = [token for token in tokens if not _inside(token, marked.spent)]
    words = [token for token in tokens if token.kind != scan.MARK]
    if exercise is not None and not words:
        _head(line, exercise, state)
        return
    parts = parse(tokens, marked.masked)
    _check_talk(line, parts, state, named=exercise is not None)
    if exercise is None:
        exercise = _trailing_name(line, marked, parts, state)
    _settle_line(line, marked, parts, exercise, state)


def _inside(token: scan.Token, span: tuple[int, int]) -> bool:
    return span[0] <= token.start and token.end <= span[1]


def _read_days(marked: Marked, state: _State) -> None:
    """Take the day a line begins or ends with; it holds for the lines that follow."""
    zone = state.setting.zone
    today = state.setting.now.astimezone(zone).date()
    day = read_day(marked.masked, today) or read_late_day(marked.masked, today)
    if day is None:
        return
    marked.masked = (
        marked.masked[: day.start] + " " * (day.end - day.start) + marked.masked[day.end :]
    )
    if day.clock is not None:
        state.at = datetime.combine(day.day, day.clock, zone).astimezone(UTC)
        if state.at > state.setting.now:
            raise FutureDate
    else:
        state.at = None if day.day == today else _back_dated(day.day, state.setting)


def _back_dated(day: date, setting: Setting) -> datetime:
    """That day's last set, or 12:00 there."""
    return setting.session_end(*day_bounds(day, setting.zone)) or local_noon(day, setting.zone)


def _head(line: Line, exercise: Exercise, state: _State) -> None:
    if state.heading:
        raise NoNumber(state.heading, exercise=state.exercise.id if state.exercise else "")
    state.exercise, state.heading, state.headed = exercise, line.text[:QUOTED], True


def _named(
    line: Line, marked: Marked, tokens: list[scan.Token], state: _State, *, more: bool
) -> Exercise | None:
    """The exercise named on a line; None when it names none.

    Raises TwoExercises, Asked for an unclear name, NotASet for talk.
    """
    known = {exercise.id for exercise, _, _ in marked.names}
    if len(known) > 1:
        raise TwoExercises(names=", ".join(exercise.name for exercise, _, _ in marked.names))
    lead = leading(tokens)
    numbers = len(lead) < len(tokens)
    first = next((token.kind for token in lead if token.kind != scan.MARK), "")
    if first in (scan.SAME, scan.X, scan.RIR, scan.RPE) or (not numbers and _flags_only(lead)):
        return marked.names[0][0] if marked.names else None
    number_at = tokens[len(lead)].start if numbers else len(line.text)
    before = [name for name in marked.names if name[1] < number_at]
    span = phrase_of(lead, before)
    if span is None:
        return marked.names[0][0] if marked.names else None
    if marked.names and (not before or not numbers):
        raise NotASet(line.text[:QUOTED])
    phrase = line.text[span[0] : span[1]].strip()
    marked.spent = span
    if not numbers:
        return _name_alone(line, phrase, state, more=more)
    return resolve(
        phrase,
        line.text[:QUOTED],
        state.setting.vocabulary,
        lambda name: state.message.rewritten(((*span, name),), line.start),
    )


def _flags_only(lead: list[scan.Token]) -> bool:
    return all(token.kind != scan.WORD for token in lead)


def _name_alone(line: Line, phrase: str, state: _State, *, more: bool) -> Exercise:
    """An unknown name without numbers: a heading with a slip of the finger, else talk."""
    plain = phrase.lower().split()
    if not PROSE.intersection(plain) and len(plain) <= 4 and not COMMON.intersection(plain):
        near = candidates(state.setting.vocabulary, phrase)
        best = certain(near)
        if best is not None and not more:
            raise NoNumber(line.text[:QUOTED], exercise=best.id)
        if best is not None:
            return best
        if more and len(state.message.text) - line.start > len(line.text):
            return resolve(
                phrase,
                line.text[:QUOTED],
                state.setting.vocabulary,
                lambda name: state.message.rewritten(((0, len(line.text), name),), line.start),
            )
    raise NotASet(line.text[:QUOTED])


def _check_talk(line: Line, parts: list[Parts], state: _State, *, named: bool) -> None:
    """Refuse talk that happens to hold one number: "bench 3 times a week"."""
    del state
    part = parts[0]
    thin = len(parts) == 1 and not (part.complete or part.loads or part.at or part.timed)
    thin = thin and part.effort is None and len(part.bare) <= 1
    if not (thin and part.note):
        return
    words = " ".join(line.text[start:end] for start, end in part.note).lower().split()
    if PROSE.intersection(words) or not part.bare or not named:
        raise NotASet(line.text[:QUOTED])


def _trailing_name(
    line: Line, marked: Marked, parts: list[Parts], state: _State
) -> Exercise | None:
    """An unclear name after the set ("140x8 sqaut"); words that name nothing are a note."""
    notes = [span for part in parts for span in part.note]
    if len(notes) != 1 or not any(part.counts for part in parts):
        return None
    start, end = notes[0]
    phrase = line.text[start:end]
    words = phrase.lower().split()
    inherits = state.exercise is not None or state.last(None) is not None
    if COMMON.intersection(words) or PROSE.intersection(words) or len(words) > 4:
        return None
    near = candidates(state.setting.vocabulary, phrase)
    if inherits and (not near or near[0][1] < CERTAIN - 1):
        return None
    del marked
    for part in parts:
        part.note = []
    return resolve(
        phrase,
        line.text[:QUOTED],
        state.setting.vocabulary,
        lambda name: state.message.rewritten(((start, end, name),), line.start),
    )


def _inherited(state: _State) -> Exercise:
    if state.exercise is not None:
        return state.exercise
    last = state.last(None)
    if last is None:
        raise UnknownExercise
    return state.setting.vocabulary.exercise(last.exercise_id)


def _settle_line(
    line: Line, marked: Marked, parts: list[Parts], named: Exercise | None, state: _State
) -> None:
    if named is None and state.exercise is None and _repeats(parts) and state.last(None) is None:
        raise NothingToRepeat
    exercise = named or _inherited(state)
    if named is not None and state.heading:
        raise NoNumber(state.heading, exercise=_inherited(state).id)
    fresh = named is not None or bool(state.heading)
    state.headed = state.headed and named is None
    headed = fresh or state.headed
    stretches: list[tuple[Parts, Effort | None, int]] = []
    rows: list[tuple[Row, ...]] = []
    bases: list[SetDraft | LoggedSet | None] = []
    last = state.last(exercise.id)
    unit = state.setting.unit
    for part in parts:
        known = Known(exercise, last, unit, fresh, headed)
        try:
            settled = settle(part, known)
        except Doubt as doubt:
            raise _asked(doubt, line, state) from None
        except MissingAmount:
            raise NoNumber(line.text[:QUOTED], exercise=exercise.id) from None
        if settled.swap is not None:
            state.swap = _choice(settled.swap, line, state)
        bases.append(last)
        stretches.append((part, settled.effort, len(settled.rows)))
        rows.append(settled.rows)
        unit = _unit_typed(part) or unit
        if len(parts) > 1:
            last = _draft(settled.rows[-1], Call(), exercise, line, state)
    calls = share_out(stretches)
    state.exercise, state.heading = exercise, ""
    for place, (part, _, _) in enumerate(stretches):
        given = _called(part, rows[place], calls[place], bases[place])
        _keep(line, marked, part, exercise, rows[place], given, state)
    if len(state.drafts) > MOST_SETS:
        raise TooManySets(limit=MOST_SETS)


def _repeats(parts: list[Parts]) -> bool:
    """Whether a line starts from the last set: "same", "x7", "+2.5"."""
    part = parts[0]
    changed = bool(part.loads and part.loads[0][0].sign and not part.loads[0][0].body)
    signed = bool(part.factors and part.factors[0][0].sign and not part.factors[0][0].body)
    return part.same or (part.leading_x and not part.loads) or changed or signed


def _unit_typed(part: Parts) -> str:
    """The unit a stretch was typed in: it holds for the rest of the line."""
    groups = (*part.factors, *part.loads, *part.at)
    return next((each.unit for group in groups for each in group if each.unit), "")


def _called(
    part: Parts, rows: tuple[Row, ...], calls: list[Call], base: SetDraft | LoggedSet | None
) -> list[Call]:
    """The calls of a stretch, with `same` repeating effort and `f` belonging to the last."""
    given = list(calls)
    typed = part.effort is not None
    if part.same and not typed and base is not None and not base.failed:
        effort = base.rir_tenths
        given = [Call(effort, base.rir_at_least, shared=effort is not None)]
    for place, row in enumerate(rows):
        if row.failed or (part.failed and place == len(rows) - 1):
            given[place] = failing(given[place] if typed else Call())
    if part.shared:
        given = [replace(each, shared=each.rir_tenths is not None) for each in given]
    return given


def _keep(
    line: Line,
    marked: Marked,
    part: Parts,
    exercise: Exercise,
    rows: tuple[Row, ...],
    calls: list[Call],
    state: _State,
) -> None:
    base = state.last(exercise.id) if part.same else None
    warmup = part.warmup or (base is not None and base.warmup)
    drop = part.drop or (base is not None and base.drop)
    note = _note(line, marked, part)
    for place, (row, call) in enumerate(zip(rows, calls, strict=True)):
        amrap = part.amrap and place == len(rows) - 1
        flags = {"amrap": amrap, "warmup": warmup, "drop": drop}
        state.drafts.append(_draft(row, call, exercise, line, state, note, **flags))


def _draft(
    row: Row,
    call: Call,
    exercise: Exercise,
    line: Line,
    state: _State,
    note: str = "",
    **flags: bool,
) -> SetDraft:
    return SetDraft(
        exercise_id=exercise.id,
        load=row.load,
        reps=row.reps,
        at=state.at or state.setting.now,
        line=line.text,
        rir_tenths=call.rir_tenths,
        rir_at_least=call.at_least,
        failed=call.failed,
        partials=row.partials,
        seconds=row.seconds,
        distance_cm=row.distance_cm,
        per_side=row.per_side,
        shared_effort=call.shared,
        note=note,
        **flags,
    )


def _note(line: Line, marked: Marked, part: Parts) -> str:
    """The marked and the loose words of a note, in the order typed."""
    found = [(start, words) for start, _, words in marked.notes]
    found += [(start, line.text[start:end]) for start, end in part.note]
    return " ".join(words for _, words in sorted(found) if words)


def _choice(option: Option, line: Line, state: _State) -> Choice:
    return Choice(option.label, state.message.rewritten(option.edits, line.start))


def _asked(doubt: Doubt, line: Line, state: _State) -> Asked:
    choices = tuple(_choice(each, line, state) for each in doubt.options)
    return Asked(doubt.about, line.text[:QUOTED], choices, dict(doubt.facts))


from core.language.overheard import looks_like_set  # noqa: E402
