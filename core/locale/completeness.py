"""What is wrong with a catalogue: what is missing, lost, too long, or not plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from babel.messages.catalog import Catalog, Message

from core.exercises.names import catalogue_names
from core.locale.catalogues import FORMS
from core.locale.counts import count_of
from core.locale.placeholders import forms_of, placeholders
from core.locale.strings import ENGLISH

# Languages in which nothing may be missing. Others are said where they have a sentence.
COMPLETE: tuple[str, ...] = ("de", "es", "pt", "ru", "fr")

NOT_UNDERSTOOD = "nothing"
MARKUP = re.compile(r"</?[a-z][^>]*>|\*\*|__|```|&[a-z]+;")
# The most characters, by the beginning of a key.
LIMITS = {
    "menu.": 100,
    "option.": 100,
    "command.": 32,
    "bot.short": 120,
    "bot.description": 512,
    "board.head.": 9,
    "button.": 30,
    "kind.": 16,
}
SHORT = {"day.": 4, "month.": 6}  # weekdays and months, by number
LONGER = 1.5  # a line may be so many times as long as in English ...
AND_MORE = 14  # ... and so many characters more
COMMAND = re.compile(r"[^\W\d_]+(_[^\W\d_]+)*")


def problems(language: str, domain: str, found: Catalog) -> Iterator[str]:
    """What is wrong with each sentence; what is missing only where the language is complete."""
    names: dict[str, str] = {}
    for each in found:
        if not each.id:
            continue
        key = str(each.context)
        texts = forms_of(each.string)
        missing = each.fuzzy or not all(texts)
        if missing:
            if language in COMPLETE and domain == "spotter":
                yield f"{language} {key}: missing"
            if each.fuzzy or not any(texts):
                continue
        if len(texts) > 1 and missing:
            yield f"{language} {key}: {len(FORMS[language])} forms are needed, or none"
        for said in _wrong(key, each, [text for text in texts if text]):
            yield f"{language} {key}: {said}"
        if domain == "exercises" and (meant := _meant(texts[0])) != key:
            yield f'{language} {key}: "{texts[0]}" is read as {meant}'
        if key.startswith("command.") and names.setdefault(texts[0], key) != key:
            yield f'{language} {key}: "{texts[0]}" is {names[texts[0]]} too'


def _meant(name: str) -> str:
    """The exercise that a name is read as, "nothing" where it is not understood."""
    found = catalogue_names().resolve(name)
    return f"exercise.{found.id}" if found is not None else NOT_UNDERSTOOD


def _wrong(key: str, each: Message, texts: Sequence[str]) -> Iterator[str]:
    english = forms_of(each.id)
    known = set[str]().union(*map(placeholders, english))
    count = count_of(key, ENGLISH)
    for text in texts:
        try:
            used = placeholders(text)
        except ValueError:
            yield "a brace is left open"
            continue
        allowed = known | ({count} if count else set())
        if used - allowed:
            yield f"unknown placeholder {', '.join(sorted(used - allowed))}"
        lost = set.intersection(*map(placeholders, english)) - used - {count}
        if lost:
            yield f"placeholder lost: {', '.join(sorted(lost))}"
        single = len(texts) <= 2 and text == texts[0]  # may say "one" for 1
        if count and count not in used and count in placeholders(english[-1]) and not single:
            yield f"the number {{{count}}} is lost"
        yield from _plain(key, english[-1], text)


def _plain(key: str, english: str, text: str) -> Iterator[str]:
    if MARKUP.search(text) and not MARKUP.search(english):
        yield "markup"
    if text[:1].isspace() != english[:1].isspace() or text[-1:].isspace() != english[-1:].isspace():
        yield "blanks at an end"
    if "  " in text:
        yield "two blanks"
    if text.count("\n") != english.count("\n"):
        yield "other line breaks than English"
    most = next((n for room, n in LIMITS.items() if key.startswith(room)), 0)
    most = SHORT.get(re.sub(r"\d+$", "", key), most)
    longest = max(map(len, english.split("\n")))
    most = most or round(longest * LONGER) + AND_MORE
    for line in text.split("\n"):
        if len(line) > most:
            yield f"{len(line)} characters, {most} are the most"
    if key.startswith("command.") and not COMMAND.fullmatch(text):
        yield "a command is one lower-case word"
    if key.startswith("command.") and text != text.lower():
        yield "a command is lower-case"
