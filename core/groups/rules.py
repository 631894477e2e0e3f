"""Partners in a group: what each shares, what the board shows, when the bot keeps quiet.

A group is one chat: a Telegram group or one Discord channel. Nothing crosses from one to another.
Pure rules over records.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from core.records import Answers
from core.training.week import Week, sunday_of

Share = Literal["sets", "sessions", "records", "plan", "times"]
Counted = Literal["reps", "sets", "sessions"]
Period = Literal["week", "month"]

Feature = Literal["board", "recap", "challenges", "gatherings"]

# What admins can switch off for a group; nothing that is stored goes by it.
FEATURES: tuple[Feature, ...] = ("board", "recap", "challenges", "gatherings")
MOST_FLOOD = 20  # answers a minute: what Telegram lets through in a group anyway
FLOOD_WITHIN = timedelta(minutes=1)
LEFT_KEPT = timedelta(days=30)  # what is stored of a group that put the bot out
COUNTS: tuple[Share, ...] = ("sets", "sessions", "records")  # of the board
SHARES: tuple[Share, ...] = (*COUNTS, "plan", "times")
# What joining shares: counts, never loads or repetitions. Each can be taken back by `share`.
SHARED_AT_FIRST: frozenset[Share] = frozenset(COUNTS)
GYM_AGAIN = timedelta(hours=3)
MOST_CHALLENGES = 3  # at a time in a group
MOST_ON_BOARD = 20
LEAST_STREAK = 2


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who joined a group, and what they share there."""

    person_id: int
    name: str
    share: frozenset[Share]
    loads: bool  # agrees that loads are shown
    joined_at: datetime
    gym_at: datetime | None = None  # when the group was last told that they train


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """A group's own rules, set by its admins."""

    quiet: tuple[time, time] | None = None
    zone: str = "UTC"  # of the quiet hours
    topic: str | None = None  # the one where overheard sets are read; None: any
    answers: Answers = ""
    language: str = ""  # everybody is answered in it; "": each in their own
    off: frozenset[Feature] = frozenset()
    flood: int = 0  # answers a minute that the group reads; 0: no limit of its own
    left_at: datetime | None = None  # the bot was put out then


@dataclass(frozen=True, slots=True)
class Challenge:
    """So many repetitions, sets or sessions for each who is in, or for all together."""

    id: int
    number: int  # as the group sees it, 1 to 3
    exercise_id: str  # "" for any
    counted: Counted
    goal: int
    from_at: datetime
    until_at: datetime  # excluded
    zone: str  # the maker's
    made_by: int | None
    team: bool = False  # the goal is for all together

    @property
    def last_day(self) -> date:
        """The last local day that counts."""
        return (self.until_at - timedelta(microseconds=1)).astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True)
class Row:
    """A member's line on the board; what is not shared is None."""

    name: str
    hits: tuple[int, int] | None = None  # own targets hit, of how many
    within: tuple[int, int] | None = None  # sets in the aimed reserve, of those rated
    sessions: tuple[int, int | None] | None = None  # of one's usual
    streak: int | None = None
    records: int | None = None
    top: str = ""  # a set of theirs, only where everybody on the board agreed to loads

    @property
    def has_something(self) -> bool:
        """Whether anything of it is more than a 0."""
        pairs = (self.hits, self.within, self.sessions)
        done = any(each is not None and each[0] > 0 for each in pairs)
        return done or bool(self.records or self.top)


def plain_name(name: str) -> str:
    """A name on one line, in which no command of ours stands to be tapped ("/leave")."""
    return " ".join(re.sub(r"(?<!\w)/(?=\w)", "\u2215", name).split()) or "?"


def is_quiet(group_settings: GroupSettings, now: datetime) -> bool:
    """Whether it is quiet hours; they may run past midnight."""
    if group_settings.quiet is None:
        return False
    begin, end = group_settings.quiet
    clock = now.astimezone(ZoneInfo(group_settings.zone)).time()
    return begin <= clock < end if begin < end else clock >= begin or clock < end


def hears(group_settings: GroupSettings, thread: str, now: datetime) -> bool:
    """Whether sets that nobody addressed to the bot are read here and now.

    Where they are not, nothing of them is stored: a set is either answered or left alone.
    """
    if group_settings.answers == "off" or is_quiet(group_settings, now):
        return False
    return group_settings.topic is None or group_settings.topic == thread


def is_on(group_settings: GroupSettings | None, feature: Feature) -> bool:
    """Whether a group has a feature: all are on until an admin says otherwise."""
    return group_settings is None or feature not in group_settings.off


def is_flooded(group_settings: GroupSettings | None, lately: int) -> bool:
    """Whether the group read as many answers within a minute as it wants to."""
    return group_settings is not None and 0 < group_settings.flood <= lately


def row_of(member: Member, week: Week) -> Row | None:
    """What a member shares of a week; None for who shares nothing."""
    if not member.share & SHARED_AT_FIRST:
        return None
    sets, sessions = "sets" in member.share, "sessions" in member.share
    return Row(
        name=member.name,
        hits=(week.hit, week.aimed) if sets else None,
        within=(week.effort.within, week.effort.rated) if sets else None,
        sessions=(week.sessions, week.usual) if sessions else None,
        streak=week.streak if sessions and week.streak >= LEAST_STREAK else None,
        records=len(week.records) if "records" in member.share else None,
    )


def shows_loads(members: Sequence[Member]) -> bool:
    """Whether loads may stand on a board of these members: every one of them agreed."""
    return bool(members) and all(each.loads for each in members)


def in_order(rows: Sequence[Row], *, by_hits: bool) -> list[Row]:
    """Rows by name; or by targets hit, those without any by name behind."""

    def place(row: Row) -> tuple[int, str]:
        hit = row.hits[0] if by_hits and row.hits else 0
        return -hit, row.name.casefold()

    return sorted(rows, key=place)


def said_lately(member: Member, now: datetime) -> bool:
    """Whether the group was told within three hours that this member trains."""
    return member.gym_at is not None and timedelta(0) <= now - member.gym_at < GYM_AGAIN


def span_of(period: Period, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the start of today to the end of this calendar week or month, as [since, until)."""
    today = now.astimezone(zone).date()
    last = sunday_of(today)
    if period == "month":
        last = today.replace(day=monthrange(today.year, today.month)[1])
    since = datetime.combine(today, time(), tzinfo=zone)
    return since, datetime.combine(last + timedelta(days=1), time(), tzinfo=zone)


def free_number(challenges: Sequence[Challenge]) -> int | None:
    """The smallest number no open challenge has; None where there are as many as may be."""
    taken = {each.number for each in challenges}
    free = [number for number in range(1, MOST_CHALLENGES + 1) if number not in taken]
    return free[0] if free else None
