"""What is due today by a plan, what is left of it, and what moved: pure, from what was trained.

Days on weekdays that were missed take the next training day, oldest first, and the others move
along; what is a week old is dropped. Days in turn wait. A week in which nothing was trained does
not count, so that the wave waits too; nor does one in which all that was trained was easy on
request. A changed plan holds from its day on; what was due before it
and was not done is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from core.plans.feedback import Key, Said, key_of, set_counts
from core.plans.records import Plan, PlanDay, PlanItem, SetGroup
from core.plans.week_sets import WeekPlace, eased, place_after, sets_of_week
from core.records import Exercise
from core.training.easy_weeks import EasyWeek, easy_on

WEEK = 7  # days
DROPPED_AFTER = 7  # days, for a day that was missed
_SHARED = 0.5  # of the lifts of the shorter, for a session to be a day of the plan
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Trained:
    """A session: working sets by exercise, and the day of the plan where it was begun as one."""

    on: date
    sets: Mapping[str, int]
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A plan as it holds from a day on."""

    begins: date
    plan: Plan


@dataclass(frozen=True, slots=True)
class Following:
    """A plan that is followed: its versions, oldest first, when it rested, what was left out."""

    versions: tuple[Version, ...]
    pauses: tuple[tuple[date, date | None], ...] = ()  # first day, first day again
    skipped: frozenset[date] = frozenset()  # on these days what was due was left out
    easy: tuple[EasyWeek, ...] = ()  # asked for by the lifter
    heard: tuple[tuple[date, str, int], ...] = ()  # what was said of muscles, oldest first
    free: frozenset[date] = frozenset()  # kept free of the plan, for a meet or a test: all is gone


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A day of the plan on a date."""

    on: date
    place: int


@dataclass(frozen=True, slots=True)
class DueItem:
    """A lift that is due: its sets this week, and how many were done today."""

    item: PlanItem
    exercise: str  # the one trained today, else the first that may be
    groups: tuple[SetGroup, ...]
    done: int = 0

    @property
    def planned(self) -> int | None:
        """Sets asked for; None where the plan says none."""
        return sum(each.sets[0] for each in self.groups) if self.groups else None

    @property
    def left(self) -> int | None:
        """Sets to do still; None where the plan says no number and none was done."""
        if self.planned is None:
            return 0 if self.done else None
        return max(0, self.planned - self.done)


@dataclass(frozen=True, slots=True)
class Due:
    """What a plan says of a day."""

    week: WeekPlace
    day: PlanDay | None = None  # None: nothing today
    place: int | None = None
    items: tuple[DueItem, ...] = ()
    trained: bool = False  # a session of today is this day
    moved_from: date | None = None  # the date it was due on
    waiting: tuple[Occurrence, ...] = ()  # missed or moved along, oldest first
    dropped: tuple[Occurrence, ...] = ()  # given up since the session before
    next_on: date | None = None  # the next training day, where the plan has weekdays
    next_place: int | None = None
    said: tuple[Said, ...] = ()  # of muscles, by weeks of the plan


@dataclass(slots=True)
class _State:
    """How a plan stands after a day."""

    waiting: list[Occurrence] = field(default_factory=list)
    ahead: list[Occurrence] = field(default_factory=list)  # trained before their day
    dropped: list[Occurrence] = field(default_factory=list)
    turn: int = 0
    this_week: dict[date, int] = field(default_factory=dict)  # sessions by Monday
    today: int | None = None  # the day of the plan trained today
    moved_from: date | None = None


def version_on(following: Following, day: date) -> Version | None:
    """The version that holds on a day; None before the plan begins."""
    held = [each for each in following.versions if each.begins <= day]
    return held[-1] if held else None


def due(
    following: Following,
    today: date,
    trained: Sequence[Trained],
    exercise: Callable[[str], Exercise],
) -> Due | None:
    """What is due today; None before the plan begins. `exercise` gives one by its id."""
    version = version_on(following, today)
    if version is None:
        return None
    plan = version.plan
    state = _stand(following, today, trained)
    place = _due_place(following, plan, state, today)
    week = week_on(following, plan, today, trained)
    said = _said(following, trained)
    found = Due(week, waiting=tuple(state.waiting), dropped=tuple(state.dropped), said=said)
    coming = _next(following, plan, state, today)
    if place is None:
        return _with_next(found, coming)
    moved = state.moved_from if state.today is not None else _moved(state, today)
    done = {id_: sets for each in trained if each.on == today for id_, sets in each.sets.items()}
    counts = set_counts(plan, said, week.cycle * week.of + week.week, exercise)
    items = items_due(plan, plan.days[place], week, done, exercise, counts)
    waiting = [each for each in state.waiting if state.today is not None or each.place != place]
    return _with_next(
        Due(
            week, plan.days[place], place, items, state.today is not None, moved,
            tuple(waiting), found.dropped, said=said,
        ),
        coming,
    )  # fmt: skip


def items_due(
    plan: Plan,
    day: PlanDay,
    week: WeekPlace,
    done: Mapping[str, int],
    exercise: Callable[[str], Exercise],
    counts: Mapping[Key, int] = MappingProxyType({}),
) -> tuple[DueItem, ...]:
    """The lifts of a day in a week, with what was done of each; not those the week leaves out.

    `counts`: the sets of lifts that follow what the lifter said.
    """
    found = list[DueItem]()
    for item in day.items:
        chosen = next((each for each in item.exercises if done.get(each)), item.exercises[0])
        count = counts.get(key_of(day, item))
        groups = sets_of_week(plan, item, week, exercise(chosen), count)
        if groups or not item.weeks:
            found.append(DueItem(item, chosen, groups, done.get(chosen, 0)))
    return tuple(found)


def week_on(following: Following, plan: Plan, day: date, trained: Sequence[Trained]) -> WeekPlace:
    """The week in which a plan is on a day; easy as well where the lifter asked for that."""
    week = place_after(plan, weeks_trained(following, day, trained))
    return eased(week) if easy_on(following.easy, day) else week


def weeks_trained(following: Following, today: date, trained: Sequence[Trained]) -> int:
    """Weeks since the plan began, before this one, in which something counted was trained.

    Sessions of an easy week that was asked for do not count: the wave waits for them.
    """
    begins = following.versions[0].begins
    weeks = {
        (each.on - begins).days // WEEK
        for each in trained
        if each.on >= begins and not easy_on(following.easy, each.on)
    }
    this = (today - begins).days // WEEK
    return sum(1 for each in weeks if each < this)


def _said(following: Following, trained: Sequence[Trained]) -> tuple[Said, ...]:
    """What was said of muscles since the plan began, each with its week."""
    begins = following.versions[0].begins
    return tuple(
        Said(weeks_trained(following, on, trained), muscle, change)
        for on, muscle, change in following.heard
        if on >= begins
    )


def day_trained(plan: Plan, session: Trained, likely: int | None = None) -> int | None:
    """The place of the plan's day that a session is; None for another one.

    That is the day with most of its lifts; of equals the one that was due (`likely`).
    """
    if session.place is not None and session.place < len(plan.days):
        return session.place
    lifts = {each for each, sets in session.sets.items() if sets}
    best, most = None, 0.0
    for place, day in enumerate(plan.days):
        shared = sum(1 for item in day.items if lifts & set(item.exercises))
        if not shared or shared < _SHARED * min(len(day.items), len(lifts)):
            continue
        score = shared + (0.5 if place == likely else 0.0)
        if score > most:
            best, most = place, score
    return best


def _stand(following: Following, today: date, trained: Sequence[Trained]) -> _State:
    """Follow the plan day by day to the end of today."""
    state = _State()
    by_day: dict[date, list[Trained]] = {}
    for each in trained:
        by_day.setdefault(each.on, []).append(each)
    day = following.versions[0].begins
    while day <= today:
        _live(state, following, day, by_day.get(day, []))
        day += _DAY
    return state


def _live(state: _State, following: Following, day: date, sessions: Sequence[Trained]) -> None:
    """One day: what becomes due, what is dropped, what is trained or left out."""
    version = version_on(following, day)
    if version is None:
        return
    plan = version.plan
    if version.begins == day:
        state.waiting, state.ahead = [], []
        state.turn %= len(plan.days)
    old = [each for each in state.waiting if (day - each.on).days >= DROPPED_AFTER]
    state.waiting = [each for each in state.waiting if each not in old]
    state.dropped += old
    state.today = state.moved_from = None
    if not _paused(following, day):
        state.waiting += _becoming_due(state, plan, day)
    if day in following.free:
        state.waiting = []
        return
    for session in sessions:
        _train(state, following, plan, session)
    if day in following.skipped and state.today is None:
        state.waiting = state.waiting[1:]
        state.turn = (state.turn + 1) % len(plan.days)


def _becoming_due(state: _State, plan: Plan, day: date) -> list[Occurrence]:
    """The days of the plan on a date, without those trained ahead of it within a week."""
    found = list[Occurrence]()
    for weekday, place in plan.schedule.fixed:
        if weekday != day.weekday():
            continue
        early = [e for e in state.ahead if e.place == place and (day - e.on).days < DROPPED_AFTER]
        if early:
            state.ahead.remove(early[0])
        else:
            found.append(Occurrence(day, place))
    return found


def _train(state: _State, following: Following, plan: Plan, session: Trained) -> None:
    """Note a session: the day of the plan it is is done, the turn goes on."""
    likely = _due_place(following, plan, state, session.on)
    place = day_trained(plan, session, likely)
    if place is None:
        return
    state.today, state.dropped = place, []
    state.turn = (place + 1) % len(plan.days)
    monday = session.on - timedelta(days=session.on.weekday())
    state.this_week[monday] = state.this_week.get(monday, 0) + 1
    if not plan.schedule.fixed:
        return
    open_ = [each for each in state.waiting if each.place == place]
    if open_:
        state.waiting.remove(open_[0])
        state.moved_from = open_[0].on if open_[0].on != session.on else None
    else:
        state.ahead.append(Occurrence(session.on, place))


def _due_place(following: Following, plan: Plan, state: _State, day: date) -> int | None:
    """The day of the plan to train on a date, as it stands; once trained, the one that was."""
    if state.today is not None:
        return state.today
    if day in following.skipped or day in following.free or _paused(following, day):
        return None
    schedule = plan.schedule
    if schedule.fixed:
        training = any(weekday == day.weekday() for weekday, _ in schedule.fixed)
        return state.waiting[0].place if training and state.waiting else None
    if schedule.on and day.weekday() not in schedule.on:
        return None
    monday = day - timedelta(days=day.weekday())
    if schedule.times is not None and state.this_week.get(monday, 0) >= schedule.times:
        return None
    return state.turn


def _moved(state: _State, today: date) -> date | None:
    """The date on which what is due today was due, where that was another."""
    first = state.waiting[0].on if state.waiting else today
    return first if first != today else None


def _next(
    following: Following, plan: Plan, state: _State, today: date
) -> tuple[date | None, int | None]:
    """The next training day after today, and the day of the plan that is due on it."""
    schedule = plan.schedule
    rest = state.waiting if state.today is not None else state.waiting[1:]
    if state.today is None and _due_place(following, plan, state, today) is None:
        rest = state.waiting
    weekdays = {weekday for weekday, _ in schedule.fixed} or set(schedule.on)
    days = (today + n * _DAY for n in range(1, WEEK + 1))
    on = next((day for day in days if day.weekday() in weekdays), None)
    if not schedule.fixed:
        trains = state.today is None and _due_place(following, plan, state, today) is not None
        return on, (state.turn + trains) % len(plan.days)
    if rest:
        return on, rest[0].place
    return on, next((place for weekday, place in schedule.fixed if on and weekday == on.weekday()))


def _with_next(found: Due, coming: tuple[date | None, int | None]) -> Due:
    return Due(
        found.week, found.day, found.place, found.items, found.trained, found.moved_from,
        found.waiting, found.dropped, *coming, found.said,
    )  # fmt: skip


def _paused(following: Following, day: date) -> bool:
    return any(first <= day and (again is None or day < again) for first, again in following.pauses)
