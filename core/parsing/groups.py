"""What is typed in a group: what to share, quiet hours, challenges. Small closed grammars.

share sets records        share nothing        share loads        share loads off
settings quiet 22:00-07:00
challenge pull-up 100 reps this week        challenge together 40 sessions this month
challenge 12 sessions this month
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from core.errors import BadSetting
from core.groups.rules import COUNTS, Counted, Period, Share
from core.parsing.times import read_clock

SHARE_EXAMPLE = "share sessions"
QUIET_EXAMPLE = "settings quiet 22:00-07:00"
CHALLENGE_EXAMPLE = "challenge pull-up 100 reps this week"
MOST = 100_000  # of a challenge's goal

_SHARES: Mapping[str, tuple[Share, ...]] = {
    "set": ("sets",), "sets": ("sets",), "hits": ("sets",), "session": ("sessions",),
    "sessions": ("sessions",), "record": ("records",), "records": ("records",),
    "pr": ("records",), "prs": ("records",), "plan": ("plan",), "plans": ("plan",),
    "times": ("times",), "time": ("times",),
    "all": COUNTS, "everything": COUNTS,
}  # fmt: skip
_NOTHING = frozenset({"nothing", "none", "off"})
_LOADS = frozenset({"load", "loads", "weights"})
_AND = frozenset({"and", "&", "+", "only", "my"})
_COUNTED: Mapping[str, Counted] = {
    "rep": "reps", "reps": "reps", "repetition": "reps", "repetitions": "reps",
    "set": "sets", "sets": "sets", "session": "sessions", "sessions": "sessions",
    "workout": "sessions", "workouts": "sessions",
}  # fmt: skip
_PERIODS: Mapping[str, Period] = {"week": "week", "month": "month"}
_TEAM = frozenset({"together", "team", "as-a-team"})
_HOURS = re.compile(r"\s*(.+?)\s*(?:-|–|—|\bto\b|\btill\b|\buntil\b)\s*(.+?)\s*", re.IGNORECASE)
_LOAD = re.compile(r"(?:^|[\s\d])(?:kgs?|lbs?|kilos?|pounds?|кг)\b", re.IGNORECASE)
_GOAL = re.compile(r"[x×]?(\d{1,9})[x×]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sharing:
    """What somebody wants to share: exactly these counts (None: as before), and loads or not."""

    share: frozenset[Share] | None = None
    loads: bool | None = None  # None: as before


@dataclass(frozen=True, slots=True)
class Wanted:
    """A challenge as typed."""

    exercise: str  # as typed, "" for any
    goal: int
    counted: Counted
    period: Period
    team: bool = False  # the goal is for all together


def read_sharing(words: str) -> Sharing:
    """What follows `share`. Raises BadSetting."""
    parts = [part for part in re.split(r"[\s,]+", words.lower().strip(" .")) if part]
    parts = [part for part in parts if part not in _AND]
    if parts and parts[0] in _LOADS and parts[1:] in (["off"], ["no"]):
        return Sharing(loads=False)
    if len(parts) == 2 and parts[0] == "no" and parts[1] in _LOADS:
        return Sharing(loads=False)
    if len(parts) == 1 and parts[0] in _NOTHING:
        return Sharing(frozenset(), loads=False)
    found: set[Share] = set()
    for part in parts:
        if part not in _SHARES and part not in _LOADS:
            raise BadSetting(words, setting="share", example=SHARE_EXAMPLE)
        found.update(_SHARES.get(part, ()))
    if not parts:
        raise BadSetting(words, setting="share", example=SHARE_EXAMPLE)
    loads = True if _LOADS & set(parts) else None
    return Sharing(frozenset(found) if found else None, loads)


def read_hours(words: str) -> tuple[time, time]:
    """Quiet hours: "22:00-07:00", "10pm to 7am". Raises BadSetting."""
    match = _HOURS.fullmatch(words)
    if match is None:
        raise BadSetting(words, setting="quiet_hours", example=QUIET_EXAMPLE)
    try:
        begin, end = read_clock(match[1]), read_clock(match[2])
    except BadSetting as error:
        raise BadSetting(words, setting="quiet_hours", example=QUIET_EXAMPLE) from error
    if begin == end:
        raise BadSetting(words, setting="quiet_hours", example=QUIET_EXAMPLE)
    return begin, end


def read_challenge(words: str) -> Wanted:
    """A challenge: an exercise or none, how many, of what, for how long. Raises BadSetting.

    Without "this week" or "this month" it is for the week, without a word for what is counted it
    is repetitions. Loads are never counted.
    """
    parts = words.split()
    period: Period = "week"
    if parts and (word := parts[-1].lower().strip(" .!")) in _PERIODS:
        period = _PERIODS[word]
        parts.pop()
        while parts and parts[-1].lower() in ("this", "a", "per"):
            parts.pop()
    if _LOAD.search(words):
        raise BadSetting(words, setting="challenge_load", example=CHALLENGE_EXAMPLE)
    goals = [place for place, part in enumerate(parts) if _GOAL.fullmatch(part)]
    if len(goals) != 1:
        raise _unclear(words)
    goal = int(_GOAL.fullmatch(parts[goals[0]])[1])  # type: ignore[index]  # matched above
    rest = [part for place, part in enumerate(parts) if place != goals[0]]
    team = any(part.lower().strip(" .!") in _TEAM for part in rest)
    rest = [part for part in rest if part.lower().strip(" .!") not in _TEAM]
    named = [part for part in rest if part.lower() in _COUNTED]
    if len(named) > 1 or not 1 <= goal <= MOST:
        raise _unclear(words)
    counted: Counted = _COUNTED[named[0].lower()] if named else "reps"
    kept = [part for part in rest if part not in named and part.lower() not in ("of", "do", "in")]
    exercise = " ".join(kept)
    if bool(exercise) is (counted == "sessions") and (exercise or counted != "sets"):
        raise _unclear(words)
    return Wanted(exercise, goal, counted, period, team)


def _unclear(words: str) -> BadSetting:
    return BadSetting(words, setting="challenge", example=CHALLENGE_EXAMPLE)
