"""Corrections in plain words as the commands that do them: "no, 7 reps", "remove bench mon"."""

from __future__ import annotations

import re

from core.errors import UserError
from core.parsing.patterns import late
from core.parsing.reading import Vocabulary
from core.parsing.set_choice import FAR, read_set_choice, says_only_which

LONGEST = 120  # characters; longer is a story
_REMOVE = late(r"(?:remove|erase)\s+(?P<which>\S.*)", re.IGNORECASE)
_EDIT = late(r"(?:edit|correct|change|update|amend)\s+(?P<what>\S.*\d.*|\S+ .*\d.*)", re.IGNORECASE)
_OPENS = late(
    r"(?:(?:actually|sorry|oops|whoops|wrong|correction|no(?:pe)?|typo|wait|my\s+bad|i\s+meant|meant"
    r"|i\s+mean)\b[\s,:;.!-]*)+(?:(?:it|that|this|they)\s+(?:was|were|is)\s+|(?:i\s+)?(?:did|meant)\s+"
    r"|make\s+(?:it|that)\s+|should\s+(?:be|have\s+been)\s+|only\s+|just\s+)*(?P<what>\S.*)",
    re.IGNORECASE,
)
_MAKE = late(
    r"(?:(?:it|that|this|the\s+last(?:\s+(?:one|set))?)\s+)?(?:make\s+(?:it|that)|should\s+(?:be|have\s+been)"
    r"|was\s+(?:actually|really|only))\s+(?P<what>\S.*)",
    re.IGNORECASE,
)
_WAS = late(r"(?P<which>\S.*?)\s+(?:was|were|should be)\s+(?P<what>\d.*)", re.IGNORECASE)
# what may stand in place of what was typed: a set, a load, repetitions, an effort
_VALUE = late(
    r"(?:x\s*)?\d{1,4}(?:[.,]\d{1,3})?\s*(?:kgs?|kilos?|lbs?|reps?|left)?(?:\s*[x×*]\s*\d{1,3})?"
    r"(?:\s*(?:@\s*|rir\s*|rpe\s*)\d{1,2}(?:[.,]\d)?)?[.!]*"
    r"|(?:rir|rpe|@)\s*\d{1,2}(?:[.,]\d)?[.!]*",
    re.IGNORECASE,
)
_UNDO = late(r"undo\s+(?:(?:the\s+)?last\s+)?(?:\d{1,2}|two|three|twice|all)\b.*", re.IGNORECASE)


def as_correction(text: str, vocabulary: Vocabulary) -> str | None:
    """The command that a correction in plain words means; None for all else."""
    said = text.strip()
    if len(said) > LONGEST or "\n" in said:
        return None
    if found := _REMOVE.fullmatch(said):
        words = found["which"].rstrip(".!").split()
        return f"delete {' '.join(words)}" if says_only_which(words, vocabulary) else None
    if found := _EDIT.fullmatch(said):
        return _fixed(found["what"], vocabulary, named=True)
    if found := _OPENS.fullmatch(said) or _MAKE.fullmatch(said):
        return _fixed(found["what"], vocabulary)
    if found := _WAS.fullmatch(said):
        words = found["which"].split()
        if says_only_which(words, vocabulary) and _VALUE.fullmatch(found["what"]):
            return f"fix {found['which']} {found['what'].rstrip('.!')}"
    return None


def says_how_many_to_undo(text: str) -> bool:
    """Whether more than one undo is wished at once."""
    return _UNDO.fullmatch(text.strip()) is not None


def _fixed(what: str, vocabulary: Vocabulary, *, named: bool = False) -> str | None:
    what = what.rstrip(".!")
    if _VALUE.fullmatch(what):
        return f"fix {what}"
    try:
        choice = read_set_choice(what, vocabulary, FAR)
    except UserError:
        return None
    value = re.sub(r"^(?:to|is|was|as)\s+", "", choice.rest, flags=re.IGNORECASE)
    if not _VALUE.fullmatch(value) or not (choice.says_which or named):
        return None
    return f"fix {what[: len(what) - len(choice.rest)]}{value}"
