"""Files that write a plan week by week, put together: lifts whose sets differ by week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from core.plans.problems import BadPart, BadPlan, Problem, too_much
from core.plans.records import (
    MOST_ITEM_WEEKS,
    MOST_ITEMS,
    MOST_PLAN_DAYS,
    Plan,
    PlanDay,
    PlanItem,
    SetGroup,
)

FILE_FACTOR = 4  # files repeat themselves: so many times a plan's own length is read


@dataclass(frozen=True, slots=True)
class Imported:
    """A plan of a file, and what the file says beyond what a plan holds."""

    plan: Plan
    left_out: tuple[str, ...] = ()


@dataclass(slots=True)
class ByWeek:
    """Days and lifts in the order in which they first come, their sets by week."""

    days: list[str] = field(default_factory=list)
    items: dict[tuple[int, str], PlanItem] = field(default_factory=dict)
    sets: dict[tuple[int, str], dict[int, tuple[SetGroup, ...]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    weeks: int = 1

    def day(self, name: str) -> int:
        """The place of a day, which is added where it is new. Raises BadPart."""
        if name not in self.days:
            if len(self.days) == MOST_PLAN_DAYS:
                too_much("days", name, MOST_PLAN_DAYS)
            self.days.append(name)
        return self.days.index(name)

    def add(self, day: int, key: str, item: PlanItem, weeks: Sequence[int]) -> None:
        """Note a lift of a day in some weeks, from 0. Raises BadPart beyond what a plan holds."""
        if weeks and max(weeks) >= MOST_ITEM_WEEKS:
            too_much("weeks", key, MOST_ITEM_WEEKS)
        at = (day, key)
        if at not in self.items and sum(1 for each, _ in self.items if each == day) == MOST_ITEMS:
            too_much("items", key, MOST_ITEMS)
        known = self.items.setdefault(at, item)
        if known.step is None and item.step is not None:
            self.items[at] = replace(known, step=item.step)
        for week in weeks:
            self.weeks = max(self.weeks, week + 1)
            self.sets.setdefault(at, {})[week] = item.weeks[0] if item.weeks else ()

    def leave_out(self, what: str) -> None:
        """Note something that no plan holds, once."""
        if what not in self.left_out:
            self.left_out.append(what)

    def finished(self, name: str) -> Imported:
        """The plan. Raises BadPlan with all that was wrong, and where nothing was found."""
        if not self.items and not self.problems:
            self.problems.append(BadPart("empty", "", "Day 1: squat 3x5; bench 3x5").at(1))
        if self.problems:
            raise BadPlan(self.problems)
        days = []
        for place, day in enumerate(self.days):
            items = tuple(self._item(at) for at in self.items if at[0] == place)
            if items:
                days.append(PlanDay(day, items))
        return Imported(Plan(name, tuple(days)), tuple(self.left_out))

    def _item(self, at: tuple[int, str]) -> PlanItem:
        by_week = self.sets.get(at, {})
        weeks = [by_week.get(week, ()) for week in range(self.weeks)]
        if not any(weeks):
            return replace(self.items[at], weeks=())
        if all(each == weeks[0] for each in weeks):
            weeks = weeks[:1]
        return replace(self.items[at], weeks=tuple(weeks))
