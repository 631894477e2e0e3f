"""Whether words report pain, end a report, say there is none, or name an urgent sign (R46).

The words are data, `pain_words.csv`: rows of language, kind and phrases. In a phrase `*` stands for
any ending or beginning, `|` parts words that may stand in one place, `..` is up to two words, `...`
up to five, `{part}` a part of the body and `$` the end of what is said. Punctuation ends a phrase.
What is idiom, negated or over is taken out before the rest is read. No diagnosis is made of it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from core.exercises.parts import is_loaded
from core.exercises.words import fold
from core.parsing.patterns import late
from core.parsing.reading import Vocabulary
from core.records import Exercise

PainKind = Literal["report", "urgent", "end", "none", "vague", "sore"]

MOST_VAGUE_WORDS = 6  # without a lift or a part of the body, longer words are talk
LONGEST = 1000  # characters that are looked at
_NAME, _PART, _OUT = "@", "¤", "\0"  # an exercise, a part of the body, what was taken out
_CONTRAST = late(  # "não dói mais" ends with its "mais"
    r"\b(?:but|aber|pero|mais|mas|ma|però|но)\b(?=\s+\S)", re.IGNORECASE
)
# the gravest first
_GRAVEST: Sequence[PainKind] = ("urgent", "report", "end", "none", "vague", "sore")
_ELISION = late(r"\b([ldjmtsnc]|qu|all|dell|nell|sull|un)['’]", re.IGNORECASE)
# written without spaces, or with endings that touch: phrases are looked for anywhere
_UNSPACED = late("[\u1100-\u11ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_WORD = late(r"\w+")
_SET = late(
    r"\d\s*[x×*хX]\s*\d|\d\s*(kgs?|lbs?|кг|reps?|sets?|wdh|rir|%)\b|\brir\s*\d|@\s*\d|\bx\d",
    re.IGNORECASE,
)
# Words that a gap in a phrase does not reach over, beside those for pain.
_BETWEEN = """
but and aber und pero mais ma y et но и а to sure know only idea just clue not no isnt doesnt
dont never nicht nie kein keine pas non nao ne не нет
"""
_NEVER_BETWEEN = _BETWEEN.split()


@dataclass(frozen=True, slots=True)
class PainReading:
    """What was said about pain: its kind, the lifts named and the parts of the body, in order."""

    kind: PainKind
    exercises: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Words:
    """One language's phrases, one pattern for each kind; and its parts of the body."""

    kinds: Mapping[str, re.Pattern[str]]
    part: re.Pattern[str]
    part_names: Sequence[str]

    def has(self, kind: str, text: str) -> bool:
        return kind in self.kinds and bool(self.kinds[kind].search(self._marked(text)))

    def without(self, kind: str, text: str) -> str:
        """The text with every phrase of a kind taken out."""
        if kind not in self.kinds:
            return text
        rest = self.kinds[kind].sub(_OUT, self._marked(text))
        return rest.replace(_PART, "").replace("_", " ")

    def parts_in(self, text: str) -> Iterable[str]:
        for found in self.part.finditer(text):
            yield self.part_names[(found.lastindex or 1) - 1]

    def _marked(self, text: str) -> str:
        """The text with each part of the body as one word that shows that it is one."""
        return self.part.sub(lambda found: _PART + found[0].replace(" ", "_"), text)


def read_pain(text: str, vocabulary: Vocabulary, *, in_set: bool = False) -> PainReading | None:
    """What a message says about pain; None when it says nothing, or looks like a set.

    The note of a set may still say that it hurts: `in_set` reads what looks like one as well.
    """
    text = text[:LONGEST]
    if not _mentions(text):
        return None
    if not in_set and any(map(str.isdigit, text)) and _is_set(text, vocabulary):
        return None
    return _read(text, vocabulary)


def read_pain_in_note(note: str, vocabulary: Vocabulary) -> PainReading | None:
    """What the note of a set says: a report or an urgent sign, else None."""
    note = note[:LONGEST]
    found = _read(note, vocabulary) if _mentions(note) else None
    if found is None or found.kind in ("end", "none"):
        return None
    if found.kind == "urgent":
        return found
    return PainReading("report", found.exercises, found.parts)


