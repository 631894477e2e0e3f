"""Plans made up at random, as far as their grammar goes."""

from __future__ import annotations

from hypothesis import strategies as st

from core.exercises.names import catalogue_names
from core.plans.names_text import clean_name
from core.plans.records import (
    Body,
    Growth,
    Max,
    Plan,
    PlanDay,
    PlanItem,
    Reserve,
    Schedule,
    SetGroup,
    Share,
    Step,
    Week,
)
from core.records import Load

NAMES = catalogue_names()
IDS = sorted(each.id for each in NAMES.all_exercises())

loads = st.builds(Load, st.integers(1, 2000).map(lambda n: n * 250), st.sampled_from(["kg", "lb"]))


def spans(low: int, high: int):
    ends = st.tuples(st.integers(low, high), st.integers(low, high))
    return st.one_of(
        st.integers(low, high).map(lambda n: (n, n)), ends.map(lambda two: (min(two), max(two)))
    )


names = (
    st.text(st.sampled_from("abcdeABXYZ üß0123 .:;,|\"()+-/&?#'x@%"), min_size=1, max_size=24)
    .map(clean_name)
    .filter(bool)
)
day_names = st.one_of(
    st.sampled_from(
        ["Upper A", "A", "Day 1", "Monday", "Squat", "weeks", "3x5", "rest", "mon", "in turn",
         "Sun salutation", "top 3", "A1", "sets: +1 a week", "optional", "Day 1 Push"]
    ),
    names,
).map(clean_name)  # fmt: skip
reserves = st.one_of(
    spans(0, 100).map(lambda s: Reserve(*s, "rir")),
    spans(0, 100).map(lambda s: Reserve(*s, "left")),
    spans(0, 50).map(lambda s: Reserve(*s, "rpe")),
)
shares = st.builds(Share, st.integers(1, 1500), st.sampled_from(["best", "training max"]))
loadings = st.one_of(loads, shares, st.builds(Body, st.none() | loads))
back_offs = st.builds(Share, st.integers(1, 1500), st.just("top"))


@st.composite
def groups(draw, first: bool):
    counted = draw(st.sampled_from(["reps", "reps", "reps", "seconds", "metres"]))
    reps = draw(st.none() | spans(1, 200))
    load = draw(st.none() | (loadings if first else st.one_of(loadings, back_offs)))
    return SetGroup(
        sets=draw(spans(1, 20)),
        reps=reps,
        counted="reps" if reps is None else counted,
        amrap=draw(st.booleans()),
        reserve=draw(st.none() | reserves),
        load=load,
        top=draw(st.booleans()),
    )


@st.composite
def item_weeks(draw):
    def week():
        rest = draw(st.lists(groups(first=False), max_size=3))
        return (draw(groups(first=True)), *rest)

    count = draw(st.sampled_from([0, 1, 1, 1, 2, 4]))
    weeks = [week() for _ in range(count)]
    if count > 1 and draw(st.booleans()):
        weeks[draw(st.integers(0, count - 1))] = ()
    return tuple(weeks)


items = st.builds(
    PlanItem,
    exercises=st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True).map(tuple),
    weeks=item_weeks(),
    step=st.none()
    | st.builds(
        Step,
        st.builds(Load, st.integers(1, 100).map(lambda n: n * 250), st.sampled_from(["kg", "lb"])),
        st.sampled_from(["session", "week", "cycle"]),
    ),
    superset=st.sampled_from(["", "", "", "A", "B"]),
    optional=st.booleans(),
    each_side=st.booleans(),
    rest=st.none() | st.integers(1, 3600),
    note=st.just("") | st.text(st.sampled_from("abc -;:|,x35@"), max_size=20).map(clean_name),
)


@st.composite
def plans(draw):
    heads = draw(st.lists(day_names, min_size=1, max_size=4, unique_by=str.casefold))
    days = tuple(
        PlanDay(name, tuple(draw(st.lists(items, min_size=1, max_size=3)))) for name in heads
    )
    fixed = draw(
        st.lists(
            st.tuples(st.integers(0, 6), st.integers(0, len(days) - 1)), max_size=5, unique=True
        )
    )
    turn = st.builds(
        Schedule,
        on=st.lists(st.integers(0, 6), unique=True).map(sorted).map(tuple),
        times=st.none() | st.integers(1, 14),
    )
    wave = st.one_of(spans(0, 100).map(Week), st.just(Week(deload=True)), st.just(Week()))
    return Plan(
        name=draw(names),
        days=days,
        schedule=Schedule(fixed=tuple(sorted(fixed))) if fixed else draw(turn),
        weeks=draw(st.just(()) | st.lists(wave, min_size=2, max_size=16).map(tuple)),
        growth=draw(
            st.none()
            | st.builds(
                Growth, st.integers(1, 3), st.integers(1, 16), st.none() | st.integers(1, 10)
            )
        ),
        training_max=draw(st.integers(1, 1500)),
        maxes=tuple(
            draw(
                st.lists(
                    st.builds(Max, st.sampled_from(IDS), loads),
                    max_size=3,
                    unique_by=lambda each: each.exercise,
                )
            )
        ),
    )
