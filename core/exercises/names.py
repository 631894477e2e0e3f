"""Find the exercise a person means: exact names first, then equipment, then close matching.

Names are compared as joined words, so "pull-ups", "pullups" and "pull up" are one. A name is
exact when it is listed (catalogue.csv, aliases.csv, the person's own), or when it is a listed name
plus a piece of equipment that gives a known variant: "Bankdrücken Kurzhantel", "squat (smith
machine)". Words that may mean several exercises, or that people also write in notes ("stiff",
"calf"), are listed in ambiguous.csv: they are no names, and are asked. Close matching is the last
resort and never touches words of four letters or less: "rdl" and its like are known exactly or not
at all.

Scores run to 100. A match is taken without asking when it has CERTAIN_SCORE and no other exercise
comes within CERTAIN_LEAD of it (see `certain`); anything else is a question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from core.exercises.catalogue import catalogue, families
from core.exercises.closeness import SHORTHAND, is_shorthand, near_listed, typo_score
from core.exercises.index import MIXED, SAME_EQUIPMENT, Joining, index, joined
from core.exercises.own import own_exercise
from core.exercises.words import Word, read_word, read_words
from core.locale.compiled import translations
from core.parsing.reading import Found
from core.records import Exercise

__all__ = ["Names", "all_exercises", "catalogue_names", "certain", "names_for", "own_exercise"]

CERTAIN_SCORE = 90.0  # from here a close match may be taken without asking ...
CERTAIN_LEAD = 5.0  # ... when it is this far ahead of the next exercise
ASKED_SCORE = 60.0  # below this nothing is worth asking
AMBIGUOUS_SCORE = 89.0  # everyday words with several meanings are always asked
NO_VARIANT_SCORE = 80.0  # the name is close, the equipment is not in the catalogue
LONGEST_QUERY = 64  # characters; longer text is no name, and matching it costs
LONGEST_PHRASE = 128  # characters of a name in another app's file
MOST_KEPT, LONGEST_KEPT = 8, 24  # words, and characters of one, looked up once for all
# A bar in brackets is what other apps call a barbell in some languages: "Squat (Bar)".
IN_BRACKETS = re.compile(r"\(\s*(?:olympic )?bar\s*\)\s*$", re.IGNORECASE)
EACH_SIDE = re.compile(r"\b(?:each|per) (?:side|arm|leg)\b", re.IGNORECASE)  # says how, not what


class Names:
    """The names one person may use: their own, and the catalogue's. Implements `Vocabulary`."""

    __slots__ = ("_catalogue", "_index", "_language", "_longest", "_numbered", "_own", "_personal")

    def __init__(
        self,
        personal: Mapping[str, str] | None = None,
        own: Mapping[str, Exercise] | None = None,
        language: str = "en",
    ) -> None:
        """Lay personal names (joined words -> id) and own exercises over the catalogue.

        Exercises are given with their names in `language`; names of every language are found.
        """
        self._index = index()
        self._language = language
        self._catalogue = catalogue_in(language)
        self._personal = personal or {}
        self._own = own or {}
        self._longest = max([self._index.longest, *map(len, self._personal)])
        self._numbered = any(not each.isalpha() for each in self._personal)

    def __reduce__(self) -> tuple[type[Names], tuple[object, ...]]:
        """Be handed to another process as what is the person's; the catalogue is there too."""
        return Names, (self._personal, self._own, self._language)

    def exercise(self, exercise_id: str) -> Exercise:
        """An exercise by id; KeyError when there is none."""
        own = self._own.get(exercise_id)
        return own if own is not None else self._catalogue[exercise_id]

    def all_exercises(self) -> tuple[Exercise, ...]:
        """The person's own exercises, then the catalogue's."""
        return (*self._own.values(), *self._catalogue.values())

    def find(self, words: Sequence[str], start: int = 0) -> Found | None:
        """The longest exactly known name that begins at words[start].

        A name followed by equipment it has no variant for is not known: "lateral raise (smith
        machine)" must not be taken for a lateral raise.
        """
        if self._personal:
            return self._walk(words, start)
        run = _name_like(words, start, self._index.numbers)
        if run is None:
            return self._walk(words, start)
        found = _of_catalogue(run) if run else None
        if found is None or (not start and self._language == "en"):
            return found
        return Found(self.exercise(found.exercise.id), start, start + found.end)

    def _walk(self, words: Sequence[str], start: int) -> Found | None:
        """Find a name word by word, as `find` says."""
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
        found = self._personal.get(_personal_key(phrase), "") if self._personal else ""
        if not found:
            found = self._look_up(joined(read_words(_without_remarks(phrase))))
        return self.exercise(found) if found else None

    def is_personal(self, phrase: str) -> bool:
        """Whether a phrase is a name this person gave, or one they said the meaning of."""
        return bool(self._personal) and _personal_key(phrase) in self._personal

    def candidates(self, phrase: str) -> tuple[Exercise, ...]:
        """What an everyday word with several meanings may stand for; () for any other phrase."""
        full = joined(read_words(phrase)).full
        if full in self._personal:
            return ()
        return tuple(self.exercise(each) for each in self._index.ambiguous.get(full, ()))

    def near(self, phrase: str, limit: int = 3) -> tuple[tuple[Exercise, float], ...]:
        """Close matches for a phrase, best first, with scores 0-100; may be empty."""
        phrase = _without_remarks(phrase)[:LONGEST_QUERY]
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
            if len(name) <= SHORTHAND:
                continue
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


