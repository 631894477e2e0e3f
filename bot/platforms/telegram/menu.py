"""What Telegram shows of the bot before anything is typed: its commands and what it says it is.

In English for all, and in each language that has sentences of its own; private chats, groups and
their admins see what is of use there. Sent only when it differs from what was
sent last. Telegram takes Latin letters in commands, so that elsewhere the English names stand
there, with their meaning in the language.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.constants import BotCommandLimit, BotDescriptionLimit

from bot.platforms.telegram.errors import succeeds
from core.command_menus import IN_SHORT_MENU, says
from core.commands import audience_of, spec_of
from core.locale.command_names import LATIN, shown_names
from core.locale.strings import LANGUAGES, forget_catalogues, say
from core.store.engine import Store

SHOWN = "telegram.menu"  # cursor that holds the hash of what was last sent
SCOPES: Mapping[str, BotCommandScope] = {
    "private": BotCommandScopeAllPrivateChats(),
    "groups": BotCommandScopeAllGroupChats(),
    "admins": BotCommandScopeAllChatAdministrators(),
}
IN_GROUPS_TOO = re.compile("next|why|help")  # answered in private, and asked for in groups
ADMINS_FIRST = ("settings",)  # nobody else may
MOST = int(BotCommandLimit.MAX_DESCRIPTION)
LONGEST, LONGEST_SHORT = (
    int(BotDescriptionLimit.MAX_DESCRIPTION_LENGTH),
    int(BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown to those whose Telegram speaks a language; "" for all others."""

    language: str
    commands: tuple[tuple[str, str], ...]
    description: str
    short: str
    places: tuple[tuple[str, tuple[str, ...]], ...] = ()  # kinds of chats, names of their commands


def shown(menu: Sequence[tuple[str, str]]) -> Iterator[Shown]:
    """Give the listing in English and in each language that says something of its own."""
    places = tuple((place, tuple(_of(place, menu))) for place in SCOPES)
    usual = Shown("", tuple((name, text[:MOST]) for name, text in menu), *_about("en"), places)
    yield usual
    for language in LANGUAGES[1:]:
        names = shown_names(language, [name for name, _ in menu], LATIN)
        commands = tuple(
            (names[name], (says(language, name) or text)[:MOST]) for name, text in menu
        )
        own = Shown(language, commands, *_about(language), places)
        if asdict(own) != {**asdict(usual), "language": language}:
            yield own


def _of(place: str, menu: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The commands of a kind of chat, by their English names in the order to show."""
    names = [name for name, _ in menu]
    if place == "private":
        return (name for name in IN_SHORT_MENU if name in names)
    heard = [
        name for name in names if audience_of(name) != "alone" or IN_GROUPS_TOO.fullmatch(name)
    ]
    first = ADMINS_FIRST if place == "admins" else ()
    wanted = [name for name in heard if place == "admins" or name not in ADMINS_FIRST]
    return iter(sorted(wanted, key=lambda name: (name not in first, not _is_of_groups(name))))


def _is_of_groups(name: str) -> bool:
    spec = spec_of(name)
    return spec is not None and spec.topic == "group"


def _about(language: str) -> tuple[str, str]:
    long, short = say(language, "bot.description"), say(language, "bot.short")
    return long[:LONGEST], short[:LONGEST_SHORT]


async def show(bot: Bot, store: Store, account: int, menu: Sequence[tuple[str, str]]) -> bool:
    """Send the menus when they differ from what was sent last; True when sent.

    Nothing depends on them: what fails is sent again at the next start.
    """
    wanted = list(shown(menu)) if menu else []
    forget_catalogues()
    digest = hashlib.sha256(json.dumps([asdict(each) for each in wanted]).encode()).hexdigest()
    if not wanted or await store.cursor(SHOWN, str(account)) == digest:
        return False
    done = [await _show(bot, each, menu) for each in wanted]
    if all(done):
        await store.save_cursor(SHOWN, str(account), digest)
    return True


async def _show(bot: Bot, each: Shown, menu: Sequence[tuple[str, str]]) -> bool:
    """Send what one language sees, everywhere."""
    commands = [BotCommand(name, text) for name, text in each.commands]
    code = each.language or None
    english = {name: shown for (name, _), shown in zip(menu, commands, strict=True)}
    usual = [english[name] for name in IN_SHORT_MENU if name in english] or commands
    in_places = [
        await succeeds(bot.set_my_commands([english[name] for name in names], SCOPES[place], code))
        for place, names in each.places
    ]
    return all(
        [
            *in_places,
            await succeeds(bot.set_my_commands(usual, language_code=code)),
            await succeeds(bot.set_my_description(each.description, language_code=code)),
            await succeeds(bot.set_my_short_description(each.short, language_code=code)),
        ]
    )
