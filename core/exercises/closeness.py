"""Close matching: which listed names look like the words somebody typed, and how much.

A typo counts by letters, words in another order count as nearly the same, names that only share
words are suggestions. Shorthands are left out on both sides: three letters are one typo away from
everything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from core.exercises.index import named
from core.exercises.words import Word

SHORTHAND = 4  # letters; words up to here are never matched closely
LONG_SHORTHAND = 6  # letters; up to here not without a vowel either: "slrdl"
SAME_WORDS_SCORE = 96.0  # a known name in another order
OTHER_WORD_SCORE = 88.0  # a typo away, but a word of it is another name's word
SHARED_WORDS_WEIGHT = 0.85  # names that only share words are suggestions, never certain

VOWELS = re.compile("[aeiouy]")
IDEOGRAPHS = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")  # two of these are a word


@dataclass(frozen=True, slots=True)
class Choices:
    """The catalogue's names as close matching wants them, one entry per name."""

    joined: tuple[str, ...]
    spaced: tuple[str, ...]
    words: tuple[frozenset[str], ...]
    ids: tuple[str, ...]
    bags: Mapping[tuple[str, ...], str]  # sorted words -> id
    holding: Mapping[str, Sequence[int]]  # a word -> the names it is in


def is_shorthand(words: Sequence[Word]) -> bool:
    """Whether words are too few letters, or letters too like initials, to be matched closely."""
    letters = "".join([word.text for word in words])
    if len(letters) <= SHORTHAND:
        return not IDEOGRAPHS.search(letters)
    return len(letters) <= LONG_SHORTHAND and letters.isascii() and not VOWELS.search(letters)


@cache
def choices() -> Choices:
    """The names for close matching, made when the first name is not known exactly."""
    names = dict.fromkeys(
        (tuple([word.text for word in words]), each)
        for words, each in named()
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


def typo_score(typed: str, name: str) -> float:
    """0-100 by mistyped letters (insert, drop, change, swap): one in five letters gives 90."""
    from rapidfuzz.distance import OSA  # 4 MB, for who types a name we do not know

    mistakes = OSA.distance(typed, name)
    return 100.0 * (1 - mistakes / (max(len(typed), len(name)) + 5))


@lru_cache(maxsize=512)
def near_listed(words: tuple[Word, ...]) -> tuple[tuple[str, float], ...]:
    """Ids of the catalogue close to these words, each with its best score, unsorted."""
    from rapidfuzz import fuzz, process  # 4 MB, for who types a name we do not know
    from rapidfuzz.distance import OSA

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
