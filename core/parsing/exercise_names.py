"""Which exercise a line speaks of, and which of its words are a note."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from core.errors import NotASet
from core.locale.strings import say
from core.parsing import scan
from core.parsing.reading import Asked, Choice, Vocabulary
from core.parsing.scan import Token
from core.records import Exercise

CERTAIN = 90.0  # a close match is taken from here ...
AHEAD = 5.0  # ... when it is this far ahead of the next
EVERYDAY = 89.0  # what each meaning of an everyday word scores
NEAR = 80.0  # from here it is a likely meaning, below only a suggestion
LONGEST_PHRASE = 64
MOST_WORDS = 6
SEARCHED = 40  # words of a line among which names are looked for
LONGEST_NAME = 12  # words

_WORD = re.compile(r"\S+")
_NO_NAME = re.compile(
    r"[-+]?\d+(?:[.,]\d+)*(?:kg|lbs?)?[x*×]\d|(?:rir|rpe|@)\d|(?:x\d+|kgs?|lbs?|x)$", re.IGNORECASE
)
_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_SAYING = frozenset(
    {scan.FAIL, scan.WARMUP, scan.DROP, scan.AMRAP, scan.EACH, scan.LEFT, scan.MORE, scan.NOTHING,
     scan.SETS, scan.REPS, scan.HAND, scan.LABEL, scan.TWICE, scan.MISS, scan.LAST}
)  # fmt: skip
_ONE_LIMB = re.compile(r"(?<![\w.,])1[ -]?(?:arm|leg|hand)(?:ed|ged)?(?!\w)", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_GLUED = re.compile(r"[^\W\d_][^\d\s\"(#@]*?(?=[\s:,=-]*\d)")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# words of talk, never of an exercise's name
PROSE = _set(
    "i i'm im i've you he she we they it is are am was were be been my your me this that these "
    "what when why how who can could should would will do does don't just lol haha yes no not "
    "if because so but or about been going gonna today's see think thanks thank please weigh "
    "times week day days hours ago"
)
_NEVER_LAST = _set("in at on to for of the a an by from until")
# of a change, alone never a name: "up 5", "and again 7"
_CHANGES = _set(
    "up down add plus minus less fewer more drop again lower higher weniger mehr menos más mais "
    "moins меньше больше ещё"
)
# words before a set that say nothing: "just did squat 140x8"
OPENERS = _set(
    "did just then and next now also my log i hit got ok okay finished done finally so well alright"
)
# words after a set that never are a misspelt exercise
COMMON = _set(
    "good easy hard heavy light slow fast ok okay great best pr pb belt paused pause tempo tired "
    "grind grinder smooth clean ugly pain sore felt top back off deload beltless"
)


@dataclass(slots=True)
class Marked:
    """A line with its names and notes found and blanked out, place for place."""

    masked: str
    names: list[tuple[Exercise, int, int]] = field(default_factory=list)
    notes: list[tuple[int, int, str]] = field(default_factory=list)  # place and words
    spent: tuple[int, int] = (0, 0)  # unknown words that turned out to be a name, or to say nothing
    opened: bool = False  # "just did ..."
    parted: bool = False  # several exercises, each with its own set


def mark(
    text: str, folded: str, vocabulary: Vocabulary, asides: Sequence[tuple[int, int]] = ()
) -> Marked:
    """Find the exactly known names and the marked notes of a line; asides are notes."""
    marked = Marked(folded)
    if asides:
        folded = _without_asides(marked, folded, text, asides)
    spans = [match.span() for match in _WORD.finditer(folded)]
    words = [word.strip(",;:.!?") for word in folded.split()]
    if "1" in folded and _ONE_LIMB.search(folded) is not None:
        words = _with_one(words)
    place, free_from = 0, 0
    openers = '"' in folded or "#" in folded or "(" in folded or "[" in folded
    while place < len(spans):
        start, end = spans[place]
        if end <= free_from:
            place += 1
            continue
        length = 0
        word = words[place]
        if start >= free_from and (len(word) >= LONGEST_PHRASE or not _is_no_name(word)):
            length = _name_at(marked, spans, words, place, vocabulary, openers=openers)
        if length:
            place, free_from = place + length, marked.names[-1][2]
            continue
        note = None
        if openers:
            note = _note_from(text, folded, max(start, free_from), end, named=bool(marked.names))
        if note is None:
            place += 1
        else:
            marked.notes.append(note)
            free_from = note[1]
    if not marked.names:
        _glued_name(marked, folded, vocabulary)
        if marked.notes:
            _restore_parentheses(marked, folded)
    if marked.names or marked.notes:
        _blank(marked)
    return marked


def _with_one(words: list[str]) -> list[str]:
    """The words of "1 arm row", "1-leg rdl" with their number as the names have it."""
    ahead = [*words[1:], ""]
    return [
        word.replace("1", "one", 1) if _ONE_LIMB.match(f"{word} {behind}") else word
        for word, behind in zip(words, ahead, strict=True)
    ]


def _without_asides(
    marked: Marked, folded: str, text: str, asides: Sequence[tuple[int, int]]
) -> str:
    """The folded line with harmless numbers blanked out; they are notes."""
    for start, end in asides:
        marked.notes.append((start, end, text[start:end].strip()))
        folded = folded[:start] + " " * (end - start) + folded[end:]
    marked.masked = folded
    return folded


def _no_name(word: str) -> bool:
    return not word or word[0] in '"#' or _NO_NAME.match(word) is not None


_is_no_name = lru_cache(maxsize=4096)(_no_name)


def _name_at(
    marked: Marked,
    spans: list[tuple[int, int]],
    words: list[str],
    place: int,
    vocabulary: Vocabulary,
    *,
    openers: bool,
) -> int:
    """Note the name that begins at a word, and say how many words it has; 0 for none."""
    word = words[place]
    if place >= SEARCHED or (len(word) >= LONGEST_PHRASE and _no_name(word)):
        return 0
    ahead = words[place : place + LONGEST_NAME]
    if openers:  # a name ends where a note begins: `f "s"` is no "fs"
        noted = (at for at, each in enumerate(ahead) if at and each[:1] in ('"', "#"))
        ahead = ahead[: next(noted, len(ahead))]
    found = vocabulary.find(ahead, 0)
    if found is None:
        return 0
    last = place + found.end - 1
    marked.names.append((found.exercise, spans[place][0], spans[last][0] + len(words[last])))
    return found.end


def _note_from(
    text: str, folded: str, start: int, end: int, *, named: bool
) -> tuple[int, int, str] | None:
    """The first note that opens between two places: "..." or (...) or # to the end.

    Brackets that say something of the set are no note: "(rpe 8)", "(f)", "(5/5/4)".
    """
    for place in range(start, end):
        opener = folded[place]
        if opener == "#" and not (place and folded[place - 1].isdigit()):
            return place, len(folded), text[place + 1 :].strip()
        if opener == '"':
            close = _closing_quote(folded, place + 1)
            if close > 0:
                return place, close + 1, unquoted(text[place + 1 : close])
            if not (place and folded[place - 1].isdigit()):
                return place, len(folded), text[place + 1 :].strip()
        if opener in _CLOSERS:
            close = folded.find(_CLOSERS[opener], place)
            close = close if close > 0 else len(folded)
            said = folded[place + 1 : close]
            placed = named or _DIGIT.search(folded, 0, place) is not None
            if not said.strip() or (placed and says_something(said)):
                continue
            return place, min(close + 1, len(folded)), text[place + 1 : close].strip()
    return None


def says_something(said: str) -> bool:
    """Whether words in brackets speak of the set rather than only about it."""
    if any(each.isdigit() for each in said):
        return True
    kinds = {token.kind for token in scan.scan(said)} - {scan.MARK, scan.FILLER}
    return bool(kinds & _SAYING) and scan.WORD not in kinds - {scan.WORD if _counts(said) else ""}


def _counts(said: str) -> bool:
    """Whether one of some words stands for a number: "(two left)"."""
    return all(token.kind != scan.WORD or isinstance(token.value, int) for token in scan.scan(said))


def _closing_quote(folded: str, start: int) -> int:
    place = folded.find('"', start)
    while place > 0:
        slashes = 0
        while folded[place - 1 - slashes] == "\\":
            slashes += 1
        if slashes % 2 == 0:
            return place
        place = folded.find('"', place + 1)
    return -1


def unquoted(text: str) -> str:
    """The words between quotes, escapes undone where there are any."""
    if "\\" in text:
        try:
            text = str(json.loads(f'"{text}"'))
        except ValueError:
            return text
        text = text.encode("utf-8", "ignore").decode().replace("\0", "")
    return text


def _glued_name(marked: Marked, folded: str, vocabulary: Vocabulary) -> None:
    """A name that touches its numbers: "bench:100x8", "squat140x8"."""
    match = _GLUED.match(folded, len(folded) - len(folded.lstrip()))
    if match is None or len(match.group()) > LONGEST_PHRASE:
        return
    words = match.group().strip(" :,=-").split()
    found = vocabulary.find(words, 0) if words else None
    if found is not None and found.end == len(words):
        end = match.end()
        while end < len(folded) and folded[end] in ":,=-":
            end += 1
        marked.names.append((found.exercise, match.start(), end))


def _restore_parentheses(marked: Marked, folded: str) -> None:
    """Parentheses before the numbers of an unknown name belong to it: "Zercher (Barbell) 60x5"."""
    digit = re.search(r"\d", folded)
    limit = digit.start() if digit else len(folded)
    opening = next((place for place, sign in enumerate(folded) if sign.isalpha()), limit)
    marked.notes = [
        note
        for note in marked.notes
        if not (folded[note[0]] == "(" and opening < note[0] and note[1] <= limit)
    ]


def _blank(marked: Marked) -> None:
    masked = marked.masked
    for start, end in (
        *((start, end) for _, start, end in marked.names),
        *((start, end) for start, end, _ in marked.notes),
    ):
        masked = masked[:start] + " " * (end - start) + masked[end:]
    marked.masked = masked


# unknown words ---------------------------------------------------------------------------------

_CUT = frozenset(
    {scan.X, scan.RIR, scan.RPE, scan.BODY, scan.FILLER, scan.LOADWARD, scan.MARK, scan.WARMUP,
     scan.DROP, scan.AMRAP, scan.SETS, scan.MISS, scan.FAIL}
)  # fmt: skip
_NO_PHRASE = frozenset({scan.SAME, scan.X, scan.RIR, scan.RPE})
_DIGITS = frozenset({scan.NUMBER, scan.CLOCK})


def leading(tokens: list[Token]) -> list[Token]:
    """The tokens before the first number."""
    for place, token in enumerate(tokens):
        if token.kind in _DIGITS:
            return tokens[:place]
    return tokens


def all_understood(lead: list[Token]) -> bool:
    """Tell whether the words before the first number are known, or begin with a keyword."""
    first = ""
    for token in lead:
        if not first and token.kind != scan.MARK:
            first = token.kind
            if first in _NO_PHRASE:
                return True
        if token.kind == scan.WORD:
            return False
    return True


def opening(lead: list[Token]) -> tuple[int, int]:
    """Where the words stand that only open a line with numbers: "just did"; (0, 0) for none."""
    words = [token for token in lead if token.kind == scan.WORD]
    said = bool(words) and all(token.text in OPENERS for token in words)
    return (words[0].start, words[-1].end) if said else (0, 0)


def phrase_of(lead: list[Token], names: list[tuple[Exercise, int, int]]) -> tuple[int, int] | None:
    """Where the unknown words before the numbers stand, with the known name among them.

    None when every word there is understood.
    """
    words = [place for place, token in enumerate(lead) if token.kind == scan.WORD]
    while words and lead[words[0]].text in OPENERS and (len(words) > 1 or names):
        words.pop(0)
    if not words:
        return None
    first, last = words[0], len(lead) - 1
    while last > words[-1] and lead[last].kind in _CUT:
        last -= 1
    start, end = lead[first].start, lead[last].end
    for _, name_start, name_end in names:
        start, end = min(start, name_start), max(end, name_end)
    return start, end


class Message(NamedTuple):
    """A tidy message, and how a choice rewrites it."""

    text: str

    def rewritten(self, edits: tuple[tuple[int, int, str], ...], offset: int) -> str:
        """The whole message with some places of the line at `offset` replaced."""
        text = self.text
        for start, end, new in sorted(edits, reverse=True):
            before, after = text[: offset + start], text[offset + end :]
            left = " " if before[-1:].isalnum() and new else ""
            right = " " if after[:1].isalnum() and new else ""
            text = f"{before}{left}{new}{right}{after}"
        return text


Rewrite = Callable[[str], str]


def resolve(
    phrase: str, line: str, vocabulary: Vocabulary, rewrite: Rewrite, language: str = "en"
) -> Exercise:
    """The exercise an unknown phrase means.

    Raises Asked when it could be several or a new one, NotASet when it is talk.
    """
    words = phrase.split()
    plain = [word.strip(".,:;!?'").lower() for word in words]
    talk = PROSE.intersection(plain) or plain[-1] in _NEVER_LAST or _CHANGES.issuperset(plain)
    if len(words) > MOST_WORDS or len(phrase) > LONGEST_PHRASE or talk:
        raise NotASet(line)
    near = candidates(vocabulary, phrase)
    best = certain(near)
    if best is not None:
        return best
    known = [
        Choice(each.name, rewrite(each.name), learn_words=phrase, learn_exercise=each.id)
        for each, _ in near
    ]
    new = Choice(say(language, "choice.new_exercise"), rewrite(phrase), learn_words=phrase)
    everyday = bool(near) and near[0][1] == near[-1][1] == EVERYDAY
    if everyday:
        raise Asked("exercise", phrase, tuple(known), {"name": phrase})
    if len(near) > 1 and near[1][1] >= NEAR:
        raise Asked("exercise", phrase, (*known, new), {"name": phrase})
    raise Asked("new_exercise", phrase, (new, *known), {"name": phrase})


def certain(near: tuple[tuple[Exercise, float], ...]) -> Exercise | None:
    """The one close match that is clear enough to be taken."""
    if not near or near[0][1] < CERTAIN:
        return None
    if len(near) > 1 and near[0][1] - near[1][1] < AHEAD:
        return None
    return near[0][0]


def candidates(vocabulary: Vocabulary, phrase: str) -> tuple[tuple[Exercise, float], ...]:
    """Close matches for a phrase; everyday words with several meanings come as equals."""
    several = getattr(vocabulary, "candidates", None)
    known = tuple(several(phrase)) if several is not None else ()
    if known:
        return tuple((each, EVERYDAY) for each in known)
    return vocabulary.near(phrase)
