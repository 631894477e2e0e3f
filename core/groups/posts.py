"""What the bot posts in a group by itself: the pinned board and the weekly recap. Pure rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from core.messages import Address
from core.reminders.schedule import (
    Due,
    Reminder,
    advance,
    next_occurrence,
    occurrence,
    still_useful,
    zone_of,
)

PostKind = Literal["board", "weekly"]
# "asked": to be pinned with the next change; "refused": the bot may not, until it is asked again
Pin = Literal["", "asked", "done", "refused"]

BETWEEN = timedelta(minutes=2)  # two changes of a board: a group reads 20 messages a minute at most
RENEWED = 5  # minutes after midnight, when a board is changed whatever happened: a week may be over
PREFIX = "post:"  # of the keys of what is sent for one


@dataclass(frozen=True, slots=True)
class GroupPost:
    """One thing that the bot posts in a group by itself; a group has one of each kind at most."""

    kind: PostKind
    where: Address
    zone: str  # the group's, as it was when an admin asked for it
    language: str  # of who asked, where the group has none of its own
    made_by: int | None
    id: int = 0
    days: tuple[int, ...] = ()  # a recap's weekday
    minute: int = RENEWED  # of the local day
    drawn: bool = False  # the board as a picture
    pin: Pin = ""
    next_at: datetime | None = None  # None: nothing arrives there any more
    last_date: str = ""  # ISO local date of the last recap
    shown_at: datetime | None = None  # when a board was last changed

    @property
    def key(self) -> str:
        """Under which its message is kept and changed."""
        return f"{PREFIX}{self.id}"


def post_named(key: str) -> tuple[int, str] | None:
    """Read the key of what is sent for a post: (post, local date of a recap); None for others."""
    number, _, day = key.removeprefix(PREFIX).partition(":")
    if not key.startswith(PREFIX) or not number.isdecimal() or len(number) > 18:
        return None
    return int(number), day


def planned(post: GroupPost, now: datetime) -> GroupPost:
    """A post with the time it comes next."""
    return replace(post, next_at=next_occurrence(_rule(post), now))


def come(post: GroupPost, now: datetime) -> tuple[GroupPost, Due]:
    """What is due of a post, and the post as it stands afterwards.

    A recap comes once a week, by the rules of pings; a board whenever its time has come.
    """
    if post.kind == "weekly":
        due = advance(_rule(post), now)
        moved = replace(post, next_at=due.reminder.next_at, last_date=due.reminder.last_date)
        return moved, due
    moved = replace(planned(post, now), shown_at=now)
    return moved, Due(_rule(moved), now, f"{now.timestamp():.0f}")


def soon(post: GroupPost, now: datetime) -> GroupPost:
    """A board of which something has changed: it follows at once, else when it may again."""
    if post.shown_at is None or post.next_at is None:
        return replace(post, next_at=post.next_at and min(post.next_at, now))
    return replace(post, next_at=min(post.next_at, max(now, post.shown_at + BETWEEN)))


def is_late(post: GroupPost, day: str, now: datetime) -> bool:
    """Whether a recap of a local date is no longer worth sending."""
    if day != post.last_date:
        return True
    zone = zone_of(post.zone)
    at = occurrence(datetime.fromisoformat(day).date(), post.minute, zone)
    return at is None or now < at or not still_useful(at, now, zone)


def _rule(post: GroupPost) -> Reminder:
    """A post as a reminder, whose rules of zones and outages hold for it."""
    return Reminder(
        "recap", post.days or (0, 1, 2, 3, 4, 5, 6), post.minute, post.where, post.zone,
        datetime(1970, 1, 1, tzinfo=UTC), next_at=post.next_at, last_date=post.last_date,
    )  # fmt: skip
