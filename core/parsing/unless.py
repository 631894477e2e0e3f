"""Reminders that come only where nothing was logged: "if not by thursday", "if no squat by fri"."""

from __future__ import annotations

import re

from core.errors import BadSetting
from core.parsing.characters import fold, tidy
from core.parsing.patterns import late
from core.parsing.reminders import Asks, Remind, clock_words, read_weekly

EXAMPLE = "remind if not by thu 18:00"
USUAL_MINUTE = 18 * 60  # product choice: where no time is said
_CONDITION = late(
    r"\b(?:if|when|in case)\b.*\b(?:not|no|nothing|never|none|\w+n'?t|skipped|missed)\b|\bunless\b",
    re.IGNORECASE,
)
_AROUND = late(
    r"\b(?:remind(?:er)?|me|please|pls|if|when|in case|unless|i|i'?ve|have|has|had|haven'?t|hasn'?t"
    r"|hadn'?t|didn'?t|don'?t|doesn'?t|did|do|does|not|no|nothing|never|none|yet|by|until|till"
    r"|before|been|any|anything|a|an|session|sessions|workout|workouts|train|trained|training"
    r"|was|is|were|isn'?t|wasn'?t|logged|log|done|skipped|missed|gym|gone|go|went|to|the|on|at"
    r"|set|sets|of|my|so far|this week|each week|every week|weekly|per week|a week|in the week)\b",
    re.IGNORECASE,
)


def read_unless(text: str, language: str = "") -> Remind | Asks | None:
    """What follows `remind`, where it is for weeks without a session; None for all else.

    `words` are what names a lift, if anything does. Raises BadSetting where no weekday is said.
    """
    plain = " ".join(fold(tidy(text[:200])).split())
    if _CONDITION.search(plain) is None:
        return None
    left = " ".join(_AROUND.sub(" ", plain).split()).strip(" .,!?")
    try:
        return read_weekly(left, language, example=EXAMPLE)
    except BadSetting as error:
        if error.facts.get("setting") != "remind_no_clock":
            raise BadSetting(text, setting="remind_unless", example=EXAMPLE) from error
    return read_weekly(f"{left} {clock_words(USUAL_MINUTE)}", language, example=EXAMPLE)