def _is_set(text: str, vocabulary: Vocabulary) -> bool:
    return bool(_SET.search(text)) or any(True for _ in _names(text.split(), vocabulary))


def _read(text: str, vocabulary: Vocabulary) -> PainReading | None:
    """The gravest that any part of a text says: "squat felt fine but the knee hurts"."""
    found = [_clause(each.split(), vocabulary) for each in _CONTRAST.split(text)]
    said = [each for each in found if each]
    return min(said, key=lambda each: _GRAVEST.index(each.kind), default=None)


def _clause(words: Sequence[str], vocabulary: Vocabulary) -> PainReading | None:
    named = tuple(_names(words, vocabulary))
    said = _plain(_without_names(words, [(start, end) for _, start, end in named]))
    exercises = [each for each, _, _ in named]
    ids = tuple(dict.fromkeys(each.id for each in exercises))
    if any(each.has("other", said) for each in _languages()):
        return None
    rest, over = _left(said)
    if any(_is_urgent(each, rest, exercises) for each in _languages()):
        return PainReading("urgent", ids, _parts(_languages(), rest))
    speaking = [each for each in _languages() if _hurts(each, rest, named=bool(ids))]
    parts = _parts(speaking, rest)
    if (ids and speaking) or parts:
        return PainReading("report", ids, parts)
    if speaking and len(words) <= MOST_VAGUE_WORDS:
        sharp = any(each.has("pain", rest) for each in speaking)
        return PainReading("vague" if sharp else "sore")
    if speaking:
        return None
    return PainReading(over, ids, _parts(_languages(), said)) if over else None


def _left(said: str) -> tuple[str, Literal["end", "none"] | None]:
    """What is left without idioms and without what is over or denied, and which of these it was."""
    over: Literal["end", "none"] | None = None
    for kind in ("talk", "end", "calm", "none"):
        before = said
        for each in _languages():
            said = each.without(kind, said)
        if over is None and kind != "talk" and said != before:
            over = "end" if kind == "end" else "none"
    return said, over


def _hurts(language: _Words, text: str, *, named: bool) -> bool:
    if language.has("pain", text) or language.has("chest", text) or language.has("sore", text):
        return True
    if any(language.parts_in(text)):
        return language.has("weak", text)
    return not named and language.has("alone", text)


def _is_urgent(language: _Words, text: str, exercises: Sequence[Exercise]) -> bool:
    """Whether an urgent sign is named. A chest that is sore from a lift for it is a muscle."""
    if language.has("urgent", text):
        return True
    if not language.has("chest", text):
        return False
    trained = any(is_loaded("chest", each) for each in exercises)
    trained = trained or language.has("chestwork", text)
    return not (trained and language.has("since", text))


def _parts(languages: Iterable[_Words], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for each in languages for part in each.parts_in(text)))


# --- the words as typed -------------------------------------------------------------------------


def _names(words: Sequence[str], vocabulary: Vocabulary) -> Iterable[tuple[Exercise, int, int]]:
    """The exercises named, each with the words it takes.

    What is a part of the body in some language ("бицепс") is read as one.
    """
    bare = [word.strip(".,!?;:()\"'") for word in words]
    start = 0
    while start < len(bare):
        found = vocabulary.find(bare, start) if bare[start] else None
        if found is None or is_no_lift(bare[found.start : found.end]):
            start += 1
            continue
        yield found.exercise, found.start, found.end
        start = max(found.end, start + 1)


def is_no_lift(words: Sequence[str]) -> bool:
    """Tell whether words are a part of the body or a complaint of one: "stiff" is a lift too."""
    said = _plain(" ".join(words))
    stiff = any(
        "weak" in each.kinds and each.kinds["weak"].fullmatch(said) for each in _languages()
    )
    return stiff or is_part(words)


def is_part(words: Sequence[str]) -> bool:
    """Tell whether words are a part of the body in some language."""
    said = _plain(" ".join(words))
    return any(each.part.fullmatch(said) for each in _languages())


def _without_names(words: Sequence[str], spans: Sequence[tuple[int, int]]) -> str:
    kept = list(words)
    for start, end in spans:
        mark = words[end - 1][-1] if words[end - 1][-1] in ".,!?;:" else ""
        kept[start:end] = [_NAME, *[""] * (end - start - 1)]
        kept[end - 1] += mark
    return " ".join(word for word in kept if word)


