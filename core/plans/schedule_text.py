"""What a plan says besides its lifts: headings of days, weekdays, turns, weeks, growth, maxima."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.parsing.patterns import late
from core.parsing.weekdays import is_weekday, plain, weekdays_of
from core.plans.amounts import NUMBER, UNIT, load_of, reserve_of, tenths
from core.plans.names_text import clean_name, folded
from core.plans.problems import BadPart, too_much
from core.plans.records import (
    MOST_GROWN,
    MOST_GROWTH,
    MOST_SHARE,
    MOST_TIMES_A_WEEK,
    MOST_WEEKS,
    Growth,
    Schedule,
    Week,
)
from core.records import Load, Unit

WEEKS_EXAMPLE = "weeks: 3 2 1 deload"
GROWTH_EXAMPLE = "sets: +1 a week, at most 6"
TURN_EXAMPLE = "in turn mon wed fri"
SCHEDULE_EXAMPLE = "mon Upper A, thu Upper B"
REST_WORDS = frozenset({"rest", "rest day", "off", "day off", "ruhetag", "frei", "descanso"})

_QUOTED_NAME = late(r'\s*"([^"]*)"\s*$')
_WORD = late(r"[^\W\d_]+\.?")
_BETWEEN = late(r"[\s,/&+:.-]*(?:(?:and|und|y|e|et)\s+)?[\s,/&+:.-]*")
_BEHIND = late(r"^(.*\S)\s*(?:\(([^()]*)\)|\s-\s*([^-]+))\s*$")
_WEEKS = late(r"(?:weeks?|wave|mesocycle|wochen|semanas)\s*:\s*(.+)|weeks?\s+(\S.*)")
_EVERY_DELOAD = late(r"deload\s+(?:every|each)\s+(\d{1,2})(?:\w\w)?\s+weeks?")
_WAVE_WORD = late(
    rf"(?P<deload>deload|light)|(?P<same>same|as is|normal)|(?P<rpe>@|rpe\s*)?(?:rir\s*)?"
    rf"(?P<low>{NUMBER})(?:\s*-\s*(?P<high>{NUMBER}))?(?:\s*(?:left|rir))?"
)
_GROWTH = late(
    r"sets?\s*:?\s*\+\s*(?P<sets>\d{1,3})\s*(?:sets?\s*)?(?:(?:a|per|each|every|/)\s*"
    r"(?:(?P<every>\d{1,2})\s*)?weeks?)(?:[\s,]*(?:at most|up to|max)\s*(?P<most>\d{1,3}))?\s*$"
)
_TRAINING_MAX = late(rf"(?:training max|tm)\s*[:=]?\s*(?P<share>{NUMBER})\s*%\s*$")
_MAXES = late(r"(?:max(?:es|ima)?|training max(?:es)?|tm|1rms?)\s*:\s*(\S.*)")
_MAX = late(rf"^(?P<name>.*\D)\s*=?\s*(?<![\d.])(?P<load>{NUMBER})\s*(?P<unit>{UNIT})?\s*$")
_TURN = late(r"(?:days?\s+)?(?:in turn|alternat\w+|rotat\w+|im wechsel|abwechselnd)(?![^\W_])")
_TIMES = late(r"(\d{1,2})\s*(?:x|times?|days?)?\s*(?:a|per|/)\s*week(?![^\W_])")


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a day as typed: its name, and the weekdays it stands for."""

    name: str
    weekdays: tuple[int, ...] = ()
    quoted: bool = False


def read_heading(text: str, language: str = "") -> Heading:
    """A day's heading: "Upper A", "Monday", "mon/thu Upper", "Upper (Mon)"."""
    quoted = _QUOTED_NAME.match(text)
    if quoted:
        return Heading(clean_name(quoted[1]), quoted=True)
    days, rest = leading_weekdays(text, language)
    if days:
        inner = _QUOTED_NAME.match(rest)
        return Heading(clean_name(inner[1] if inner else rest or text), days)
    behind = _BEHIND.match(text)
    if behind:
        days, rest = leading_weekdays(behind[2] or behind[3], language)
        if days and not rest:
            return Heading(clean_name(behind[1]), days)
    return Heading(clean_name(text))


def leading_weekdays(text: str, language: str = "") -> tuple[tuple[int, ...], str]:
    """The weekdays that a text begins with, and what stands behind them."""
    words, at = list[str](), _BETWEEN.match(text, 0)
    place = at.end() if at else 0
    while match := _WORD.match(text, place):
        word = plain(match.group().rstrip("."))
        behind = text[match.end() : match.end() + 1]
        if not is_weekday(word) or behind.isdigit() or behind in ("_", "'"):
            break
        words.append(word)
        after = _BETWEEN.match(text, match.end())
        place = after.end() if after else match.end()
    if not words:
        return (), text
    return weekdays_of(words, language)[0], text[place:].strip()


