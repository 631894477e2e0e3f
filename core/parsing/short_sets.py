"""Fewer repetitions than wanted, as one says it: "only got 6", "failed at 6", "got 6 only".

Said of the set just done, whether it is in the log already or not; the log tells which. What has a
load or says of which set it is ("only got 6 that time") is none of these.
"""

from __future__ import annotations

import re

from core.parsing.patterns import late
from core.parsing.relative_reps import as_difference
from core.parsing.said_corrections import LONGEST

MOST_REACHED = 30
_WORDS = {
    word: str(number)
    for number, words in enumerate((
        "one", "two zwei dos dois deux два две", "three drei tres três trois три",
        "four vier cuatro quatro quatre четыре", "five fünf cinco cinq пять",
        "six sechs seis шесть", "seven sieben siete sete sept семь",
        "eight acht ocho oito huit восемь", "nine neun nueve nove neuf девять",
        "ten zehn diez dez dix десять", "eleven elf", "twelve zwölf",
    ), 1)
    for word in words.split()
}  # fmt: skip
_N = r"(\d{1,2})"
_R = (
    r"(?:\s*(?:reps?|times|wdh\.?|wiederholungen|mal|repes|repeticiones|veces|repetições|vezes"
    r"|réps|répétitions|fois|раза?|повтор(?:а|ов|ения|ений)?))?"
)
_OF = r"(?:\s+(?:(?:out\s+)?of|von|de|sur|из)\s+(?:the\s+)?\d{1,2})?"
_DID = (
    r"(?:got|get|did|do|made|make|managed?|hit|completed|finished|had|hice|saqué|saque|logré|logre"
    r"|pude(?:\s+hacer)?|me\s+salieron|llegué\s+a|fiz|consegui(?:\s+fazer)?|deu|deram|saíram"
    r"|(?:j['’])?(?:en\s+)?ai\s+(?:fait|réussi)|j['’]en\s+ai\s+(?:fait|réussi)"
    r"|сделала?|вышло|получилось|смогл?а?)"
)
_ONLY = (
    r"(?:only|just|barely|nur|bloß|gerade\s+mal|solo|sólo|solamente|apenas|só|somente|seulement|juste"
    r"|que|только|всего)"
)
_I = (
    r"(?:(?:damn|ugh|argh|hm+|ok(?:ay)?|shit)\W+)?(?:(?:i|ich|eu|yo|je|я)\s+)?"
    r"(?:(?:could|hab|habe|konnte|n['’]en\s+ai|n['’]ai)\s+)?"
)
_SHORT = late(
    rf"{_I}(?:(?!just\s+(?:did|made|hit|had|finished)\b){_ONLY}\s+(?:could\s+)?(?:{_DID}\s+)?{_N}{_R}{_OF}(?:\s+(?:geschafft|gemacht|gepackt|bekommen"
    rf"|hinbekommen))?|{_DID}\s+{_ONLY}\s+{_N}{_R}{_OF}|(?:{_DID}\s+)?{_N}{_R}{_OF}\s+(?:only|tops|max|nomás)"
    r"|(?:fait|réussi)\s+que\s+(\d{1,2})(?:\s+(?:reps?|réps|fois))?"
    rf"|(?:couldn['’]?t|could\s+not|can['’]?t)\s+(?:get|do|make|manage)\s+(?:any\s+)?more\s+than\s+(\d{{1,2}}){_R}"
    rf"|stopped\s+at\s+(\d{{1,2}}){_R})",
    re.IGNORECASE,
)
_FAILED = late(
    rf"{_I}(?:(?:failed|fail|died|gave\s+out|(?:got\s+)?stuck)\s+(?:at|after)\s+{_N}{_R}"
    rf"|(?:got|did|made)\s+(\d{{1,2}}){_R}\s*,?\s*(?:and|then|and\s+then)\s+(?:i\s+)?failed"
    r"(?:\s+(?:on\s+)?the\s+\d{1,2}(?:st|nd|rd|th))?"
    r"|(?:bei|nach)\s+(\d{1,2})(?:\s+(?:wdh\.?|wiederholungen))?\s+(?:gescheitert|versagt|war\s+schluss|schluss)"
    r"|(?:fallé|falle|falhei)\s+(?:en|a|na|em|com|con|nas|às)\s+(?:las?\s+)?(\d{1,2})(?:\s+reps?)?"
    r"|(?:j['’]ai\s+)?(?:échoué|raté|échec)\s+à\s+(\d{1,2})(?:\s+reps?)?"
    r"|отказ\s+на\s+(\d{1,2})(?:-?м)?)",
    re.IGNORECASE,
)
# the repetition that did not go up: one fewer was done
_ON_REP = late(
    rf"{_I}(?:failed|fail|died|missed|got\s+stuck|stuck)\s+(?:on\s+|at\s+)?(?:the\s+)?(?:(?:rep|repetition|number)\s+"
    r"(\d{1,2})|(\d{1,2})(?:st|nd|rd|th)(?:\s+(?:rep|one|repetition))?)",
    re.IGNORECASE,
)
_EFFORT = late(r"[\s,]+(?P<effort>(?:rir|rpe|@)\s*\d{1,2}(?:[.,]5)?)$", re.IGNORECASE)
_IN_WORDS = late(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)
ONLY = "only"  # behind "fix"


def as_short_set(text: str) -> str | None:
    """The line "fix only 6", "fix only 6 f" for words that say so; None for all else.

    "2 less than before" is "fix only -2".
    """
    if difference := as_difference(text):
        return f"fix {ONLY} {difference:+d}"
    said = text.strip().rstrip(" .!:(")
    if len(said) > LONGEST or "\n" in said:
        return None
    effort = _EFFORT.search(said)
    said = said[: effort.start()] if effort else said
    said = _IN_WORDS.sub(lambda word: _WORDS[word[0].lower()], said)
    failed = _FAILED.fullmatch(said)
    on_rep = None if failed else _ON_REP.fullmatch(said)
    found = failed or on_rep or _SHORT.fullmatch(said)
    if found is None:
        return None
    reps = int(next(each for each in found.groups() if each)) - (on_rep is not None)
    if not 0 < reps <= MOST_REACHED:
        return None
    how = f" {effort['effort']}" if effort else " f" if failed or on_rep else ""
    return f"fix {ONLY} {reps}{how}"


def read_short_set(rest: str) -> str | None:
    """What is behind "only": "6", "6 f", "-2"; None where "fix" is followed by all else."""
    word, _, behind = rest.partition(" ")
    return behind if word.lower() == ONLY and behind.lstrip("+-")[:1].isdigit() else None
