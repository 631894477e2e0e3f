"""How long, as typed behind `snooze` and `rest`: "2h", "30m", "2:30", "90s", "tomorrow"."""

from __future__ import annotations

import re
from datetime import timedelta

from core.errors import BadSetting
from core.parsing.weekdays import plain

SHORTEST_SNOOZE, LONGEST_SNOOZE = timedelta(minutes=5), timedelta(days=7)
SHORTEST_REST, LONGEST_REST = 10, 3600  # seconds

_AUTO = {"": True, "on": True, "an": True, "off": False, "stop": False, "aus": False}

_TOMORROW = (
    "tomorrow", "until tomorrow", "morgen", "bis morgen", "manana", "demain", "domani",
    "jusqu'a demain", "завтра", "до завтра",
)  # fmt: skip

_H, _M, _S = (
    r"(?:h|hrs?|hours?|std|stunden?|heures?|ч|час(?:а|ов)?)",
    r"(?:m|mins?|minutes?|minuten?|м|мин|минут[аыу]?)",
    r"(?:s|secs?|seconds?|secondes?|с|сек|секунд[аыу]?)",
)
_N = r"(\d{1,3}(?:[.,]\d)?)\s*"
_TIMES = (
    re.compile(rf"(?:{_N}{_H})?\s*(?:{_N}{_M})?\s*(?:(\d{{1,4}})\s*{_S})?"),
    re.compile(rf"{_N}{_H}\s*(\d\d)()"),
    re.compile(rf"()(\d{{1,2}})\s*{_M}\s*(\d\d)"),
)


def read_snooze(text: str) -> tuple[timedelta | None, int | None]:
    """What follows `snooze`: how long (None: until tomorrow) and which reminder ("#3") or None.

    Two hours where nothing is said. Raises BadSetting.
    """
    number = re.search(r"(?:^|\s)#(\d{1,3})\s*$", text)
    rest = plain(text[: number.start()] if number else text).strip(" .!")
    which = int(number[1]) if number else None
    rest = re.sub(r"^(?:for|in|fur)\s+", "", rest)
    if rest in _TOMORROW:
        return None, which
    if not rest:
        return timedelta(hours=2), which
    if rest.isdecimal() and int(rest) < 10:
        rest += "h"
    seconds = _seconds(rest, bare=60)
    if seconds is None and (days := re.fullmatch(r"(\d)\s*(?:d|days?)", rest)):
        seconds = int(days[1]) * 86400
    if seconds is None or not SHORTEST_SNOOZE <= timedelta(seconds=seconds) <= LONGEST_SNOOZE:
        raise BadSetting(text, setting="snooze", example="snooze 2h")
    return timedelta(seconds=seconds), which


def read_rest_auto(text: str) -> bool | None:
    """Whether `rest auto` switches on or off; None where no `auto` follows. Raises BadSetting."""
    first, *others = plain(text).strip(" .!").split() or [""]
    if first != "auto":
        return None
    word = " ".join(others)
    if word not in _AUTO:
        raise BadSetting(text, setting="rest_auto", example="rest auto off")
    return _AUTO[word]


def read_rest(text: str) -> int | None:
    """What follows `rest`: seconds, or None for `off`. Bare numbers to 10 are minutes.

    Raises BadSetting outside 10 seconds to an hour.
    """
    rest = plain(text).strip(" .!")
    if rest in ("off", "stop", "cancel", "aus", "стоп", "arrete"):
        return None
    clock = re.fullmatch(r"(\d{1,2}):(\d{2})", rest)
    if clock:
        seconds: int | None = int(clock[1]) * 60 + int(clock[2])
    elif rest.isdecimal() and int(rest) <= 10:
        seconds = int(rest) * 60
    else:
        seconds = _seconds(rest, bare=1)
    if seconds is None or not SHORTEST_REST <= seconds <= LONGEST_REST:
        raise BadSetting(text, setting="rest", example="rest 3m")
    return seconds


def _seconds(text: str, bare: int) -> int | None:
    """A length of time in seconds; a bare number is of `bare` seconds. None: not one."""
    if re.fullmatch(r"\d{1,4}", text):
        return int(text) * bare
    match = next((found for each in _TIMES if (found := each.fullmatch(text))), None)
    if match is None or not any(match.groups()):
        return None
    hours, minutes, seconds = (float((each or "0").replace(",", ".")) for each in match.groups())
    return round(hours * 3600 + minutes * 60 + seconds)
