"""A message with sets to records: the grammar of what people type between sets.

A message is lines; a line is an optional day, an exercise and what was done. Each line is scanned
(`scan`), named (`naming`), taken apart (`parse`) and settled (`settle`); what is missing comes from
the lines above and from the log. All or nothing: one faulty line stores none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

from core.errors import (
    FutureDate,
    NoNumber,
    NotASet,
    NothingToRepeat,
    TooLong,
    TooManySets,
    UserError,
)
from core.parsing import scan
from core.parsing.amounts import Known
from core.parsing.by_exercise import add_loads
from core.parsing.characters import tidy
from core.parsing.day_words import said_in
from core.parsing.disambiguate import MissingAmount, Settled, settle
from core.parsing.drafts import Origin, Stretch, drafts_of
from core.parsing.exercise_names import Marked, Message, mark
from core.parsing.headings import (
    is_link,
    is_title,
    note_of,
)
from core.parsing.line_names import (
    QUOTED,
    State,
    check_talk,
    head,
    inherited,
    is_timed,
    named_on,
    row_meant,
    trailing_name,
)
from core.parsing.lines import Line, split_lines
from core.parsing.missed_attempts import check_attempts
from core.parsing.options import Doubt, Option
from core.parsing.overheard import looks_like_set
from core.parsing.parse import parse
from core.parsing.parts import MOST_SETS, Parts, repeats, unit_typed
from core.parsing.printed import write_set
from core.parsing.ratings import Rating, read_rating
from core.parsing.reading import Asked, Choice, Reading, Setting
from core.parsing.scanned_line import ScannedLine, rewritten, scan_line
from core.parsing.sides import Said, give_sides, sides_of
from core.parsing.supersets import parted
from core.parsing.times import (
    Day,
    day_bounds,
    latest_weekday,
    local_noon,
    may_name_day,
    read_day,
    read_late_day,
)
from core.parsing.token_edits import with_seconds
from core.parsing.weekdays import day_before_lift
from core.records import Exercise

__all__ = ["Rating", "looks_like_set", "read_message", "read_rating", "write_set"]

MOST_CHARACTERS = 4096
_MINUTES = frozenset({scan.TIME, scan.METRE})
_DATE = re.compile(r"\d{1,2}\.\d{2}")
_PRODUCT = re.compile(r"\d\s*[xх×*]\s*\d", re.IGNORECASE)
_WEIGHTED = re.compile(
    r"weighted|lastrad|lestée?s|zavorrat|gewicht|с весом|с отягощ|obciążeni|med vikt", re.IGNORECASE
)
CHECKED = 400  # characters; choices of longer messages are offered unread


def read_message(text: str, setting: Setting) -> Reading:
    """The sets a message describes.

    Raises a UserError that quotes the faulty line, or Asked when it could be read in several ways.
    """
    if len(text) > MOST_CHARACTERS:
        raise TooLong(text[:60], limit=MOST_CHARACTERS)
    try:
        reading = _read(text, setting)
    except Asked as asked:
        raise _with_sound_choices(asked, setting) from None
    if reading.swap is not None and not _reads(reading.swap, setting):
        return Reading(reading.sets)
    return reading


def _with_sound_choices(asked: Asked, setting: Setting) -> Asked:
    """The question with the choices that can be stored. Raises the fault that none escapes."""
    fault: UserError | None = None
    kept = []
    for choice in asked.choices:
        new_name = choice.learn_words and not choice.learn_exercise
        try:
            if not new_name and len(choice.text) <= CHECKED:
                _read(choice.text, setting)
        except Asked:
            kept.append(choice)
        except UserError as error:
            fault = fault or error
        else:
            kept.append(choice)
    if fault is not None and not kept:
        fault.quote = str(asked.facts["line"])
        raise fault
    return Asked(asked.about, asked.quote, tuple(kept), asked.facts)


def _reads(choice: Choice, setting: Setting) -> bool:
    try:
        return len(choice.text) > CHECKED or bool(_read(choice.text, setting))
    except (Asked, UserError):
        return False


def _read(text: str, setting: Setting) -> Reading:
    tidied = tidy(text)
    lines = split_lines(tidied)
    state = State(setting, Message(tidied))
    for place, line in enumerate(lines):
        more = place + 1 < len(lines)
        if _is_no_set(line, state, more=more, several=len(lines) > 1):
            continue
        try:
            _read_line(line, state, more=more)
        except UserError as error:
            error.quote = error.quote or line.text[:QUOTED]
            raise
        except Asked as asked:
            asked.facts["line"] = line.text[:QUOTED]
            raise
    if state.heading:
        exercise = state.exercise
        raise NoNumber(state.heading, exercise=exercise.id if exercise else "")
    if not state.drafts:
        raise NotASet(tidied.strip()[:QUOTED])
    return Reading(tuple(state.drafts), state.swap)


def _is_no_set(line: Line, state: State, *, more: bool, several: bool) -> bool:
    """Whether a line of several is only a title of a workout, or a link."""
    if not several:
        return False
    if is_link(line.text):
        return True
    if state.drafts and (note := note_of(line.text)):
        last = state.drafts[-1]
        state.drafts[-1] = replace(last, note=f"{last.note} {note}".strip())
        return True
    if not more or not is_title(line.text) or mark(
        line.text, line.folded, state.setting.vocabulary
    ).names:  # fmt: skip
        return False
    state.exercise, state.heading, state.titled = None, "", True
    return True


# one line --------------------------------------------------------------------------------------


def _read_line(line: Line, state: State, *, more: bool) -> None:
    """Take the day and the sides of a line, then its work, or each of its parts as a line."""
    found = scan_line(line, state.setting.vocabulary)
    marked = found.marked
    if (day := _read_days(marked, state)) is not None:
        if more and not marked.names and is_title(marked.masked):  # "Monday legs"
            state.exercise, state.heading, state.titled = None, "", True
            return
        found.scan_again()
    sides, masked = sides_of(marked.masked)
    if masked != marked.masked:
        marked.masked = masked
        found.scan_again()
    for each in parted(line, found.folded, marked, day, state.setting.vocabulary):
        _read_line(each, state, more=more)
        more = True
    if not marked.parted:
        _read_work(line, found, sides, state, more=more)


def _read_work(
    line: Line, found: ScannedLine, sides: list[Said], state: State, *, more: bool
) -> None:
    """Read which lift a line names and what was done, into drafts or as a heading."""
    marked, kinds = found.marked, found.kinds
    tokens = rewritten(line, found, state.setting)
    if marked.names:
        state.side = ""
    if not tokens and not marked.names:
        state.side = sides[-1].side if sides else state.side
        return
    exercise = named_on(line, marked, tokens, state, more=more)
    if marked.spent[1]:
        tokens = [token for token in tokens if not _inside(token, marked.spent)]
    if exercise is not None and all(token.kind == scan.MARK for token in tokens):
        head(line, exercise, state)
        state.side = sides[-1].side if sides else state.side
        return
    timed = not kinds.isdisjoint(_MINUTES) and is_timed(exercise, state)
    parts = parse(with_seconds(tokens) if timed else tokens, marked.masked)
    give_sides(parts, sides, state.side)
    state.side = parts[-1].side
    check_talk(line, parts, named=exercise is not None, opened=marked.opened)
    check_attempts(line.text, parts, named=exercise is not None)
    if exercise is None:
        exercise = trailing_name(line, marked, parts, state)
    _settle_line(line, marked, parts, exercise, state)


def _inside(token: scan.Token, span: tuple[int, int]) -> bool:
    return span[0] <= token.start and token.end <= span[1]


def _read_days(marked: Marked, state: State) -> tuple[int, int] | None:
    """Take the day a line begins or ends with; it holds for the lines that follow.

    Gives its place.
    """
    zone = state.setting.zone
    today = state.setting.now.astimezone(zone).date()
    said = said_in(marked.masked, state.setting.language)
    day = None
    if may_name_day(said):
        day = read_day(said, today) or read_late_day(said, today)
    day = day or _day_before_lift(marked, today, state.setting.language)
    if day is None:
        return None
    marked.masked = (
        marked.masked[: day.start] + " " * (day.end - day.start) + marked.masked[day.end :]
    )
    if day.clock is not None:
        state.at = datetime.combine(day.day, day.clock, zone).astimezone(UTC)
        if state.at > state.setting.now:
            raise FutureDate
    else:
        state.at = None if day.day == today else _back_dated(day.day, state.setting)
    return day.start, day.end


def _day_before_lift(marked: Marked, today: date, language: str) -> Day | None:
    """A weekday in another language or a date, alone before the name: "seg supino 80x5"."""
    before = marked.masked[: marked.names[0][1]] if marked.names else ""
    word = before.strip().rstrip(":,.")
    if _DATE.fullmatch(word) and _PRODUCT.search(marked.masked, marked.names[0][2]):
        found = read_day(f"{word}. ", today)  # "20.11 squat 100x5"; alone it could be a load
        return found and found._replace(start=0, end=len(before))
    number = day_before_lift(word, language) if word.isalpha() else None
    if number is None:
        return None
    return Day(latest_weekday(number, today), None, 0, len(before))


def _back_dated(day: date, setting: Setting) -> datetime:
    """That day's last set, or 12:00 there."""
    return setting.session_end(*day_bounds(day, setting.zone)) or local_noon(day, setting.zone)


