"""The effort of a set said as a sentence behind it: "could have done 3 more" is "3 left"."""

from __future__ import annotations

import re

from core.parsing.patterns import late

LONGEST = 64  # characters; longer is a story
MOST_LEFT = 4  # of more nobody is sure: the set was easy
_NUMBERS = {
    word: f"{number}"
    for number, words in enumerate(
        (
            "one another ein eine einen eins uno una um uma un une один одну одно раз",
            "two couple zwei dos dois duas deux два две", "three drei tres três trois три",
            "four vier cuatro quatro quatre четыре", "five fünf cinco cinq пять",
            "six sechs seis six шесть",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_NUMBER = rf"(?:a\s+)?(?P<n>\d{{1,2}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_REPS = (
    r"(?:\s+(?:reps?|wdh|wiederholung(?:en)?|repes|repeticiones|repetições|réps?|раза?|повтор\w*))?"
)
_DOUBT = (
    r"(?:(?:and|but|i|think|guess|honestly|probably|prob|maybe|perhaps|still|like|felt|easily"
    r"|definitely)\s+)*"
)
_FEW = r"(?:(?:about|maybe|like|at\s+least|only|just|probably|done)\s+)*"
_SAID = (
    rf"{_DOUBT}(?:could(?:\s+have|['’]?ve|\s+of)?|coulda)\s+{_FEW}(?:(?:done|do|got(?:ten)?|get|hit|made|squeezed(?:\s+out)?|managed)\s+)?"
    rf"{_FEW}{_NUMBER}(?:\s+more)?{_REPS}(?:\s+more)?(?:\s+(?:in\s+me|left|at\s+most))?",
    rf"{_DOUBT}(?:had|have|there\s+(?:was|were))\s+{_FEW}{_NUMBER}(?:\s+more)?{_REPS}"
    r"\s*(?:(?<=more)|in\s+me|left|in\s+the\s+tank|in\s+reserve|more)(?:\s+in\s+(?:me|the\s+tank))?",
    rf"{_DOUBT}{_NUMBER}\s+more{_REPS}\s+in\s+(?:me|the\s+tank)",
    rf"(?:ich\s+)?h(?:ä|ae)tte\s+(?:wohl\s+|vielleicht\s+|sicher\s+)?noch\s+{_NUMBER}{_REPS}(?:\s+mehr)?(?:\s+\w+){{0,2}}",
    rf"(?:noch\s+)?{_NUMBER}{_REPS}\s+w(?:ä|ae)ren\s+noch\s+(?:drin|gegangen|möglich)(?:\s+gewesen)?",
    rf"(?:pod[íi]a|podr[íi]a)\s+(?:haber\s+hecho|hacer)\s+{_NUMBER}{_REPS}\s+m[áa]s|me\s+quedaban?\s+(?P<n2>\d)(?:\s+m[áa]s)?",
    rf"(?:dava|daria|podia|poderia)\s+(?:pra\s+|para\s+)?(?:ter\s+feito|fazer)\s+mais\s+{_NUMBER}{_REPS}",
    rf"j['’]aurais\s+pu\s+(?:en\s+)?faire\s+(?:encore\s+)?{_NUMBER}{_REPS}(?:\s+de\s+plus)?|il\s+m['’]en\s+restait\s+(?P<n3>\d)",
    rf"(?:я\s+)?мог(?:ла)?\s+(?:бы\s+)?(?:сделать\s+)?ещ[её]\s+{_NUMBER}{_REPS}",
)  # fmt: skip
# one name may stand once in a pattern, so each number is named by its place
_PARTS = "|".join(each.replace("?P<n", f"?P<n{place}_") for place, each in enumerate(_SAID))
_LEFT = late(_PARTS, re.IGNORECASE)
_IT = r"(?:(?:that|it|this|(?:the\s+)?last(?:\s+(?:one|set))?)\s+(?:one\s+)?)?"
_FAILED = late(
    rf"{_IT}(?:was|went|is|were)\s+(?:all\s+the\s+way\s+)?(?:to|till|until|at)?\s*failure",
    re.IGNORECASE,
)
_NONE = late(
    r"could(?:n['’]?t|\s+not)\s+(?:have\s+)?(?:do|done|get|got)\s+(?:another|one\s+more|any\s+more)(?:\s+rep)?"
    r"|(?:that['’]?s|that\s+(?:was|is))\s+all\s+i\s+had|(?:i\s+)?had\s+(?:nothing|no\s+more)\s+(?:left|in\s+me)(?:\s+in\s+the\s+tank)?",
    re.IGNORECASE,
)


def as_effort(text: str) -> str | None:
    """The same as an effort alone: "2 left", "f"; None for all else."""
    said = text.strip().rstrip(".! ")
    if len(said) > LONGEST or "\n" in said:
        return None
    if _FAILED.fullmatch(said):
        return "f"
    if _NONE.fullmatch(said):
        return "0 left"
    found = _LEFT.fullmatch(said)
    if found is None:
        return None
    number = next(each for each in found.groupdict().values() if each is not None)
    number = _NUMBERS.get(number.lower(), number)
    return f"{number} left" if int(number) <= MOST_LEFT else None
