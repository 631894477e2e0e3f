"""Alpha Progression: a file of blocks, a block per workout, a small table per exercise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.interchange.readers.cells import read_amount, read_number, thousandths, unit_of, whole
from core.interchange.readers.dates import read_moment
from core.interchange.readers.table import Record
from core.interchange.readers.work import read_effort
from core.interchange.rows import ImportedSet, NoSet, Refused, Row
from core.records import Unit

_EXERCISE = re.compile(r"\d{1,2}\.\s+(\S.*)")
_NUMBER = re.compile(r"([wWdD]?)\w{0,2}?(\d{1,2})\w?")
_WARMUP = re.compile(r"W\w?\d+", re.IGNORECASE)
_DOT = " · "


@dataclass(slots=True)
class _Block:
    """Where in a file the reading stands."""

    at: datetime | None = None
    workout: str = ""
    exercise: str = ""
    columns: list[str] = field(default_factory=list)
    unit: Unit | None = None


def recognised(head: Sequence[Record]) -> bool:
    """Whether the file's first lines hold a numbered exercise and its small table."""
    tables = any(_is_header(each.cells) for each in head)
    return tables and any(_EXERCISE.fullmatch(each.cells[0].strip()) for each in head)


def _is_header(cells: Sequence[str]) -> bool:
    return (
        len(cells) >= 2
        and cells[0].strip() == "#"
        and any(each.strip().upper() in ("REPS", "WDH", "REP", "SEC", "SEK") for each in cells)
    )


def read(rows: Iterator[Record]) -> Iterator[Row]:
    """Read the sets of all blocks; headings and plans are passed over."""
    block = _Block()
    for record in rows:
        cells = [each.strip() for each in record.cells]
        moment = _moment(cells)
        if moment is not None:
            block = _Block(at=moment, workout=moment.isoformat())
        elif _is_header(cells):
            block.columns = [each.upper() for each in cells]
            block.unit = next((unit for each in cells[1:] if (unit := unit_of(each))), None)
        elif found := _EXERCISE.fullmatch(cells[0]):
            block.exercise, block.columns = _name(found[1]), []
            for each in cells[1:]:
                if _is_warmups(each):
                    yield from _warmups(block, record, each)
        elif _is_warmups(cells[0]):
            yield from _warmups(block, record, cells[0])
        elif block.columns and _NUMBER.fullmatch(cells[0]) and len(cells) > 1:
            yield _set(block, record, cells)


def _moment(cells: Sequence[str]) -> datetime | None:
    """The start of a workout: the cell of its heading that is a date with a time."""
    for each in cells[:3]:
        if each[:4].isdigit() or each[:1].isdigit():
            found = read_moment(each)
            if found is not None and found[1]:
                return found[0]
    return None


def _name(text: str) -> str:
    """The exercise without the plan behind it: "Hack Squats · Machine · 8 reps"."""
    parts = [each for each in text.split(_DOT) if not re.search(r"\d", each)]
    return " ".join(parts) or text


def _set(block: _Block, record: Record, cells: Sequence[str]) -> Row:
    if block.at is None or not block.exercise:
        return Refused(record.line, "no_date", {}, record.raw)
    values = dict(zip(block.columns[1:], cells[1:], strict=False))
    load = next((values[each] for each in values if unit_of(each)), "")
    reps = next((values[each] for each in ("REPS", "WDH", "REP") if each in values), "")
    held = next((values[each] for each in ("SEC", "SEK", "TIME", "ZEIT") if each in values), "")
    number, count, seconds = read_number(load), read_number(reps), read_number(held)
    if (load and number is None) or (reps and count is None) or (held and seconds is None):
        return Refused(record.line, "reps" if number else "weight", {"quote": load}, record.raw)
    done = whole(count) if count is not None else None
    if not done and not seconds:
        return NoSet(record.line, "not_done")
    rir, at_least = read_effort(values.get("RPE", ""), values.get("RIR", ""))
    return ImportedSet(
        exercise_name=block.exercise,
        at=block.at,
        workout=block.workout,
        load_milli=thousandths(number) if number is not None else None,
        unit=block.unit,
        reps=done or None,
        line=record.line,
        raw=record.raw,
        rir_tenths=rir,
        rir_at_least=at_least,
        warmup=bool(_WARMUP.fullmatch(cells[0])),
        drop=cells[0].upper().startswith("D"),
        seconds=int(seconds) if seconds else None,
    )


def _is_warmups(cell: str) -> bool:
    return cell.startswith("WU") and _DOT.strip() in cell


def _warmups(block: _Block, record: Record, text: str) -> Iterator[Row]:
    """The warm-ups an exercise's heading lists: "WU1 · 37,5 kg · 9 reps<br>WU2 · ..."."""
    for part in re.split(r"<br\s*/?>|\n", text):
        pieces = [each.strip() for each in part.split(_DOT.strip())]
        amounts = [amount for each in pieces[1:] if (amount := read_amount(each))]
        loads = [(number, unit) for number, word in amounts if (unit := unit_of(word))]
        reps = [whole(number) for number, word in amounts if not unit_of(word)]
        if block.at is None or not block.exercise or not reps or not reps[0]:
            continue
        yield ImportedSet(
            exercise_name=block.exercise,
            at=block.at,
            workout=block.workout,
            load_milli=thousandths(loads[0][0]) if loads else None,
            unit=loads[0][1] if loads else None,
            reps=reps[0],
            line=record.line,
            raw=part[:200],
            warmup=True,
        )