def _settle_line(
    line: Line, marked: Marked, parts: list[Parts], named: Exercise | None, state: State
) -> None:
    if named is None and state.exercise is None and repeats(parts[0]) and state.last(None) is None:
        raise NothingToRepeat
    exercise = row_meant(line, marked, parts, named or inherited(state), state)
    if named is not None and state.heading:
        raise NoNumber(state.heading, exercise=inherited(state).id)
    fresh = named is not None or bool(state.heading)
    state.headed = state.headed and named is None
    last, unit = state.last(exercise.id), state.setting.unit
    origin = Origin(exercise.id, state.at or state.setting.now, line.text)
    stretches: list[Stretch] = []
    if len(parts) > 1:
        add_loads(parts, Known(exercise, last, unit, fresh, fresh or state.headed))
    weighted = exercise.measure == "bodyweight" and _is_weighted(line, marked)
    for part in parts:
        known = Known(
            exercise, last, unit, fresh, fresh or state.headed, state.setting.language, weighted
        )
        settled = _settled(part, known, line, marked, state)
        stretches.append(Stretch(part, settled.rows, settled.effort, last))
        if part.lighter and len(stretches) > 1:
            part.drop = settled.rows[0].load.milli < stretches[-2].rows[-1].load.milli
        if part is not parts[-1]:
            unit = unit_typed(part, unit)
            last = drafts_of([Stretch(part, settled.rows, None, last)], [""], origin)[-1]
    notes = _notes(line, marked, parts)
    state.drafts += drafts_of(stretches, notes, origin)
    state.exercise, state.heading = exercise, ""
    if len(state.drafts) > MOST_SETS:
        raise TooManySets(limit=MOST_SETS)


