"""Find the exercise a person means: exact names first, then equipment, then close matching.

Names are compared as joined words, so "pull-ups", "pullups" and "pull up" are one. A name is
exact when it is listed (catalogue.csv, aliases.csv, the person's own), or when it is a listed name
plus a piece of equipment that gives a known variant: "Bankdrücken Kurzhantel", "squat (smith
machine)". Close matching is the last resort and never touches words of four letters or less: "rdl"
and its like are known exactly or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from core.exercises.catalogue import catalogue, families
from core.exercises.own import own_exercise
from core.exercises.words import Word, read_table, read_word, read_words
from core.language.reading import Found
from core.records import Exercise

CERTAIN_SCORE = 90.0  # from here a close match may be taken without asking ...
CERTAIN_LEAD = 5.0  # ... when it is this far ahead of the next exercise
ASKED_SCORE = 60.0  # below this nothing is worth asking
AMBIGUOUS_SCORE = 89.0  # everyday words with several meanings are always asked
LONGEST_QUERY = 64  # characters; longer text is no name, and matching it costs
SHORTHAND = 4  # letters; shorter words are never matched closely
SAME_WORDS_SCORE = 96.0  # a known name in another order
OTHER_WORD_SCORE = 88.0  # a typo away, but a word of it is another name's word
NO_VARIANT_SCORE = 80.0  # the name is close, the equipment is not in the catalogue
SHARED_WORDS_WEIGHT = 0.85  # names that only share words are suggestions, never certain
MIXED = "mixed"  # two pieces of equipment in one name: no variant can be meant

__all__ = ["Names", "all_exercises", "catalogue_names", "certain", "names_for", "own_exercise"]

# A second equipment word that adds nothing to the first: "smith machine", "cable machine".
SAME_EQUIPMENT = frozenset(
    {("smith machine", "machine"), ("cable", "machine"), ("machine", "cable"), ("plate", "machine")}
)



@dataclass(frozen=True, slots=True)
class Key:
    """A name made comparable: all words joined, all but the equipment, and the equipment."""

    full: str
    rest: str
    equipment: str


@dataclass(frozen=True, slots=True)
class Index:
    """The catalogue's names, ready to look up."""

    full: Mapping[str, str]  # joined words -> id
    parts: Mapping[tuple[str, str], str]  # (words but equipment, equipment) -> id
    variants: Mapping[tuple[str, str], str]  # (usual exercise, equipment) -> id
    ambiguous: Mapping[str, tuple[str, ...]]  # joined words -> ids
    numbers: frozenset[str]  # words of names that begin with a digit
    longest: int  # letters of the longest name


@dataclass(frozen=True, slots=True)
class Choices:
    """The catalogue's names as close matching wants them, one entry per name."""

    joined: tuple[str, ...]
    spaced: tuple[str, ...]
    words: tuple[frozenset[str], ...]
    ids: tuple[str, ...]
    bags: Mapping[tuple[str, ...], str]  # sorted words -> id
    known: frozenset[str]


def key_of(words: Sequence[Word]) -> Key:
    """Join comparable words and tell the equipment from the rest."""
    equipment = ""
    for word in words:
        if word.equipment:
            equipment = with_equipment(equipment, word.equipment)
    return Key(
        "".join([word.text for word in words]),
        "".join([word.text for word in words if not word.equipment]),
        equipment,
    )


def with_equipment(known: str, more: str) -> str:
    """The equipment after one more word for it; MIXED if they contradict each other."""
    if not known or known == more:
        return more
    return known if (known, more) in SAME_EQUIPMENT else MIXED


@cache
def _named() -> tuple[tuple[tuple[Word, ...], str], ...]:
    """Every listed name with its exercise; the exercise's own name before its aliases."""
    names = [(read_words(each.name), each.id) for each in catalogue().values()]
    names += [(read_words(row["words"]), row["id"]) for row in read_table("aliases.csv")]
    return tuple(names)


@cache
def index() -> Index:
    """The index of the catalogue, made once."""
    full: dict[str, str] = {}
    parts: dict[tuple[str, str], str] = {}
    for words, exercise_id in _named():
        key = key_of(words)
        full.setdefault(key.full, exercise_id)
        if key.rest and key.equipment and key.equipment != MIXED:
            parts.setdefault((key.rest, key.equipment), exercise_id)
    variants = {}
    for exercise_id, family in families().items():
        exercise = catalogue()[exercise_id]
        kind = "assisted" if exercise.measure == "assisted" else exercise.equipment
        variants[family, kind] = exercise_id
    ambiguous = {
        key_of(read_words(row["words"])).full: tuple(row["ids"].split(";"))
        for row in read_table("ambiguous.csv")
    }
    numbers = {word.text for words, _ in _named() for word in words if word.text[0].isdigit()}
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
    words = [frozenset(word.text for word in words) for words, _ in _named()]
    bags: dict[tuple[str, ...], str] = {}
    for listed, exercise_id in _named():
        bags.setdefault(tuple(sorted(word.text for word in listed)), exercise_id)
    return Choices(
        joined=tuple("".join(word.text for word in listed) for listed, _ in _named()),
        spaced=tuple(" ".join(word.text for word in listed) for listed, _ in _named()),
        words=tuple(words),
        ids=tuple(exercise_id for _, exercise_id in _named()),
        bags=MappingProxyType(bags),
        known=frozenset().union(*words),
    )


