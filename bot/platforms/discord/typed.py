"""What is done with a mouse on Discord, as the sentence that would have been typed.

Slash commands with parts, menus of a message, and windows that ask for several lines. Everything
here was written by a client: it is read within bounds, and means no more than typed words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import discord
from discord import AppCommandOptionType, AppCommandType, InteractionType, SelectOption, TextStyle
from discord.ui import Label, Modal, Select, TextInput

from bot.platforms.bounds import identity, part, printable, words
from core.bounds import decimal, whole
from core.command_options import RESERVE, CommandOption, line_of
from core.commands import form_of, spec_of
from core.locale.strings import known_language, say

COMMAND = InteractionType.application_command.value
WINDOW = InteractionType.modal_submit.value
ATTACHMENT = AppCommandOptionType.attachment.value
ON_MESSAGE = AppCommandType.message.value
SESSION = "log"  # what windows are for: a command ...
SPOT = "eye"  # ... or the other
LOG_THIS, RATE = "Log this", "Rate as spotter"  # menus of a message, by their English names
MENUS: Mapping[str, str] = {LOG_THIS: SESSION, RATE: SPOT}
FIELD = "text"
MOST_LINES = 4000  # characters of a window's field
MOST_PARTS = 25  # of a command, and of a window
MOST_DEPTH = 4  # of parts inside each other

Json = Mapping[str, Any]


# --- slash commands -----------------------------------------------------------------------------


def command_name(data: Json) -> str:
    """The name of the slash command behind an interaction, as Discord shows it."""
    return printable(part(data, "data").get("name"))


def is_on_message(data: Json) -> bool:
    """Whether it is a menu of a message."""
    return part(data, "data").get("type") == ON_MESSAGE


def meant_by(data: Json) -> str:
    """The command behind an interaction: of a slash command, a menu of a message, a window."""
    if data.get("type") == WINDOW:
        return window_key(data)[0]
    if is_on_message(data):
        return MENUS.get(_menu(data), "")
    name = command_name(data)
    form = form_of(name)
    return name if form is None else form[0].slug


def command_text(data: Json) -> str:
    """Write what was asked for as the sentence that would have been typed."""
    if data.get("type") == WINDOW:
        return _submitted(data)
    if is_on_message(data):
        return words(f"/{meant_by(data)} {_target(data).get('content') or ''}")
    typed = [each for each in options(data) if each.get("type") != ATTACHMENT]
    asked = declared(command_name(data))
    values = {str(each.get("name")): _value(each.get("value")) for each in typed}
    line = line_of(asked, values)
    known = {each.name for each in asked}
    more = [value.strip() for key, value in values.items() if key not in known]
    return words(" ".join(["/" + meant_by(data), *filter(None, [line, *more])]))


def declared(name: str) -> tuple[CommandOption, ...]:
    """What a slash command asks for, as the table of commands or one of its forms says."""
    form, spec = form_of(name), spec_of(name)
    return form[1].options if form else spec.options if spec else ()


def options(data: Json) -> list[Json]:
    """Give the options of a slash command."""
    found = part(data, "data").get("options")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _value(value: object) -> str:
    """Write the value of an option as it was typed; "" for what nobody types."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) < 1e9 else ""
    return str(value) if whole(value) is not None else ""


# --- menus of a message -------------------------------------------------------------------------


def _menu(data: Json) -> str:
    """The name of a menu: it has a blank, and is one of ours."""
    name = part(data, "data").get("name")
    return name if isinstance(name, str) and name in MENUS else ""


def _target(data: Json) -> Json:
    """The message that a menu was opened on."""
    found = part(data, "data")
    number = identity(found.get("target_id"))
    return part(part(part(found, "resolved"), "messages"), number) if number else {}


def own_target(data: Json) -> Json:
    """The message that is to be logged, where it is by who asks: then it is logged as it stands."""
    user = part(data, "user") or part(part(data, "member"), "user")
    target = _target(data) if data.get("type") == COMMAND else {}
    mine = identity(part(target, "author").get("id"))
    return target if mine and mine == identity(user.get("id")) else {}


# --- windows ------------------------------------------------------------------------------------


def window_of(data: Json, me: str) -> Json | None:
    """The window to open instead of an answer; None for what is answered at once."""
    language = known_language(printable(data.get("locale"), 16))
    form = form_of(command_name(data))
    if form is not None and form[1].asks_text:
        return _window(SESSION, say(language, "window.session"), _lines(language))
    target = identity(part(data, "data").get("target_id"))
    if is_on_message(data) and meant_by(data) == SPOT and target:
        ours = int(identity(part(_target(data), "author").get("id")) == me)
        return _window(f"{SPOT} {target} {ours}", say(language, "window.spot"), _calls(language))
    return None


def window_key(data: Json) -> tuple[str, str, bool]:
    """What a window was for: the command, the message it is about, whether that is ours."""
    key = part(data, "data").get("custom_id")
    parts = key.split() if isinstance(key, str) and len(key) <= 100 else []
    if parts == [SESSION]:
        return SESSION, "", False
    target = decimal(parts[1]) if len(parts) == 3 and parts[0] == SPOT else None
    return (SPOT, str(target), parts[2] == "1") if target is not None else ("", "", False)


def answered_by(data: Json) -> str:
    """The message that a window is about: ours by its id, a person's as their `source`."""
    if data.get("type") != WINDOW:
        return ""
    _, target, ours = window_key(data)
    channel = identity(data.get("channel_id"))
    return target if ours or not target else f"dc:{channel}:{target}"


def _window(key: str, title: str, field: Label[Any]) -> Json:
    modal = Modal(title=title[:45], custom_id=key)
    modal.add_item(field)
    return modal.to_dict()


def _lines(language: str) -> Label[Any]:
    lines: TextInput[Any] = TextInput(
        style=TextStyle.paragraph, custom_id=FIELD, max_length=MOST_LINES,
        placeholder=say(language, "window.session.example")[:100],
    )  # fmt: skip
    label = say(language, "window.session.lines")
    return Label(text=label[:45], component=lines)


def _calls(language: str) -> Label[Any]:
    choices = [
        SelectOption(label=say(language, "effort.left", rir=each), value=each) for each in RESERVE
    ]
    calls: Select[Any] = discord.ui.Select(custom_id=FIELD, options=choices)
    return Label(text=say(language, "window.spot.left")[:45], component=calls)


def _submitted(data: Json) -> str:
    """What stands in a window that was sent, as a command with it."""
    command, _, _ = window_key(data)
    found = next(iter(_fields(part(data, "data").get("components"), MOST_DEPTH)), "")
    return words(f"/{command} {found.strip()}") if command and found.strip() else ""


def _fields(components: object, depth: int) -> Iterator[str]:
    """The values of our field among the parts of a window, however they are laid out."""
    for each in components[:MOST_PARTS] if isinstance(components, list) and depth else ():
        if not isinstance(each, dict):
            continue
        value, values = each.get("value"), each.get("values")
        if each.get("custom_id") == FIELD:
            if isinstance(value, str):
                yield value
            elif isinstance(values, list) and values and isinstance(values[0], str):
                yield values[0]
        yield from _fields([each.get("component")], depth - 1)
        yield from _fields(each.get("components"), depth - 1)
