"""The facts of a week, read from the log: each session against the target that stood before it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from core.coach import Coach
from core.context import RequestContext
from core.exercises.names import names_for
from core.handlers.week_facts import week_of
from core.messages import Address, Message, Sender
from core.store.engine import Store
from core.store.unit_of_work import UnitOfWork
from core.training.week import Week

ANN, HERE = Sender("console", "Ann", "Ann"), Address("console", "Ann")
SUNDAY = date(2026, 11, 29)


async def train(store: Store, *lines: tuple[str, str]) -> None:
    """Type lines, each at its moment (UTC)."""
    coach = Coach(store)
    for number, (at, text) in enumerate(lines):
        moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
        source = f"m{at}{number}"
        answer = await coach.handle(Message(HERE, ANN, text, moment, source), moment)
        assert answer.result is not None
        assert answer.result["kind"] in ("logged", "setting"), answer


async def week(store: Store, until: date = SUNDAY, now: str = "2026-11-29T20:00") -> Week:
    def work(uow: UnitOfWork) -> Week:
        person, _ = uow.people.find(ANN, datetime(2026, 11, 1, tzinfo=UTC))
        moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
        return week_of(RequestContext(uow, person, names_for({}, ()), {}, moment, HERE), until)

    return await store.run(work)


async def test_a_week_of_squats(store: Store) -> None:
    """Two sessions before, two in the week: one hit, one short; a record; effort; failures."""
    await train(
        store,
        ("2026-11-16T18:00", "squat 100x8,8,8 rir2,2,1"),
        ("2026-11-19T18:00", "squat 100x8,8,8 rir2,2,1"),
        ("2026-11-23T18:00", "squat 100x8,8,8 rir2,2,1"),
        ("2026-11-27T18:00", "squat 110x6 rir0"),
        ("2026-11-27T18:10", "leg extension 50x12,12 rir1,0"),
        ("2026-11-27T18:20", "leg extension 50x12 f"),
        ("2026-11-27T18:30", "leg extension 50x12"),
    )
    found = await week(store)
    assert (found.since, found.until) == (date(2026, 11, 23), SUNDAY)
    assert (found.sessions, found.usual, found.streak) == (2, None, 0)
    assert (found.aimed, found.hit) == (2, 1)
    assert found.sets == 8
    assert found.muscles["quads"] == 8
    assert found.muscles["hamstrings"] == 2
    assert (found.effort.rateable, found.effort.rated, found.effort.within) == (8, 7, 6)
    assert (found.failures, found.avoidable) == (3, 3)
    assert found.best is not None
    assert (found.best.exercise_id, found.best.reason.key) == ("squat", "record.heaviest")
    assert found.suggestion is not None
    assert found.suggestion.rules == ("R34",)


async def test_a_session_belongs_to_the_day_it_began(store: Store) -> None:
    """Sets after midnight count in the week the session began in."""
    await train(
        store,
        ("2026-11-29T20:00", "tz Europe/Berlin"),
        ("2026-11-29T22:40", "bench 80x8 rir2"),
        ("2026-11-29T23:10", "bench 80x8 rir2"),
    )
    this, following = await week(store), await week(store, SUNDAY + timedelta(days=7))
    assert (this.sessions, this.sets) == (1, 2)
    assert (following.sessions, following.sets) == (0, 0)


async def test_a_session_under_way_is_not_yet_missed(store: Store) -> None:
    await train(
        store,
        ("2026-11-23T18:00", "squat 100x8,8,8 rir2"),
        ("2026-11-25T18:00", "squat 100x8 rir2"),
    )
    during = await week(store, now="2026-11-25T18:05")
    afterwards = await week(store, now="2026-11-25T23:05")
    assert (during.aimed, afterwards.aimed, afterwards.hit) == (0, 1, 0)


async def test_a_record_needs_an_earlier_session_and_must_beat_all_of_the_log(
    store: Store,
) -> None:
    """What was lifted long before the sessions in view is no record again."""
    old = [(f"2026-{month:02}-{day:02}T18:00", "squat 100x5 rir2")
           for month in range(3, 11) for day in (1, 5, 9, 13)]  # fmt: skip
    await train(
        store,
        ("2026-02-01T18:00", "squat 120x3 rir2"),
        *old,
        ("2026-11-24T18:00", "squat 110x3 rir2"),
        ("2026-11-24T18:10", "bench 60x5 rir2"),
    )
    assert (await week(store)).records == ()
    await train(store, ("2026-11-26T18:00", "squat 122.5x3 rir2"))
    best = (await week(store)).best
    assert best is not None
    assert best.set.load.text == "122.5"
    await train(store, ("2026-11-26T18:10", "squat 100x9 rir2"))
    assert [each.reason.key for each in (await week(store)).records] == ["record.reps"]


async def test_the_streak_is_one_of_weeks(store: Store) -> None:
    lines = [
        (f"{SUNDAY - timedelta(days=7 * back + day)}T18:00", "bench 80x8 rir2")
        for back in range(5, -1, -1)
        for day in (4, 1)
        if back != 4 or day == 1
    ]
    await train(store, *lines)
    found = await week(store)
    assert (found.sessions, found.usual, found.streak) == (2, 2, 4)


async def test_nothing_trained(store: Store) -> None:
    found = await week(store)
    assert (found.sessions, found.sets, found.aimed, found.records) == (0, 0, 0, ())
    assert found.suggestion is None


async def test_a_week_that_has_just_begun_is_not_held_against_a_whole_one(store: Store) -> None:
    """ "Chest had 1 sets", said on the first Monday of all, was true of no week."""
    monday = date(2026, 11, 23)
    await train(store, ("2026-11-23T18:00", "bench 80x8 rir2"))
    assert (await week(store, monday, "2026-11-23T20:00")).suggestion is None


async def test_few_sets_are_told_once_there_was_a_week_before(store: Store) -> None:
    await train(
        store, ("2026-11-16T18:00", "bench 80x8 rir2"), ("2026-11-23T18:00", "bench 80x8 rir2")
    )
    told = (await week(store)).suggestion
    assert told is not None
    assert told.key == "week.suggest.few"


async def test_a_week_with_fewer_sessions_than_usual_or_an_easy_one_is_not(store: Store) -> None:
    usual = [(f"2026-11-{day:02}T18:00", "bench 80x8 rir2") for day in (2, 5, 9, 12, 16, 19)]
    await train(store, *usual, ("2026-11-23T18:00", "bench 80x8 rir2"))
    assert (await week(store)).suggestion is None
    await train(store, ("2026-11-26T18:00", "bench 80x8 rir2"))
    assert (await week(store)).suggestion is not None
    coach, at = Coach(store), datetime(2026, 11, 29, 20, tzinfo=UTC)
    await coach.handle(Message(HERE, ANN, "deload now", at, "easy"), at)
    assert (await week(store)).suggestion is None
