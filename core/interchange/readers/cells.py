"""Numbers in cells: exact thousandths, decimal commas, units and words behind the digits."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from core.records import Unit

_NUMBER = re.compile(
    r"([-+\u2212]?)((?:\d{1,3}(?:[,.'\u2019 ]\d{3})+|\d{1,15})(?:[.,]\d{0,20})?|[.,]\d{1,20})"
    r"(?:[eE]([-+]?\d{1,2}))?"
)
_GROUPED = re.compile(r"\d{1,3}(?:([,.'\u2019 ])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
_AMOUNT = re.compile(r"([-+\u2212]?[\d.,'\u2019]+(?:[eE][-+]?\d{1,2})?)\s*([^\d\s].*)?")
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,]\d+)?")
_SPAN = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d]+)\.?")

UNITS: dict[str, Unit] = {
    "kg": "kg", "kgs": "kg", "kilogram": "kg", "kilograms": "kg", "kilo": "kg", "kilos": "kg",
    "кг": "kg", "lb": "lb", "lbs": "lb", "pound": "lb", "pounds": "lb", "фунт": "lb", "#": "lb",
    "libras": "lb", "libra": "lb", "livres": "lb", "livre": "lb", "libbre": "lb", "фунты": "lb",
    "фунтов": "lb", "lbs.": "lb", "ポンド": "lb", "파운드": "lb", "キロ": "kg", "킬로그램": "kg",
    "kilogramos": "kg", "kilogrammes": "kg", "kilogramme": "kg", "kilogramm": "kg",
    "chilogrammi": "kg", "quilogramas": "kg", "килограмм": "kg", "килограммы": "kg",
    "公斤": "kg", "千克": "kg", "磅": "lb",
}  # fmt: skip
CENTIMETRES = {
    "m": 100, "meter": 100, "meters": 100, "metre": 100, "metres": 100, "metri": 100, "м": 100,
    "km": 100_000, "kms": 100_000, "kilometers": 100_000, "kilometer": 100_000, "км": 100_000,
    "kilometre": 100_000, "kilometres": 100_000, "mi": 160_934.4, "mile": 160_934.4,
    "miles": 160_934.4, "yd": 91.44, "yards": 91.44, "yard": 91.44, "ft": 30.48, "feet": 30.48,
    "cm": 1, "in": 2.54,
}  # fmt: skip
_SECONDS = {
    "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1, "sek": 1, "sekunden": 1, "secondi": 1,
    "secondo": 1, "segundos": 1, "secondes": 1, "seconden": 1, "sekund": 1, "с": 1, "сек": 1,
    "m": 60, "min": 60, "mins": 60, "minute": 60, "minutes": 60, "minuten": 60, "minuti": 60,
    "minuto": 60, "minutos": 60, "minuut": 60, "minut": 60, "мин": 60, "h": 3600, "hr": 3600,
    "hrs": 3600, "hour": 3600, "hours": 3600, "ora": 3600, "ore": 3600, "std": 3600,
    "stunden": 3600, "horas": 3600, "heures": 3600, "ч": 3600,
}  # fmt: skip
_TENTH = Decimal("0.1")
NOTHING = frozenset({"", "-", "--", "–", "—", "n/a", "na", "null", "none", "nan"})
_LONGEST_SPAN = 64  # characters of a duration in words
_NOTHING_LENGTH = 5  # nothing longer means nothing


def filled(text: str) -> str:
    """A cell without the space around it; "" for nothing, however an app writes that."""
    text = text.strip()
    return "" if len(text) < _NOTHING_LENGTH and text.lower() in NOTHING else text


@lru_cache(maxsize=4096)
def read_number(text: str) -> Decimal | None:
    """Read a plain number, decimal point or comma, thousands grouped or not; None if it is none."""
    text = text.strip().strip("\u00a0\u202f")
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    sign, digits, exponent = found.groups()
    value = Decimal(_plain(digits))
    if exponent:
        value = value.scaleb(int(exponent))
    return -value if sign in ("-", "\u2212") else value


def _plain(digits: str) -> str:
    """Digits with a decimal point: of two different separators the last is the decimal one."""
    points, commas = digits.count("."), digits.count(",")
    grouped = _GROUPED.fullmatch(digits)
    if grouped and grouped[1] in "'\u2019 ":
        digits = digits.replace(grouped[1], "")
    elif points and commas:
        last = max(digits.rfind("."), digits.rfind(","))
        digits = re.sub("[.,]", "", digits[:last]) + "." + digits[last + 1 :]
    elif points + commas > 1:
        digits = re.sub("[.,]", "", digits)
    digits = digits.replace(",", ".")
    return f"0{digits}" if digits.startswith(".") else digits.rstrip(".")


@lru_cache(maxsize=8192)
def read_amount(text: str) -> tuple[Decimal, str] | None:
    """Read a number with the word behind it, lower case: "20 ripetizioni", "62,5 kg"."""
    number = read_number(text)
    if number is not None:
        return number, ""
    found = _AMOUNT.fullmatch(text.strip())
    number = read_number(found[1]) if found else None
    if found is None or number is None:
        return None
    return number, (found[2] or "").strip().strip(".").lower()


def thousandths(number: Decimal) -> int:
    """A number in whole thousandths: 74.99999999999999 is 75."""
    return int((number * 1000).to_integral_value(ROUND_HALF_EVEN))


def tenths(number: Decimal) -> int:
    """A number in whole tenths."""
    return int((number / _TENTH).to_integral_value(ROUND_HALF_EVEN))


def whole(number: Decimal) -> int | None:
    """A whole number, or None for a fraction."""
    return int(number) if number == number.to_integral_value() else None


@lru_cache(maxsize=2048)
def read_seconds(text: str) -> int | None:
    """Read a duration: "90", "90.0", "1:30", "0:01:30", "2h 27m", "21min"; None if it is none."""
    text = text.strip()
    if len(text) > _LONGEST_SPAN:  # finding spans in digits costs their square
        return None
    number = read_number(text)
    if number is not None:
        return int(number.to_integral_value(ROUND_HALF_EVEN))
    if found := _CLOCK.fullmatch(text):
        return int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])
    total, end = Decimal(0), 0
    for span in _SPAN.finditer(text):
        unit = _SECONDS.get(span[2].lower())
        if unit is None or text[end : span.start()].strip(" ,"):
            return None
        total += Decimal(span[1].replace(",", ".")) * unit
        end = span.end()
    if not end or text[end:].strip():
        return None
    return int(total.to_integral_value(ROUND_HALF_EVEN))


def unit_of(word: str) -> Unit | None:
    """The unit of weight a word names."""
    return UNITS.get(word.strip().strip(".()").lower())


def centimetres(number: Decimal, word: str) -> int | None:
    """A distance in centimetres; None when the word is no unit of length."""
    factor = CENTIMETRES.get(word.strip().strip(".()").lower())
    if factor is None:
        return None
    return int((number * Decimal(str(factor))).to_integral_value(ROUND_HALF_EVEN))


def seconds_of(number: Decimal, word: str) -> int | None:
    """A time in seconds; None when the word is no unit of time."""
    factor = _SECONDS.get(word.strip().strip(".").lower())
    return None if factor is None else int(number * factor)
