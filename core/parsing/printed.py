"""A set as a line that reads back to the same set."""

from __future__ import annotations

import json
from datetime import date

from core.parsing.characters import fold, tidy
from core.records import Exercise, LoggedSet, SetDraft, Unit


def write_set(
    each: SetDraft | LoggedSet,
    exercise: Exercise,
    unit: Unit | None = None,
    day: date | None = None,
) -> str:
    """One line for a set: "Squat 140kg x 8 rir1".

    `unit` is the reader's: with it a bare bodyweight is written "bw" where the unit agrees.
    `day` is written in front for a set of another day.
    """
    words = [day.isoformat()] if day else []
    side = [each.side] if each.side else []
    words += [exercise.name, *side, *_work(each, exercise, unit), *_effort(each)]
    words += [
        word
        for word, said in (("amrap", each.amrap), ("warmup", each.warmup), ("drop", each.drop))
        if said
    ]
    if each.note:
        words.append(_quoted(each.note))
    return " ".join(words)


def _work(each: SetDraft, exercise: Exercise, unit: Unit | None) -> list[str]:
    """Load and amount: "140kg x 8", "bw+20kg x 6", "bw 60s"."""
    load = _load(each, exercise, unit)
    side = ["per side"] if each.per_side else []
    if each.reps is not None and exercise.measure not in ("time", "distance"):
        partials = f"+{each.partials}" if each.partials else ""
        return [load, "x", f"{each.reps}{partials}", *side]
    return [load, *_amount(each), *side]


def _load(each: SetDraft, exercise: Exercise, unit: Unit | None) -> str:
    load = each.load
    if exercise.measure in ("load", "distance"):
        return f"{load.text}{load.unit}"
    if not load.milli:
        return "bw" if load.unit == unit else f"bw+0{load.unit}"
    return f"bw{'+' if load.milli > 0 else ''}{load.text}{load.unit}"


def _amount(each: SetDraft) -> list[str]:
    words = []
    if each.reps is not None:
        words.append(f"{each.reps}+{each.partials} reps" if each.partials else f"{each.reps} reps")
    if each.distance_cm is not None:
        metres, rest = divmod(each.distance_cm, 100)
        words.append(f"{metres}.{rest:02d} metres" if rest else f"{metres} metres")
    if each.seconds is not None:
        words.append(f"{each.seconds}s")
    return words


def _effort(each: SetDraft) -> list[str]:
    if each.failed:
        return ["f", *(["shared"] if each.shared_effort else [])]
    if each.rir_tenths is None:
        return []
    whole, tenth = divmod(each.rir_tenths, 10)
    number = f"{whole}.{tenth}" if tenth else str(whole)
    plus = "+" if each.rir_at_least else ""
    return [f"rir{number}{plus}", *(["shared"] if each.shared_effort else [])]


def _quoted(note: str) -> str:
    """A note in quotes, escaped so that no sign in it means anything."""
    if tidy(note) != note:
        return json.dumps(note)
    text = json.dumps(note, ensure_ascii=False).replace("\\n", "\\u000a").replace(";", "\\u003b")
    if text.isascii():
        return text
    return "".join(_escaped(each) for each in text)


def _escaped(sign: str) -> str:
    """A sign that the scanner takes for a quote or a separator, as its number."""
    if sign.isascii() or fold(sign) not in ('"', "\\", ";"):
        return sign
    return f"\\u{ord(sign):04x}"
