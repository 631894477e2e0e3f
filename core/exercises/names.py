"""Find the exercise a person means: exact names first, then equipment, then close matching.

Names are compared as joined words, so "pull-ups", "pullups" and "pull up" are one. A name is
exact when it is listed (catalogue.csv, aliases.csv, the person's own), or when it is a listed name
plus a piece of equipment that gives a known variant: "Bankdrücken Kurzhantel", "squat (smith
machine)". Close matching is the last resort and never touches words of four letters or less: "rdl"
and its like are known exactly or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from core.exercises.catalogue import catalogue, families
from core.exercises.own import own_exercise
from core.exercises.words import (
    FOLDER,
    Word,
    fold,
    pairs,
    read_folded,
    read_table,
    read_word,
    read_words,
)
from core.language.reading import Found
from core.records import Exercise

CERTAIN_SCORE = 90.0  # from here a close match may be taken without asking ...
CERTAIN_LEAD = 5.0  # ... when it is this far ahead of the next exercise
ASKED_SCORE = 60.0  # below this nothing is worth asking
AMBIGUOUS_SCORE = 89.0  # everyday words with several meanings are always asked
LONGEST_QUERY = 64  # characters; longer text is no name, and matching it costs
LONGEST_PHRASE = 128  # characters of a name in another app's file
SHORTHAND = 4  # letters; words up to here are never matched closely
LONG_SHORTHAND = 6  # letters; up to here not without a vowel either: "slrdl"
SAME_WORDS_SCORE = 96.0  # a known name in another order
OTHER_WORD_SCORE = 88.0  # a typo away, but a word of it is another name's word
NO_VARIANT_SCORE = 80.0  # the name is close, the equipment is not in the catalogue
SHARED_WORDS_WEIGHT = 0.85  # names that only share words are suggestions, never certain
MIXED = "mixed"  # two pieces of equipment in one name: no variant can be meant

__all__ = ["Names", "all_exercises", "catalogue_names", "certain", "names_for", "own_exercise"]

VOWELS = re.compile("[aeiouy]")
IDEOGRAPHS = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")  # two of these are a word
EACH_SIDE = re.compile(r"\b(?:each|per) (?:side|arm|leg)\b", re.IGNORECASE)  # says how, not what

# A second equipment word that adds nothing to the first: "smith machine", "cable machine".
SAME_EQUIPMENT = frozenset(
    {
        ("smith machine", "machine"),
        ("cable", "machine"),
        ("machine", "cable"),
        ("plate", "machine"),
        ("landmine", "barbell"),
    }
)


@dataclass(frozen=True, slots=True)
class Index:
    """The catalogue's names, ready to look up."""

    full: Mapping[str, str]  # joined words -> id
    parts: Mapping[tuple[str, str], str]  # (words but equipment, equipment) -> id
    variants: Mapping[tuple[str, str], str]  # (usual exercise, equipment) -> id
    ambiguous: Mapping[str, tuple[str, ...]]  # joined words -> ids
    numbers: frozenset[str]  # words of names that hold a digit
    longest: int  # letters of the longest name


@dataclass(frozen=True, slots=True)
class Choices:
    """The catalogue's names as close matching wants them, one entry per name."""

    joined: tuple[str, ...]
    spaced: tuple[str, ...]
    words: tuple[frozenset[str], ...]
    ids: tuple[str, ...]
    bags: Mapping[tuple[str, ...], str]  # sorted words -> id
    holding: Mapping[str, Sequence[int]]  # a word -> the names it is in


class Joining:
    """A name read word by word: all words joined, all but the equipment, and the equipment."""

    __slots__ = ("_before", "_last", "equipment", "full", "rest")

    def __init__(self) -> None:
        """Start with no word read."""
        self.full = self.rest = self.equipment = ""
        self._before = ""  # the equipment before the last word
        self._last: Word | None = None

    def add(self, word: Word) -> None:
        """Read one more word."""
        self.full += word.text
        last = self._last
        if last is not None and last.opens and self._closes_pair(last, word):
            return
        self._last, self._before = word, self.equipment
        if word.equipment:
            self.equipment = with_equipment(self.equipment, word.equipment)
        else:
            self.rest += word.text

    def _closes_pair(self, last: Word, word: Word) -> bool:
        """Take the last two words as one piece of equipment if they are: "ez" + "bar"."""
        pair = pairs().get((last.text, word.text))
        if pair is None:
            return False
        if not last.equipment:
            self.rest = self.rest[: -len(last.text)]
        self.equipment = with_equipment(self._before, pair)
        self._last = None
        return True


