"""Examples to type, with exercises and weekdays as a language says them: "next kniebeuge"."""

from __future__ import annotations

from functools import lru_cache

from core.exercises.names import catalogue_in, catalogue_names
from core.locale.strings import say

_DAYS = {each: f"day.{number}" for number, each in enumerate("mon tue wed thu fri sat sun".split())}  # noqa: SIM905 - reads better
_DATED = frozenset({"remind", "recap", "gym"})  # commands that read weekdays of every language
_MARKS = ",;:"


@lru_cache(maxsize=512)
def example_in(language: str, typed: str) -> str:
    """An example of a command in a language; commands and their own words stay English."""
    if language == "en":
        return typed
    words, said = typed.split(" "), list[str]()
    dated, names = words[0].lstrip("/") in _DATED and "if" not in words, catalogue_names()
    place = 0
    while place < len(words):
        bare = words[place].rstrip(_MARKS)
        found = names.find([each.rstrip(_MARKS) for each in words], place) if place else None
        if found is not None:
            last = words[found.end - 1]
            name = catalogue_in(language)[found.exercise.id].name.lower()
            said.append(name + last[len(last.rstrip(_MARKS)) :])
            place = found.end
            continue
        day = _DAYS.get(bare) if dated else None
        said.append(words[place] if day is None else say(language, day).lower())
        place += 1
    return " ".join(said)
