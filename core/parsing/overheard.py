"""Whether words overheard in a group, meant for nobody, are a set all the same. Rather not."""

from __future__ import annotations

from core.errors import UserError
from core.parsing import scan
from core.parsing.asides import asides_in
from core.parsing.characters import fold, tidy
from core.parsing.exercise_names import PROSE, Marked, leading, mark
from core.parsing.lines import split_lines
from core.parsing.parse import parse
from core.parsing.parts import BARE, WEIGHT, Number, Parts
from core.parsing.reading import Vocabulary
from core.parsing.rewrite import rewrite
from core.parsing.times import begins_with_day
from core.parsing.token_edits import Typed
from core.records import Exercise

LONGEST = 400
MOST_NOTE_WORDS = 4
LEAST = 20_000  # a smaller number in thousandths is hardly a load
CLOCK = 24_000  # thousandths: "5x5 at 6" is a time of day
# words behind a set that speak of another person, another time or a price
_ELSE = """
by not him her his hers their them theirs our us who whose guy guys girl bro man dude mate coach
trainer brother sister dad mum grandpa wife everybody everyone anyone someone somebody soon someday
one goal goals dream dreams want wants wanted need needs next later tonight tomorrow tmrw maybe
incoming loading unlocked until before after if when then vs versus or monday tuesday wednesday
thursday friday saturday sunday month year years ago yesterday record wr club euro euros € $ eur usd
plates free sale rack
für von wie nicht bald ziel morgen gestern er sie ich
el ella yo no mañana ayer pronto objetivo
lui elle il je pas demain hier bientôt objectif
domani ieri presto он она я не завтра вчера скоро цель
ele ela amanhã ontem ona on jutro wczoraj cel
"""
ELSE = frozenset(_ELSE.split())


def looks_like_set(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a message nobody addressed to the bot is surely a set."""
    if len(text) > LONGEST or "?" in text or not any(map(str.isdigit, text)):
        return False
    lines = split_lines(tidy(text))
    if not lines or fold(text).lstrip()[:1] in ("/", "!"):
        return False
    heading = False
    sets = 0
    for place, line in enumerate(lines):
        marked = mark(line.text, line.folded, vocabulary, asides_in(line.folded))
        dated = begins_with_day(marked.masked)
        marked.masked = " " * dated + marked.masked[dated:]
        try:
            tokens = rewrite(scan.scan(marked.masked), Typed(line.text, marked, vocabulary))
        except UserError:
            return False
        named = len(marked.names) == 1
        if named and not tokens:
            heading = True
            continue
        if not named and not (heading or place):
            return False
        if len(marked.names) > 1 or not _clear(line.text, marked, tokens):
            return False
        sets += 1
        heading = True
    return sets > 0


def _clear(text: str, marked: Marked, tokens: list[scan.Token]) -> bool:
    """One line holds a set and hardly anything else."""
    if any(token.kind == scan.WORD for token in leading(tokens)):
        return False
    if tokens and tokens[0].kind in (scan.SAME, scan.SETS):
        return False
    try:
        parts = parse(tokens, marked.masked)
    except UserError:
        return False
    notes = [text[start:end] for part in parts for start, end in part.note]
    notes += [said for _, _, said in marked.notes]
    words = [word.strip(".,!'()\"").lower() for said in notes for word in said.split()]
    if len(words) > MOST_NOTE_WORDS or PROSE.intersection(words) or ELSE.intersection(words):
        return False
    return all(_shaped(part, bool(words), marked) for part in parts)


def _shaped(part: Parts, talked: bool, marked: Marked) -> bool:
    """Whether a stretch has the clear shape of a set."""
    exercise = marked.names[0][0] if marked.names else None
    if part.tried:
        return exercise is not None and not talked and _is_attempt(part, exercise)
    product = len(part.factors) >= 2
    small = product and part.factors[0][0].plain and part.factors[0][0].milli <= 6_000
    said = part.effort is not None or bool(part.loads or part.at) or len(part.factors) == 3
    if any(number.body for group in part.factors[1:] for number in group):
        return False  # "3x bodyweight" is a boast
    if product and small and any(_is_hour(group[0]) for group in part.loads):
        return False
    if product:
        return not (talked and small and not said)
    if part.loads and (part.bare or part.reps or part.timed):
        return not talked or part.effort is not None
    if exercise is not None and exercise.measure in ("bodyweight", "time", "distance"):
        return not talked and bool(part.bare or part.reps or part.timed or part.leading_x)
    if len(part.bare) in (2, 3) and not talked:
        return part.bare[0][0].milli >= 20_000
    return bool(part.leading_x and not talked)


def _is_attempt(part: Parts, exercise: Exercise) -> bool:
    """Whether a missed attempt is told with one load that can be one: "bench missed 102.5"."""
    groups = [*part.loads, *part.bare]
    if part.factors or part.reps or part.timed or part.at or part.sets or len(groups) != 1:
        return False
    number = groups[0][0]
    if number.kind == WEIGHT:
        return True
    loaded = exercise.measure in ("load", "assisted")
    return loaded and not number.sign and (number.milli >= LEAST or not number.whole)


def _is_hour(number: Number) -> bool:
    """Whether a load could be a time of day: "squat 5x5 at 6"."""
    return number.kind == BARE and number.whole and not number.sign and number.milli <= CLOCK
