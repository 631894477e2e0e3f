"""What a column holds by its name, in the languages apps and spreadsheets use."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from core.interchange.readers.cells import CENTIMETRES, unit_of
from core.interchange.readers.column_names import ROLES
from core.interchange.readers.column_words import read_name, words_of
from core.records import Unit

_LONGEST_COLUMN_NAME = 200  # characters of a name that are looked at
_BRACKETS = re.compile(r"[\s_()\[\]:.\-]+")
_SIGNS = re.compile(r"[’'`\"]")
_TIMES = frozenset({"s", "sec", "secs", "seconds", "second", "sekunden", "min", "hours", "h"})
_SPANS = _TIMES - {"min"}
# a role only with a unit behind it: alone "last" is the time before, in German the load
_BEFORE_UNIT = {"last": "weight", "last in": "weight"}
# a load that may be one of two; one in another unit, repetitions of several sets, of other sets
_PARTS = frozenset(
    {"side", "each", "per", "hand", "arm", "leg", "dumbbell", "plates", "plate", "seite", "pro",
     "hantel", "lado", "cote", "lato", "mano", "scheiben", "discos"}
)  # fmt: skip
_STONES = frozenset({"stone", "stones", "st"})
_TOTALS = frozenset({"total", "sum", "gesamt", "totales", "totali", "totais"})
_OTHER_SETS = frozenset({"warmup", "warm", "drop", "dropset"})
_ZONES = frozenset({"utc", "gmt"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column's role and the unit its name states."""

    role: str
    unit: Unit | None = None
    length: str = ""  # unit of distance
    time: str = ""
    sure: bool = True  # False: a guess from a part of the name
    utc: bool = False  # its times are in UTC
    listed: bool = False  # its whole name is known


def plain(name: str) -> str:
    """A column's name with case, accents and brackets folded: "Weight (kg)" is "weight kg"."""
    folded = unicodedata.normalize("NFKD", _SIGNS.sub(" ", name[:_LONGEST_COLUMN_NAME]).casefold())
    folded = "".join(each for each in folded if not unicodedata.combining(each))
    return _BRACKETS.sub(" ", unicodedata.normalize("NFC", folded)).strip()


_FOLDED = {plain(name): role for name, role in ROLES.items()}


def column_of(name: str) -> Column | None:
    """What a column holds by its name, None for names that mean nothing here."""
    folded = plain(name)
    role = _FOLDED.get(folded)
    if role is not None:
        return Column(
            role, unit_of(folded) if role == "weight" else None, utc="utc" in folded, listed=True
        )
    base, _, last = folded.rpartition(" ")
    role = _FOLDED.get(base) or _BEFORE_UNIT.get(base)
    if role is not None and (found := _with_unit(role, last)) is not None:
        return found
    return _by_words(name)


def _with_unit(role: str, last: str) -> Column | None:
    """A column whose name ends in a unit: "Last kg", "distance km", "start time utc"."""
    unit = unit_of(last)
    if role == "weight" and unit:
        return Column(role, unit)
    if role == "distance" and last in CENTIMETRES:
        return Column(role, length=last)
    if role in ("duration", "time", "seconds") and last in _TIMES:
        return Column(role, time=last)
    if role in ("date", "time", "clock") and last in _ZONES:
        return Column(role, utc=True)
    return None


def _by_words(name: str) -> Column | None:
    """What the words of a name say where the whole of it is not listed."""
    words = words_of(name)
    unit = next((unit for each in words if (unit := unit_of(each))), None)
    length = next((each for each in words[1:] if each in CENTIMETRES and len(each) > 1), "")
    utc = any(each in _ZONES for each in words)
    rest = tuple(
        each for each in words
        if not unit_of(each) and each not in _ZONES | _SPANS and each != length
    )  # fmt: skip
    whole = _FOLDED.get(" ".join(rest))
    found = (whole, True) if whole else read_name(rest) or read_name(words)
    if found is None:
        return None
    role, sure = found
    said = set(words)
    unusable = (role == "weight" and said & _STONES) or (role == "reps" and said & _TOTALS)
    if unusable or (role in ("weight", "reps") and said & _OTHER_SETS):
        return Column("other")
    sure = sure and not (role == "weight" and said & _PARTS)
    return Column(role, unit if role == "weight" else None, length, sure=sure, utc=utc)
