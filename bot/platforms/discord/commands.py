"""Discord's slash commands: definition, suggestions while typing, and keeping them current."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import json
import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

import discord
from discord import app_commands
from discord.http import HTTPClient

from bot.platforms.bounds import clean
from bot.platforms.discord.rest import FAULTS, call
from bot.platforms.discord.typed import LOG_THIS, RATE, Json, command_name, declared, options
from core.command_menus import says
from core.command_options import ANY, MOST_COUNT, MOST_LOAD, CommandOption
from core.commands import form_of, spec_of
from core.exercises.names import all_exercises, catalogue_names
from core.locale.command_names import ONE_WORD, shown_names
from core.locale.strings import forget_catalogues, has, say
from core.store.engine import Store

# What the library makes an option's kind of; numbers have bounds, so that a slip is seen at once.
KINDS: Mapping[str, Any] = {
    "text": str,
    "file": discord.Attachment,
    "number": app_commands.Range[float, -MOST_LOAD, MOST_LOAD],
    "count": app_commands.Range[int, 1, MOST_COUNT],
}
ON_MESSAGE = ((LOG_THIS, "on_message.log"), (RATE, "on_message.eye"))
SYNC_PAUSES_S = (5.0, 60.0, 300.0)
log = logging.getLogger("spotter.discord")
NAME = re.compile(r"[-_a-z0-9]{1,32}")
# Our languages, and what the platform calls them.
LOCALES: Mapping[str, tuple[str, ...]] = {
    "de": ("de",), "es": ("es-ES", "es-419"), "pt": ("pt-BR",), "ru": ("ru",), "fr": ("fr",),
}  # fmt: skip
PLACES = ("integration_types", "contexts")
BAD_REQUEST = 400
CHOICES = 25
VALUE_LIMIT = 100
DESCRIPTION_LIMIT = 100
COMMANDS_LIMIT = 100
NAME_LIMIT = 32
SYNCED = "discord.commands"  # cursor that holds the hash of what was last sent


def definition(menu: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """List the commands of a menu as the platform wants them, with their options of the table."""
    # a tree cannot be made without a client; this one never connects
    tree = app_commands.CommandTree(
        discord.Client(intents=discord.Intents(guilds=True)),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        allowed_contexts=app_commands.AppCommandContext(
            guild=True, dm_channel=True, private_channel=True
        ),
    )
    made = []
    for name, text in menu:
        spec = spec_of(name)
        also = spec.slash_synonyms if spec is not None else ()
        wanted = spec.options if spec is not None else ANY
        named = filter(NAME.fullmatch, (name, *also))
        made += [_command(each, _described(text), wanted) for each in named]
        made += [
            _command(each.name, _described(say("en", each.help_key)), each.options)
            for each in (spec.forms if spec is not None else ())
        ]
    for command in made[:COMMANDS_LIMIT]:
        tree.add_command(command)  # refuses a name that is there already
    commands = localised([command.to_dict(tree) for command in made[:COMMANDS_LIMIT]])
    commands += [on_message(name, key) for name, key in ON_MESSAGE if menu]
    forget_catalogues()
    return commands


def on_message(name: str, key: str) -> dict[str, Any]:
    """A menu of a message, with its name in every language."""
    own = {
        locale: say(language, key)[:NAME_LIMIT]
        for language, locales in LOCALES.items()
        for locale in locales
        if say(language, key) != name
    }
    return {
        "name": name, "type": discord.AppCommandType.message.value, "contexts": [0, 1, 2],
        "integration_types": [0, 1], **({"name_localizations": own} if own else {}),
    }  # fmt: skip


def localised(commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Commands with their names and meanings in the languages that have their own."""
    names = [each["name"] for each in commands]
    for language, locales in LOCALES.items():
        own = shown_names(language, names, ONE_WORD)
        for each in commands:
            said = _described(_says(language, each["name"]))
            english = _described(_says("en", each["name"]))
            for locale in locales:
                if own[each["name"]] != each["name"]:
                    each.setdefault("name_localizations", {})[locale] = own[each["name"]]
                if said not in ("-", english):
                    each.setdefault("description_localizations", {})[locale] = said
                for option in each.get("options", ()):
                    meant = _of_option(language, option["name"])
                    if meant not in ("", _of_option("en", option["name"])):
                        option.setdefault("description_localizations", {})[locale] = meant
    return commands


def _of_option(language: str, name: str) -> str:
    """What a part of a command is; "" where the command says it."""
    key = f"option.{name}"
    return _described(say(language, key)) if has("en", key) else ""


def _says(language: str, name: str) -> str:
    """What a command does, or a form of one."""
    form = form_of(name)
    return says(language, name) if form is None else say(language, form[1].help_key)


