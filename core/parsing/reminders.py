"""Reminders as typed: a small closed grammar. What it does not know is refused.

remind mon wed fri 18:00        remind squat day sat 10:00      remind daily 7:30
remind every 2 days 18:00       remind every other day 18:00 legs
remind off 2                    remind pause 2w                 remind pause until 2026-12-01
snooze 2h                       rest 3m                         recap sun 20:00
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from core.errors import BadSetting, Unreadable
from core.parsing.patterns import late
from core.parsing.time_off import day_after
from core.parsing.weekdays import EVERY_DAY, SHORT, is_weekday, plain, weekdays_of
from core.reminders.schedule import LONGEST_INTERVAL

Action = Literal["add", "off", "on", "pause", "skip", "delete"]

MOST_WORDS, MOST_LETTERS = 6, 40  # of what a reminder is called
LONGEST_PAUSE = 366  # days

_GROUPS = {
    "daily": EVERY_DAY, "everyday": EVERY_DAY, "taglich": EVERY_DAY, "taeglich": EVERY_DAY,
    "diario": EVERY_DAY, "diariamente": EVERY_DAY, "quotidien": EVERY_DAY, "dagelijks": EVERY_DAY,
    "codziennie": EVERY_DAY, "ежедневно": EVERY_DAY,
    "weekdays": EVERY_DAY[:5], "weekday": EVERY_DAY[:5], "workdays": EVERY_DAY[:5],
    "werktags": EVERY_DAY[:5], "будни": EVERY_DAY[:5], "будням": EVERY_DAY[:5],
    "weekends": EVERY_DAY[5:], "weekend": EVERY_DAY[5:], "wochenende": EVERY_DAY[5:],
    "выходные": EVERY_DAY[5:], "выходным": EVERY_DAY[5:],
}  # fmt: skip
_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "every day", "each day", "all days", "jeden tag", "todos los dias", "todos os dias",
        "tous les jours", "tutti i giorni", "ogni giorno", "cada dia", "elke dag", "каждыи день",
    )
)  # fmt: skip
_FILLERS = frozenset({
    "me", "at", "on", "every", "each", "and", "the", "to", "for", "a", "an", "um", "am", "im",
    "und", "alle", "jeden", "jede", "jeder", "le", "les", "la", "el", "los", "las", "au", "aux",
    "as", "cada", "todos", "todas", "tous", "toutes", "chaque", "ogni", "il", "i", "et", "y", "e",
    "en", "op", "om", "o", "w", "do", "from", "von", "de", "du", "dal", "od", "weekly", "please",
    "по", "в", "во", "с", "и", "каждыи", "каждую", "каждое",
})  # fmt: skip
_TO = frozenset({"to", "till", "until", "through", "thru", "bis", "hasta", "ate", "a", "al", "tot",
                 "по", "-", "–", "—"})  # fmt: skip
# words that promise what a weekly list of days cannot keep
_REFUSED = frozenset({
    "other", "second", "third", "alternate", "alternating", "biweekly", "fortnight", "fortnightly",
    "monthly", "month", "months", "tomorrow", "today", "tonight", "next", "week", "weeks", "hour",
    "hours", "hourly", "minute", "minutes", "yearly", "year", "years", "first", "last",
    "until", "till", "except", "not", "never", "morgen", "heute", "manana", "hoy", "demain",
    "domani", "oggi", "завтра", "сегодня",
})  # fmt: skip
_EVERY_SOME = late(r"\b(?:every|each|alle|cada|ogni)\s+(?:\d+|other|second|third)\b|\bin\s+\d")
_INTERVAL = late(
    r"\b(?:every|each|alle|cada|ogni)\s+(\d{1,4}|other|second|third|fourth|2nd|3rd|4th|two|three"
    r"|four|five|six|seven)\s+(?:days?|tage?|d[ií]as?|giorni)\b",
    re.IGNORECASE,
)
_INTERVALS = {
    "other": 2, "second": 2, "2nd": 2, "two": 2, "third": 3, "3rd": 3, "three": 3, "fourth": 4,
    "4th": 4, "four": 4, "five": 5, "six": 6, "seven": 7,
}  # fmt: skip
_NOON = {
    "noon": 720, "midday": 720, "mittag": 720, "mittags": 720, "midi": 720, "mediodia": 720,
    "mezzogiorno": 720, "полдень": 720, "midnight": 0, "mitternacht": 0, "minuit": 0,
    "medianoche": 0, "mezzanotte": 0, "полночь": 0,
}  # fmt: skip
_LABEL = late(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_CLOCK = late(r"(\d{1,2})(?:[:.h](\d{2}))?(am|pm|h|uhr|uur|ч)?")
_HALVES = frozenset({"am", "pm", "h", "uhr", "uur", "ч"})
_RANGE = late(r"([^\W\d_]+)\s*(?:-|–|—|\.\.\.?)\s*([^\W\d_]+)")
_NUMBER = late(r"#?(\d{1,3})")
_ACTIONS: dict[str, Action] = {
    "off": "off", "stop": "off", "on": "on", "start": "on", "resume": "on", "pause": "pause",
    "skip": "skip", "delete": "delete", "remove": "delete", "del": "delete",
}  # fmt: skip
EXAMPLE = "remind mon wed fri 18:00"


@dataclass(frozen=True, slots=True)
class Remind:
    """What was asked of reminders."""

    action: Action
    number: int | None = None  # None: all of them
    days: tuple[int, ...] = ()  # 0 is Monday
    minute: int = 0  # of the local day
    words: str = ""  # what the reminder is for
    until: date | None = None  # of a pause: the day it goes on again
    every: int = 0  # days from one ping to the next; 0: weekly on `days`


@dataclass(frozen=True, slots=True)
class Asks:
    """A request with two readings: each as it should have been typed."""

    about: Literal["day", "clock"]
    choices: tuple[Remind, ...]


def read_remind(text: str, today: date, language: str = "") -> Remind | Asks:
    """What follows `remind`. Raises BadSetting."""
    words = text.split()
    action = _ACTIONS.get(words[0].lower().rstrip(".!")) if words else None
    rest = " ".join(words[1:]).lower()
    if action in ("off", "pause", "skip") and rest == "today":
        return Remind("skip")
    if action == "pause":
        return _pause(text, rest, today)
    if action is not None and rest in ("", "all"):
        return Remind(action)
    if action is not None and (number := _NUMBER.fullmatch(rest)):
        return Remind(action, number=int(number[1]))
    if action in ("off", "delete", "skip"):
        raise BadSetting(text, setting="remind_number", example=f"remind {action} 1")
    interval = _INTERVAL.search(text[:200])
    return read_weekly(text, language) if interval is None else _interval(text, interval, language)


def names_interval(text: str) -> bool:
    """Whether a request is for every so many days: "every 2 days", "every other day"."""
    return _INTERVAL.search(text[:200]) is not None


def _interval(text: str, found: re.Match[str], language: str) -> Remind | Asks:
    """A request for every so many days: all but its rhythm reads like that of a daily one."""
    count = found[1].lower()
    every = int(count) if count.isdecimal() else _INTERVALS[count]
    example = f"remind every {every} days 18:00"
    if not 1 <= every <= LONGEST_INTERVAL:
        raise BadSetting(text, setting="remind_every", example="remind every 2 days 18:00")
    before, after = text[: found.start()], text[found.end() : 200]
    if any(each.kind == "day" for each in _parts(f"{before} {after}", language)):
        raise BadSetting(text, setting="remind_every_days", example=example)
    try:
        read = read_weekly(f"{before} daily {after}", language)
    except BadSetting as error:
        raise BadSetting(text, setting=error.facts["setting"], example=example) from error
    if every == 1:
        return read
    if isinstance(read, Asks):
        return replace(
            read, choices=tuple(replace(each, days=(), every=every) for each in read.choices)
        )
    return replace(read, days=(), every=every)


def read_weekly(text: str, language: str = "", *, example: str = EXAMPLE) -> Remind | Asks:
    """Days, a time and what for: "squat day mon, wed 18.00". Raises BadSetting with an example."""
    parts = _parts(text[:200], language)
    if _EVERY_SOME.search(plain(text[:200])):
        raise BadSetting(text, setting="remind_weekly", example=example)
    label = _label(parts, text, example)
    runs, clocks = _runs(parts, "day"), [each.word for each in parts if each.kind == "clock"]
    if not runs and not clocks:
        raise BadSetting(text, setting="remind", example=example)
    command, first = example.split()[:2]
    if len(runs) > 1 or len(clocks) > 1:
        setting = "remind_days" if len(runs) > 1 else "remind_clocks"
        raise BadSetting(text, setting=setting, example=example)
    days = _days([each.word for each in runs[0] if each.kind == "day"], language) if runs else []
    minute = _minute(clocks[0]) if clocks else 1080
    if minute is None:
        raise BadSetting(text, setting="clock", example=example)
    if not runs:
        day = "daily" if command == "remind" else first
        raise BadSetting(text, setting="remind_no_day", example=f"{command} {day} {clocks[0]}")
    if not clocks:
        named = days[0][:1] if command == "recap" else days[0]
        wanted = typed(Remind("add", None, named, minute, label), command)
        raise BadSetting(text, setting="remind_no_clock", example=wanted)
    return _settled(label, days, minute, clocks[0])


def _settled(
    label: str, readings: Sequence[tuple[int, ...]], minute: int, clock: str
) -> Remind | Asks:
    """The request, or its readings where the days or a bare hour can be two."""
    found = [Remind("add", None, days, minute, label) for days in readings]
    if len(found) > 1:
        return Asks("day", tuple(found))
    if clock.isdecimal() and len(clock) < 3 and 1 <= int(clock) <= 12:
        hours = (int(clock) % 12, int(clock) % 12 + 12)
        return Asks("clock", tuple(replace(found[0], minute=hour * 60) for hour in hours))
    return found[0]


def typed(asked: Remind, command: str = "remind") -> str:
    """A request as it would be typed; reads back to the same."""
    days = "daily" if asked.days == EVERY_DAY else " ".join(SHORT[day] for day in asked.days)
    if asked.every:
        days = f"every {asked.every} days"
    label = f"{asked.words} " if asked.words else ""
    return f"{command} {label}{days} {clock_words(asked.minute)}"


def clock_words(minute: int) -> str:
    """A minute of the day as said: "18:00", "7:30"."""
    return f"{minute // 60}:{minute % 60:02d}"


def _pause(text: str, rest: str, today: date) -> Remind:
    example = "remind pause 2w"
    try:
        day = day_after(rest, today)
    except Unreadable:
        day = None
    if day is None:
        raise BadSetting(text, setting="pause", example=example)
    if not 0 < (day - today).days <= LONGEST_PAUSE:
        raise BadSetting(text, setting="pause_range", example=example)
    return Remind("pause", until=day)


@dataclass(slots=True)
class _Part:
    """One word of a request; a day, a time such as "6 pm" and a range of days are one."""

    word: str  # as `plain` gives it
    said: str  # as typed
    kind: str = ""  # clock, day, short (a day of two letters), filler, other


def _parts(text: str, language: str) -> list[_Part]:
    """The words of a request and what each is."""
    text = re.sub(r"\b([ap])\.\s?m\.?(?!\w)", r"\1m", text, flags=re.IGNORECASE)
    said = [word.strip('.!?:"') for word in re.split(r"[\s,;/&+]+", text)]
    words = [_Part(plain(each).removesuffix("-feira"), each) for each in said if each]
    if words and words[0].word == "me" and language[:2] not in ("fr", "it"):
        del words[0]  # "remind me"
    parts: list[_Part] = []
    for place, each in enumerate(words):
        phrase = next((it for it in _PHRASES if _stands(words, place, it)), ())
        if phrase:
            each.word = "daily"
            del words[place + 1 : place + len(phrase)]
        last = parts[-1].word if parts else ""
        if each.word == "do" and last == "to":
            parts.append(_Part("to", each.said))  # "to do squats" names no Thursday
        elif each.word in _HALVES and _takes_half(last, each.word):
            parts[-1].word += each.word
        elif (
            len(parts) > 1 and last in _TO and is_weekday(each.word) and is_weekday(parts[-2].word)
        ):
            parts[-2:] = [_Part(f"{parts[-2].word}-{each.word}", each.said)]
        else:
            parts.append(each)
    _tell_kinds(parts)
    return parts


def _stands(words: Sequence[_Part], place: int, phrase: Sequence[str]) -> bool:
    """Whether a phrase stands at a place."""
    return [each.word for each in words[place : place + len(phrase)]] == list(phrase)


def _takes_half(word: str, half: str) -> bool:
    """Whether "pm" belongs to the number before it; "18:00 am Montag" has another "am"."""
    match = re.fullmatch(r"(\d{1,2})([:.]\d{2})?", word)
    return match is not None and (half not in ("am", "pm") or int(match[1]) <= 12)


def _is_day(word: str) -> bool:
    ends = _RANGE.fullmatch(word)
    if ends:
        return is_weekday(ends[1]) and is_weekday(ends[2])
    return word in _GROUPS or is_weekday(word)


def _tell_kinds(parts: Sequence[_Part]) -> None:
    """Say what each word is.

    A day of two letters counts only beside the time or another day: "do squats" is no Thursday.
    """
    for each in parts:
        clock = _CLOCK.fullmatch(each.word) or re.fullmatch(r"\d{3,4}", each.word)
        if clock or each.word in _NOON:
            each.kind = "clock"
        elif _is_day(each.word):
            each.kind = "day" if len(each.word) > 2 else "short"
        else:
            fills = each.word in _FILLERS or each.word in _TO - _REFUSED
            each.kind = "filler" if fills else "other"
    for order in (parts, parts[::-1]):
        before = ""
        for each in order:
            if each.kind == "short" and before in ("clock", "day"):
                each.kind = "day"
            before = before if each.kind == "filler" else each.kind
    for each in parts:
        if each.kind == "short":
            each.kind = "filler" if each.word in _FILLERS else "other"


def _runs(parts: Sequence[_Part], wanted: str) -> list[list[_Part]]:
    """Words of one kind that stand together; fillers between them do not part them."""
    runs: list[list[_Part]] = []
    between: list[_Part] | None = None  # None: something else stood since
    for each in parts:
        if each.kind == wanted and between is not None:
            runs[-1] += [*between, each]
        elif each.kind == wanted:
            runs.append([each])
        if each.kind == "filler":
            between = None if between is None else [*between, each]
        else:
            between = [] if each.kind == wanted else None
    return runs


def _label(parts: Sequence[_Part], text: str, example: str) -> str:
    """What the reminder is for: the other words, which must stand together."""
    runs = _runs(parts, "other")
    if any(each.word in _REFUSED for run in runs for each in run):
        raise BadSetting(text, setting="remind_weekly", example=example)
    words = [each.said for each in runs[0]] if runs else []
    odd = [each for each in words if not _LABEL.fullmatch(each)]
    if odd or len(runs) > 1 or len(words) > MOST_WORDS or len(" ".join(words)) > MOST_LETTERS:
        raise BadSetting(text, setting="remind", example=example)
    return " ".join(words)


def _days(words: Sequence[str], language: str) -> list[tuple[int, ...]]:
    """The days that words, ranges ("mon-fri") and groups ("weekdays") name, in each reading."""
    names: list[str] = []
    for word in words:
        ends = _RANGE.fullmatch(word)
        names += [ends[1], ends[2]] if ends else [word] if is_weekday(word) else []
    return [_spread(words, list(days)) for days in weekdays_of(names, language)]


def _spread(words: Sequence[str], named: list[int]) -> tuple[int, ...]:
    """Ranges and groups as single days, Monday first; takes the days named one by one."""
    found: set[int] = set()
    for word in words:
        if word in _GROUPS:
            found.update(_GROUPS[word])
        elif _RANGE.fullmatch(word):
            first, last = named.pop(0), named.pop(0)
            found.update((first + each) % 7 for each in range((last - first) % 7 + 1))
        else:
            found.add(named.pop(0))
    return tuple(sorted(found))


def _minute(word: str) -> int | None:
    """A time of day as a minute of it; None where there is no such time."""
    if word in _NOON:
        return _NOON[word]
    if re.fullmatch(r"\d{3,4}", word):
        hour, minute, half = int(word[:-2]), int(word[-2:]), ""
    else:
        match = _CLOCK.fullmatch(word)
        if match is None:
            return None
        hour, minute, half = int(match[1]), int(match[2] or 0), match[3] or ""
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else None
