"""A message with sets to records: the grammar of what people type between sets.

A message is lines; a line is an optional day, an exercise and what was done. Each line is scanned
(`scan`), named (`naming`), taken apart (`parse`) and settled (`settle`); what is missing comes from
the lines above and from the log. All or nothing: one faulty line stores none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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
from core.parsing import scan
from core.parsing.amounts import Known
from core.parsing.characters import tidy
from core.parsing.disambiguate import MissingAmount, Settled, settle
from core.parsing.drafts import Origin, Stretch, drafts_of
from core.parsing.exercise_names import (
    CERTAIN,
    COMMON,
    PROSE,
    Marked,
    Message,
    all_understood,
    candidates,
    certain,
    leading,
    mark,
    opening,
    phrase_of,
    resolve,
)
from core.parsing.lines import Line, split_lines
from core.parsing.missed_attempts import check_attempts, tells_attempt, without_articles
from core.parsing.options import Doubt, Option
from core.parsing.overheard import looks_like_set
from core.parsing.parse import parse
from core.parsing.parts import MOST_SETS, Parts, repeats, unit_typed
from core.parsing.printed import write_set
from core.parsing.ratings import Rating, read_rating
from core.parsing.reading import Asked, Choice, Reading, Setting
from core.parsing.times import (
    day_bounds,
    local_noon,
    may_name_day,
    read_day,
    read_late_day,
)
from core.records import Exercise, LoggedSet, SetDraft

__all__ = ["Rating", "looks_like_set", "read_message", "read_rating", "write_set"]

MOST_CHARACTERS = 4096
QUOTED = 200
CHECKED = 400  # characters; choices of longer messages are offered unread


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
            if exercise_id is None or exercise_id == draft.exercise_id:
                return draft
        return self.setting.last_set(exercise_id)


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
    state = _State(setting, Message(tidied))
    for place, line in enumerate(lines):
        try:
            _read_line(line, state, more=place + 1 < len(lines))
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


# one line --------------------------------------------------------------------------------------


def _read_line(line: Line, state: _State, *, more: bool) -> None:
    marked = mark(line.text, line.folded, state.setting.vocabulary)
    _read_days(marked, state)
    tokens = without_articles(scan.scan(marked.masked), marked)
    if not tokens and not marked.names:
        return
    exercise = _named(line, marked, tokens, state, more=more)
    if marked.spent[1]:
        tokens = [token for token in tokens if not _inside(token, marked.spent)]
    silent = not tokens or tokens[0].kind == scan.MARK
    if exercise is not None and silent and all(token.kind == scan.MARK for token in tokens):
        _head(line, exercise, state)
        return
    parts = parse(tokens, marked.masked)
    _check_talk(line, parts, named=exercise is not None, opened=marked.opened)
    check_attempts(line.text, parts, named=exercise is not None)
    if exercise is None:
        exercise = _trailing_name(line, marked, parts, state)
    _settle_line(line, marked, parts, exercise, state)


def _inside(token: scan.Token, span: tuple[int, int]) -> bool:
    return span[0] <= token.start and token.end <= span[1]


def _read_days(marked: Marked, state: _State) -> None:
    """Take the day a line begins or ends with; it holds for the lines that follow."""
    if not may_name_day(marked.masked):
        return
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
    if len(marked.names) > 1 and len({exercise.id for exercise, _, _ in marked.names}) > 1:
        raise TwoExercises(names=", ".join(exercise.name for exercise, _, _ in marked.names))
    lead = leading(tokens)
    if all_understood(lead):
        return marked.names[0][0] if marked.names else None
    numbers = len(lead) < len(tokens)
    number_at = tokens[len(lead)].start if numbers else len(line.text)
    before = [name for name in marked.names if name[1] < number_at]
    marked.spent = opening(lead) if numbers else (0, 0)
    marked.opened = marked.spent != (0, 0)
    span = None if marked.opened else phrase_of(lead, before)
    if span is None:
        return marked.names[0][0] if marked.names else None
    if marked.names and (not before or not numbers):
        raise NotASet(line.text[:QUOTED])
    phrase = line.text[span[0] : span[1]].strip()
    marked.spent = span
    if not numbers:
        return _name_alone(line, phrase, state, more=more)
    try:
        return resolve(
            phrase,
            line.text[:QUOTED],
            state.setting.vocabulary,
            lambda name: state.message.rewritten(((*span, name),), line.start),
            state.setting.language,
        )
    except Asked as asked:
        if asked.about == "new_exercise" and tells_attempt(lead):  # "missed the bus at 7"
            raise NotASet(line.text[:QUOTED]) from None
        raise


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
                state.setting.language,
            )
    raise NotASet(line.text[:QUOTED])


def _check_talk(line: Line, parts: list[Parts], *, named: bool, opened: bool) -> None:
    """Refuse talk that happens to hold a number: "bench 3 times a week", "I hit 140x8 lol"."""
    part = parts[0]
    if not part.note and (len(parts) == 1 or not any(each.note for each in parts)):
        return
    noted = [line.text[start:end] for each in parts for start, end in each.note]
    if opened and PROSE.intersection(" ".join(noted).lower().split()):
        raise NotASet(line.text[:QUOTED])
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
    notes = [span for part in parts if part.note for span in part.note]
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
        state.setting.language,
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
    if named is None and state.exercise is None and repeats(parts[0]) and state.last(None) is None:
        raise NothingToRepeat
    exercise = named or _inherited(state)
    if named is not None and state.heading:
        raise NoNumber(state.heading, exercise=_inherited(state).id)
    fresh = named is not None or bool(state.heading)
    state.headed = state.headed and named is None
    last, unit = state.last(exercise.id), state.setting.unit
    origin = Origin(exercise.id, state.at or state.setting.now, line.text)
    stretches: list[Stretch] = []
    for part in parts:
        known = Known(exercise, last, unit, fresh, fresh or state.headed, state.setting.language)
        settled = _settled(part, known, line, marked, state)
        stretches.append(Stretch(part, settled.rows, settled.effort, last))
        if part is not parts[-1]:
            unit = unit_typed(part, unit)
            last = drafts_of([Stretch(part, settled.rows, None, last)], [""], origin)[-1]
    notes = [_note(line, marked, part) for part in parts]
    state.drafts += drafts_of(stretches, notes, origin)
    state.exercise, state.heading = exercise, ""
    if len(state.drafts) > MOST_SETS:
        raise TooManySets(limit=MOST_SETS)


def _settled(part: Parts, known: Known, line: Line, marked: Marked, state: _State) -> Settled:
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


def _note(line: Line, marked: Marked, part: Parts) -> str:
    """The marked and the loose words of a note, in the order typed."""
    if not (marked.notes or part.note):
        return ""
    found = [(start, words) for start, _, words in marked.notes]
    found += [(start, line.text[start:end]) for start, end in part.note]
    return " ".join(words for _, words in sorted(found) if words)


def _choice(option: Option, line: Line, marked: Marked, state: _State) -> Choice:
    """A reading as the whole message; names and notes inside what is rewritten stay."""
    kept = [(start, end) for _, start, end in marked.names]
    kept += [(start, end) for start, end, _ in marked.notes]
    edits = []
    for start, end, new in option.edits:
        inside = [line.text[a:b] for a, b in kept if start <= a and b <= end]
        edits.append((start, end, " ".join([*inside, new])))
    return Choice(option.label, state.message.rewritten(tuple(edits), line.start))
