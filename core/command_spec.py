"""One command as the table declares it: its name, who is answered, what a platform asks for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from core.command_options import ANY, CommandOption, SlashForm
from core.context import RequestContext
from core.groups.audience import Audience
from core.groups.rules import Feature
from core.handlers.import_export import Desk
from core.messages import Answer, Message
from core.parsing.commands import Command, Guard, any_words

Handler = Callable[[RequestContext, Command, Message], Answer]
DeskHandler = Callable[[Desk, Command], Awaitable[Answer]]
# Rows of the table in docs/language.md; what is "hidden" is typed by buttons, or by nobody.
Topic = Literal[
    "log", "look", "try", "correct", "setup", "wishes", "loads", "pain", "pings", "data", "group",
    "help", "hidden",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """One command as declared. The order of the table is that of `listing`."""

    name: str  # as typed; two words are joined by "_" in a slash command
    topic: Topic
    handler: Handler | None  # in one unit of work ...
    audience: Audience  # who is answered in a group
    examples: tuple[str, ...] = ()  # as `help` shows it
    synonyms: tuple[str, ...] = ()  # of every language
    meant: Guard = any_words  # whether bare words behind the name are the command, or talk
    desk: DeskHandler | None = None  # ... or in several, about a file
    more: tuple[str, ...] = ()  # further examples, for the page
    everyday: tuple[str, ...] = ()  # synonyms that begin talk when three more words follow
    slash_synonyms: tuple[str, ...] = ()  # slash commands of their own
    options: tuple[CommandOption, ...] = ANY
    forms: tuple[SlashForm, ...] = ()  # slash commands of the same that ask part by part
    menu: bool = True  # listed where a platform suggests commands while one types
    changes_log: bool = False  # not again when its message is edited
    once: bool = False  # nor is this, though it changes no log
    free_text: bool = False  # what follows is no report of pain, whatever its words
    slash_only: bool = False  # bare, its name is no command
    guards_slash: bool = False  # `meant` is asked for behind a "/" too
    reserved: bool = False  # stands before an exercise that has its name
    feature: Feature | None = None  # of a group, that admins can switch off
    keeps_ids: bool = False  # an "@s12" stays in its words

    @property
    def slug(self) -> str:
        """The name in one word: as a slash command, and in keys of sentences."""
        return self.name.replace(" ", "_")

    @property
    def help_key(self) -> str:
        """The sentence that says what it does."""
        return f"menu.{self.slug}"