def _plain(text: str) -> str:
    """Words as the phrases are written: folded, elided articles and hyphens apart."""
    text = fold(_ELISION.sub(r"\1 ", text))
    return re.sub(r"[-‐–_/]", " ", text.replace(_OUT, " "))


# --- the table ----------------------------------------------------------------------------------


@cache
def _rows() -> list[tuple[str, str, list[str]]]:
    with Path(__file__).with_name("pain_words.csv").open(encoding="utf-8", newline="") as lines:
        return [
            (row["language"], row["kind"], [_plain(each) for each in row["words"].split(";")])
            for row in csv.DictReader(lines)
        ]


@cache
def _languages() -> tuple[_Words, ...]:
    return tuple(_language(each) for each in dict.fromkeys(row[0] for row in _rows()))


def _language(language: str) -> _Words:
    rows = {kind: phrases for of, kind, phrases in _rows() if of == language}
    parts = {kind[5:]: phrases for kind, phrases in rows.items() if kind.startswith("part.")}
    gap = _gap([word for word in rows["pain"] if " " not in word] + _NEVER_BETWEEN)
    named = "|".join(f"({'|'.join(_phrase(one, gap) for one in each)})" for each in parts.values())
    kinds = {
        kind: late("|".join(_phrase(each, gap) for each in phrases))
        for kind, phrases in rows.items()
        if not kind.startswith("part.")
    }
    return _Words(kinds, late(named), tuple(parts))


def _gap(shut: Sequence[str]) -> str:
    """A word that may stand between two words of a phrase."""
    return rf"(?!{_PART}?(?:{'|'.join(map(_word, shut))})(?!\w))[^\s.,;:!?\0]+"


def _word(word: str) -> str:
    choices = "|".join(re.escape(each).replace(r"\*", r"\w*") for each in word.split("|"))
    return f"(?:{choices})"


def _phrase(phrase: str, gap: str) -> str:
    """A phrase of the table as a pattern."""
    if _UNSPACED.search(phrase):
        return _word(phrase)
    out = ""
    for word in phrase.split():
        if word in ("..", "..."):
            out += rf"(?:\s+{gap}){{0,{2 if word == '..' else 5}}}"
        elif word == "$":
            out += r"(?=\s*(?:(?:now|again|today)\s*)?(?:[.,;!?]|$))"
        else:
            piece = rf"{_PART}\S*\w" if word == "{part}" else _word(word)
            out += (r"\s+" if out else "") + rf"(?<!\w){_PART}?{piece}(?!\w)"
    return out


# --- telling at one look ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Clues:
    """One word of each phrase: as it is, as a beginning, as an end, unspaced writing anywhere."""

    whole: frozenset[str]
    begins: tuple[str, ...]
    ends: tuple[str, ...]
    anywhere: tuple[str, ...]


@cache
def _clues() -> _Clues:
    telling = ("pain", "sore", "alone", "urgent", "chest", "end", "none")
    phrases = [
        phrase
        for _, kind, listed in _rows()
        for phrase in listed
        if kind.startswith("part.") or (kind in telling and "{part}" not in phrase)
    ]
    words = {each for phrase in phrases for each in _rarest(phrase).split("|")}
    unspaced = {each for each in words if _UNSPACED.search(each)}
    words -= unspaced
    return _Clues(
        whole=frozenset(each for each in words if "*" not in each),
        begins=tuple({each.strip("*") for each in words if each.endswith("*")}),
        ends=tuple({each.strip("*") for each in words if each.startswith("*")}),
        anywhere=tuple(unspaced),
    )


def _rarest(phrase: str) -> str:
    """The place of a phrase that is hardest to meet by chance: the one with the longest words."""
    places = [each for each in phrase.split() if each not in ("..", "...", "$", "{part}")]
    return max(places, key=lambda each: min(map(len, each.split("|"))))


@lru_cache(maxsize=4096)
def _mentions(text: str) -> bool:
    """Whether any phrase can be in a text: cheap, and right when it says no."""
    clues, said = _clues(), _plain(text)
    if _UNSPACED.search(said) and any(each in said for each in clues.anywhere):
        return True
    return any(
        word in clues.whole or word.startswith(clues.begins) or word.endswith(clues.ends)
        for word in _WORD.findall(said)
    )
