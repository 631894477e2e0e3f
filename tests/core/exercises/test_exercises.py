"""The names people use for exercises, and what is never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exercises.catalogue import catalogue
from core.exercises.index import joined
from core.exercises.names import (
    AMBIGUOUS_SCORE,
    all_exercises,
    catalogue_names,
    certain,
    names_for,
    own_exercise,
)
from core.exercises.words import normalise_words, read_table, read_words

NAMES = catalogue_names()


EXPORTED = {
    "Bench Press (Barbell)": "bench-press",
    "Bench Press (Dumbbell)": "dumbbell-bench-press",
    "Bench Press, Smith Machine": "smith-machine-bench-press",
    "Bench Press - Close Grip (Barbell)": "close-grip-bench-press",
    "Flat Barbell Bench Press": "bench-press",
    "Incline Bench Press (Dumbbell)": "incline-dumbbell-bench-press",
    "Dumbbell Incline Bench Press": "incline-dumbbell-bench-press",
    "Chest Press (Machine)": "machine-chest-press",
    "Iso-Lateral Chest Press (Machine)": "machine-chest-press",
    "Chest Fly, Leverage Machine": "machine-chest-fly",
    "Pec Deck (Machine)": "machine-chest-fly",
    "Cable Crossover": "cable-fly",
    "Squat (Barbell)": "squat",
    "Squats Barbell": "squat",
    "Squat (Smith Machine)": "smith-machine-squat",
    "Squat (Bodyweight)": "bodyweight-squat",
    "Front Squat (Barbell)": "front-squat",
    "Goblet Squat (Kettlebell)": "goblet-squat",
    "Leg Press (Machine)": "leg-press",
    "Seated Leg Press (Machine)": "seated-leg-press",
    "Leg Extension (Machine)": "leg-extension",
    "Seated Leg Curl (Machine)": "seated-leg-curl",
    "Lying Leg Curl (Machine)": "lying-leg-curl",
    "Deadlift (Barbell)": "deadlift",
    "Deadlift (Trap Bar)": "trap-bar-deadlift",
    "Romanian Deadlift, Barbell": "romanian-deadlift",
    "Romanian Deadlift (Dumbbell)": "dumbbell-romanian-deadlift",
    "Sumo Deadlift (Barbell)": "sumo-deadlift",
    "Hip Thrust (Barbell)": "hip-thrust",
    "Hip Adductor (Machine)": "hip-adduction",
    "Hip Abductor (Machine)": "hip-abduction",
    "Overhead Press (Barbell)": "overhead-press",
    "Overhead Press (Dumbbell)": "dumbbell-shoulder-press",
    "Seated Overhead Press (Barbell)": "seated-overhead-press",
    "Shoulder Press (Machine)": "machine-shoulder-press",
    "Lateral Raise (Dumbbell)": "lateral-raise",
    "Lateral Raise, Cable": "cable-lateral-raise",
    "Reverse Fly (Cable)": "cable-reverse-fly",
    "Rear Delt Reverse Fly (Machine)": "machine-reverse-fly",
    "Face Pull (Cable)": "face-pull",
    "Lat Pulldown (Cable)": "lat-pulldown",
    "Lat Pulldown - Underhand (Cable)": "underhand-lat-pulldown",
    "Straight Arm Lat Pulldown (Cable)": "straight-arm-pulldown",
    "Seated Cable Row - V Grip (Cable)": "seated-cable-row",
    "Seated Row (Machine)": "machine-row",
    "Bent Over Row (Barbell)": "barbell-row",
    "Bent Over One Arm Row (Dumbbell)": "dumbbell-row",
    "T Bar Row": "t-bar-row",
    "Pull Up": "pull-up",
    "Pull Up (Weighted)": "pull-up",
    "Pull Up (Assisted)": "assisted-pull-up",
    "Pull-Ups with Wide Overhand Grip Bodyweight": "pull-up",
    "Chin Up (Assisted)": "assisted-chin-up",
    "Chest Dip": "dip",
    "Triceps Dip (Assisted)": "assisted-dip",
    "Bicep Curl (Barbell)": "barbell-curl",
    "Bicep Curl, EZ Bar": "ez-bar-curl",
    "Curls Dumbbells": "dumbbell-curl",
    "Preacher Curl (Machine)": "machine-preacher-curl",
    "Hammer Curl (Dumbbell)": "hammer-curl",
    "Triceps Extension (Cable)": "cable-triceps-extension",
    "Triceps Pushdown (Cable - Straight Bar)": "triceps-pushdown",
    "Tricep Pushdowns with Rope Cable": "rope-pushdown",
    "Skullcrusher (Dumbbell)": "dumbbell-skull-crusher",
    "Standing Calf Raise (Smith Machine)": "smith-machine-calf-raise",
    "Seated Calf Raise (Plate Loaded)": "seated-calf-raise",
    "Cable Lateral Raise (Each Side)": "cable-lateral-raise",
    "Knee Raise (Captain\u00b4s Chair)": "captains-chair-knee-raise",
    "Farmer’s Carry": "farmers-carry",
    "Undergrip Chinning": "chin-up",
    "Side Flye": "lateral-raise",
    "Meadows Rows (Barbell)": "meadows-row",
}


SHORTHANDS = {
    "sq": "squat",
    "fs": "front-squat",
    "ohs": "overhead-squat",
    "bp": "bench-press",
    "cgbp": "close-grip-bench-press",
    "dl": "deadlift",
    "sumo dl": "sumo-deadlift",
    "rdl": "romanian-deadlift",
    "RDLs": "romanian-deadlift",
    "db rdl": "dumbbell-romanian-deadlift",
    "sl rdl": "single-leg-romanian-deadlift",
    "sldl": "stiff-leg-deadlift",
    "bss": "bulgarian-split-squat",
    "ohp": "overhead-press",
    "db ohp": "dumbbell-shoulder-press",
    "btn": "behind-the-neck-press",
    "hspu": "handstand-push-up",
    "lat pd": "lat-pulldown",
    "bb row": "barbell-row",
    "pendlay": "pendlay-row",
    "kb swing": "kettlebell-swing",
    "leg ext": "leg-extension",
    "skull crusher": "skull-crusher",
    "pushdown": "triceps-pushdown",
    "ghr": "glute-ham-raise",
    "t2b": "toes-to-bar",
    "21s curl": "21s-curl",
    "45 degree back extension": "back-extension",
    "back squat": "squat",
    "бж": "bench-press",
}


LANGUAGES = {
    "Kniebeuge": "squat",
    "Bankdrücken": "bench-press",
    "Bankdruecken": "bench-press",
    "Kurzhantel-Bankdrücken": "dumbbell-bench-press",
    "Schrägbankdrücken": "incline-bench-press",
    "Kreuzheben": "deadlift",
    "Klimmzüge": "pull-up",
    "Latzug": "lat-pulldown",
    "Seitheben Kabel": "cable-lateral-raise",
    "Wadenheben sitzend": "seated-calf-raise",
    "sentadilla": "squat",
    "sentadilla búlgara": "bulgarian-split-squat",
    "press banca": "bench-press",
    "press de banca con mancuernas": "dumbbell-bench-press",
    "peso muerto": "deadlift",
    "peso muerto rumano": "romanian-deadlift",
    "dominadas": "pull-up",
    "jalón al pecho": "lat-pulldown",
    "agachamento": "squat",
    "agachamento no Smith": "smith-machine-squat",
    "supino reto": "bench-press",
    "levantamento terra": "deadlift",
    "puxada na frente": "lat-pulldown",
    "rosca direta": "barbell-curl",
    "développé couché": "bench-press",
    "développé couché haltères": "dumbbell-bench-press",
    "soulevé de terre": "deadlift",
    "tractions": "pull-up",
    "élévations latérales": "lateral-raise",
    "panca piana": "bench-press",
    "stacco": "deadlift",
    "trazioni": "pull-up",
    "alzate laterali ai cavi": "cable-lateral-raise",
    "жим лёжа": "bench-press",
    "жим гантелей лежа": "dumbbell-bench-press",
    "присед": "squat",
    "становая": "deadlift",
    "подтягивания": "pull-up",
    "тяга верхнего блока": "lat-pulldown",
    "ベンチプレス": "bench-press",
    "懸垂": "pull-up",
}


MISSPELT = {
    "sqaut": "squat",
    "benhc press": "bench-press",
    "deadlfit": "deadlift",
    "romainian deadlift": "romanian-deadlift",
    "lat pull dwn": "lat-pulldown",
    "smith machne squat": "smith-machine-squat",
    "leg extention": "leg-extension",
    "press leg": "leg-press",
    "psuhup": "push-up",
}


@pytest.mark.parametrize(
    ("name", "exercise_id"), [*EXPORTED.items(), *SHORTHANDS.items(), *LANGUAGES.items()]
)
def test_a_known_name_is_exact(name, exercise_id):
    found = NAMES.resolve(name)
    assert found is not None
    assert found.id == exercise_id
    assert NAMES.near(name) == ((found, 100.0),)


@pytest.mark.parametrize(("name", "exercise_id"), MISSPELT.items())
def test_a_misspelt_name_is_certain(name, exercise_id):
    assert NAMES.resolve(name) is None
    found = NAMES.resolve_or_near(name)
    assert found is not None
    assert found.id == exercise_id


@pytest.mark.parametrize("name", ["pull-ups", "pullup", "Pull Up", "PULL  UPS", "ｐｕｌｌ－ｕｐ"])
def test_hyphens_plurals_and_case_do_not_matter(name):
    assert NAMES.find(name.split()).exercise.id == "pull-up"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Pull-Ups", ("pull", "up")),
        ("Développé couché", ("developpe", "couche")),
        ("жим лёжа", ("жим", "лежа")),
        ("Farmer's walk", ("farmer", "walk")),
        ("bench presses", ("bench", "press")),
        ("(Barbell)", ("barbell",)),
        ("- , ;", ()),
    ],
)
def test_words_are_folded(text, words):
    assert normalise_words(text) == words
    assert normalise_words(" ".join(words)) == words


@pytest.mark.parametrize("word", ["rdx", "ohx", "bsz", "xdl", "rdll", "ohpp", "zzz", "plk", "sqt"])
def test_unknown_shorthands_never_go_to_a_neighbour(word):
    assert NAMES.near(word) == ()
    assert NAMES.resolve_or_near(word) is None


@pytest.mark.parametrize("word", ["press", "row", "curl", "fly", "extension", "raise", "flyes"])
def test_everyday_words_are_asked(word):
    assert NAMES.resolve(word) is None
    assert NAMES.find([word, "60x8"]) is None
    asked = NAMES.near(word)
    assert len(asked) >= 2
    assert {score for _, score in asked} == {AMBIGUOUS_SCORE}
    assert certain(asked) is None
    assert tuple(each for each, _ in asked) == NAMES.candidates(word)[:3]


@pytest.mark.parametrize("word", ["stiff", "calf", "calves", "adductor", "abdominal", "hang"])
def test_words_of_notes_are_no_names_but_are_offered(word):
    assert NAMES.find([word, "60x8"]) is None
    ((_, score),) = NAMES.near(word)
    assert score == AMBIGUOUS_SCORE
    assert NAMES.resolve_or_near(word) is None


def test_two_near_candidates_are_not_certain():
    near = NAMES.near("hip aduction")
    assert {each.id for each, _ in near[:2]} == {"hip-abduction", "hip-adduction"}
    assert certain(near) is None


@pytest.mark.parametrize("text", ["qwertzuiop", "what a lovely day it is", "ß" * 4000, "", "🏋️"])
def test_no_name_no_match(text):
    assert NAMES.resolve_or_near(text) is None


@pytest.mark.parametrize(
    ("line", "exercise_id", "end"),
    [
        ("Squat (Barbell) 140 kg x 8", "squat", 2),
        ("bench press 100x8", "bench-press", 2),
        ("bench 100x8", "bench-press", 1),
        ("incline dumbbell press 30x8", "incline-dumbbell-bench-press", 3),
        ("incline bench press dumbbell 30x8", "incline-dumbbell-bench-press", 4),
        ("squat smith machine 80x8", "smith-machine-squat", 3),
        ("leg press 200x10 leg extension", "leg-press", 2),
        ("leg press 45 8", "leg-press", 2),
        ("plank 21s", "plank", 1),
        ("21s curl 30", "21s-curl", 2),
        ("triceps pushdown - rope - 25x12", "rope-pushdown", 4),
    ],
)
def test_the_longest_name_is_found(line, exercise_id, end):
    found = NAMES.find(line.split())
    assert (found.exercise.id, found.start, found.end) == (exercise_id, 0, end)


@pytest.mark.parametrize(
    "line", ["140x8 squat", "lateral raise (smith machine) 10x8", "with squat", "felt good", "60 s"]
)
def test_nothing_is_found_at_the_start(line):
    assert NAMES.find(line.split()) is None


def test_find_begins_where_it_is_told():
    found = NAMES.find(["140x8", "rir1", "front", "squat"], 2)
    assert (found.exercise.id, found.start, found.end) == ("front-squat", 2, 4)


def test_near_offers_the_plain_exercise_for_unknown_equipment():
    ids = [each.id for each, _ in NAMES.near("lateral raise (smith machine)")]
    assert ids[0] == "lateral-raise"
    assert NAMES.resolve_or_near("lateral raise (smith machine)") is None


def test_no_name_stands_for_two_exercises():
    names = [(each.name, each.id) for each in all_exercises()]
    names += [(row["words"], row["id"]) for row in read_table("aliases.csv")]
    meant: dict[str, str] = {}
    for words, exercise_id in names:
        assert exercise_id in catalogue(), words
        key = joined(read_words(words)).full
        assert key, words
        assert meant.setdefault(key, exercise_id) == exercise_id, words


def test_ambiguous_words_have_no_exact_meaning():
    for row in read_table("ambiguous.csv"):
        assert NAMES.resolve(row["words"]) is None, row["words"]
        assert set(row["ids"].split(";")) <= set(catalogue()), row["words"]


def test_a_person_s_own_names_come_first():
    machine = own_exercise("garage machine 3000")
    own = type(machine)(**{f: getattr(machine, f) for f in machine.__slots__} | {"id": "own-1"})
    names = names_for(
        {"bench": "dumbbell-bench-press", "row": "t-bar-row", "gm3": "own-1", "old": "gone"}, [own]
    )
    assert names.find(["bench", "30x8"]).exercise.id == "dumbbell-bench-press"
    assert names.find(["bench", "press", "100x8"]).exercise.id == "bench-press"
    assert names.find(["row", "60x8"]).exercise.id == "t-bar-row"
    assert names.near("row") == ((catalogue()["t-bar-row"], 100.0),)
    assert names.candidates("row") == ()
    assert names.find(["garage", "machine", "3000", "50x8"]).end == 3
    assert names.find(["gm3", "50x8"]).exercise == own
    assert names.resolve_or_near("garge machine 3000") == own
    assert names.resolve("old") is None
    assert names.resolve_or_near("gm33x") is None
    assert names.exercise("own-1") == own
    assert own in names.all_exercises()
    assert NAMES.find(["bench", "30x8"]).exercise.id == "bench-press"


@given(st.lists(st.text(max_size=20), max_size=8), st.integers(0, 8))
def test_any_words_can_be_looked_up(words, start):
    found = NAMES.find(words, start)
    assert found is None or found.start == start < found.end <= len(words)
    assert all(0 <= score <= 100 for _, score in NAMES.near(" ".join(words)))
    own_exercise(" ".join(words))


def test_no_person_s_names_are_the_catalogue_itself():
    assert names_for({}, []) is catalogue_names()
