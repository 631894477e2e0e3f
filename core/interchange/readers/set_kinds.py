"""What a set is besides its numbers, by the words of a line: warm-up, drop set, failed, no set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.interchange.readers.cells import filled, read_number

ROLES = (
    "order", "type", "skipped", "done", "warmup", "drop", "failed", "amrap", "count",
)  # fmt: skip
_WARMUP = re.compile(
    r"w|wu|warm.?up.*|warming.?up.*|aufw.*|.*riscaldamento.*|.*calentamiento.*|.*echauff.*|.*échauff.*|"
    r".*aquecimento.*|.*opwarm.*|.*rozgrzew.*|.*разминк.*|.*defaticamento.*|cool.?down.*|.*ウォーム.*",
    re.IGNORECASE,
)
_DROP = re.compile(r"d|drop.*|.*dropset.*|.*drop set.*|.*scarico.*", re.IGNORECASE)
_FAILED = re.compile(
    r"f|fail.*|to failure|.*failure|.*versagen|.*cedimento|.*fallo|.*échec|.*echec|.*отказ.*",
    re.IGNORECASE,
)
_AMRAP = re.compile(r"amrap|\d*\+", re.IGNORECASE)
_REST = re.compile(r"rest.?timer|rest|pausa?e?", re.IGNORECASE)
_NOTE = re.compile(r"note|notes|notiz|nota", re.IGNORECASE)
_YES = frozenset(
    {"1", "1.0", "true", "yes", "y", "si", "sì", "sí", "ja", "oui", "sim", "tak", "да", "x", "wahr"}
)
_NO = frozenset(
    {"0", "0.0", "false", "no", "n", "nein", "non", "nao", "não", "nie", "нет", "falsch"}
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a set is besides its numbers; `no_set` says why it is none."""

    warmup: bool = False
    drop: bool = False
    failed: bool = False
    amrap: bool = False
    no_set: str = ""
    count: int = 1  # equal sets a line stands for


def read_kind(cells: Sequence[str]) -> Kind:
    """Read the cells of `ROLES`."""
    order, kind, skipped, done, warmup, drop, failed, amrap, count = map(filled, cells)
    found = kind_of(order, kind)
    no_set = found.no_set or ("skipped" if _true(skipped) else "")
    return Kind(
        warmup=found.warmup or _true(warmup),
        drop=found.drop or _true(drop),
        failed=found.failed or _true(failed),
        amrap=found.amrap or _true(amrap),
        no_set=no_set or ("not_done" if done.lower() in _NO else ""),
        count=_count(count),
    )


def kind_of(*texts: str) -> Kind:
    """What a set is by the words its number and type columns hold."""

    def says(pattern: re.Pattern[str]) -> bool:
        return any(text and pattern.fullmatch(text) for text in texts)

    if says(_REST) or says(_NOTE):
        return Kind(no_set="note" if says(_NOTE) else "rest_timer")
    return Kind(says(_WARMUP), says(_DROP), says(_FAILED), says(_AMRAP))


def _true(text: str) -> bool:
    return bool(text) and text.lower() in _YES


def _count(text: str) -> int:
    """How many equal sets a line stands for."""
    number = read_number(text) if text else None
    return int(number) if number is not None and 1 <= number <= 20 else 1
