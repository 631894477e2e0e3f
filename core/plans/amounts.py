"""Numbers of a plan as typed, within bounds: loads, reserves, repetitions, seconds."""

from __future__ import annotations

import re

from core.plans.problems import BadPart, too_much
from core.plans.records import MOST_PLAN_MILLI, MOST_RESERVE, Reserve, Written
from core.records import Load, Span, Unit

NUMBER = r"\d{1,6}(?:[.,]\d{1,3})?"
UNIT = r"(?:kgs?|kilos?|kilogram\w{0,3}|lbs?|pounds?|#)"
LEAST_RPE = 50  # tenths; a smaller number behind "@" is what is left
SECONDS = {"s": 1, "m": 60}
_POUNDS = ("l", "p", "#")


def unit_of(word: str | None, usual: Unit) -> Unit:
    """The unit a word names; the usual one without a word."""
    if not word:
        return usual
    return "lb" if word.startswith(_POUNDS) else "kg"


def tenths(number: str) -> int:
    """A number in tenths: "8.5" is 85. Raises BadPart for anything finer."""
    whole, _, rest = number.replace(",", ".").partition(".")
    if len(rest.rstrip("0")) > 1:
        raise BadPart("unreadable", number)
    return int(whole) * 10 + int((rest + "0")[0])


def milli(number: str) -> int:
    """A number in thousandths: "2.5" is 2500."""
    whole, _, rest = number.replace(",", ".").partition(".")
    return int(whole) * 1000 + int((rest + "000")[:3])


def load_of(number: str, unit: str | None, usual: Unit, most: int = MOST_PLAN_MILLI) -> Load:
    """A load as typed. Raises BadPart for none at all and for more than a plan may hold."""
    load = Load(milli(number), unit_of(unit, usual))
    if not 0 < load.milli <= most:
        too_much("load", number, Load(most, load.unit).text)
    return load


def span_of(low: str, high: str | None, most: int, what: str) -> Span:
    """A count or a range of counts, from 1; what is turned round is put right. Raises BadPart."""
    first, second = int(low), int(high or low)
    if not 0 < first <= most or not 0 < second <= most:
        too_much(what, f"{low}-{high}" if high else low, most)
    return min(first, second), max(first, second)


def reserve_of(low: str, high: str | None, written: Written) -> Reserve:
    """A reserve as typed. Raises BadPart outside 0 to 10."""
    first, second = tenths(low), tenths(high or low)
    if written == "rpe" and max(first, second) < LEAST_RPE:
        written = "left"
    elif written == "rpe":
        first, second = 100 - second, 100 - first
    if min(first, second) < 0 or max(first, second) > MOST_RESERVE:
        too_much("reserve", f"{low}-{high}" if high else low, MOST_RESERVE // 10)
    return Reserve(min(first, second), max(first, second), written)


def decimal(amount: int, of: int = 10) -> str:
    """A whole number of tenths or thousandths as the shortest decimal: 25 is "2.5"."""
    whole, rest = divmod(amount, of)
    digits = f"{rest:0{len(str(of)) - 1}d}".rstrip("0")
    return f"{whole}.{digits}" if digits else str(whole)


def read_range(text: str) -> str:
    """A text with the words of a range as a dash: "8 to 12", "8 bis 12" are "8-12"."""
    return re.sub(r"(?<=\d)\s+(?:to|bis|a|à|до)\s+(?=\d)", "-", text, flags=re.IGNORECASE)
