"""The main path in each language: what is answered has no English but what is typed."""

from __future__ import annotations

import re

import pytest

from core.commands import COMMANDS, SPECS
from core.locale.strings import has, say
from core.messages import Reply
from core.plans.library import library
from core.store.engine import Store
from tests.core.handlers.training_chat import Talk

LANGUAGES = ("de", "es", "pt", "fr", "ru")
# from the first message to the look back at a week: sets, mistakes, questions, plans, pings, data
PATH = """
start|help|help sets|help effort|help settings|help pings|help group
squat 100x5 rir2|squat 100x5|2|squat 100x5 f|bench 80x8|pull-ups 8,7,6|plank 60s|row 60x10
squat 100xx|bench 1400x8|foo 100x5|cancel|squat|why|why squat|next|today|week|history squat
pr|pr squat|chart squat|chart week|accuracy|warmup squat|what if bench 82.5x8 rir1|undo|redo
fix 140x7|fix rir2|delete @s99|plan|plan library|plan ahead|deload|deload off|pause 2w|pause off
sick|meet 2027-03-20|meet|meet cancel|test squat in 6 weeks|goal|goal squat strength|goal cut
goal cut off|range bench 5-8|effort squat 2-3|step squat 2.5|plates 102.5|bar 20|units kg
dumbbells 8 10 12 14|tz Europe/Berlin|tz nowhere|quiet|quiet off|answers|reactions on|feedback on
bodyweight 82|bodyweight|language|remind mon wed fri 18:00|remind daily|reminders|snooze 2h|rest 3m
rest off|my knee hurts|pain gone|calibrate leg extension|trial failure leg extension|costs
superset bench + row|superset off|swap squat leg press|how heavy squat|when did i squat
am i stronger|i am tired|i am sick|no time today|too easy|what is rir|what is a deload|thanks
recap|recap month|done|skip|import|link|privacy|forget me|join|board|share|100|asdf
tomorrow squat 100x5|yesterday squat 100x5
"""
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
# words that no other language here has, and that no command or example is typed with
ENGLISH = frozenset(
    _WORD.findall(
        "the of and is are was were your you this that it they them session sessions nothing"
        " logged target with without how many next load heavy heavier lighter easy since about"
        " likely weeks lifts lift again over under log every to for by first last kept stored"
    )
)
TYPED_LATIN = frozenset(
    _WORD.findall(
        "rir rpe amrap kg lb utc europe berlin nowhere asdf foo xx kgx csv xlsx json acsm rts"
        " strong hevy fitnotes fitbod liftosaur alpha progression stronglifts gymbook id tz"
        " telegram"
        " discord english deutsch español português brasil français money react pings group same"
        " short daily until auto topic here library from yes"
        " missed drop left each"
    )
)
_QUOTED = re.compile(r'"[^"]*"|`[^`]*`')


def _typed() -> frozenset[str]:
    """Words of commands and of their examples."""
    texts = [*SPECS, *(text for each in COMMANDS for text in (*each.examples, *each.more))]
    texts += [each.id.replace("-", " ") for each in library()]
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text))


def _spoken(line: str) -> str:
    """A line without what is quoted in it."""
    return _QUOTED.sub(" ", line)


async def _said(store: Store, language: str) -> list[tuple[str, str]]:
    """Each line and button that is answered, with what was typed."""
    talk = Talk(store)
    await talk.say(f"language {language}")
    said = []
    for typed in PATH.replace("\n", "|").split("|"):
        if not typed:
            continue
        reply = (await talk.say(typed)).reply
        for one in (reply,) if isinstance(reply, Reply) else ():
            texts = [one.title or "", *one.lines, *(each.label for each in one.buttons)]
            said += [(typed, text) for text in texts if text]
    assert len(said) > 250
    return said


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_english_word_is_said(sqlite_store: Store, language: str) -> None:
    typed = _typed()
    found = [
        (word, text)
        for _, text in await _said(sqlite_store, language)
        for word in _WORD.findall(_spoken(text).lower())
        if word in ENGLISH - typed
    ]
    assert not found, found


async def test_russian_has_latin_words_only_where_they_are_typed(sqlite_store: Store) -> None:
    typed = _typed() | TYPED_LATIN
    found = [
        (word, text)
        for line, text in await _said(sqlite_store, "ru")
        if line != "link"  # a code of letters
        for word in _WORD.findall(_spoken(text).lower())
        if word.isascii() and len(word) > 2 and word not in typed
    ]
    assert not found, found


def test_known_plans_are_named_in_english_as_their_text_is() -> None:
    for each in library():
        key = f"plan.named.{each.id.replace('-', '_')}"
        if has("en", key):
            assert say("en", key) == each.plan.name
