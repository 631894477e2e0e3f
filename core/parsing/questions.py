"""Plain questions and remarks ("how heavy should I go", "I'm tired") told by a table of words.

The table is `questions.csv`: rows of intent, words, and words that must not occur. The first row
that fits decides. In its words a place holds alternatives parted by `|`; up to three other words
may stand before it, none where it begins with `+`. `^` is the beginning, `$` the end, `@` an
exercise, `#` a number, `{name}` the alternatives of the row `=name`; a row `~u` says what "u"
stands for. A word one slip of the finger away counts, where it is no word of the table itself.
Only talk is looked at: what holds a digit outside of a length of time, and begins with no word
that asks, is never a question, so that no set is taken for one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from core.exercises.words import fold
from core.parsing.patterns import late
from core.parsing.questions_languages import read_intent_of
from core.parsing.reading import Vocabulary
from core.records import Exercise

LONGEST, MOST_WORDS = 200, 24  # characters and words; longer is a story
GAP = 3  # other words that may stand between two of a row
SHORTEST_SLIP = 4  # letters of a word from which one may be wrong
_LIFT, _NUMBER = "@", "#"
_TOKEN = late(r"[@#]|[^\W_]+(?:['’`´][^\W_]+)*")
_MAX = late(r"\b(?:e?1|[2-9]|10)[ -]?rm\b", re.IGNORECASE)
_TIME = late(
    r"(?<![\w.,])\d{1,3}(?=\s?(?:m|mins?|minutes?|h|hrs?|hours?|days?|weeks?|months?)\b)",
    re.IGNORECASE,
)
# what begins like this is no set, whatever its numbers; "what if 100x5" is a command
_ASKS = late(
    r"\s*(?:(?:hey|hi|ok|okay|so|and|but|coach|spotter)\W+){0,2}(?:why|how|hows|how's|what|whats|what's|where|when|which|should|can|could|am|is|are|does|do|will|would"
    r"|did(?=\s+(?:i|we|you|it|my|that|this|he|she|they)\b))\b",
    re.IGNORECASE,
)
# "good morning" is a lift as well, in other languages too; alone it greets
_GREETING = late(
    r"\s*(?:(?:coach|spotter|hey|hi|hello)\W+)*(?:good\s+morning|buenos\s+d[ií]as|bom\s+dia)(?:\W+(?:coach|spotter|bot|all|everyone|everybody|guys|team|there|pls|please|to\s+you"
    r"|sir|my\s+friend))*\W*$",
    re.IGNORECASE,
)
_PRODUCT = late(r"\d\s*[x×*хX]\s*\d|@\s*\d")
_AMOUNT = late(r"(?<!\w)\d+(?:[.,]\d+)?(?:\s?(?:kgs?|kilos?|lbs?|%))?(?!\w)", re.IGNORECASE)
_DIGIT = late(r"\d")
_RUN = late(r"(.)\1+")  # "tooo", "whyyy"
_GLUED = late(r"#(?=\w)")
_LETTERS_FOR = {"2day": "today", "2nite": "tonight", "2morrow": "tomorrow", "gr8": "great"}


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is asked or remarked: the intent of the table, and the lifts that are named."""

    intent: str  # "today", "define:rir" ...
    exercises: tuple[Exercise, ...] = ()
    maybe: tuple[Exercise, ...] = ()  # what an everyday word among them may stand for
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """One place of a row: the words that fit, and how many others may stand before it."""

    words: frozenset[str]
    gap: int


@dataclass(frozen=True, slots=True)
class _Row:
    intent: str
    places: tuple[_Place, ...]
    never: frozenset[str]
    begins: bool
    ends: bool


