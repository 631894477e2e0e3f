"""Answers are kept by their number and by the sets they hold: either side of both bounds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.records import Exposure
from core.training import exercise_sessions
from core.training import target as targets
from core.training.ability import state
from core.training.exercise_sessions import session, sessions
from core.training.progression import rep_range, scheme
from core.training.remembered import OfSessions, Remembered
from core.training.target import planned_after
from tests.training_logs import after, lifter, log


def kept(remembered, *sets):
    """Keep answers a, b, c ... of so many sets each; those that are there after that."""
    for name, number in zip("abcdefgh", sets, strict=False):
        assert remembered.keep(name, name.upper(), number) == name.upper()
    assert remembered.sets == sum(
        dict(zip("abcdefgh", sets, strict=False))[it] for it in remembered
    )
    return "".join(remembered)


@pytest.mark.parametrize(
    ("sets", "found"),
    [
        ((3, 3, 4), "abc"),  # as many sets as there may be
        ((3, 3, 5), "bc"),  # one more: the one kept longest makes room
        ((3, 3, 8), "c"),
        ((3, 3, 10), "c"),
        ((3, 3, 11), "ab"),  # alone too many
        ((1, 1, 1, 1), "abcd"),  # as many answers as there may be
        ((1, 1, 1, 1, 1), "bcde"),
    ],
)
def test_no_more_answers_are_kept_than_hold_so_many_sets(sets, found):
    assert kept(Remembered(4, 10), *sets) == found


def test_an_answer_kept_again_counts_once():
    remembered = Remembered(4, 10)
    assert kept(remembered, 4, 5) == "ab"
    remembered.keep("a", "again", 5)
    assert (remembered.sets, dict(remembered)) == (10, {"b": "B", "a": "again"})
    remembered.keep("a", "too long", 11)
    assert (remembered.sets, dict(remembered)) == (5, {"b": "B"})
    remembered.clear()
    assert kept(remembered, 4, 6) == "ab"


def test_one_thread_at_a_time_keeps_and_forgets():
    remembered, locked = Remembered[str](2, 10), list[bool]()

    class Key(str):
        """Tells whether others wait whenever an answer is looked for, kept or forgotten."""

        __slots__ = ()

        def __hash__(self) -> int:
            locked.append(remembered._keeping.locked())
            return super().__hash__()

    for name in "abc":
        remembered.keep(Key(name), name, 4)
    assert list(remembered.values()) == ["b", "c"]
    assert len(locked) > 3
    assert all(locked)
    assert not remembered._keeping.locked()


def test_an_answer_is_found_by_all_that_it_came_from():
    kept, says = OfSessions[str](4, 100), ("kg", "size")
    first, again = (tuple(sessions(log(LOG), "load")) for _ in range(2))
    assert first[0] is not again[0]
    assert kept.keep_of("place", says, first, "answer", 27) == "answer"
    assert kept.of("place", says, again) == "answer"
    for other in (first[1:], (*first[:-1], replace(first[-1], hardest=1)), ()):
        assert kept.of("place", says, other) is None
    assert kept.of("place", ("lb", "size"), first) is None
    assert kept.of("elsewhere", says, first) is None
    assert kept.of("place", says, again) == "answer"


def test_sessions_read_anew_are_held_against_those_kept_once():
    kept = OfSessions[str](4, 100)
    first, again = (tuple(sessions(log(LOG), "load")) for _ in range(2))
    kept.keep_of("place", (), first, "answer", 27)
    kept.of("place", (), again)
    assert kept["place"][1] is again
    assert (kept.sets, len(kept)) == (27, 1)
    kept.clear()
    kept.renew("place", ((), again, "answer"))  # what was forgotten meanwhile stays forgotten
    assert dict(kept) == {}


LOG = "\n".join(f"2026-01-{day:02d} 100x8@2 100x8@2 100x8@1" for day in range(1, 28, 3))


CACHES = (
    (exercise_sessions, "_CUT"),
    (state, "KNOWN"),
    (targets, "_KEPT"),
    (rep_range, "_RANGES"),
    (scheme, "_SCHEMES"),
)


@pytest.mark.parametrize(("module", "name"), CACHES)
def test_what_holds_sets_counts_those_it_holds(module, name, monkeypatch):
    """A log of 27 sets is worked out; then where there may be one set less than that."""
    exposures, who = log(LOG), lifter()

    def asked(most_sets: int) -> dict[object, int]:
        for each, called in CACHES:
            monkeypatch.setattr(each, called, type(getattr(each, called))(2048, 10_000))
        remembered = type(getattr(module, name))(2048, most_sets)
        monkeypatch.setattr(module, name, remembered)
        planned_after(sessions(exposures, "load"), who, after(exposures, days=1))
        return dict(remembered._sets_of)

    most = 3 if name == "_CUT" else 27
    assert max(asked(10_000).values()) == most
    assert max(asked(most - 1).values(), default=0) < most


@pytest.mark.parametrize(("most", "left"), [(297, [98, 99, 100]), (296, [99, 100])])
def test_a_session_of_a_hundred_sets_makes_room_for_itself(most, left, monkeypatch):
    """What the soak found: every set of a long session kept all sets before it once more."""
    monkeypatch.setattr(exercise_sessions, "_CUT", remembered := Remembered(2048, most))
    whole = log("2026-01-01 " + " ".join(["100x8@2"] * 100))[0]
    for count in range(1, 101):
        session(Exposure(whole.session_at, whole.sets[:count]), "load")
    assert list(remembered._sets_of.values()) == left
