"""A command as typed, and how a word that is a command in one line is talk in another.

The commands themselves are declared in core/commands.py. A word that begins a known exercise name
("step up", "bar dip", "bodyweight squat") is the exercise; each guard here tells for bare words
behind a command's name (nothing in front of it, no "/") whether the command is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.parsing.language_names import read_language
from core.parsing.reading import Vocabulary
from core.parsing.supersets import OVER_WORDS, lift_phrases

Guard = Callable[[Sequence[str], Vocabulary], bool]  # of the words behind the name

_TIMES = re.compile(r"\d *[x×*х] *\d", re.IGNORECASE)
_SET_ID = re.compile(r"@([a-z]\d+)\b", re.IGNORECASE)
_TRIED = frozenset(
    {"failure", "stop", "end", "cancel", "result", "status", "felt", "pool", "pooled"}
)
_MOST_TRIED = 20  # words: four lifts
_MOST_WISH_WORDS = 9  # "effort single arm dumbbell overhead press 2 to 3 left"
_MOST_IN_TURN = 16  # "incline dumbbell bench press + one arm cable row with rope"
_MOST_OF_NAME = 3  # words that may be a name nobody knows: "history pendlay row"
_DECIDED = frozenset({"yes", "no", "ok", "cancel"})
_OF_PLANS = frozenset({"library", "from", "ahead", "week"})
_MOST_OF_PLANS = 5  # "from my log"
_MOST_OF_EASY = 3  # "from next week"
_OF_EASY = frozenset({
    "please", "week", "now", "today", "start", "begin", "from", "on", "yes", "this", "next",
    "monday", "tomorrow", "off", "stop", "end", "over", "done", "cancel", "no", "not",
})  # fmt: skip
_OF_FEEDBACK = frozenset({"on", "off", "more", "right", "fewer"})
_SETS_OF_PLAN = re.compile(r"\d *[x×*] *\d|: *\S|\d{1,2} sets? of", re.IGNORECASE)
_SHEET_OF_PLAN = re.compile(
    r"(?:exercises?|lifts?|movements?|übung|uebung|ejercicio|exercice)\s*[,;\t|]", re.IGNORECASE
)
_NO_SETS = frozenset({"account", "data", "profile", "everything", "me", "all"})
_WISHED = frozenset({"off", "none", "usual", "default", "reset", "clear", "failure"})
_RAMP_TO = re.compile(r"\b(?:to|for) \d[\d.,]*(?: ?(?:kgs?|lbs?))?$", re.IGNORECASE)
_SET_IN_LIST = re.compile(r"\d *[x×*] *\d|\breps?\b|\brir", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Command:
    """A command with what follows it; `set_id` is the "@s12" it names, taken out of `rest`."""

    name: str
    rest: str
    set_id: str = ""


def split_id(text: str) -> tuple[str, str]:
    """Take the first "@s12" out of a text: (text without it, id or "")."""
    found = _SET_ID.search(text)
    if not found:
        return text.strip(), ""
    rest = f"{text[: found.start()].rstrip()} {text[found.end() :].lstrip()}".strip()
    return rest, found.group(1).lower()


def is_no_set(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether no load times repetitions stands in the words: "pain knee squat 100x5" is a set."""
    return _TIMES.search(" ".join(rest)) is None


