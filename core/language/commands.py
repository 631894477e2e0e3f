"""The command table: words -> a command. Everything that is no command is read as sets.

The same words work typed, as `/command` (two words joined by `_`) and behind buttons. A word that
begins a known exercise name ("step up", "bar dip", "bodyweight squat") is the exercise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.language.reading import Vocabulary

_SET_ID = re.compile(r"@([a-z]\d+)\b", re.IGNORECASE)
_WORD = re.compile(r"\S+")

LOOK = ("next", "why", "done", "today", "week", "history", "pr", "chart", "accuracy")
CORRECT = ("undo", "redo", "delete", "fix")
SETTINGS = (
    "goal", "range", "effort", "units", "step", "plates", "dumbbells", "kettlebells", "bar",
    "bodyweight", "alias", "tz", "quiet", "language",
)  # fmt: skip
OTHER = (
    "help", "start", "pain", "answer", "log", "what if", "calibrate", "import", "export", "eye",
    "warmup",
)  # fmt: skip
GROUP = ("board", "join", "leave", "share", "partners", "gym", "challenge", "settings")
PRIVACY = ("link", "unlink", "privacy", "forget me")
PINGS = ("remind", "reminders", "snooze", "rest", "recap")

COMMANDS = (*LOOK, *CORRECT, *SETTINGS, *OTHER, *GROUP, *PRIVACY, *PINGS)

# What follows these is no report of pain, whatever its words.
WORDED = frozenset(
    {"remind", "alias", "challenge", "what if", "fix", "help", "import", "export", "gym", "share",
     "answer", "language"}
)  # fmt: skip

MOST_PING_WORDS = 16  # "remind me to train legs on mon, wed and fri at 6 pm"
MOST_WISH_WORDS = 10  # "effort single arm dumbbell overhead press 2 to 3 left"
MOST_GROUP_WORDS = 12  # "challenge incline dumbbell bench press 100 reps this month"

SYNONYMS = {
    "s": "log", "whatif": "what if", "what-if": "what if", "unit": "units", "prs": "pr",
    "records": "pr", "timezone": "tz", "zone": "tz", "del": "delete", "weight": "bodyweight",
    "bw": "bodyweight", "lang": "language", "hurts": "pain", "?": "help", "forget": "forget me",
    "commands": "help", "finished": "done", "targets": "next", "target": "next",
    "reminder": "remind", "ranges": "range", "efforts": "effort",
    "fertig": "done", "listo": "done", "lista": "done", "terminado": "done", "terminé": "done",
    "pronto": "done", "terminei": "done", "feito": "done", "fini": "done", "finito": "done",
    "fatto": "done", "готово": "done", "закончил": "done", "закончила": "done", "終わり": "done",
    "終了": "done", "aufwärmen": "warmup", "calentamiento": "warmup", "aquecimento": "warmup",
    "échauffement": "warmup", "riscaldamento": "warmup", "разминка": "warmup",
    "ウォームアップ": "warmup",
    "warm-up": "warmup", "warmups": "warmup", "warm-ups": "warmup", "warm up": "warmup",
}  # fmt: skip

_BARE = frozenset({"done", "today", "week", "undo", "redo", "start", "eye"})
_ONE_WORD_TALK = frozenset({"s", "bw", "weight", "zone", "forget", "target", "finished", "gym",
                            "leave", "join", "link", "board"})  # fmt: skip
_DECIDED = frozenset({"yes", "no", "ok", "cancel"})
_KNOWN = frozenset(COMMANDS)
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


def read_command(text: str, vocabulary: Vocabulary) -> Command | None:
    """A typed message as a command, or None when it is something else (a set, plain talk)."""
    text = text.strip()
    slash = text.startswith("/")
    if slash:
        text = text[1:].lstrip()
    words = _WORD.findall(text)
    if not words:
        return Command("help", "") if slash else None
    name, used = _command_word(words, slash=slash)
    if name not in _KNOWN:
        return None
    rest = text.split(None, used)[used] if len(words) > used else ""
    if name == "log":
        return Command("log", rest) if slash else None
    if name == "warmup" and not _is_ramp(words[used:], vocabulary):
        return None  # a set with its mark, or talk
    if not slash and not _is_meant(name, words, used, vocabulary):
        return None
    bare, set_id = ("", "") if not rest else split_id(rest)
    if name == "alias":
        bare = rest
    return Command(name, bare, set_id)


def _command_word(words: list[str], *, slash: bool) -> tuple[str, int]:
    """The command named by the first word or two, and how many words it took."""
    first = words[0].lower().rstrip(".,!?:") or words[0]
    if slash:
        first = first.replace("_", " ")
    two = f"{first} {words[1].lower()}" if len(words) > 1 else ""
    if two in ("what if", "forget me", "warm up"):
        return SYNONYMS.get(two, two), 2
    if not slash and first in _ONE_WORD_TALK and first not in ("s", "bw") and len(words) > 3:
        return "", 1
    if not slash and first == "s":
        return "", 1
    return SYNONYMS.get(first, first), 1


def _is_meant(name: str, words: list[str], used: int, vocabulary: Vocabulary) -> bool:
    """Whether bare words are the command rather than a set or talk that begins with its word."""
    found = vocabulary.find(words, 0)
    if found is not None and found.end > used - 1 and name not in ("next", "why"):
        return False
    rest = words[used:]
    if name in PRIVACY:
        return _is_about_data(name, words, rest)
    if name in PINGS:
        return _is_ping(name, rest)
    if name in _BARE:
        return all(word.startswith("@") for word in rest)
    if name in ("next", "history", "pr", "why", "chart", "accuracy"):
        return (
            not rest
            or rest[0].startswith("@")
            or vocabulary.find(rest, 0) is not None
            or (len(rest) <= 3 and not any(char.isdigit() for char in "".join(rest)))
        )
    if name == "import" and rest and (rest[0].startswith("@") or rest[0].lower() == "name"):
        return True
    if name in ("range", "effort"):
        return len(words) <= MOST_WISH_WORDS and _is_wish(rest, vocabulary)
    if name in ("dumbbells", "kettlebells"):
        return _is_listed(rest)
    if name in GROUP:
        return len(words) <= MOST_GROUP_WORDS
    if name in ("import", "export", "calibrate"):
        return len(words) <= 8
    return True


def _is_wish(rest: list[str], vocabulary: Vocabulary) -> bool:
    """Whether words are a wish for an exercise: "range bench" is, "range of motion" is talk."""
    if not rest or any(map(str.isdigit, "".join(rest))) or rest[-1].lower() in _WISHED:
        return True
    found = vocabulary.find(rest, 0)
    return len(rest) == 1 or (found is not None and found.end == len(rest))


def _is_ramp(rest: list[str], vocabulary: Vocabulary) -> bool:
    """Whether words ask for the way up: "squat" and "squat to 140" do, "squat 60x5" is a set."""
    if not rest:
        return True
    text = " ".join(rest)
    if any(map(str.isdigit, text)):
        return _RAMP_TO.search(text) is not None
    rest = rest[1:] if rest[0].lower() == "for" else rest
    found = vocabulary.find(rest, 0) if rest else None
    return len(rest) == 1 or (found is not None and found.end == len(rest))


def _is_listed(rest: list[str]) -> bool:
    """Whether words are a list of weights: "8 10 12" is, "20x10" and "only today" are not."""
    if not rest or (len(rest) == 1 and rest[0].isalpha()):
        return True
    return rest[0].lstrip("+-")[:1].isdigit() and not _SET_IN_LIST.search(" ".join(rest))


def _is_about_data(name: str, words: list[str], rest: list[str]) -> bool:
    """Whether words are about one's data: "forget me yes" is, "forget it" is talk."""
    if name == "forget me":
        return all(word.startswith("@") or word.lower().strip(".!") in _DECIDED for word in rest)
    return len(words) <= (3 if name == "link" or "yes" in map(str.lower, rest) else 2)


def _is_ping(name: str, rest: list[str]) -> bool:
    """Whether words are about pings: "rest 3m" is, "rest day tomorrow" is talk."""
    if name == "remind":
        return len(rest) <= MOST_PING_WORDS
    if name != "rest" or not rest:
        return len(rest) <= 4
    return len(rest) <= 4 and (rest[0][0].isdigit() or rest[0].lower() in ("off", "stop"))
