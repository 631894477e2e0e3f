"""Whether words overheard in a group, meant for nobody, are a set all the same. Rather not."""

from __future__ import annotations

from core.errors import UserError
from core.language import scan
from core.language.characters import fold, tidy
from core.language.lines import split_lines
from core.language.moments import begins_with_day
from core.language.naming import PROSE, Marked, leading, mark
from core.language.parse import parse
from core.language.parts import Parts
from core.language.reading import Vocabulary

LONGEST = 400
MOST_NOTE_WORDS = 4


def looks_like_set(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a message nobody addressed to the bot is surely a set."""
    if len(text) > LONGEST or "?" in text:
        return False
    lines = split_lines(tidy(text))
    if not lines or fold(text).lstrip()[:1] in ("/", "!"):
        return False
    heading = False
    sets = 0
    for place, line in enumerate(lines):
        marked = mark(line.text, line.folded, vocabulary)
        dated = begins_with_day(marked.masked)
        marked.masked = " " * dated + marked.masked[dated:]
        tokens = scan.scan(marked.masked)
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
    words = [
        word.strip(".,!'").lower()
        for part in parts
        for start, end in part.note
        for word in text[start:end].split()
    ]
    if len(words) > MOST_NOTE_WORDS or PROSE.intersection(words):
        return False
    return all(_shaped(part, bool(words), marked) for part in parts)


def _shaped(part: Parts, talked: bool, marked: Marked) -> bool:
    """Whether a stretch has the clear shape of a set."""
    exercise = marked.names[0][0] if marked.names else None
    product = len(part.factors) >= 2
    small = product and part.factors[0][0].plain and part.factors[0][0].milli <= 6_000
    said = part.effort is not None or bool(part.loads or part.at) or len(part.factors) == 3
    if product:
        return not (talked and small and not said)
    if part.loads and (part.bare or part.reps or part.timed):
        return not talked or part.effort is not None
    if exercise is not None and exercise.measure in ("bodyweight", "time", "distance"):
        return not talked and bool(part.bare or part.reps or part.timed or part.leading_x)
    if len(part.bare) in (2, 3) and not talked:
        return part.bare[0][0].milli >= 20_000
    return bool(part.leading_x and not talked)