def joined(words: Iterable[Word]) -> Joining:
    """All words of a name, joined."""
    name = Joining()
    for word in words:
        name.add(word)
    return name


def is_shorthand(words: Sequence[Word]) -> bool:
    """Whether words are too few letters, or letters too like initials, to be matched closely."""
    letters = "".join([word.text for word in words])
    if len(letters) <= SHORTHAND:
        return not IDEOGRAPHS.search(letters)
    return len(letters) <= LONG_SHORTHAND and letters.isascii() and not VOWELS.search(letters)


def with_equipment(known: str, more: str) -> str:
    """The equipment after one more word for it; MIXED if they contradict each other."""
    if not known or known == more:
        return more
    return known if (known, more) in SAME_EQUIPMENT else MIXED


@cache
def _named() -> tuple[tuple[tuple[Word, ...], str], ...]:
    """Every listed name with its exercise; the exercise's own name before its aliases."""
    names = [(read_words(each.name), each.id) for each in catalogue().values()]
    # folded in one piece: this is most of the time the first name takes
    lines = fold((FOLDER / "aliases.csv").read_text(encoding="utf-8")).splitlines()[1:]
    for line in lines:
        words, _, exercise_id = line.rpartition(",")
        names.append((read_folded(words), exercise_id))
    return tuple(names)


@cache
def index() -> Index:
    """The index of the catalogue, made once."""
    full: dict[str, str] = {}
    parts: dict[tuple[str, str], str] = {}
    for words, exercise_id in _named():
        if not [word for word in words if word.equipment]:
            full.setdefault("".join([word.text for word in words]), exercise_id)
            continue
        key = joined(words)
        full.setdefault(key.full, exercise_id)
        if key.rest and key.equipment and key.equipment != MIXED:
            parts.setdefault((key.rest, key.equipment), exercise_id)
    variants = {}
    for exercise_id, family in families().items():
        exercise = catalogue()[exercise_id]
        kind = "assisted" if exercise.measure == "assisted" else exercise.equipment
        variants[family, kind] = exercise_id
    ambiguous = {
        joined(read_words(row["words"])).full: tuple(row["ids"].split(";"))
        for row in read_table("ambiguous.csv")
    }
    numbers = {word.text for words, _ in _named() for word in words if word.numbered}
    return Index(
        MappingProxyType(full),
        MappingProxyType(parts),
        MappingProxyType(variants),
        MappingProxyType(ambiguous),
        frozenset(numbers),
        max(map(len, full)),
    )


@cache
def choices() -> Choices:
    """The names for close matching, made when the first name is not known exactly."""
    names = dict.fromkeys(
        (tuple([word.text for word in words]), each)
        for words, each in _named()
        if not is_shorthand(words)
    )
    bags: dict[tuple[str, ...], str] = {}
    holding: dict[str, list[int]] = {}
    for place, (words, exercise_id) in enumerate(names):
        bags.setdefault(tuple(sorted(words)), exercise_id)
        for word in set(words):
            holding.setdefault(word, []).append(place)
    return Choices(
        joined=tuple(["".join(words) for words, _ in names]),
        spaced=tuple([" ".join(words) for words, _ in names]),
        words=tuple([frozenset(words) for words, _ in names]),
        ids=tuple([exercise_id for _, exercise_id in names]),
        bags=MappingProxyType(bags),
        holding=MappingProxyType(holding),
    )


