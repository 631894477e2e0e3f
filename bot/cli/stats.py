"""`spotter stats`: how much there is in the database, and what waits."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from bot.cli.command import Refusal
from bot.cli.opening import why_not_opened
from core.store.looking import look_into
from core.store.migrate import check_known, version_of
from core.store.schema.tables import HEAD
from core.store.statistics import Queue, Queues, Totals, queues, totals, within_one

SCORED_DAYS = 28


@dataclass(frozen=True, slots=True)
class Counted:
    """All counts, at a moment."""

    at: datetime
    totals: Totals
    queues: Queues
    within_one: tuple[int, int]  # predictions of the last 28 days within one repetition, of all


async def counted(url: str) -> Counted:
    """Count; nothing is migrated for it. Raises Refusal."""
    now = datetime.now(UTC)
    try:
        if (version := await look_into(url, version_of)) != HEAD:
            raise Refusal(_not_counted(version))
        return Counted(
            now,
            await look_into(url, lambda it: totals(it, now)),
            await look_into(url, lambda it: queues(it, now)),
            await look_into(url, lambda it: within_one(it, now - timedelta(days=SCORED_DAYS))),
        )
    except Refusal:
        raise
    except Exception as error:  # whatever a driver raises
        raise Refusal(why_not_opened(error, url)) from None


def _not_counted(version: str | None) -> str:
    """Say what a database of another revision needs first."""
    if not version:
        return "the database has no tables yet: the first start makes them, or `spotter migrate`"
    check_known(version)
    return f"the database has revision {version}, not {HEAD}: `spotter migrate`"


def as_text(found: Counted) -> str:
    """Write the counts down, a line for each subject."""
    all_of, waits = found.totals, found.queues
    day, week, month = all_of.active
    near, scored = found.within_one
    lines = [
        f"people      {all_of.people}; active in a day {day}, 7 days {week}, 30 days {month}",
        f"accounts    {_pairs(all_of.accounts)}",
        f"groups      {all_of.groups}",
        f"sets        {all_of.sets}; trained in the last day {all_of.new_sets[0]}, "
        f"7 days {all_of.new_sets[1]}",
        f"reminders   {all_of.reminders} on; pings sent in 7 days {all_of.pings_sent}",
        f"predictions {_share(near, scored)}",
        f"inbox       {_queue(waits.inbox, found.at)}",
        f"replies     {_queue(waits.replies, found.at)}",
        f"pings       {_queue(waits.pings, found.at)}; overdue {waits.overdue}",
        f"set aside   {waits.aside}",
        f"database    {all_of.bytes / (1 << 20):.1f} MB",
    ]
    return "\n".join(lines) + "\n"


def as_json(found: Counted) -> str:
    """The same as one JSON object."""
    return json.dumps(asdict(found), default=_moment) + "\n"


def _moment(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _pairs(pairs: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{name} {count}" for name, count in pairs) or "none"


def _share(some: int, of: int) -> str:
    """Say how many predictions were within one repetition."""
    if not of:
        return f"none in {SCORED_DAYS} days"
    return f"{100 * some / of:.0f} % within one repetition, of {of} in {SCORED_DAYS} days"


def _queue(waiting: tuple[Queue, ...], now: datetime) -> str:
    return (
        ", ".join(
            f"{each.platform} {each.count} (oldest {int((now - each.oldest).total_seconds())} s)"
            for each in waiting
        )
        or "empty"
    )
