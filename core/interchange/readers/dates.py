"""Dates and times as apps write them, month names in the phone's language included."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

# The first letters that tell a month apart, accents folded; longest match wins.
_MONTHS = {
    1: "jan gen ene sty янв led ian oca tammi",
    2: "feb fev lut фев uno helmi sub",
    3: "mar maa mrt mrz мар март brez maalis",
    4: "apr avr abr kwi апр dub huhti nis",
    5: "may mai mag mei maj май мая kvet touko",
    6: "jun juin giu cze июн cerven kesa haz",
    7: "jul juil lug lip июл cervenec heina tem",
    8: "aug aou ago sie авг srp elo agu",
    9: "sep set szep wrz сен zari syys eyl",
    10: "oct okt out ott paz окт rij loka eki",
    11: "nov lis ноя marras kas",
    12: "dec dez dic dis gru дек pro joulu ara",
}  # fmt: skip


def _folded(word: str) -> str:
    """A word without case and accents; й loses its breve too."""
    apart = unicodedata.normalize("NFD", word.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))


MONTHS = {_folded(word): month for month, words in _MONTHS.items() for word in words.split()}
_LONGEST = max(map(len, MONTHS))

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ,]+(.+))?")
_SLASHED = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[T ,]+(.+))?")
_KANJI = re.compile(r"(\d{4})[年년]\s?(\d{1,2})[月월]\s?(\d{1,2})[日일](?:[ ,]*(.+))?")
_NAMED = re.compile(
    r"(?:[^\W\d]+\.?,? )?(\d{1,2})(?:st|nd|rd|th|er|º|ª)?[.\- ]+(?:de |d')?([^\W\d]+)\.?[,\- ]+"
    r"(?:de )?(\d{4}|'?\d{2}(?![\d:]))"
    r"(?: r\.| г\.)?(?:[ ,]+(?:at |um |a las |à |às |alle |om |в |o )?(.+))?"
)
_NAMED_US = re.compile(
    r"(?:[^\W\d]+\.?,? )?([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?:[ ,]+(?:at )?(.+))?"
)
_CLOCK = re.compile(
    r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?\s?([ap])?\.?\s?(?:m\.?)?"
    r"\s?(z|utc|gmt|h|uhr|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")


@lru_cache(maxsize=4096)
def read_moment(text: str, *, day_first: bool = True) -> tuple[datetime, bool] | None:
    """Read a date with or without a time: (moment, whether a time was given), None if it is none.

    Naive where the file states no zone, else aware UTC. `day_first` settles 09/01/25.
    """
    text = _SPACES.sub(" ", text).strip().strip("'")
    if not text or len(text) > 64:
        return None
    day, rest = _date(text, day_first)
    if day is None:
        return _epoch(text)
    if not rest:
        return datetime(day.year, day.month, day.day), False  # noqa: DTZ001 - local, as the file has it
    return _with_clock(day, rest)


def read_clock(text: str) -> timedelta | None:
    """Read a time of day as the span from midnight."""
    found = _with_clock(date(2000, 1, 1), _SPACES.sub(" ", text).strip())
    return None if found is None else found[0].replace(tzinfo=None) - datetime(2000, 1, 1)  # noqa: DTZ001 - local, as the file has it


def is_slashed(text: str) -> bool:
    """Whether a date is of the kind whose order has to be told: 09/01/25."""
    return _SLASHED.fullmatch(text.strip(" ,")) is not None


def order_shown(text: str) -> bool | None:
    """Whether a date such as 13/01/25 shows the day to come first; None when it does not tell."""
    found = _SLASHED.fullmatch(_SPACES.sub(" ", text).strip(" ,"))
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    if first > 12 >= second:
        return True
    return False if second > 12 >= first else None


def month_of(word: str) -> int | None:
    """The month a word names in any of the languages known, else None."""
    plain = _folded(word.strip("."))
    for length in range(min(len(plain), _LONGEST), 2, -1):
        if plain[:length] in MONTHS:
            return MONTHS[plain[:length]]
    return None


def _date(text: str, day_first: bool) -> tuple[date | None, str]:
    for pattern in (_ISO, _KANJI):
        if found := pattern.fullmatch(text):
            return _day(int(found[1]), int(found[2]), int(found[3])), found[4] or ""
    if found := _SLASHED.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        year += 2000 if year < 100 else 0
        day, month = (first, second) if day_first else (second, first)
        return _day(year, month, day), found[4] or ""
    if (found := _NAMED.fullmatch(text)) and (named := month_of(found[2])):
        year = int(found[3].strip("'"))  # "5-Nov-26" is how spreadsheets write it
        return _day(year + 2000 if year < 100 else year, named, int(found[1])), found[4] or ""
    if (found := _NAMED_US.fullmatch(text)) and (named := month_of(found[1])):
        return _day(int(found[3]), named, int(found[2])), found[4] or ""
    if found := _COMPACT.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3])), ""
    return None, ""


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _with_clock(day: date, text: str) -> tuple[datetime, bool] | None:
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[5]:
        hour = hour % 12 + (12 if found[5].lower() == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    fraction = int((found[4] or "0").ljust(6, "0")[:6])
    moment = datetime(day.year, day.month, day.day, hour, minute, second, fraction)  # noqa: DTZ001 - local, as the file has it
    zone = (found[6] or "").lower()
    if zone in ("", "h", "uhr"):
        return moment, True
    if zone in ("z", "utc", "gmt"):
        return moment.replace(tzinfo=UTC), True
    sign = -1 if zone[0] == "-" else 1
    offset = sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    try:
        return moment.replace(tzinfo=timezone(offset)).astimezone(UTC), True
    except (ValueError, OverflowError):
        return None


def _epoch(text: str) -> tuple[datetime, bool] | None:
    """Seconds or milliseconds since 1970, as programs write them."""
    if not _EPOCH.fullmatch(text):
        return None
    return datetime.fromtimestamp(int(text[:10]), UTC), True
