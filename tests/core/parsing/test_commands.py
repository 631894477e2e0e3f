"""The command table: which words are a command, which are a set, an exercise or plain talk."""

from __future__ import annotations

import pytest

from core.exercises.names import names_for
from core.intents import read_command
from core.parsing.commands import Command, split_id

NAMES = names_for({}, ())


@pytest.mark.parametrize(
    ("typed", "name", "rest", "set_id"),
    [
        ("next", "next", "", ""),
        ("Next squat", "next", "squat", ""),
        ("/next", "next", "", ""),
        ("/next squat", "next", "squat", ""),
        ("why", "why", "", ""),
        ("why @s12", "why", "", "s12"),
        ("why bench press", "why", "bench press", ""),
        ("what if bench 82.5x8 rir1", "what if", "bench 82.5x8 rir1", ""),
        ("/what_if bench 82.5x8 rir1", "what if", "bench 82.5x8 rir1", ""),
        ("undo", "undo", "", ""),
        ("undo @m3", "undo", "", "m3"),
        ("redo", "redo", "", ""),
        ("delete @s4", "delete", "", "s4"),
        ("fix rir2", "fix", "rir2", ""),
        ("fix @s4 rir1", "fix", "rir1", "s4"),
        ("fix 140x7 @9", "fix", "140x7 @9", ""),
        ("done", "done", "", ""),
        ("today", "today", "", ""),
        ("week", "week", "", ""),
        ("history squat", "history", "squat", ""),
        ("pr squat", "pr", "squat", ""),
        ("chart squat", "chart", "squat", ""),
        ("accuracy", "accuracy", "", ""),
        ("/accuracy bench press", "accuracy", "bench press", ""),
        ("goal squat strength", "goal", "squat strength", ""),
        ("units lb", "units", "lb", ""),
        ("step squat 2.5", "step", "squat 2.5", ""),
        ("plates 20 10 5 2.5 1.25", "plates", "20 10 5 2.5 1.25", ""),
        ("range bench 5-8", "range", "bench 5-8", ""),
        ("range", "range", "", ""),
        ("warmup", "warmup", "", ""),
        ("warmup squat", "warmup", "squat", ""),
        ("Warm up bench press", "warmup", "bench press", ""),
        ("warm-up for squat", "warmup", "for squat", ""),
        ("warmup squat to 140", "warmup", "squat to 140", ""),
        ("/warmup squat to 225 lb", "warmup", "squat to 225 lb", ""),
        ("range bench press", "range", "bench press", ""),
        ("range bench off", "range", "bench off", ""),
        ("effort 1-2", "effort", "1-2", ""),
        ("effort curl 0", "effort", "curl 0", ""),
        ("/effort curl to failure", "effort", "curl to failure", ""),
        ("dumbbells 8 10 12", "dumbbells", "8 10 12", ""),
        ("dumbbells off", "dumbbells", "off", ""),
        ("kettlebells 12, 16 kg", "kettlebells", "12, 16 kg", ""),
        ("bar 20", "bar", "20", ""),
        ("bodyweight 82", "bodyweight", "82", ""),
        ("alias bench = dumbbell bench press", "alias", "bench = dumbbell bench press", ""),
        ("tz Europe/Berlin", "tz", "Europe/Berlin", ""),
        ("quiet", "quiet", "", ""),
        ("quiet off", "quiet", "off", ""),
        ("help", "help", "", ""),
        ("help sets", "help", "sets", ""),
        ("/start", "start", "", ""),
        ("/start payload", "start", "payload", ""),
        ("/log squat 140x8", "log", "squat 140x8", ""),
        ("/s squat 140x8", "log", "squat 140x8", ""),
        ("answer @q3 1", "answer", "1", "q3"),
        ("pain squat", "pain", "squat", ""),
        ("remind mon wed fri 18:00", "remind", "mon wed fri 18:00", ""),
        ("forget me", "forget me", "", ""),
        ("/forget_me", "forget me", "", ""),
        ("Forget me yes", "forget me", "yes", ""),
        ("forget me yes @q3", "forget me", "yes", "q3"),
        ("forget", "forget me", "", ""),
        ("privacy", "privacy", "", ""),
        ("link", "link", "", ""),
        ("link K7MX-2QPR", "link", "K7MX-2QPR", ""),
        ("link k7mx 2qpr", "link", "k7mx 2qpr", ""),
        ("link yes 0a1b2c3d", "link", "yes 0a1b2c3d", ""),
        ("unlink", "unlink", "", ""),
        ("unlink yes 3", "unlink", "yes 3", ""),
    ],
)
def test_commands(typed: str, name: str, rest: str, set_id: str) -> None:
    assert read_command(typed, NAMES) == Command(name, rest, set_id)


@pytest.mark.parametrize(
    "typed",
    [
        "squat 140x8",
        "step up 20x10",
        "step ups 3x10 20kg",
        "bodyweight squat 20",
        "range of motion was bad",
        "warmup squat 60x5",
        "/warmup squat 60x5",
        "warm up squat 60x5 rir4",
        "warmup was good today",
        "squat 60x5 warmup",
        "effort was great today",
        "dumbbells only today sorry",
        "dumbbells 20x10",
        "dumbbell bench press 30x10",
        "kettlebell swing 24x10",
        "today squat 140x8",
        "next week I will be away",
        "done with that now",
        "why is this so heavy today",
        "undo that please",
        "hello",
        "forget it",
        "forget me not",
        "forget me yes sir",
        "privacy matters to me",
        "link me your programme please",
        "unlink the chain then",
        "s squat 100x5",
        "rest is important for growth you know",
        "140x8",
        "same",
        "",
    ],
)
def test_no_commands(typed: str) -> None:
    assert read_command(typed, NAMES) is None


def test_an_id_is_taken_out_of_the_words() -> None:
    assert split_id("fix @S12 rir1") == ("fix rir1", "s12")
    assert split_id("100x8 @9") == ("100x8 @9", "")


@pytest.mark.parametrize(
    ("begins", "most"),
    [
        *((name, 3) for name in ("next", "why", "history", "pr", "chart", "accuracy")),
        *((name, 2) for name in ("link", "join", "leave", "board")),
        *((name, 11) for name in ("share", "partners", "challenge", "settings")),
        *((name, 4) for name in ("reminders", "snooze", "recap")),
        *((name, 7) for name in ("calibrate", "import", "export")),
        *((name, 1) for name in ("privacy", "unlink", "range", "effort", "warmup")),
        *((name, 2) for name in ("weight", "zone", "target")),
        ("remind", 16), ("rest 3m", 3), ("rest off", 3), ("range 5-8", 8), ("effort 1", 8),
        ("unlink yes", 1), ("privacy yes", 1), ("today", 0), ("undo", 0), ("forget me", 0),
        ("dumbbells", 1), ("rest", 0),
    ],
)  # fmt: skip
def test_how_many_words_may_follow(begins: str, most: int) -> None:
    """Behind the border the line is talk; with a "/" it is the command whatever follows."""
    words = ("zzz",) * (most + 1)
    assert read_command(" ".join((begins, *words[:most])), NAMES) is not None
    assert read_command(" ".join((begins, *words)), NAMES) is None
    if begins != "warmup":
        assert read_command("/" + " ".join((begins, *words)), NAMES) is not None


@pytest.mark.parametrize(
    "typed", ["import name a b c d e f g = h", "import @i3 a b c d e f g", "effort zzz zzz off"]
)
def test_longer_lines_that_are_meant(typed: str) -> None:
    assert read_command(typed, NAMES) is not None