@cache
def catalogue_names(language: str = "en") -> Names:
    """The names of the catalogue alone, shared by all."""
    return Names(language=language)


@cache
def catalogue_in(language: str) -> Mapping[str, Exercise]:
    """The catalogue with the names that a language has; others are in English."""
    if language == "en":
        return catalogue()
    said = translations(language, "exercises")
    return {
        each.id: replace(each, name=said[key][1][0])
        if (key := f"exercise.{each.id}") in said
        else each
        for each in catalogue().values()
    }


def all_exercises() -> tuple[Exercise, ...]:
    """Every exercise of the catalogue."""
    return tuple(catalogue().values())


def names_for(
    person_aliases: Mapping[str, str], own: Sequence[Exercise] = (), language: str = "en"
) -> Names:
    """The catalogue with a person's own exercises and aliases (words -> id) laid over it."""
    if not person_aliases and not own:
        return catalogue_names() if language == "en" else catalogue_names(language)
    exercises = {each.id: each for each in own}
    personal = {_personal_key(each.name): each.id for each in own}
    for words, exercise_id in person_aliases.items():
        if exercise_id in exercises or exercise_id in catalogue():
            personal[_personal_key(words)] = exercise_id
    personal.pop("", None)
    return Names(personal, exercises, language)


def _name_like(words: Sequence[str], start: int, numbers: frozenset[str]) -> tuple[str, ...] | None:
    """The words from a place on up to a number that no name of the catalogue has.

    None when they are too many or too long to be kept.
    """
    for end in range(start, len(words)):
        word = words[end]
        if end - start == MOST_KEPT or len(word) > LONGEST_KEPT:
            return None
        pieces = read_word(word)
        if pieces and pieces[0].numbered and pieces[0].text not in numbers:
            return tuple(words[start:end])
    return tuple(words[start:])


@lru_cache(maxsize=4096)
def _of_catalogue(words: tuple[str, ...]) -> Found | None:
    """The name of the catalogue that some words begin with; people say the same ones again."""
    return catalogue_names()._walk(words, 0)


def _without_remarks(phrase: str) -> str:
    """A name without what says how its load is counted, and "(Bar)" as the word for it."""
    return IN_BRACKETS.sub("(barbell)", EACH_SIDE.sub(" ", phrase[:LONGEST_PHRASE]))


@lru_cache(maxsize=4096)
def _personal_key(words: str) -> str:
    """The joined words of a personal name."""
    return joined(read_words(words[:LONGEST_PHRASE])).full
