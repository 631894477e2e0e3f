"""The catalogue's names as keys: joined words, and joined words apart from their equipment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from core.exercises.catalogue import catalogue, families
from core.exercises.words import FOLDER, Word, fold, pairs, read_folded, read_table, read_words

MIXED = "mixed"  # two pieces of equipment in one name: no variant can be meant

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


def with_equipment(known: str, more: str) -> str:
    """The equipment after one more word for it; MIXED if they contradict each other."""
    if not known or known == more:
        return more
    return known if (known, more) in SAME_EQUIPMENT else MIXED


@cache
def named() -> tuple[tuple[tuple[Word, ...], str], ...]:
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
    for words, exercise_id in named():
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
    numbers = {word.text for words, _ in named() for word in words if word.numbered}
    return Index(
        MappingProxyType(full),
        MappingProxyType(parts),
        MappingProxyType(variants),
        MappingProxyType(ambiguous),
        frozenset(numbers),
        max(map(len, full)),
    )
