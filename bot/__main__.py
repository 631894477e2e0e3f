"""The command line: run, chat, backup. Each command imports only what it needs."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib.metadata
import logging
import math
import os
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings

BAD_USE = 2  # the exit code for settings and arguments that cannot be followed


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command named by the arguments and give its exit code."""
    options = parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        with contextlib.suppress(KeyboardInterrupt):
            return int(options.command(options))
    except BrokenPipeError:  # whoever read the output has gone: nothing left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def parser() -> argparse.ArgumentParser:
    """Describe the commands and their arguments."""
    top = argparse.ArgumentParser(
        prog="spotter",
        description="A strength-training bot for Telegram, Discord and the terminal.",
    )
    version = importlib.metadata.version("spotter")
    top.add_argument("--version", action="version", version=f"spotter {version}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="start every platform that has a token")
    run.set_defaults(command=run_platforms)

    chat = commands.add_parser("chat", help="talk to the bot in this terminal")
    chat.add_argument("--user", metavar="NAME", default="you", help="who types (default: you)")
    chat.add_argument("--group", metavar="NAME", default="", help="type in a group of this name")
    chat.add_argument("--database", metavar="URL", help="instead of DATABASE_URL")
    chat.add_argument(
        "--now", metavar="ISO", type=moment, help="start the clock here; UTC where no zone is given"
    )
    chat.add_argument(
        "--step",
        metavar="SECONDS",
        type=seconds,
        default=timedelta(seconds=180),
        help="move a clock started with --now on by this after each line (default: 180)",
    )
    chat.add_argument("--json", action="store_true", help="print one JSON object per line typed")
    chat.set_defaults(command=open_chat)

    backup = commands.add_parser("backup", help="copy the database while the bot runs")
    backup.add_argument("file", metavar="FILE", type=Path, help="a file that does not exist yet")
    backup.add_argument("--database", metavar="URL", help="instead of DATABASE_URL")
    backup.set_defaults(command=back_up)
    return top


def moment(text: str) -> datetime:
    """Read an ISO time for argparse."""
    from bot.console_chat import read_moment

    try:
        return read_moment(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not an ISO time: {text!r}") from None


def seconds(text: str) -> timedelta:
    """Read a number of seconds, zero or more, for argparse."""
    try:
        count = float(text)
        if math.isfinite(count) and count >= 0:
            return timedelta(seconds=count)
    except (ValueError, OverflowError):
        pass
    raise argparse.ArgumentTypeError(f"not a number of seconds: {text!r}")


def run_platforms(options: argparse.Namespace) -> int:
    """Start every platform that has a token; with none, say so and open the terminal chat."""
    settings = settings_or_complaint()
    if settings is None:
        return BAD_USE
    from bot.settings import platforms_configured

    if platforms_configured(settings):
        from bot.app import run

        asyncio.run(run(settings))
        return 0
    say(
        "no TELEGRAM_BOT_TOKEN and no DISCORD_BOT_TOKEN is set: "
        "opening the chat in this terminal instead"
    )
    options = parser().parse_args(["chat"])
    return open_chat(options)


def open_chat(options: argparse.Namespace) -> int:
    """Talk in this terminal, or to whatever feeds it lines."""
    url = database_url(options.database)
    if url is None:
        return BAD_USE
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    return asyncio.run(talk(url, options))


async def talk(url: str, options: argparse.Namespace) -> int:
    """Open the store, hold the conversation, close the store."""
    from bot.console_chat import (
        Clock,
        Conversation,
        chat_from_pipe,
        chat_on_terminal,
    )
    from core.coach import Coach
    from core.store.engine import open_store

    store = await open_store(url)
    try:
        conversation = Conversation(
            Coach(store), Clock(options.now, options.step), options.user, options.group
        )
        if sys.stdin.isatty() and sys.stdout.isatty() and not options.json:
            sys.stdout.write(
                "Type a set, such as: squat 100x8 rir2\n"
                "Buttons are pressed with a colon: :undo. Ctrl-D leaves.\n\n"
            )
            await chat_on_terminal(conversation, history_beside(url))
        else:
            await chat_from_pipe(conversation, as_objects=options.json)
    finally:
        await store.close()
    return 0


def back_up(options: argparse.Namespace) -> int:
    """Copy the database to a file."""
    url = database_url(options.database)
    if url is None:
        return BAD_USE
    if options.file.exists():
        say(f"{options.file} exists already; nothing was written")
        return BAD_USE
    return asyncio.run(copy(url, options.file))


async def copy(url: str, file: Path) -> int:
    """Open the store and let it copy itself."""
    from core.store.engine import open_store

    store = await open_store(url)
    try:
        await store.backup(file)
    finally:
        await store.close()
    return 0


def history_beside(url: str) -> Path | None:
    """Name the file for the lines typed: beside a SQLite file, none for a server."""
    scheme, _, path = url.partition(":///")
    return Path(path).with_suffix(".history") if scheme == "sqlite" and path else None


def database_url(given: str | None) -> str | None:
    """Give the database's address: the one given, else the settings'; None after a complaint."""
    if given is not None:
        return given
    settings = settings_or_complaint()
    return None if settings is None else settings.database_url


def settings_or_complaint() -> Settings | None:
    """Load the settings, or write everything that is wrong with them to stderr."""
    from bot.settings import SettingsError, load_settings

    try:
        return load_settings()
    except SettingsError as error:
        say(str(error))
        return None


def say(text: str) -> None:
    """Tell the operator something, beside the conversation."""
    sys.stderr.write(f"spotter: {text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
