"""What the lines of a message have said so far, and which exercise a line speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime

from core.errors import NoNumber, NotASet, TwoExercises, UnknownExercise, UserError
from core.parsing import scan
from core.parsing.amounts import Known
from core.parsing.disambiguate import MissingAmount, settle
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
    opening,
    phrase_of,
    resolve,
)
from core.parsing.lines import Line
from core.parsing.missed_attempts import tells_attempt
from core.parsing.options import Doubt
from core.parsing.pain import read_pain_in_note
from core.parsing.parts import Parts
from core.parsing.reading import Asked, Choice, Setting
from core.records import Exercise, LoggedSet, SetDraft, Side

_ROWS = frozenset({"row", "rows", "rower", "erg"})  # "row 2000m" is done on the machine
_WAYS = frozenset({scan.DISTANCE, scan.METRE})
_ROWING, _BAR_ROW = "rowing", "barbell-row"  # "rowing 70x10": lifted, as in French
_LEAST_ON_BAR = 15_000  # thousandths: nothing is loaded on the machine, "4x10" may be intervals
_LEAST_STRETCH = 10_000  # centimetres: nobody rows less than 100 m
_DIGIT = re.compile(r"\d")
QUOTED = 200  # characters of a line that are quoted


@dataclass(slots=True)
class State:
    """What the lines so far have said."""

    setting: Setting
    message: Message
    drafts: list[SetDraft] = field(default_factory=list)
    swap: Choice | None = None
    exercise: Exercise | None = None
    heading: str = ""  # a name alone that heads nothing yet
    headed: bool = False
    titled: bool = False  # a title of a workout stands above: the next set needs a name
    at: datetime | None = None  # back-dated
    side: Side = ""  # holds until another is said, or another exercise

    def last(self, exercise_id: str | None) -> SetDraft | LoggedSet | None:
        """The last set of an exercise, or of any, in this message or before it."""
        for draft in reversed(self.drafts):
            if exercise_id is None or exercise_id == draft.exercise_id:
                return draft
        return self.setting.last_set(exercise_id)


def drop_said(marked: Marked, folded: str) -> None:
    """Take a word of talk behind a set for talk where it is a lift too: "100x5 slow but clean"."""
    names = marked.names
    while len(names) > 1:
        _, start, end = names[-1]
        said = folded[start:end].lower() in COMMON and _DIGIT.search(folded, 0, start) is not None
        if not said or _DIGIT.search(folded, end) is not None:
            return
        names.pop()
        marked.masked = marked.masked[:start] + folded[start:end] + marked.masked[end:]


def head(line: Line, exercise: Exercise, state: State) -> None:
    """Take a name alone on its line as the heading of the next lines. Raises NoNumber."""
    if state.heading:
        raise NoNumber(state.heading, exercise=state.exercise.id if state.exercise else "")
    state.exercise, state.heading, state.headed = exercise, line.text[:QUOTED], True


def named_on(
    line: Line, marked: Marked, tokens: list[scan.Token], state: State, *, more: bool
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
    if (
        before
        and span[0] < before[0][1]
        and _take_pain_before(line, marked, lead, before[0], state)
    ):
        return before[0][0]
    phrase = line.text[span[0] : span[1]].strip()
    marked.spent = span
    if phrase.lower() in _ROWS and any(token.kind in _WAYS for token in tokens):
        return state.setting.vocabulary.exercise("rowing")
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


def _take_pain_before(
    line: Line,
    marked: Marked,
    lead: Sequence[scan.Token],
    name: tuple[Exercise, int, int],
    state: State,
) -> bool:
    """Take all that stands before a name as a note, and say so, where it tells of pain."""
    start, end = lead[0].start, name[1]
    words = line.text[start:end].strip(" ,;:.-")
    if read_pain_in_note(words, state.setting.vocabulary) is None:
        return False
    if phrase_of([token for token in lead if token.start >= end], []) is not None:
        return False
    marked.spent = (start, end)
    marked.notes.append((start, end, words))
    return True


def _name_alone(line: Line, phrase: str, state: State, *, more: bool) -> Exercise:
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


def check_talk(line: Line, parts: list[Parts], *, named: bool, opened: bool) -> None:
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


def trailing_name(line: Line, marked: Marked, parts: list[Parts], state: State) -> Exercise | None:
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


def inherited(state: State) -> Exercise:
    """The exercise of a line that names none. Raises UnknownExercise."""
    if state.exercise is not None:
        return state.exercise
    last = state.last(None)
    if last is None or state.titled:
        raise UnknownExercise
    return state.setting.vocabulary.exercise(last.exercise_id)


def is_timed(named: Exercise | None, state: State) -> bool:
    """Whether a line is of what is done for a time or a way: what it names, or the last."""
    if named is None and state.exercise is None and state.last(None) is None:
        return False
    exercise = named or (state.exercise if state.titled else inherited(state))
    return exercise is not None and exercise.measure in ("time", "distance")


def row_meant(
    line: Line, marked: Marked, parts: Sequence[Parts], exercise: Exercise, state: State
) -> Exercise:
    """The barbell row where "rowing" has a load and repetitions, else the exercise as it is."""
    said = state.heading
    if marked.names:
        said = line.text[marked.names[0][1] : marked.names[0][2]]
    if exercise.id != _ROWING or said.strip(" :").lower() != _ROWING:
        return exercise
    known = Known(exercise, None, state.setting.unit, True, True, state.setting.language)
    try:
        rows = [row for part in parts for row in settle(deepcopy(part), known).rows]
    except (UserError, Doubt, MissingAmount):
        return exercise
    lifted = bool(rows) and not any(part.timed for part in parts)
    for row in rows:
        short = row.distance_cm is not None and row.distance_cm < _LEAST_STRETCH
        lifted = lifted and row.load.milli >= _LEAST_ON_BAR and (short or row.reps is not None)
    return state.setting.vocabulary.exercise(_BAR_ROW) if lifted else exercise