def read_inquiry(text: str, vocabulary: Vocabulary) -> Inquiry | None:
    """What a message asks, by the table; None for sets, names of exercises, and other talk."""
    if len(text) > LONGEST or "\n" in text.strip() or _PRODUCT.search(text):
        return None
    foreign = _in_another_language(text, vocabulary)
    if foreign is not None or _holds_numbers(text):
        return foreign
    if _GREETING.match(text):
        return Inquiry("hello", text=text.strip())
    bare = text.split()
    whole = vocabulary.find(bare, 0) if bare else None
    if whole is not None and whole.end == len(bare):
        return None
    tokens, named, maybe = _tokens(text, vocabulary)
    if not tokens or len(tokens) > MOST_WORDS:
        return None
    intent = _intent(tuple(tokens))
    return None if intent is None else Inquiry(intent, tuple(named), tuple(maybe), text.strip())


def _in_another_language(text: str, vocabulary: Vocabulary) -> Inquiry | None:
    """The same of what is typed in a language of the catalogues."""
    bare = text.split()
    whole = vocabulary.find(bare, 0) if bare and len(bare) <= MOST_WORDS else None
    if not bare or len(bare) > MOST_WORDS or (whole is not None and whole.end == len(bare)):
        return None
    asked = read_intent_of(text, vocabulary)
    if asked is None:
        return None
    found = [vocabulary.find(each.split(), 0) for each in asked[1]]
    lifts = tuple(each.exercise for each in found if each is not None)
    return Inquiry(asked[0], lifts, text=text.strip())


def _holds_numbers(text: str) -> bool:
    """A quick look: a digit that no question can hold, as in every set."""
    if _PRODUCT.search(text):
        return True
    if not _DIGIT.search(text) or _asks(text):
        return False
    plain = _TIME.sub("", _MAX.sub("", text))
    return _DIGIT.search(plain) is not None and not any(each in plain for each in _LETTERS_FOR)


def _asks(text: str) -> bool:
    """Whether a text begins or ends as a question does: "add 5 kg?"."""
    return _ASKS.match(text) is not None or text.rstrip().endswith("?")


# --- the words as typed -------------------------------------------------------------------------


def _tokens(text: str, vocabulary: Vocabulary) -> tuple[list[str], list[Exercise], list[Exercise]]:
    """The words to look at, each lift as "@" and each length of time with "#"; [] for numbers."""
    for typed, meant in _LETTERS_FOR.items():
        text = re.sub(rf"\b{typed}\b", meant, text, flags=re.IGNORECASE)
    text = _TIME.sub(_NUMBER, _MAX.sub("onerm", text))
    if _asks(text) and not _PRODUCT.search(text):
        text = _AMOUNT.sub(f" {_NUMBER} ", text)
    if any(map(str.isdigit, text)):
        return [], [], []
    words = _TOKEN.findall(_GLUED.sub("# ", text).replace("warm-up", "warmup"))
    out: list[str] = []
    named: list[Exercise] = []
    maybe: list[Exercise] = []
    at = 0
    while at < len(words):
        found, length = _lift_at(words, at, vocabulary)
        if length:
            out.append(_LIFT)
            named += found if len(found) == 1 else []
            maybe += found if len(found) > 1 else []
            at += length
            continue
        out += _spelled(words[at])
        at += 1
    return [each for each in out if each not in _alike("filler")], named, maybe


def _lift_at(words: Sequence[str], at: int, vocabulary: Vocabulary) -> tuple[list[Exercise], int]:
    """The lift that is named from a word on, and how many words it takes; no word of the table."""
    found = vocabulary.find(words, at)
    if found is not None and not (found.end == at + 1 and fold(words[at]) in _KEPT):
        return [found.exercise], found.end - at
    word = fold(words[at])
    if word in _known() and word not in _EVERYDAY_LIFTS:
        return [], 0
    for each in _stems(word):
        found = vocabulary.find([each], 0)
        if found is not None:
            return [found.exercise], 1
    several = getattr(vocabulary, "candidates", None)
    meant = list(several(word)) if several is not None else []
    return (meant, 1) if meant else ([], 0)


# names of lifts that are asked among, though they are words of the table too
_EVERYDAY_LIFTS = frozenset({"row", "curl", "press", "fly"})
_KEPT = frozenset(
    {"rest", "clean", "run", "running", "walk", "step", "set"}
)  # words before they are lifts


