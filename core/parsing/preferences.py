"""Wishes as typed: "bench 5-8", "curl 0", "1-2", "8 10 12 14 kg". A closed grammar.

An exercise may stand before or behind its numbers. What is longer than `MOST_CHARACTERS` is no
wish, so that nothing here is slow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.errors import BadSetting, UserError
from core.parsing.characters import fold, tidy
from core.parsing.times import read_load
from core.records import Load, Span, Unit

MOST_CHARACTERS = 400
MOST_WEIGHTS = 60  # dumbbells of one person
HEAVIEST_KG = 200.0  # in a hand
OFF = frozenset({"off", "none", "no", "clear", "usual", "default", "reset"})

_UNITS = r"kgs?|kilos?|lbs?|pounds?"
_COUNTED = r"(?: ?(?:x|reps?|repetitions|rir|left|in reserve|in the tank))?"
_SPAN = rf"(?:(?:rir|x) ?)?(?P<low>\d{{1,9}})(?: ?(?:-|to|or) ?(?P<high>\d{{1,9}}))?{_COUNTED}"
_BEHIND = re.compile(rf"(?:(?P<name>.+?) )?{_SPAN}[.!]?", re.IGNORECASE)
_BEFORE = re.compile(rf"{_SPAN} (?P<name>[^\d ].*)", re.IGNORECASE)
_RPE = re.compile(
    r"(?:(?P<name>.+?) )?(?:@|rpe) ?(?P<low>\d{1,2})(?: ?(?:-|to) ?(?P<high>\d{1,2}))?[.!]?",
    re.IGNORECASE,
)
_FAILURE = re.compile(r"(?:(?P<name>.+?) )?(?:to )?(?:failure|fail|f|all out)[.!]?", re.IGNORECASE)
_FILLERS = frozenset({"for", "to", "on", "of", "at", "is", "my", "with"})
_ALL = frozenset({"all", "everything", "every exercise", "all exercises", "everywhere"})
_LADDER = re.compile(
    r"(?P<low>\S+) ?(?:-|to) ?(?P<high>\S+) (?:by|every|steps? of|in steps? of) (?P<step>\S+)",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"\d+,(?:5|25|50|75|125|250|625|750)")


@dataclass(frozen=True, slots=True)
class Wish:
    """Numbers wished for, for an exercise or (name "") for all; neither: a question about it."""

    name: str
    span: Span | None = None
    off: bool = False


def read_range(words: str, example: str) -> Wish:
    """Repetitions wished for: "bench 5-8", "squat 5", "bench off". Raises BadSetting."""
    return _read(words, "range", example)


def read_effort(words: str, example: str) -> Wish:
    """Repetitions in reserve wished for: "curl 0", "1-2", "squat @8", "curl to failure".

    Raises BadSetting.
    """
    text = _plain(words, "effort", example)
    rpe = _RPE.fullmatch(text)
    if rpe is not None:
        span = sorted((10 - int(rpe["low"]), 10 - int(rpe["high"] or rpe["low"])))
        return Wish(_name(rpe["name"]), (span[0], span[1]))
    failure = _FAILURE.fullmatch(text)
    if failure is not None:
        return Wish(_name(failure["name"]), (0, 0))
    return _read(words, "effort", example)


def _read(words: str, setting: str, example: str) -> Wish:
    text = _plain(words, setting, example)
    *names, last = text.split()
    if last.lower().rstrip(".!") in OFF:
        return Wish(_name(" ".join(names)), off=True)
    found = _BEHIND.fullmatch(text) or _BEFORE.fullmatch(text)
    if found is None:
        if any(map(str.isdigit, text)):
            raise BadSetting(words, setting=setting, example=example)
        return Wish(_name(text))
    low, high = sorted((int(found["low"]), int(found["high"] or found["low"])))
    return Wish(_name(found["name"]), (low, high))


def _plain(words: str, setting: str, example: str) -> str:
    """The words with single blanks and plain digits and dashes."""
    text = " ".join(fold(tidy(words[: MOST_CHARACTERS + 1])).replace("=", " ").split())
    if not text or len(words) > MOST_CHARACTERS:
        raise BadSetting(words, setting=setting, example=example)
    return text


def _name(words: str | None) -> str:
    """An exercise's words without what only leads to the number; "" for all exercises."""
    parts = (words or "").strip(" :,").split()
    while parts and parts[-1].lower() in _FILLERS:
        parts.pop()
    while parts and parts[0].lower() in _FILLERS:
        parts.pop(0)
    name = " ".join(parts)
    return "" if name.lower() in _ALL else name


# --- dumbbells ----------------------------------------------------------------------------------


def read_weights(words: str, unit: Unit, setting: str, example: str) -> tuple[Load, ...]:
    """Dumbbells as typed: "8 10 12", "8, 10, 12 kg", "5-50 by 5"; each once, lightest first.

    A unit at the end holds for all that have none. Raises BadSetting.
    """

    def load(word: str) -> Load:
        try:
            found = read_load(word, unit)
        except UserError as error:
            raise BadSetting(words, setting=setting, example=example) from error
        if not 0 < found.kg <= HEAVIEST_KG:
            raise BadSetting(words, setting=setting, example=example)
        return found

    text = _plain(words, setting, example)
    tail = re.search(rf"(?<=[\d.]) ?({_UNITS})[.!]?$", text, re.IGNORECASE)
    if tail is not None and not re.search(rf"\d ?(?:{_UNITS})\b", text[: tail.start()], re.I):
        unit, text = ("lb" if tail[1][0] in "lLpP" else "kg"), text[: tail.start()]
    ladder = _LADDER.fullmatch(text)
    if ladder is not None:
        return _ladder(*(load(ladder[each]) for each in ("low", "high", "step")))
    found = {load(word) for word in _listed(text)}
    if not found or len(found) > MOST_WEIGHTS:
        raise BadSetting(words, setting=setting, example=example)
    return tuple(sorted(found, key=lambda each: each.kg))


def _listed(text: str) -> list[str]:
    """The words of a list; a unit that stands alone belongs to the number before it."""
    joined = re.sub(rf"(?<=\d) ({_UNITS})\b", r"\1", text, flags=re.IGNORECASE)
    parts: list[str] = []
    for word in re.split(r"[ ;/]+|,(?= )|\band\b", joined):
        bare = (word or "").strip(",")
        parts += [bare] if _DECIMAL.fullmatch(bare) else bare.split(",")
    return [part for part in parts if part]


def _ladder(low: Load, high: Load, step: Load) -> tuple[Load, ...]:
    """Equal steps from the lightest to the heaviest. Raises BadSetting for too many."""
    count = (high.milli - low.milli) // step.milli + 1
    if low.unit != high.unit or step.unit != high.unit or not 0 < count <= MOST_WEIGHTS:
        raise BadSetting(setting="dumbbells", example="dumbbells 4-20 by 2")
    return tuple(Load(low.milli + step.milli * each, low.unit) for each in range(count))