class Names:
    """The names one person may use: their own, and the catalogue's. Implements `Vocabulary`."""

    __slots__ = ("_index", "_longest", "_numbered", "_own", "_personal")

    def __init__(
        self, personal: Mapping[str, str] | None = None, own: Mapping[str, Exercise] | None = None
    ) -> None:
        """Lay personal names (joined words -> id) and own exercises over the catalogue."""
        self._index = index()
        self._personal = personal or {}
        self._own = own or {}
        self._longest = max([self._index.longest, *map(len, self._personal)])
        self._numbered = any(not each.isalpha() for each in self._personal)

    def exercise(self, exercise_id: str) -> Exercise:
        """An exercise by id; KeyError when there is none."""
        own = self._own.get(exercise_id)
        return own if own is not None else catalogue()[exercise_id]

    def all_exercises(self) -> tuple[Exercise, ...]:
        """The person's own exercises, then the catalogue's."""
        return (*self._own.values(), *catalogue().values())

    def find(self, words: Sequence[str], start: int = 0) -> Found | None:
        """The longest exactly known name that begins at words[start].

        A name followed by equipment it has no variant for is not known: "lateral raise (smith
        machine)" must not be taken for a lateral raise.
        """
        name, best, end = Joining(), "", start
        for position in range(start, len(words)):
            pieces = read_word(words[position])
            if not pieces:
                if not name.full:
                    return None
                continue
            if pieces[0].numbered and self._ends_name(pieces[0]):
                break
            for piece in pieces:
                name.add(piece)
            if len(name.full) > self._longest:
                break
            found = self._look_up(name)
            if found:
                best, end = found, position + 1
            elif best and end == position and all(piece.equipment for piece in pieces):
                best = ""
        return Found(self.exercise(best), start, end) if best else None

    def _ends_name(self, word: Word) -> bool:
        """Whether a word holds a digit and no name has it."""
        return word.text not in self._index.numbers and not self._numbered

    def _look_up(self, key: Joining) -> str:
        """The id of an exact name, personal names first; "" if unknown."""
        known = self._personal.get(key.full) or self._index.full.get(key.full)
        if known or not key.equipment or not key.rest:
            return known or ""
        listed = self._index.parts.get((key.rest, key.equipment))
        if listed:
            return listed
        if key.full in self._index.ambiguous:
            return ""
        base = self._personal.get(key.rest) or self._index.full.get(key.rest)
        return self._variant(base, key.equipment) if base else ""

    def _variant(self, base: str, equipment: str) -> str:
        """The exercise done with other equipment; "" if the catalogue has none."""
        exercise = self.exercise(base)
        if equipment in {exercise.equipment, "weighted"}:
            return base
        if (exercise.equipment, equipment) in SAME_EQUIPMENT:
            return base
        if equipment == "bodyweight" and exercise.measure == "bodyweight":
            return base
        return self._index.variants.get((families().get(base, base), equipment), "")

    def resolve(self, phrase: str) -> Exercise | None:
        """The exercise a whole phrase names exactly, or None."""
        found = self._look_up(joined(read_words(EACH_SIDE.sub(" ", phrase[:LONGEST_PHRASE]))))
        return self.exercise(found) if found else None

    def candidates(self, phrase: str) -> tuple[Exercise, ...]:
        """What an everyday word with several meanings may stand for; () for any other phrase."""
        full = joined(read_words(phrase)).full
        if full in self._personal:
            return ()
        return tuple(self.exercise(each) for each in self._index.ambiguous.get(full, ()))

    def near(self, phrase: str, limit: int = 3) -> tuple[tuple[Exercise, float], ...]:
        """Close matches for a phrase, best first, with scores 0-100; may be empty."""
        phrase = EACH_SIDE.sub(" ", phrase[:LONGEST_PHRASE])[:LONGEST_QUERY]
        exact = self.resolve(phrase)
        if exact:
            return ((exact, 100.0),)
        several = self.candidates(phrase)
        if several:
            return tuple((each, AMBIGUOUS_SCORE) for each in several[:limit])
        words = read_words(phrase)
        if is_shorthand(words):
            return ()
        scores = dict(near_listed(words))
        for name, exercise_id in self._personal.items():
            score = typo_score(joined(words).full, name)
            scores[exercise_id] = max(score, scores.get(exercise_id, 0.0))
        self._prefer_variants(words, scores)
        usual = families()
        ranked = sorted(scores.items(), key=lambda each: (-each[1], usual.get(each[0]) != each[0]))
        kept = [(each, score) for each, score in ranked if score >= ASKED_SCORE]
        return tuple((self.exercise(each), score) for each, score in kept[:limit])

    def _prefer_variants(self, words: Sequence[Word], scores: dict[str, float]) -> None:
        """Match the name without its equipment and turn what is found into that variant."""
        equipment = joined(words).equipment
        plain = tuple(word for word in words if not word.equipment)
        if not equipment or equipment == MIXED or is_shorthand(plain):
            return
        for base, score in near_listed(plain):
            variant = self._variant(base, equipment)
            kept = score if variant else min(score, NO_VARIANT_SCORE)
            meant = variant or base
            scores[meant] = max(kept, scores.get(meant, 0.0))

    def resolve_or_near(self, phrase: str) -> Exercise | None:
        """The exercise a phrase names exactly, or the one close match that is certain."""
        return self.resolve(phrase) or certain(self.near(phrase))