def read_weeks(text: str) -> tuple[Week, ...] | None:
    """The weeks of a wave: "weeks: 3 2 1 deload"; None where the line is none.

    Raises BadPart for a wave that cannot be read, or of one week alone.
    """
    low = folded(text).strip()
    every = _EVERY_DELOAD.fullmatch(low)
    if every:
        count = int(every[1])
        if not 2 <= count <= MOST_WEEKS:
            too_much("weeks", text, MOST_WEEKS, WEEKS_EXAMPLE)
        return (*[Week()] * (count - 1), Week(deload=True))
    match = _WEEKS.fullmatch(low)
    if match is None:
        return None
    words = (match[1] or match[2]).replace(";", " ")
    weeks, place = list[Week](), 0
    while place < len(words):
        found = _WAVE_WORD.match(words, place)
        if found is None or (words[found.end() : found.end() + 1] or " ").isalnum():
            if match[1] is None and not weeks:
                return None
            raise BadPart("weeks", words[place:], WEEKS_EXAMPLE)
        weeks.append(_week(found))
        place = found.end() + len(words[found.end() :]) - len(words[found.end() :].lstrip(" ,/>-"))
    if len(weeks) < 2:
        raise BadPart("weeks", text, WEEKS_EXAMPLE)
    if len(weeks) > MOST_WEEKS:
        too_much("weeks", text, MOST_WEEKS, WEEKS_EXAMPLE)
    return tuple(weeks)


def _week(found: re.Match[str]) -> Week:
    if found["deload"]:
        return Week(deload=True)
    if found["same"]:
        return Week()
    reserve = reserve_of(found["low"], found["high"], "rpe" if found["rpe"] else "rir")
    return Week((reserve.low, reserve.high))


def read_growth(text: str) -> Growth | None:
    """Sets that grow: "sets: +1 a week, at most 6"; None where the line says nothing of it."""
    match = _GROWTH.fullmatch(folded(text).strip())
    if match is None:
        return None
    sets, every, most = int(match["sets"]), int(match["every"] or 1), match["most"]
    if not 1 <= sets <= MOST_GROWTH:
        too_much("growth", text, MOST_GROWTH, GROWTH_EXAMPLE)
    if not 1 <= every <= MOST_WEEKS:
        too_much("weeks", text, MOST_WEEKS, GROWTH_EXAMPLE)
    if most is not None and not 1 <= int(most) <= MOST_GROWN:
        too_much("sets", text, MOST_GROWN, GROWTH_EXAMPLE)
    return Growth(sets, every, int(most) if most else None)


def read_training_max(text: str) -> int | None:
    """The training max as a share of the best: "training max: 90%"; None for another line."""
    match = _TRAINING_MAX.fullmatch(folded(text).strip())
    if match is None:
        return None
    share = tenths(match["share"])
    if not 0 < share <= MOST_SHARE:
        too_much("share", text, f"{MOST_SHARE // 10}%", "training max: 90%")
    return share


def read_maxes(text: str, unit: Unit) -> list[tuple[str, Load]] | None:
    """Names with their maxima: "maxes: squat 140kg, bench 100kg"; None for another line."""
    match = _MAXES.fullmatch(folded(text).strip())
    if match is None:
        return None
    found = list[tuple[str, Load]]()
    for part in match[1].replace(";", ",").split(","):
        each = _MAX.match(part.strip())
        if each is None:
            raise BadPart("maxes", part, "maxes: squat 140kg, bench 100kg")
        found.append((each["name"].strip(' :="'), load_of(each["load"], each["unit"], unit)))
    return found


def read_turn(text: str, language: str = "") -> Schedule | None:
    """Days in turn: "in turn mon wed fri", "3 days a week"; None for another line."""
    low = folded(text).strip(" .")
    match = _TURN.match(low)
    rest = low[match.end() :] if match else low
    times = _TIMES.search(rest)
    if match is None and (times is None or times.start()):
        return None
    count = int(times[1]) if times else None
    if count is not None and not 1 <= count <= MOST_TIMES_A_WEEK:
        too_much("times", text, MOST_TIMES_A_WEEK, TURN_EXAMPLE)
    rest = rest[: times.start()] + rest[times.end() :] if times else rest
    days, rest = leading_weekdays(rest, language)
    rest = rest.strip(" ,:.")
    if rest and match is None:
        return None
    if rest and rest != "on":
        raise BadPart("turn", text, TURN_EXAMPLE)
    return Schedule(on=tuple(sorted(set(days))), times=count)


def fixed_to(segments: Sequence[tuple[tuple[int, ...], str]], days: Sequence[str]) -> Schedule:
    """The schedule that weekdays with names of days give. Raises BadPart for an unknown day."""
    fixed = list[tuple[int, int]]()
    bare = [day for weekdays, name in segments for day in weekdays if not name]
    if bare and len(bare) == sum(len(weekdays) for weekdays, _ in segments):
        if len(bare) != len(days):
            return Schedule(on=tuple(sorted(set(bare))))
        return Schedule(fixed=tuple(sorted(zip(bare, range(len(days)), strict=True))))
    for weekdays, name in segments:
        if plain(name) in REST_WORDS:
            continue
        fixed += [(day, place_of(name, days)) for day in weekdays]
    return Schedule(fixed=tuple(sorted(dict.fromkeys(fixed))))


def place_of(name: str, days: Sequence[str]) -> int:
    """The place of a day by its name, or by the only name that begins so. Raises BadPart."""
    wanted = plain(clean_name(name.strip().strip('"')))
    known = [plain(each) for each in days]
    if wanted in known:
        return known.index(wanted)
    near = [place for place, each in enumerate(known) if wanted and each.startswith(wanted)]
    if len(near) == 1:
        return near[0]
    example = f"mon {days[0]}" if days else SCHEDULE_EXAMPLE
    raise BadPart("unknown_day", name, example, days=tuple(days))
