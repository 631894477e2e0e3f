"""Which days are easy because the lifter asked for it; the one place that reads it for others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import cast

from core.context import RequestContext
from core.records import Exposure
from core.store.repositories.marks import EASY
from core.training.easy_weeks import EasyWeek, coming_day, easy_on

LOOKED_BACK = 60  # easy weeks; five years of them


def easy_weeks(context: RequestContext) -> tuple[EasyWeek, ...]:
    """The easy weeks that were asked for, the newest first; what was taken back is none."""
    kept, key = context.uow.state.kept, f"easy.weeks {context.person.id}"
    if key not in kept:
        found: dict[str, EasyWeek] = {}
        for each in context.uow.marks.standing(context.person.id, EASY, LOOKED_BACK):
            first, _, until = each.what.partition(":")
            found.setdefault(first, EasyWeek(date.fromisoformat(first), date.fromisoformat(until)))
        kept[key] = tuple(each for each in found.values() if each.first < each.until)
    return cast(tuple[EasyWeek, ...], kept[key])


def is_easy_day(context: RequestContext, day: date | None = None) -> bool:
    """Whether a day, today without one, is in an easy week that was asked for."""
    return easy_on(easy_weeks(context), day or _today(context))


def standing_week(context: RequestContext) -> EasyWeek | None:
    """The easy week that is under way or to come."""
    ahead = [each for each in easy_weeks(context) if each.until > _today(context)]
    return min(ahead, key=lambda each: each.first, default=None)


def easy_note(context: RequestContext) -> list[str]:
    """A line for a day in an easy week that was asked for; none on all others."""
    standing = standing_week(context)
    if standing is None or not is_easy_day(context):
        return []
    last = context.words(f"weekday.{(standing.until - timedelta(days=1)).weekday()}")
    return [context.words("deload.today", last=last)]


def is_easy_next(context: RequestContext, exposures: Sequence[Exposure]) -> bool:
    """Whether a lift is likely to come again, after today, in an easy week."""
    weeks = easy_weeks(context)
    if not weeks:
        return False
    zone = context.zone
    days = [each.session_at.astimezone(zone).date() for each in exposures]
    return easy_on(weeks, coming_day(days, _today(context)))


def easy_now(context: RequestContext, exposures: Sequence[Exposure], *, in_session: bool) -> bool:
    """Whether a lift that no plan asks for is to be easy the time it is asked about.

    That is today, or the next time where today's sets of it are done.
    """
    if not easy_weeks(context):
        return False
    done = exposures and exposures[-1].session_at.astimezone(context.zone).date() == _today(context)
    if done and not in_session:
        return is_easy_next(context, exposures)
    return is_easy_day(context)


def _today(context: RequestContext) -> date:
    return context.now.astimezone(context.zone).date()