def _stems(word: str) -> Iterable[str]:
    """The lift that was done: "benched", "squatting", "deadlifts"."""
    for ending in ("ing", "ed", "s", "es"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: -len(ending)]
            yield stem
            if len(stem) > 3 and stem[-1] == stem[-2]:
                yield stem[:-1]
            yield f"{stem}e"


def _spelled(word: str) -> list[str]:
    folded = fold(word)
    return _spellings().get(folded, folded).split()


# --- the table ----------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def _intent(tokens: tuple[str, ...]) -> str | None:
    """The intent of the first row that fits."""
    meant = [_meant(each) for each in tokens]
    said = frozenset(word for each in meant for word in each)
    for row in _table():
        if not (row.never & said) and _fits(row, meant):
            return row.intent
    return None


@lru_cache(maxsize=4096)
def _meant(token: str) -> frozenset[str]:
    """The words of the table that a typed word may be: itself, else those a slip away."""
    known = _known()
    if token in known or len(token) < SHORTEST_SLIP - 1 or token in _alike("no_slip"):
        return frozenset({token})
    single = _RUN.sub(r"\1", token)
    if single != token and single in known:
        return frozenset({token, single})
    from rapidfuzz.distance import OSA  # 4 MB, for who types a word we do not know

    near = [
        each
        for each in known
        if len(each) >= SHORTEST_SLIP
        and (len(token) >= SHORTEST_SLIP or each[0] == token[0])
        and abs(len(each) - len(token)) <= 1
        and OSA.distance(each, token, score_cutoff=1) <= 1
    ]
    return frozenset({token, *near})


def _fits(row: _Row, meant: Sequence[frozenset[str]]) -> bool:
    starts = (0,) if row.begins else range(len(meant))
    return any(_from(row, 0, start, 0, meant) for start in starts)


def _from(row: _Row, place: int, at: int, gap: int, meant: Sequence[frozenset[str]]) -> bool:
    """Whether the places from one on fit, the next of them within `gap` words."""
    if place == len(row.places):
        return not row.ends or at == len(meant)
    wanted = row.places[place]
    for step in range(gap + 1):
        if at + step >= len(meant):
            return False
        if meant[at + step] & wanted.words:
            following = row.places[place + 1].gap if place + 1 < len(row.places) else 0
            if _from(row, place + 1, at + step + 1, following, meant):
                return True
    return False


@cache
def _rows() -> list[dict[str, str]]:
    with Path(__file__).with_name("questions.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def _sets() -> Mapping[str, str]:
    """The words of the rows `=name`."""
    return {row["intent"][1:]: row["words"] for row in _rows() if row["intent"][0] == "="}


@cache
def _alike(name: str) -> frozenset[str]:
    """The words of one row `=name`: "filler", what says nothing; "no_slip", what is no slip."""
    return frozenset(_sets()[name].split("|"))


@cache
def _spellings() -> Mapping[str, str]:
    """What words like "im" and "u" stand for: the rows `~im`."""
    return {row["intent"][1:]: row["words"] for row in _rows() if row["intent"][0] == "~"}


@cache
def _table() -> tuple[_Row, ...]:
    return tuple(_row(row, _sets()) for row in _rows() if row["intent"][0] not in "=~")


def _row(row: Mapping[str, str], sets: Mapping[str, str]) -> _Row:
    words = row["words"]
    for name, alternatives in sets.items():
        words = words.replace(f"{{{name}}}", alternatives)
    parts = words.split()
    begins, ends = parts[0] == "^", parts[-1] == "$"
    parts = parts[begins : len(parts) - ends]
    places = tuple(
        _Place(frozenset(each.removeprefix("+").split("|")), 0 if each[0] == "+" else GAP)
        for each in parts
    )
    never = frozenset(row["never"].replace(" +", "|").split("|")) - {""}
    return _Row(row["intent"], places, never, begins, ends)


@cache
def _known() -> frozenset[str]:
    """Every word of the table."""
    found = {word for row in _table() for place in row.places for word in place.words}
    return frozenset(found | {word for row in _table() for word in row.never})