def _is_weighted(line: Line, marked: Marked) -> bool:
    """Whether the name typed says that a load is added to the body."""
    return any(_WEIGHTED.search(line.text[start:end]) for _, start, end in marked.names)


def _settled(part: Parts, known: Known, line: Line, marked: Marked, state: State) -> Settled:
    try:
        settled = settle(part, known)
    except Doubt as doubt:
        choices = tuple(_choice(each, line, marked, state) for each in doubt.options)
        facts = {**doubt.facts, "exercise": known.exercise.id}
        name = known.exercise.name.lower()
        if marked.names:
            name = line.text[marked.names[0][1] : marked.names[0][2]]
        facts["example"] = f"{name} {doubt.facts.get('sample', '')}"
        raise Asked(doubt.about, line.text[:QUOTED], choices, facts) from None
    except MissingAmount:
        raise NoNumber(line.text[:QUOTED], exercise=known.exercise.id) from None
    if settled.swap is not None:
        state.swap = _choice(settled.swap, line, marked, state)
    return settled


def _notes(line: Line, marked: Marked, parts: list[Parts]) -> list[str]:
    """The marked and the loose words of each stretch's note, in the order typed.

    What is said before the first number is said of all.
    """
    if not marked.notes:
        return [_words(line, part, []) if part.note else "" for part in parts]
    said: list[list[tuple[int, str]]] = [[] for _ in parts]
    for start, _, words in marked.notes:
        place = max((at for at, part in enumerate(parts) if part.start <= start), default=0)
        said[place].append((start, words))
    return [_words(line, part, found) for part, found in zip(parts, said, strict=True)]


def _words(line: Line, part: Parts, found: list[tuple[int, str]]) -> str:
    found = found + [(start, line.text[start:end]) for start, end in part.note]
    return " ".join(words for _, words in sorted(found) if words)


def _choice(option: Option, line: Line, marked: Marked, state: State) -> Choice:
    """A reading as the whole message; names and notes inside what is rewritten stay."""
    kept = [(start, end) for _, start, end in marked.names]
    kept += [(start, end) for start, end, _ in marked.notes]
    edits = []
    for start, end, new in option.edits:
        inside = [line.text[a:b] for a, b in kept if start <= a and b <= end]
        edits.append((start, end, " ".join([*inside, new])))
    return Choice(option.label, state.message.rewritten(tuple(edits), line.start))
