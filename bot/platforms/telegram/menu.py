"""What Telegram shows of the bot before anything is typed: its commands and what it says it is.

In English for all, and in each language that has sentences of its own; sent only when it differs
from what was sent last. Telegram takes Latin letters in commands, so that elsewhere the English
names stand there, with their meaning in the language.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from telegram import Bot, BotCommand
from telegram.constants import BotCommandLimit, BotDescriptionLimit

from bot.platforms.telegram.errors import succeeds
from core.commands import says
from core.locale.command_names import LATIN, shown_names
from core.locale.strings import LANGUAGES, say
from core.store.engine import Store

SHOWN = "telegram.menu"  # cursor that holds the hash of what was last sent
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


def shown(menu: Sequence[tuple[str, str]]) -> Iterator[Shown]:
    """Give the menu in English and in each language that says something of its own."""
    usual = Shown("", tuple((name, text[:MOST]) for name, text in menu), *_about("en"))
    yield usual
    for language in LANGUAGES[1:]:
        names = shown_names(language, [name for name, _ in menu], LATIN)
        commands = tuple(
            (names[name], (says(language, name) or text)[:MOST]) for name, text in menu
        )
        own = Shown(language, commands, *_about(language))
        if asdict(own) != {**asdict(usual), "language": language}:
            yield own


def _about(language: str) -> tuple[str, str]:
    long, short = say(language, "bot.description"), say(language, "bot.short")
    return long[:LONGEST], short[:LONGEST_SHORT]


async def show(bot: Bot, store: Store, account: int, menu: Sequence[tuple[str, str]]) -> bool:
    """Send the menus when they differ from what was sent last; True when sent.

    Nothing depends on them: what fails is sent again at the next start.
    """
    wanted = list(shown(menu)) if menu else []
    digest = hashlib.sha256(json.dumps([asdict(each) for each in wanted]).encode()).hexdigest()
    if not wanted or await store.cursor(SHOWN, str(account)) == digest:
        return False
    done = [await _show(bot, each) for each in wanted]
    if all(done):
        await store.save_cursor(SHOWN, str(account), digest)
    return True


async def _show(bot: Bot, each: Shown) -> bool:
    commands = [BotCommand(name, text) for name, text in each.commands]
    code = each.language or None
    return all(
        [
            await succeeds(bot.set_my_commands(commands, language_code=code)),
            await succeeds(bot.set_my_description(each.description, language_code=code)),
            await succeeds(bot.set_my_short_description(each.short, language_code=code)),
        ]
    )
