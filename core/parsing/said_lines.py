"""A set as it is said to somebody, or to a telephone, as the line that would be typed.

"forgot to log deadlift 60x5" is "deadlift 60x5", "same weight 7 reps one left" is "x7 reps one
left". Whole patterns alone; what fits none stays as it is.
"""

from __future__ import annotations

import re

from core.parsing.patterns import late
from core.parsing.said_corrections import LONGEST

_WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_SMALL = {word: f"{number}" for number, word in enumerate(_WORDS.split(), start=1)}
_ROUND = {"twenty": "20", "thirty": "30", "forty": "40", "fifty": "50"}
_TENS = {
    f"{word} five": f"{ten[0]}5" for word, ten in _ROUND.items()
} | _ROUND  # plates go by fives
_ANY_SMALL = "|".join(sorted(_SMALL, key=len, reverse=True))
_FORGOT = late(
    r"(?:(?:oh|oops|sorry|btw|ah)\W+)?(?:(?:i|ich)\s+)?(?:(?:hab|habe|had)\s+)?"
    r"(?:forgot(?:ten)?|vergessen|olvid[ée]|esqueci|j['’]ai\s+oublié|oublié|забыла?)"
    r"(?:\s+(?:to|zu|de|d['’]))?(?:\s+(?:log|add|enter|mention|note|write(?:\s+down)?|put(?:\s+in)?"
    r"|notieren|einzutragen|anotar|apuntar|registrar|noter|записать))?\s*[:,-]?\s+(?=\D*[^\W\d_].*\d)",
    re.IGNORECASE,
)
_OF_YESTERDAY = late(r"yesterday['’]?s\s+", re.IGNORECASE)
_SAME = late(
    r"(?:(?:the\s+)?same(?:\s+(?:weight|load|again))?(?:\s*,)?(?:\s+(?:but|for|with|only|just|x))*"
    r"|(?:and\s+)?again(?:\s+(?:for|but|with|x))*|(?:and\s+)?(?:another|one\s+more)(?:\s+(?:one|set))?\s+(?:for|of|with))\s+x?\s*"
    rf"(?P<reps>\d{{1,2}}|{_ANY_SMALL})(?!\s*(?:[x×*.]|,(?!\s+(?:{_ANY_SMALL}|\d)\s+(?:left|in)\b)|kgs?\b|lbs?\b|left\b|in\b|more\b|less\b|fewer\b|sets?\b|min\b))"
    r"(?P<rest>(?:\s+reps?)?(?:,?\s.*)?)",
    re.IGNORECASE,
)
_PLUS = late(
    rf"\s+(?:(?:bodyweight|body\s+weight|bw)\s+)?plus\s+(?P<load>\d[\d.,]*|{'|'.join(_TENS)}|{_ANY_SMALL})\b",
    re.IGNORECASE,
)
_HEAVIER = late(r"plus\s+(?P<load>\d[\d.,]*)\s*(?:kgs?|kilos?)?", re.IGNORECASE)  # a whole line
_AT_EFFORT = late(
    rf"\s+(?:at|with|@)\s+(?=(?:an?\s+)?(?:rpe|rir)\b|(?:{_ANY_SMALL}|\d)\s+(?:left|in\s+(?:the\s+)?tank)\b)",
    re.IGNORECASE,
)
_FELT_LIKE = late(  # "felt like an 8": of ten, as RPE counts
    r"(?<=\w)[,;.]?\s+(?:and\s+)?(?:(?:it|that)\s+)?(?:felt|feels|was|is)\s+(?:like\s+)?an?\s+(?P<rpe>[5-9](?:[.,]5)?|10)[.!]*$",
    re.IGNORECASE,
)
# "one eighty by three at eight": behind a load and repetitions, of ten; "3 by 12 at 8" is a load,
# and so it may be behind all that can be a number of repetitions
_AT_RPE = late(
    r"(?:hundred|(?:one|two|three|four|five)\s+\w+(?:ty|teen)|(?:for|fif|six|seven|eigh|nine)ty"
    r"|(?<![\w.,])(?:[4-9]\d|\d{3})(?:[.,]\d+)?)(?:\s+\w{3,5})?\s*(?:kgs?|kilos?|lbs?|pounds?)?"
    rf"\s*(?:for|by|x|times)\s*(?:a\s+)?(?:single|double|triple|\d{{1,2}}|{_ANY_SMALL})(?P<at>\s+at\s+(?:an?\s+)?)"
    r"(?P<rpe>six|seven|eight|nine|ten|[6-9](?:[.,]5)?|10)(?P<half>\s+(?:and\s+a\s+half|point\s+five))?$",
    re.IGNORECASE,
)
_THEN = late(r"(?<=\s)\d{1,3}(?:\s*,?\s+then\s+\d{1,3})+$", re.IGNORECASE)
# "ten then eight then seven" at the end; behind a number in words it belongs to that
_RUN = late(
    rf"(?<!\bfor)(?<!\bby)(?<!\bx)(?<!ty)(?<!hundred)\s(?P<run>(?:{_ANY_SMALL})(?:(?:\s*,|\s+then|\s+and)?\s+(?:{_ANY_SMALL})){{1,9}})$",
    re.IGNORECASE,
)


def as_typed(text: str) -> str:
    """The line as it would be typed; the same text where nothing of it is known."""
    said = text.strip()
    if len(said) > LONGEST or "\n" in said:
        return text
    said = _OF_YESTERDAY.sub("yesterday ", _FORGOT.sub("", said, count=1), count=1)
    if same := _SAME.fullmatch(said):
        reps = same["reps"].lower()
        said = f"x{_SMALL.get(reps, reps)}{same['rest'].lstrip(',')}"
    if heavier := _HEAVIER.fullmatch(said):
        said = f"+{heavier['load']}"
    said = _PLUS.sub(lambda found: f" +{_in_digits(found['load'])}", said, count=1)
    said = _AT_EFFORT.sub(" ", said)
    said = _FELT_LIKE.sub(lambda found: f" rpe {found['rpe']}", said)
    if at := _AT_RPE.search(said):
        rpe = _SMALL.get(at["rpe"].lower(), at["rpe"]) + (".5" if at["half"] else "")
        said = f"{said[: at.start('at')]} rpe {rpe}"
    said = _THEN.sub(lambda found: " ".join(re.findall(r"\d+", found[0])), said)
    if not any(map(str.isdigit, said)) and (run := _RUN.search(said)):
        numbers = re.findall(_ANY_SMALL, run["run"], re.IGNORECASE)
        said = f"{said[: run.start()]} {','.join(map(_in_digits, numbers))}"
    return text if said == text.strip() else said


def _in_digits(word: str) -> str:
    plain = " ".join(word.lower().split())
    return _TENS.get(plain) or _SMALL.get(plain) or word
