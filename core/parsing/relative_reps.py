"""Repetitions as a difference to the set before: "same but 2 less reps", "one rep fewer".

Read as a set of that many would store "2 less" as two. "2 more" alone is what was left, so more is
read only where the words say that it was done, or that all else was the same.
"""

from __future__ import annotations

import re

from core.parsing.patterns import late
from core.parsing.said_corrections import LONGEST

_NUMBERS = {
    word: number
    for number, words in enumerate((
        "a an one eine ein einer una un uno uma um une одно одну один",
        "two zwei dos dois duas deux два две", "three drei tres três trois три",
        "four vier cuatro quatro quatre четыре", "five fünf cinco cinq пять",
    ), 1)
    for word in words.split()
}  # fmt: skip
_N = rf"([1-9]|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_R = (
    r"(?:reps?|repetitions?|wdh\.?|wiederholung(?:en)?|repes?|repetición|repeticiones|repetição"
    r"|repetições|répétitions?|répés?|réps?|повтор(?:а|ение|ения|ений)?|раза?)"
)
_SAME = (
    r"(?:the\s+)?same(?:\s+(?:weight|load|again|thing))?|gleiche?s?(?:\s+gewicht)?|nochmal"
    r"|(?:lo|el)\s+mismo(?:\s+peso)?|igual|o?\s*mesmo(?:\s+peso)?|pareil|(?:le\s+)?même\s+(?:poids|chose)"
    r"|то\s+же(?:\s+самое)?"
)
_BUT = r"[\s,]+(?:(?:but|with|for|just|only|aber|nur|mit|pero|con|mas|com|mais|avec|но|с)\s+)*"
_DID = (
    r"(?:(?:i\s+)?(?:got|did|made|managed|had)|hab|ich\s+hab|hice|fiz|j['’]ai\s+fait|сделала?)\s+"
)
_THAN = (
    r"(?:\s+(?:this\s+time|than\s+(?:last(?:\s+(?:time|set))?|before)|diesmal|d?esta\s+vez"
    r"|cette\s+fois))?"
)
_LESS = rf"(?:(?:less|fewer|weniger|(?:(?:a|de)\s+)?menos|(?:de|en)\s+moins|меньше)(?:\s+{_R})?)"
_MORE = rf"(?:more\s+{_R}|{_R}\s+more|mehr\s+{_R}|{_R}\s+mehr)"
_FEWER = late(
    rf"(?:(?:{_SAME}){_BUT})?(?:{_DID})?(?:на\s+)?"
    rf"(?:{_N}(?:\s+{_R})?\s+{_LESS}|(?:lost|dropped)\s+{_N}\s+{_R}){_THAN}",
    re.IGNORECASE,
)
_MINUS = late(rf"(?:{_SAME})[\s,]+(?:but\s+)?(?:minus\s+|-\s*){_N}\s+{_R}", re.IGNORECASE)
_FURTHER = late(
    rf"(?:{_SAME})(?:{_BUT}{_N}\s+{_MORE}|[\s,]+(?:but\s+)?(?:plus\s+|\+\s*){_N}\s+{_R}){_THAN}",
    re.IGNORECASE,
)


def as_difference(text: str) -> int | None:
    """How many repetitions more than in the set before, under zero for fewer; None for all else."""
    said = text.strip().rstrip(" .!")
    if len(said) > LONGEST or "\n" in said:
        return None
    for pattern, sign in ((_FEWER, -1), (_MINUS, -1), (_FURTHER, 1)):
        if found := pattern.fullmatch(said):
            word = next(each for each in found.groups() if each).lower()
            return sign * (_NUMBERS.get(word) or int(word))
    return None
