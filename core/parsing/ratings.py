"""A message that is only an effort: the answer to "how many were left?"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.errors import EffortRange
from core.parsing.characters import fold, tidy
from core.parsing.patterns import late
from core.parsing.scan import SAID_FAILED, SAID_NOTHING, thousandths

_RATING = late(
    r"\s*(?:noch\s+(?=.*(?:drin|übrig|tank|reserve)))?(?:(?P<scale>rir|rpe|r|@)\s*[:=]?\s*)?"
    r"(?P<minus>-)?(?P<number>\d{1,9}(?:[.,]\d{1,3})?)(?:\s*-\s*(?P<upto>\d{1,9}(?:[.,]5)?))?"
    r"(?P<plus>\s*\+)?"
    r"\s*(?P<word>rir|(?:reps?\s+|more\s+)?(?:left(?:\s+in\s+(?:the\s+)?tank)?|in\s+(?:reserve|riserva)"
    r"|übrig|uebrig|restantes|rimast[ei]|осталось|в\s+запасе|en\s+(?:reserva|r(?:é|e)serve)"
    r"|na\s+reserva|(?:noch\s+|mehr\s+)?(?:drin|im\s+tank)"
    r"|in\s+(?:the\s+)?tank)|rpe)?"
    r"\s*[.!]*\s*(?:@(?P<id>[a-z]\w{0,31}))?\s*",
    re.IGNORECASE,
)
_FAILED = late(
    rf"\s*(?:{SAID_FAILED.pattern})\s*[.!]*\s*(?:@(?P<id>[a-z]\w{{0,31}}))?\s*",
    re.IGNORECASE,
)
_GUESS = late(r"(?:rir)?\s*(\d{1,2})(?:[.,](5))?\s*(?:left|in reserve|rir)?", re.IGNORECASE)
MOST_BARE = 40  # tenths: a bare 0-4 is an effort, more is repetitions


@dataclass(frozen=True, slots=True)
class Rating:
    """An effort for sets that are stored already; `set_id` names one of them."""

    rir_tenths: int
    rir_at_least: bool = False
    failed: bool = False
    set_id: str = ""


@dataclass(frozen=True, slots=True)
class PartnerCall:
    """An effort that answers a message in a group; `tapped` under it rather than typed."""

    rating: Rating
    tapped: bool = False


def read_guess(text: str) -> int | None:
    """What a guess before a set to failure says, in tenths of a repetition; None for no guess."""
    number = _GUESS.fullmatch(text.strip())
    return None if number is None else int(number[1]) * 10 + (5 if number[2] else 0)


def read_rating(text: str) -> Rating | None:
    """The effort a whole message gives: "rir1", "2 left", "@8", "4+", "f", "none left", 0-4.

    None for any other message. Raises EffortRange outside RIR 0-10 and RPE 1-10.
    """
    if len(text) > 64:
        return None
    typed = fold(tidy(text))
    failed = _FAILED.fullmatch(typed)
    if failed:
        return Rating(0, failed=True, set_id=(failed["id"] or "").lower())
    if " ".join(typed.split()).rstrip(".!") in SAID_NOTHING:
        return Rating(0)
    match = _RATING.fullmatch(typed)
    if match is None:
        return None
    said = (match["scale"] or match["word"] or "").lower()
    scale = "rpe" if said in ("rpe", "@") else "rir"
    if match["scale"] and match["word"]:
        return None
    milli, _ = thousandths(match["number"].replace(",", "."))
    upto = thousandths(match["upto"].replace(",", "."))[0] if match["upto"] else milli
    if not said and (milli > MOST_BARE * 100 or match["minus"] or upto > MOST_BARE * 100):
        return None
    low = 1_000 if scale == "rpe" else 0
    if match["minus"] or not (low <= milli <= 10_000 and low <= upto <= 10_000):
        raise EffortRange(text.strip(), scale=scale, low=low // 1000, high=10)
    if milli % 100 or (match["plus"] and scale == "rpe"):
        return None
    tenths = (milli + upto) // 2 // 100
    return Rating(
        100 - tenths if scale == "rpe" else tenths,
        rir_at_least=bool(match["plus"]),
        set_id=(match["id"] or "").lower(),
    )
