"""What platforms show of the commands: the short menu, the listing, and what each does."""

from __future__ import annotations

from core.commands import COMMANDS, SPECS, spec_of
from core.locale.strings import known_language, say

MOST_IN_MENU = 12  # a menu is scrolled on a phone, between two sets
# What is needed in a session and around it, most used first; `help` names all others.
IN_SHORT_MENU = (
    "next", "plan", "warmup", "done", "undo", "fix", "today", "week", "pr", "remind", "recap",
    "help",
)  # fmt: skip


def menu(language: str) -> tuple[tuple[str, str], ...]:
    """The short menu of a platform, by use: (name in one word, what it does) pairs."""
    known = known_language(language)
    return tuple((SPECS[each].slug, say(known, SPECS[each].help_key)) for each in IN_SHORT_MENU)


def listing(language: str) -> tuple[tuple[str, str], ...]:
    """All commands that are listed where one is chosen while typing, in the same form."""
    known = known_language(language)
    return tuple((each.slug, say(known, each.help_key)) for each in COMMANDS if each.menu)


def says(language: str, slug: str) -> str:
    """What a command does, in a language; "" where there is no such command."""
    found = spec_of(slug)
    shown = found is not None and found.topic != "hidden"
    return say(language, found.help_key) if found is not None and shown else ""
