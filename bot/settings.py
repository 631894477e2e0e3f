"""Typed settings from the environment and `.env`; every problem is reported at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any, ClassVar
from urllib.parse import urlsplit

from bot.platforms.discord.shard_plan import read_shards
from bot.secret_files import CannotReadSecret, in_folders, named_in
from bot.setting_values import (
    LOG_LEVELS,
    SecretStr,
    address,
    database,
    hours,
    how_many_backups,
    levels_of_parts,
    long_path,
    long_secret,
    one_of,
    pace,
    port,
    public_address,
    token,
    yes_or_no,
)


class SettingsError(Exception):
    """Settings that cannot be used; `problems` holds one plain sentence each, no values."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("the settings cannot be used:\n" + "\n".join(f"  {p}" for p in problems))
        self.problems = problems


def _checked(check: Callable[[str], object]) -> Callable[[str], str]:
    """Take a text that something else can read, without the space around it."""

    def read(text: str) -> str:
        check(text)
        return text.strip()

    return read


@dataclass(frozen=True)
class Settings:
    """Everything an operator can set; names in the environment are the same in capitals."""

    model_fields: ClassVar[Mapping[str, Field[Any]]]  # by name, in this order

    telegram_bot_token: SecretStr | None = None
    telegram_api_url: str = "https://api.telegram.org"
    telegram_rich_tables: bool = False
    discord_bot_token: SecretStr | None = None
    discord_api_url: str = "https://discord.com/api/v10"
    discord_message_content: bool = False
    discord_shards: str = ""
    database_url: str = field(default="sqlite:///data/spotter.db", repr=False)
    log_level: str = "INFO"
    log_format: str = "text"
    log_levels: str = ""
    send_per_second: float = 30
    send_per_chat: float = 1
    send_per_group_minute: float = 18
    backup_every: float = 0
    backup_keep: int = 7
    backup_dir: str = ""
    http_host: str = "127.0.0.1"
    http_port: int = 0
    webhook_url: str = ""
    webhook_host: str = "127.0.0.1"
    webhook_port: int = 0
    webhook_path: str = field(default="", repr=False)
    webhook_secret: SecretStr | None = None
    target_database_url: str = field(default="", repr=False)


Settings.model_fields = {each.name: each for each in fields(Settings)}
READERS: Mapping[str, Callable[[str], object]] = {
    "telegram_bot_token": token,
    "telegram_api_url": address,
    "telegram_rich_tables": yes_or_no,
    "discord_bot_token": token,
    "discord_api_url": address,
    "discord_message_content": yes_or_no,
    "discord_shards": _checked(read_shards),
    "database_url": database,
    "log_level": one_of(*LOG_LEVELS),
    "log_format": one_of("text", "json"),
    "log_levels": _checked(levels_of_parts),
    "send_per_second": pace,
    "send_per_chat": pace,
    "send_per_group_minute": pace,
    "backup_every": hours,
    "backup_keep": how_many_backups,
    "backup_dir": str,
    "http_host": str,
    "http_port": port,
    "webhook_url": public_address,
    "webhook_host": str,
    "webhook_port": port,
    "webhook_path": long_path,
    "webhook_secret": long_secret,
    "target_database_url": str,
}


def load_settings(env_file: str | None = ".env") -> Settings:
    """Read the environment and the file. Raises SettingsError that names every problem at once.

    The environment first, then files that it names, then `.env`, then directories.
    """
    try:
        told = _told(env_file)
    except CannotReadSecret as error:
        raise SettingsError((str(error),)) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError((f"{env_file} cannot be read: it must be a UTF-8 text file",)) from None
    found, problems = dict[str, Any](), list[str]()
    for name, read in READERS.items():
        if name in told:
            try:
                found[name] = read(told[name])
            except ValueError as error:  # in our words, without the value
                problems.append(f"{name.upper()} {error}")
    settings = Settings(**found)
    if not problems and settings.webhook_port and not _webhook_is_whole(settings):
        problems.append("WEBHOOK_PORT needs WEBHOOK_URL, WEBHOOK_PATH and WEBHOOK_SECRET as well")
    if problems:
        raise SettingsError(tuple(problems))
    return settings


def _told(env_file: str | None) -> dict[str, str]:
    """Give the text of each setting that is set; empty is not set. Raises CannotReadSecret."""
    environment, in_file = _by_name(os.environ), _by_name(_variables_of(env_file))
    named = named_in({**in_file, **environment})
    return {**in_folders(), **in_file, **named, **environment}


def _by_name(variables: Mapping[str, str | None]) -> dict[str, str]:
    return {name.lower(): value for name, value in variables.items() if value}


def _variables_of(env_file: str | None) -> Mapping[str, str | None]:
    """Read `.env`. Raises OSError and UnicodeDecodeError."""
    if env_file is None or not os.path.exists(env_file):
        return {}
    from dotenv import dotenv_values  # where secrets are mounted, there is no such file

    return dotenv_values(env_file, encoding="utf-8")


def _webhook_is_whole(settings: Settings) -> bool:
    return bool(settings.webhook_url and settings.webhook_path and settings.webhook_secret)


def platforms_configured(settings: Settings) -> tuple[str, ...]:
    """List the platforms that have a token."""
    tokens = {"telegram": settings.telegram_bot_token, "discord": settings.discord_bot_token}
    return tuple(name for name, token in tokens.items() if token is not None)


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Every text that must never be written anywhere."""
    tokens = (settings.telegram_bot_token, settings.discord_bot_token)
    urls = (settings.database_url, settings.target_database_url)
    passwords = [urlsplit(url).password for url in urls]
    told = (*(t.get_secret_value() for t in tokens if t), *filter(None, passwords))
    webhook = (settings.webhook_path, settings.webhook_secret)
    return told + tuple(
        each.get_secret_value() if isinstance(each, SecretStr) else each for each in webhook if each
    )