def any_words(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whatever follows, the command is meant."""
    return True


def no_words(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Nothing follows but the id of a set: "undo @m3" is, "undo that please" is talk."""
    return all(word.startswith("@") for word in rest)


def at_most(count: int) -> Guard:
    """Tell a command by its length: at most so many words follow it."""
    return lambda rest, vocabulary: len(rest) <= count


def about_exercise(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """An exercise or its set follows: "why bench" is, "why is this so heavy today" is talk."""
    return (
        not rest
        or rest[0].startswith("@")
        or vocabulary.find(rest, 0) is not None
        or (len(rest) <= _MOST_OF_NAME and not any(map(str.isdigit, "".join(rest))))
    )


def is_trial(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """What is done with a trial follows, or nothing: "trial run of the new rack" is talk."""
    return not rest or (rest[0].lower().strip(".!?") in _TRIED and len(rest) <= _MOST_TRIED)


def is_pool(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """What is done with a pooled trial follows, or an exercise: "pool was closed" is talk."""
    bare = [each.lower().strip(".!?") for each in rest if not each.startswith("@")]
    if len(bare) <= 1 and set(bare) <= {"in", "out", "off", "end", "stop"}:
        return True
    return vocabulary.find(rest, 0) is not None and not any(map(str.isdigit, "".join(rest)))


def is_wish(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """A wish for an exercise follows: "range bench" is, "range of motion" is talk."""
    if len(rest) > _MOST_WISH_WORDS:
        return False
    if not rest or any(map(str.isdigit, "".join(rest))) or rest[-1].lower() in _WISHED:
        return True
    return len(rest) == 1 or _is_name(rest, vocabulary)


def is_ramp(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """The way up is asked for: "squat" and "squat to 140" do, "squat 60x5" is a set."""
    if not rest:
        return True
    text = " ".join(rest)
    if any(map(str.isdigit, text)):
        return _RAMP_TO.search(text) is not None
    rest = rest[1:] if rest[0].lower() == "for" else rest
    return len(rest) == 1 or _is_name(rest, vocabulary)


def _is_name(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    found = vocabulary.find(rest, 0) if rest else None
    return found is not None and found.end == len(rest)


def is_listed(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """A list of weights follows: "8 10 12" is, "20x10" and "only today" are not."""
    if not rest or (len(rest) == 1 and rest[0].isalpha()):
        return True
    return rest[0].lstrip("+-")[:1].isdigit() and not _SET_IN_LIST.search(" ".join(rest))


def is_plan(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """A word of what is done with plans follows, or the text of one; "plan to squat" is talk."""
    if len(rest) <= 1 or (rest[0].lower() in _OF_PLANS and len(rest) <= _MOST_OF_PLANS):
        return True
    text = " ".join(rest)
    if rest[0].lower() == "take" and len(rest) == 2:
        return rest[1].count("-") == 1  # a code; "plan take two" is talk
    if rest[0].lower() == "name" or rest[0].startswith("@i"):
        return "=" in rest
    return bool(_SETS_OF_PLAN.search(text) or _SHEET_OF_PLAN.search(text))


def is_easy_week(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """When an easy week begins or ends follows, or nothing; "deload felt good" is talk."""
    words = [each.lower().strip(".,!") for each in rest]
    return len(words) <= _MOST_OF_EASY and all(each in _OF_EASY for each in words)


def is_feedback(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """`on`, `off`, or what a button says of a muscle; "feedback for you" is talk."""
    return not rest or (len(rest) <= _MOST_OF_NAME and rest[-1].lower().strip(".!") in _OF_FEEDBACK)


def is_import(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """What to do with a file follows; the name of a lift or a column in it may be long."""
    named = bool(rest) and (
        rest[0].startswith("@") or ("=" in rest and rest[0].lower() in ("name", "column", "mark"))
    )
    return named or len(rest) <= 7


def is_decision(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Only an answer follows: "forget me yes" is, "forget me not" is talk."""
    return all(word.startswith("@") or word.lower().strip(".!") in _DECIDED for word in rest)


def is_call(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Nothing follows, or an effort with the set it is of; "eye test 3 pm" is talk."""
    return not rest or (len(rest) <= 2 and any(word.startswith("@") for word in rest))


def is_own_data(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """One word follows, or "yes" and what it agrees to; "privacy matters to me" is talk."""
    return len(rest) <= (2 if "yes" in map(str.lower, rest) else 1)


def is_deletion(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Sets follow, by id, name, day or place; "delete my account" is a question."""
    return not {each.lower().strip(".,!?") for each in rest} & _NO_SETS


def is_left_out(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """The day or a lift follows: "skip", "skip today", "skip squat"; more is talk."""
    return not rest or [each.lower() for each in rest] == ["today"] or _is_name(rest, vocabulary)


def is_language(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """A language follows, or a word that may be one: "speak german"; more is talk."""
    return len(rest) <= 1 or bool(read_language(rest))


def is_two_lifts(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Two names follow, without numbers; "swap the plates" is talk."""
    if not rest or any(map(str.isdigit, "".join(rest))):
        return not rest
    return len(rest) <= _MOST_WISH_WORDS and not set(map(str.lower, rest)) & {"the", "my", "plates"}


def are_in_turn(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Lifts follow, without numbers, or a word that ends it; "superset was hard" is talk."""
    if not rest or (len(rest) == 1 and rest[0].lower().strip(".!") in OVER_WORDS):
        return True
    text = " ".join(rest)
    if len(rest) > _MOST_IN_TURN or any(map(str.isdigit, text)):
        return False
    several = getattr(vocabulary, "candidates", None)
    first, *others = lift_phrases(text, vocabulary) or [""]
    named = vocabulary.find(first.split(), 0)
    if named is not None and named.end == len(rest):
        return True  # one lift alone, which is refused with an example
    return bool(others) and (named is not None or bool(several is not None and several(first)))


def is_rest(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """A length of time or `auto` follows: "rest 3m" is, "rest day tomorrow" is talk."""
    if not rest:
        return True
    if rest[0].lower() == "auto":
        return len(rest) <= 2
    return len(rest) <= 4 and (rest[0][0].isdigit() or rest[0].lower() in ("off", "stop"))
