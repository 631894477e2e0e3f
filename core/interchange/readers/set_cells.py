"""Cells that hold whole sets ("80x8", "82.5 kg x 6 @9"), read by the grammar of the chat."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.errors import UserError
from core.exercises.names import catalogue_names
from core.interchange.readers.cells import UNITS, filled
from core.parsing.reading import Asked, Setting
from core.parsing.sets import read_message
from core.records import SetDraft, Unit

_SET = re.compile(
    r"(?:bw|[-+]?\d{1,4}(?:[.,]\d{1,3})?)\s*(?:kgs?|lbs?|кг)?\s*[x×*х]\s*\d{1,3}(?!\d)",
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"(\d{1,4}(?:[.,]\d{1,3})?)\s*(?:kgs?|lbs?|кг)?\s*[x×*х]\s*(\d{1,4})(\s*[x×*х]\s*\d)?", re.I
)
_BETWEEN = re.compile(r"(?<=\d)\s+(?=[-+]?\d+(?:[.,]\d+)?\s*(?:kgs?|lbs?)?\s*[x×*х]\s*\d)", re.I)
_WORD = re.compile(r"[^\W\d_]+|#")
_LIFT, _BODY = "squat", "pull up"  # stand in for the row's exercise, which is not known here
_LONGEST_SETS = 400  # characters of a cell; more is a diary
_DAY = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CellSet:
    """A set of a cell; `stated` tells whether the unit was written."""

    draft: SetDraft
    stated: bool


def holds_set(cell: str) -> bool:
    """Whether a cell begins with a load and repetitions."""
    return _SET.match(filled(cell[:_LONGEST_SETS])) is not None


def load_first(cells: list[str]) -> bool:
    """Whether "80x8" in these cells is 80 for 8: no sets of repetitions, no repetitions first."""
    pairs = [found for each in cells if (found := _PAIR.match(filled(each[:_LONGEST_SETS])))]
    if pairs and all(each[3] for each in pairs):  # "5x5x100": the load is at one end
        return True
    pairs = [each for each in pairs if not each[3]]
    heavier = sum(float(each[1].replace(",", ".")) > float(each[2]) for each in pairs)
    bare = sum(filled(each).lower().startswith("bw") for each in cells)
    return 2 * (heavier + bare) > len(pairs) + bare


@lru_cache(maxsize=4096)
def read_cell(cell: str, load: str = "", unit: Unit | None = None) -> tuple[CellSet, ...] | None:
    """The sets of a cell; `load` and `unit` are what the row says beside it.

    None where the chat would ask or refuse: nothing of it is stored then.
    """
    if len(cell) > _LONGEST_SETS or "\n" in cell:
        return None
    text = _BETWEEN.sub(", ", filled(cell))
    if not text:
        return None
    lift = _BODY if text.lower().startswith(("bw", "+")) else _LIFT
    line = f"{lift} {load}{unit or ''} {text}" if load else f"{lift} {text}"
    setting = Setting(
        catalogue_names(), unit or "kg", _DAY, ZoneInfo("UTC"), lambda _: None, lambda *_: None
    )
    try:
        reading = read_message(line, setting)
    except (Asked, UserError):
        return None
    if reading.swap is not None or any(_doubtful(each) for each in reading.sets):
        return None
    stated = bool(unit) or any(word.lower() in UNITS for word in _WORD.findall(text))
    return tuple(CellSet(each, stated) for each in reading.sets)


def _doubtful(draft: SetDraft) -> bool:
    """Whether the numbers may be the other way round: 8 kg for 80 repetitions."""
    reps = draft.reps or 0
    return reps > 30 and 0 < draft.load.milli < 1000 * reps


@lru_cache(maxsize=4096)
def needs_load(name: str) -> bool:
    """Whether an exercise of the catalogue says nothing without its load."""
    found = catalogue_names().resolve(name)
    return found is not None and found.measure == "load"