def _command(
    name: str, text: str, wanted: Sequence[CommandOption]
) -> app_commands.Command[Any, ..., Any]:
    """Make a command whose function has the wanted options; it is never called.

    A command is a typed sentence, committed as its raw event came in.
    """

    async def typed(interaction: Any, /, **_: Any) -> None:  # noqa: ANN401 - never called
        """Stand for the function of a command."""

    positional = inspect.Parameter.POSITIONAL_OR_KEYWORD
    typed.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # read by the library
        [inspect.Parameter("interaction", positional), *map(_parameter, wanted)]
    )
    meant = {option.name: _of_option("en", option.name) or text for option in wanted}
    described = app_commands.describe(**meant)(typed)
    command: app_commands.Command[Any, ..., Any] = app_commands.Command(
        name=name, description=text, callback=described
    )
    for option in wanted:
        if option.exercises:
            command.autocomplete(option.name)(_suggested)
    return command


def _parameter(option: CommandOption) -> inspect.Parameter:
    """Give an option as the parameter of a function, which is what the library makes it of."""
    kind = Literal[option.choices] if option.choices else KINDS[option.kind]
    return inspect.Parameter(
        option.name,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        default=inspect.Parameter.empty if option.required else None,
        annotation=kind if option.required else kind | None,
    )


async def _suggested(_: discord.Interaction, __: str) -> list[app_commands.Choice[str]]:
    """Mark an option as one with suggestions; `suggestions` makes them of the raw event."""
    return []


def _described(text: str) -> str:
    return text[:DESCRIPTION_LIMIT].strip() or "-"


async def sync(
    http: HTTPClient, store: Store, application: str, commands: Sequence[dict[str, Any]]
) -> bool:
    """Send the commands when they differ from what was last sent; True when sent. Raises FAULTS."""
    digest = hashlib.sha256(json.dumps(commands, sort_keys=True).encode()).hexdigest()
    if await store.cursor(SYNCED, application) == digest:
        return False
    try:
        await call(http, http.bulk_upsert_global_commands(application, list(commands)))
    except discord.HTTPException as fault:
        if fault.status != BAD_REQUEST:
            raise
        # an application that is not set up for install by persons: what it is set up for, then
        less = [{k: c[k] for k in c if k not in PLACES} for c in commands]
        await call(http, http.bulk_upsert_global_commands(application, less))
    await store.save_cursor(SYNCED, application, digest)
    return True


async def keep_in_step(
    http: HTTPClient,
    store: Store,
    application: str,
    commands: Sequence[dict[str, Any]],
    wanted: Callable[[], bool],
) -> None:
    """Send the commands when they differ, tried for some minutes while that is `wanted`."""
    for pause in (*SYNC_PAUSES_S, None):
        try:
            await sync(http, store, application, commands)
        except FAULTS as fault:
            log.warning("the slash commands were not brought up to date (%s)", fault)
            if pause is not None and wanted():
                await asyncio.sleep(pause)
        else:
            return


def suggestions(data: Json, names: Callable[[str], Sequence[str]]) -> list[dict[str, str]]:
    """List choices for the option being typed: exercise names with the rest of the line behind.

    `names`: the exercises that half-typed words may mean, the likeliest first.
    """
    typed = _focused(data)
    if not wants_exercise(data) or len(typed) > VALUE_LIMIT:  # no line so long can be offered
        return []
    wanted, rest = split_line(typed)
    lines = (f"{name} {rest}".strip() for name in names(wanted))
    fitting = [line for line in lines if len(line) <= VALUE_LIMIT]
    return [{"name": line, "value": line} for line in fitting[:CHOICES]]


def wants_exercise(data: Json) -> bool:
    """Whether exercises are suggested for what is being typed."""
    return any(each.exercises for each in declared(command_name(data)))


def _focused(data: Json) -> str:
    values = (option.get("value") for option in options(data) if option.get("focused"))
    return next((clean(value) for value in values if isinstance(value, str)), "")


def split_line(typed: str) -> tuple[str, str]:
    """Split a half-typed line into the exercise's words and what follows the first number."""
    found = re.search(r"(?:^|\s)(?=[-+@]?\d|bw)", typed)
    if not found:
        return typed.strip().lower(), ""
    return typed[: found.start()].strip().lower(), typed[found.start() :].strip()


def ranked(wanted: str, names: Iterable[str]) -> list[str]:
    """Order names: first those that begin with what is wanted, then all with its words."""
    words = wanted.split()
    scored = [
        (0 if name.lower().startswith(wanted) else 1, at, name)
        for at, name in enumerate(names)
        if all(_begins_a_word(word, name.lower()) for word in words)
    ]
    return [name for _, _, name in sorted(scored)]


def _begins_a_word(word: str, name: str) -> bool:
    return name.startswith(word) or re.search(rf"[^\w]{re.escape(word)}", name) is not None


def known_names(wanted: str, own: Sequence[str] = ()) -> list[str]:
    """List exercises for half-typed words: what they name, one's own lifts, then all that fit."""
    names = catalogue_names()
    exact = names.resolve(wanted) if wanted else None
    close = names.near(wanted) if wanted else ()
    begun = ranked(wanted, (exercise.name for exercise in all_exercises()))
    found = [exact.name] if exact else []
    found += [*ranked(wanted, own), *begun, *(exercise.name for exercise, _ in close)]
    return list(dict.fromkeys(found))
