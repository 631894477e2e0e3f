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
_WAS = late(
    r"(?P<which>\S.*?)\s+(?:was|were|had|should\s+(?:be|have\s+been))\s+"
    r"(?:(?:actually|really|only|just|in\s+fact)\s+)*(?P<what>(?:\d|rir\b|rpe\b|@).*)",
    re.IGNORECASE,
)
_PART_TO = late(
    r"(?:(?:the|my)\s+)?(?:reps?|repetitions|weight|load)\s+(?:from\s+\S+\s+)?to\s+\d\S*(?:\s*(?:kgs?|lbs?|reps?))?",
    re.IGNORECASE,
)
_UNIT = late(
    r"(?:in\s+)?(?P<unit>kgs?|kilos?|lbs?|pounds?)(?:\s*,?\s*not\s+(?:in\s+)?\w+)?[.!]*",
    re.IGNORECASE,
)
_FLAG = late(
    r"(?P<which>\S.*?)\s+(?:was|were)\s+(?:a\s+|just\s+a\s+)?(?P<flag>warm-?up|drop)(?:\s+set)?[.!]*",
    re.IGNORECASE,
)
# "set 1 rir 3": its effort; "set 1 100x5" is a set that is done
_EFFORT_OF = late(
    r"(?P<which>(?:the\s+)?(?:first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th)\s+(?:set|one)|set\s+\d{1,2})"
    r"\s*[:,]?\s+(?P<what>(?:rir|rpe|@)\s*\d{1,2}(?:[.,]\d)?)[.!]*",
    re.IGNORECASE,
)
_JOINED = late(r"\w+-\w", re.IGNORECASE)  # "no-money curl" is a lift's name
_WRONG_LIFT = late(
    r"(?:wrong|not\s+that|different)\s+(?:exercise|lift|one|movement)\b[\s,:;.!-]*", re.IGNORECASE
)
# "was 6 reps", "it was only 142.5": of the set that stands last
_IT_WAS = late(
    r"(?:(?:so|and|but|well|no)\W+)?(?:(?:it|that|this|they|those)(?:\s+(?:was|were|is|should\s+be)|['’]?s)"
    r"|was|were|(?:the\s+)?(?:weight|load|reps)\s+(?:was|were))\s+"
    r"(?:(?:actually|really|only|just|more\s+like|in\s+fact|meant\s+to\s+be|supposed\s+to\s+be)\s+)*(?P<what>.+)",
    re.IGNORECASE,
)
_ONLY_DID = late(
    r"(?:i\s+)?(?:(?!just\s+(?:did|made|hit|had|completed|finished)\b)(?:only|just|barely)\s+(?:(?:got|did|made|managed|hit|completed|finished|had|lifted)\s+)?"
    r"|(?:got|did|made|managed|hit)\s+(?:only|just)\s+)(?P<what>\d.*|[a-z]+(?:\s+reps?)?)",
    re.IGNORECASE,
)
# "145 not 140", "not 140 but 145": what it is, and what it is not
_NOT = late(
    r"(?:i\s+)?(?:(?:got|did|made|meant|lifted)\s+)?(?P<now>\S.*?)[\s,]+(?:(?:and\s+)?not|instead\s+of)\s+(?P<old>\S.*)"
    r"|not\s+(?P<old_first>\S.*?)[\s,]+(?:(?:but|it\s+was|that\s+was)\s+)?(?P<now_last>\d\S*(?:\s*(?:kgs?|lbs?|reps?))?)",
    re.IGNORECASE,
)
_SAID_LAST = late(
    r"[\s,;.!-]+(?:actually|in\s+fact|my\s+bad|my\s+mistake|i\s+meant?|correction|sorry)[.!]*",
    re.IGNORECASE,
)
_OF_PLANNED = late(
    r"\s+(?:(?:out\s+)?of\s+(?:the\s+)?\d{1,2}|(?:that|this)\s+time|there|on\s+(?:that|the\s+last)\s+(?:one|set))",
    re.IGNORECASE,
)
_SMALL = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
_IN_WORDS = late(rf"\b(?:{'|'.join(_SMALL)})\b", re.IGNORECASE)
# what may stand in place of what was typed: a set, a load, repetitions, an effort
_VALUE = late(
    r"(?:x\s*)?\d{1,4}(?:[.,]\d{1,3})?\s*(?:kgs?|kilos?|lbs?|pounds?|reps?|left)?(?:\s*(?:[x×*]|\bfor\b)\s*\d{1,3}(?:\s*reps?)?)?"
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
    if other := _other_lift(said, vocabulary):
        return other
    if found := _EDIT.fullmatch(said):
        if _PART_TO.fullmatch(found["what"].rstrip(".!")):
            return f"fix {found['what'].rstrip('.!')}"
        return _fixed(found["what"], vocabulary, named=True)
    if meant := _plainly(said, vocabulary):
        return meant
    if found := _OPENS.fullmatch(said) or _MAKE.fullmatch(said):
        return _plainly(found["what"], vocabulary) or _fixed(found["what"], vocabulary)
    if found := _EFFORT_OF.fullmatch(said):
        return f"fix {found['which']} {found['what']}"
    if found := _FLAG.fullmatch(said):
        which, flag = found["which"].split(), found["flag"].replace("-", "").lower()
        return f"fix {found['which']} {flag}" if says_only_which(which, vocabulary) else None
    if found := _WAS.fullmatch(said):
        words = found["which"].split()
        if says_only_which(words, vocabulary) and _VALUE.fullmatch(found["what"]):
            return f"fix {found['which']} {found['what'].rstrip('.!')}"
    return None


def _other_lift(said: str, vocabulary: Vocabulary) -> str | None:
    """What says that the last set was of another lift or in another unit, and nothing else.

    "oops that was deadlift", "wrong exercise, it was front squat", "that was lb".
    """
    if _JOINED.match(said):
        return None
    bare = _WRONG_LIFT.sub("", _SAID_LAST.sub("", said), count=1)
    opened = _OPENS.fullmatch(bare)
    was = _IT_WAS.fullmatch(opened["what"] if opened else bare)
    turned = said.lower().startswith("not ") and "," in said  # "not squat, front squat"
    if was is None and opened is None and bare == said and not turned:
        return None
    what = was["what"] if was else opened["what"] if opened else bare
    if found := _UNIT.fullmatch(what):
        return f"fix {'kg' if found['unit'].lower().startswith('k') else 'lb'}"
    what = re.sub(r"^not\s+[^,]+,\s*", "", what, flags=re.IGNORECASE)
    now = re.split(r"\s*,?\s+not\s+", what.rstrip(".!"), maxsplit=1, flags=re.IGNORECASE)[0]
    words = now.split()
    found_lift = vocabulary.find(words, 0) if words else None
    whole = found_lift is not None and found_lift.end == len(words)
    return f"fix exercise {now}" if whole else None


def _plainly(said: str, vocabulary: Vocabulary) -> str | None:
    """What is said of the last set without naming it: "was 6 reps", "145 not 140"."""
    said = _in_digits(said)
    bare = _SAID_LAST.sub("", said)
    found = _IT_WAS.fullmatch(bare)
    what = found["what"] if found else bare
    if other := _NOT.fullmatch(what):
        now, old = other["now"] or other["now_last"], other["old"] or other["old_first"]
        fixed = f"fix {now}" if _VALUE.fullmatch(now) else _fixed(now, vocabulary)
        if fixed and _VALUE.fullmatch(old):
            return f"{fixed} not {old.rstrip('.!')}"
    only = _ONLY_DID.fullmatch(what)
    if only:
        what = _OF_PLANNED.sub("", only["what"])
    wanted = bool(found or only) or bare != said
    return f"fix {what.rstrip('.!')}" if wanted and _VALUE.fullmatch(what) else None


def says_how_many_to_undo(text: str) -> bool:
    """Whether more than one undo is wished at once."""
    return _UNDO.fullmatch(text.strip()) is not None


def _in_digits(said: str) -> str:
    return _IN_WORDS.sub(lambda word: _SMALL[word[0].lower()], said)


def _fixed(what: str, vocabulary: Vocabulary, *, named: bool = False) -> str | None:
    what = what.rstrip(".!")
    if _VALUE.fullmatch(_in_digits(what)):
        return f"fix {_in_digits(what)}"
    try:
        choice = read_set_choice(what, vocabulary, FAR)
    except UserError:
        return None
    value = re.sub(r"^(?:to|is|was|as)\s+", "", choice.rest, flags=re.IGNORECASE)
    if not _VALUE.fullmatch(value) or not (choice.says_which or named):
        return None
    return f"fix {what[: len(what) - len(choice.rest)]}{value}"