def certain(matches: Sequence[tuple[Exercise, float]]) -> Exercise | None:
    """The first of near matches when it may be taken without asking, else None."""
    if not matches or matches[0][1] < CERTAIN_SCORE:
        return None
    if len(matches) > 1 and matches[0][1] - matches[1][1] < CERTAIN_LEAD:
        return None
    return matches[0][0]


def typo_score(typed: str, name: str) -> float:
    """0-100 by mistyped letters (insert, drop, change, swap): one in five letters gives 90."""
    mistakes = OSA.distance(typed, name)
    return 100.0 * (1 - mistakes / (max(len(typed), len(name)) + 5))


@lru_cache(maxsize=512)
def near_listed(words: tuple[Word, ...]) -> tuple[tuple[str, float], ...]:
    """Ids of the catalogue close to these words, each with its best score, unsorted."""
    listed, typed = choices(), [word.text for word in words]
    scores: dict[str, float] = {}
    same_words = listed.bags.get(tuple(sorted(typed)))
    if same_words:
        scores[same_words] = SAME_WORDS_SCORE
    typed_joined = "".join(typed)
    known = frozenset(typed).intersection(listed.holding)
    slips = max(1, len(typed_joined) // 5)
    for name, _, place in process.extract(
        typed_joined, listed.joined, scorer=OSA.distance, score_cutoff=slips, limit=20
    ):
        score = typo_score(typed_joined, name)
        if known - listed.words[place]:  # a word spelt right means what it says
            score = min(score, OTHER_WORD_SCORE)
        _keep_best(scores, listed.ids[place], score)
    sharing = {place for word in known for place in listed.holding[word]}
    for _, ratio, place in process.extract(
        " ".join(typed),
        {place: listed.spaced[place] for place in sharing},
        scorer=fuzz.token_set_ratio,
        score_cutoff=70,
        limit=20,
    ):
        _keep_best(scores, listed.ids[place], ratio * SHARED_WORDS_WEIGHT)
    return tuple(scores.items())


def _keep_best(scores: dict[str, float], exercise_id: str, score: float) -> None:
    if score > scores.get(exercise_id, 0.0):
        scores[exercise_id] = score


@cache
def catalogue_names() -> Names:
    """The names of the catalogue alone, shared by all."""
    return Names()


def all_exercises() -> tuple[Exercise, ...]:
    """Every exercise of the catalogue."""
    return tuple(catalogue().values())


def names_for(person_aliases: Mapping[str, str], own: Sequence[Exercise] = ()) -> Names:
    """The catalogue with a person's own exercises and aliases (words -> id) laid over it."""
    if not person_aliases and not own:
        return catalogue_names()
    exercises = {each.id: each for each in own}
    personal = {_personal_key(each.name): each.id for each in own}
    for words, exercise_id in person_aliases.items():
        if exercise_id in exercises or exercise_id in catalogue():
            personal[_personal_key(words)] = exercise_id
    personal.pop("", None)
    return Names(personal, exercises)


@lru_cache(maxsize=4096)
def _personal_key(words: str) -> str:
    """The joined words of a personal name."""
    return joined(read_words(words[:LONGEST_QUERY])).full
