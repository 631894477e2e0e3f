"""What people say about pain, in the languages of the names, and what is none of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from core.exercises.catalogue import catalogue
from core.exercises.names import catalogue_names
from core.exercises.parts import is_loaded, loaded_of, parts
from core.exercises.words import read_table
from core.parsing.pain import LONGEST, MOST_VAGUE_WORDS, read_pain, read_pain_in_note

NAMES = catalogue_names()
FILE = Path(__file__).with_name("pain_phrases.txt")


def phrases() -> list[tuple[str, str, str, str]]:
    found, language = [], ""
    for line in FILE.read_text("utf-8").splitlines():
        if line.startswith("== "):
            language = line[3:]
        elif line and not line.startswith("#"):
            kind, about, words = (each.strip() for each in line.split("|"))
            found.append((language, kind, about, words))
    return found


@pytest.mark.parametrize(("language", "kind", "about", "words"), phrases())
def test_what_people_say(language: str, kind: str, about: str, words: str) -> None:
    found = read_pain(words, NAMES)
    if kind == "talk":
        assert found is None
        return
    assert found is not None
    assert (found.kind, " ".join((*found.exercises, *found.parts))) == (kind, about)


def test_every_language_has_its_table() -> None:
    counts = Counter(language for language, *_ in phrases())
    assert len(counts) == 14
    assert min(counts.values()) >= 12


@pytest.mark.parametrize(
    ("note", "kind", "about"),
    [
        ("knee hurts", "report", ("knee",)),
        ("hurts", "report", ()),
        ("felt a pop in my knee", "urgent", ("knee",)),
        ("felt slow", "", ()),
        ("no pain", "", ()),
        ("knee feels good", "", ()),
        ("knee wraps", "", ()),
    ],
)
def test_notes(note: str, kind: str, about: tuple[str, ...]) -> None:
    found = read_pain_in_note(note, NAMES)
    assert (found.kind if found else "", found.parts if found else ()) == (kind, about)


def test_a_set_is_a_set_until_it_is_asked() -> None:
    assert read_pain("squat 100x5 rir2 knee hurts", NAMES) is None
    found = read_pain("squat 100x5 rir2 knee hurts", NAMES, in_set=True)
    assert found is not None
    assert (found.kind, found.exercises, found.parts) == ("report", ("squat",), ("knee",))


def test_long_words_without_lift_or_part_are_talk() -> None:
    at_most = " ".join(["this", "really", "does", "still", "it", "hurts"][-MOST_VAGUE_WORDS:])
    assert read_pain(at_most, NAMES) is not None
    assert read_pain(f"well {at_most}", NAMES) is None


def test_only_the_beginning_of_a_long_text_is_looked_at() -> None:
    assert read_pain("a " * (LONGEST // 2 - 10) + "knee hurts", NAMES) is not None
    assert read_pain("a " * (LONGEST // 2) + "knee hurts", NAMES) is None


def test_hostile_words_end() -> None:
    """Nothing but gaps and beginnings of phrases: no pattern goes through them again and again."""
    for words in ("pain " * 200, "no " * 300, "knee " * 200, "weak tingling " * 70, "a" * 1000):
        read_pain(words, NAMES)


@pytest.mark.parametrize(
    ("part", "loads", "spares"),
    [
        (
            "knee",
            "squat leg-press lunge leg-extension leg-curl",
            "bench-press deadlift barbell-row",
        ),
        ("shoulder", "bench-press overhead-press lateral-raise", "squat leg-press deadlift"),
        ("elbow", "bench-press barbell-curl skull-crusher pull-up", "squat leg-curl"),
        ("wrist", "bench-press barbell-curl wrist-curl", "squat leg-curl"),
        ("back", "squat deadlift good-morning barbell-row", "bench-press leg-extension"),
        ("hip", "squat deadlift hip-thrust lunge", "bench-press barbell-curl"),
        ("groin", "squat hip-adduction sumo-deadlift", "bench-press"),
        ("ankle", "squat calf-raise running", "bench-press"),
        ("neck", "neck-curl shrug", "squat leg-press"),
        ("hamstring", "romanian-deadlift leg-curl", "bench-press"),
        ("quad", "squat leg-extension", "bench-press"),
        ("calf", "calf-raise running", "bench-press"),
        ("chest", "bench-press chest-fly dip", "squat deadlift"),
        ("biceps", "barbell-curl pull-up", "squat bench-press"),
        ("forearm", "wrist-curl barbell-curl", "squat leg-press"),
        ("head", "", "squat bench-press"),
        ("nonsense", "", "squat"),
    ],
)
def test_parts_know_their_exercises(part: str, loads: str, spares: str) -> None:
    assert all(is_loaded(part, catalogue()[each]) for each in loads.split())
    assert not any(is_loaded(part, catalogue()[each]) for each in spares.split())


def test_the_table_of_parts_is_about_the_catalogue() -> None:
    rows = read_table("parts.csv")
    known = catalogue().values()
    patterns = {each.pattern for each in known}
    muscles = {muscle for each in known for muscle in (*each.muscles, *each.helpers)}
    for row in rows:
        part = parts()[row["part"]]
        assert part.patterns <= patterns
        assert part.muscles <= muscles
        assert part.exercises <= catalogue().keys()
    assert loaded_of(("head", "knee"), catalogue()["squat"]) == "knee"
    assert loaded_of(("head",), catalogue()["squat"]) == ""