class Names:
    """The names one person may use: their own, and the catalogue's. Implements `Vocabulary`."""

    __slots__ = ("_index", "_own", "_personal")

    def __init__(
        self, personal: Mapping[str, str] | None = None, own: Mapping[str, Exercise] | None = None
    ) -> None:
        """Lay personal names (joined words -> id) and own exercises over the catalogue."""
        self._index = index()
        self._personal = personal or {}
        self._own = own or {}

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
        full = rest = equipment = best = ""
        end = start
        for position in range(start, len(words)):
            pieces = read_word(words[position])
            if not pieces:
                if not full:
                    return None
                continue
            for piece in pieces:
                full += piece.text
                if piece.equipment:
                    equipment = with_equipment(equipment, piece.equipment)
                else:
                    rest += piece.text
            if len(full) > self._index.longest or self._ends_name(pieces[0].text):
                break
            found = self._look_up(Key(full, rest, equipment))
            if found:
                best, end = found, position + 1
            elif best and end == position and all(piece.equipment for piece in pieces):
                best = ""
        return Found(self.exercise(best), start, end) if best else None

    def _ends_name(self, word: str) -> bool:
        """Whether a word begins with a digit that no name has."""
        return word[0].isdigit() and word not in self._index.numbers and not self._personal

    def _look_up(self, key: Key) -> str:
        """The id of an exact name, personal names first; "" if unknown."""
        known = self._personal.get(key.full) or self._index.full.get(key.full)
        if known or not key.equipment or not key.rest:
            return known or ""
        listed = self._index.parts.get((key.rest, key.equipment))
        if listed:
            return listed
        base = self._personal.get(key.rest) or self._index.full.get(key.rest)
        return self._variant(base, key.equipment) if base else ""

    def _variant(self, base: str, equipment: str) -> str:
        """The exercise done with other equipment; "" if the catalogue has none."""
        exercise = self.exercise(base)
        if exercise.equipment == equipment or equipment == "weighted":
            return base
        if equipment == "bodyweight" and exercise.measure == "bodyweight":
            return base
        return self._index.variants.get((families().get(base, base), equipment), "")

    def resolve(self, phrase: str) -> Exercise | None:
        """The exercise a whole phrase names exactly, or None."""
        found = self._look_up(key_of(read_words(phrase)))
        return self.exercise(found) if found else None

    def candidates(self, phrase: str) -> tuple[Exercise, ...]:
        """What an everyday word with several meanings may stand for; () for any other phrase."""
        full = key_of(read_words(phrase)).full
        if full in self._personal:
            return ()
        return tuple(self.exercise(each) for each in self._index.ambiguous.get(full, ()))

    def near(self, phrase: str, limit: int = 3) -> tuple[tuple[Exercise, float], ...]:
        """Close matches for a phrase, best first, with scores 0-100; may be empty."""
        phrase = phrase[:LONGEST_QUERY]
        exact = self.resolve(phrase)
        if exact:
            return ((exact, 100.0),)
        several = self.candidates(phrase)
        if several:
            return tuple((each, AMBIGUOUS_SCORE) for each in several[:limit])
        words = read_words(phrase)
        if len(key_of(words).full) <= SHORTHAND:
            return ()
        scores = dict(near_listed(words))
        for name, exercise_id in self._personal.items():
            score = typo_score(key_of(words).full, name)
            scores[exercise_id] = max(score, scores.get(exercise_id, 0.0))
        self._prefer_variants(words, scores)
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
        kept = [(each, score) for each, score in ranked if score >= ASKED_SCORE]
        return tuple((self.exercise(each), score) for each, score in kept[:limit])

    def _prefer_variants(self, words: Sequence[Word], scores: dict[str, float]) -> None:
        """Match the name without its equipment and turn what is found into that variant."""
        equipment = key_of(words).equipment
        plain = tuple(word for word in words if not word.equipment)
        if not equipment or equipment == MIXED or len(key_of(plain).full) <= SHORTHAND:
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
    joined = "".join(typed)
    known = listed.known.intersection(typed)
    slips = max(1, len(joined) // 5)
    for name, _, place in process.extract(
        joined, listed.joined, scorer=OSA.distance, score_cutoff=slips, limit=20
    ):
        score = typo_score(joined, name)
        if known - listed.words[place]:  # a word spelt right means what it says
            score = min(score, OTHER_WORD_SCORE)
        _keep_best(scores, listed.ids[place], score)
    for _, ratio, place in process.extract(
        " ".join(typed), listed.spaced, scorer=fuzz.token_set_ratio, score_cutoff=70, limit=20
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
    return key_of(read_words(words[:LONGEST_QUERY])).full
