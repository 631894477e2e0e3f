"""Typed settings from the environment and `.env`; every problem is reported at once."""

from __future__ import annotations

import math
import os
import re
from typing import Annotated, Literal, get_args

from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.env_file import lines_not_read
from bot.platforms.discord.shard_plan import read_shards
from bot.secret_files import CannotReadSecret, NamedFiles, SecretFolders
from bot.setting_forms import (
    EXAMPLES,
    MAKE_ONE,
    TELEGRAM_API,
    bare_token,
    called_by_telegram,
    database_address,
    host,
    is_address,
    plain_path,
    same_place,
)

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]

WHOLE = "webhook_port as a whole"  # what several settings say together: of a webhook alone
PLAIN_WORDS = {  # pydantic's kind of problem -> what to tell the operator
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "float_parsing": "must be a number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "literal_error": "must be one of {expected}",
}


class SettingsError(Exception):
    """Settings that cannot be used; `problems` holds one plain sentence each, no values."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("the settings cannot be used:\n" + "\n".join(f"  {p}" for p in problems))
        self.problems = problems


def _upper(value: object) -> object:
    """Take a word in any case."""
    return value.strip().upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    """Take a word in any case."""
    return value.strip().lower() if isinstance(value, str) else value


def levels_of_parts(text: str) -> dict[str, str]:
    """Read `spotter.sender=DEBUG,discord=INFO`. Raises ValueError."""
    found = {}
    for each in filter(None, (part.strip() for part in text.split(","))):
        name, _, level = (word.strip() for word in each.partition("="))
        if not re.fullmatch(r"[A-Za-z_][\w.]*", name) or level.upper() not in get_args(LogLevel):
            raise ValueError("must be like spotter.sender=DEBUG,discord=INFO")
        found[name] = level.upper()
    return found


class Settings(BaseSettings):
    """Everything an operator can set; names in the environment are the same in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    telegram_bot_token: SecretStr | None = None
    telegram_api_url: str = TELEGRAM_API
    telegram_rich_tables: bool = False
    discord_bot_token: SecretStr | None = None
    discord_api_url: str = "https://discord.com/api/v10"
    discord_message_content: bool = False
    discord_shards: str = ""
    database_url: str = Field(default="sqlite:///data/spotter.db", repr=False)
    log_level: Annotated[LogLevel, BeforeValidator(_upper)] = "INFO"
    log_format: Annotated[Literal["text", "json"], BeforeValidator(_lower)] = "text"
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
    webhook_path: str = Field(default="", repr=False)
    webhook_secret: SecretStr | None = None
    target_database_url: str = Field(default="", repr=False)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take the environment first, then files that it names, then `.env`, then directories."""
        named = NamedFiles(settings_cls, env_settings, dotenv_settings)
        return init_settings, env_settings, named, dotenv_settings, SecretFolders(settings_cls)

    @field_validator("telegram_bot_token", "discord_bot_token")
    @classmethod
    def _token_is_of_its_platform(
        cls, token: SecretStr | None, field: ValidationInfo
    ) -> SecretStr | None:
        """Take a token as it was copied; refuse one of the other platform."""
        platform = str(field.field_name).partition("_")[0]
        text = bare_token(platform, token.get_secret_value()) if token is not None else ""
        return SecretStr(text) if text else None

    @field_validator("telegram_api_url", "discord_api_url")
    @classmethod
    def _address_is_http(cls, url: str) -> str:
        """Take a base address without the slash at its end."""
        if not is_address(url.strip()):
            raise ValueError("must be an address that begins with http:// or https://")
        return url.strip().rstrip("/")

    @field_validator("database_url", "target_database_url")
    @classmethod
    def _database_is_known(cls, url: str, field: ValidationInfo) -> str:
        """Take the two databases there are."""
        if field.field_name != "database_url" and not url.strip():
            return ""
        return database_address(url)

    @field_validator("http_host", "webhook_host")
    @classmethod
    def _host_is_one(cls, text: str) -> str:
        """Take an address or a name of this machine."""
        return host(text)

    @field_validator("backup_dir")
    @classmethod
    def _folder_is_one(cls, path: str) -> str:
        """Take a folder as the system names it."""
        return plain_path(path.strip())

    @field_validator("send_per_second", "send_per_chat", "send_per_group_minute")
    @classmethod
    def _pace_is_finite(cls, pace: float) -> float:
        """Take a pace of zero (off) or more."""
        if not math.isfinite(pace) or pace < 0:
            raise ValueError("must be 0 (off) or more")
        return pace

    @field_validator("discord_shards")
    @classmethod
    def _shards_can_be_read(cls, text: str) -> str:
        """Take `auto`, or a range of shards."""
        read_shards(text)
        return text.strip()

    @field_validator("webhook_url")
    @classmethod
    def _webhook_is_https(cls, url: str) -> str:
        """Take the public address without the slash at its end; Telegram calls https alone."""
        if url.strip() and not is_address(url.strip()):
            raise ValueError("must be the public address, https://...")
        return url.strip().rstrip("/")

    @field_validator("webhook_path")
    @classmethod
    def _path_is_long(cls, path: str) -> str:
        """Take a path nobody guesses."""
        path = path.strip().strip("/")
        if path and not re.fullmatch(r"[A-Za-z0-9_-]{16,128}", path):
            raise ValueError(f"must be 16 to 128 letters, digits, - and _: {MAKE_ONE}")
        return path

    @field_validator("webhook_secret")
    @classmethod
    def _secret_is_long(cls, secret: SecretStr | None) -> SecretStr | None:
        """Take what Telegram allows in its header, long enough that nobody guesses it."""
        text = secret.get_secret_value().strip() if secret else ""
        if text and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", text):
            raise ValueError(f"must be 16 to 256 letters, digits, - and _: {MAKE_ONE}")
        return SecretStr(text) if text else None

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> Settings:
        """See that a webhook has all it needs, or nothing."""
        needed = (self.webhook_url, self.webhook_path, self.webhook_secret)
        if not self.webhook_port:
            return self
        if not all(needed):
            raise ValueError("needs WEBHOOK_URL, WEBHOOK_PATH and WEBHOOK_SECRET as well")
        if self.webhook_port == self.http_port and same_place(self.webhook_host, self.http_host):
            raise ValueError("must be another port than HTTP_PORT: 9110 for that, 8080 for this")
        if self.telegram_api_url == TELEGRAM_API and (why := called_by_telegram(self.webhook_url)):
            raise ValueError(f"needs a WEBHOOK_URL that {why}, such as https://bot.example.org")
        return self

    @field_validator("log_levels")
    @classmethod
    def _levels_can_be_read(cls, text: str) -> str:
        """Take levels of parts of the log."""
        levels_of_parts(text)
        return text.strip()

    @field_validator("http_port", "webhook_port")
    @classmethod
    def _port_is_one(cls, port: int) -> int:
        """Take a port, or 0 (off)."""
        if not 0 <= port <= 65535:
            raise ValueError("must be 0 (off) or a port from 1 to 65535")
        return port

    @field_validator("backup_every")
    @classmethod
    def _hours_are_finite(cls, hours: float) -> float:
        """Take a number of hours, zero (off) or a quarter of an hour at least, a year at most."""
        if not math.isfinite(hours) or hours < 0 or (hours and not 0.25 <= hours <= 8784):
            raise ValueError("must be 0 (off), or hours from 0.25 to 8784")
        return hours

    @field_validator("backup_keep")
    @classmethod
    def _something_is_kept(cls, count: int) -> int:
        """Take how many backups stay: one at least."""
        if not 1 <= count <= 1000:
            raise ValueError("must be a whole number from 1 to 1000")
        return count


def load_settings(env_file: str | None = ".env") -> Settings:
    """Read the environment and the file. Raises SettingsError that names every problem at once."""
    try:
        if unread := lines_not_read(env_file):
            raise SettingsError(unread)
        return Settings(_env_file=env_file)  # type: ignore[call-arg]  # known at run time only
    except ValidationError as error:
        problems = error.errors(include_input=False, include_url=False)
    except CannotReadSecret as error:
        raise SettingsError((str(error),)) from None
    except (OSError, UnicodeDecodeError):  # of the file: secrets have an error of their own
        raise SettingsError((f"{env_file} cannot be read: it must be a UTF-8 text file",)) from None
    # outside the except block: the validation error holds the values, secrets included
    raise SettingsError(
        tuple(
            _plain(
                str((*p["loc"], WHOLE)[0]),
                p["type"],
                p["msg"],
                str(p.get("ctx", {}).get("expected", "")),
            )
            for p in problems
        )
    )


def _plain(name: str, kind: str, text: str, expected: str) -> str:
    """One problem in plain words, with an example, without the value."""
    choices = expected.replace("'", "").replace(" or ", ", ")
    said = PLAIN_WORDS.get(kind, "").format(expected=choices) or text.removeprefix("Value error, ")
    example = EXAMPLES.get(name, "") if name != WHOLE else ""
    name = name.removesuffix(" as a whole")
    given = os.environ.get(name.upper(), "").strip()
    if len(given) > 1 and given[0] == given[-1] and given[0] in "'\"":
        said += " (the quotes around it were read as a part of it)"
    return f"{name.upper()} {said}" + (f", such as {name.upper()}={example}" if example else "")


def platforms_configured(settings: Settings) -> tuple[str, ...]:
    """List the platforms that have a token."""
    tokens = {"telegram": settings.telegram_bot_token, "discord": settings.discord_bot_token}
    return tuple(name for name, token in tokens.items() if token is not None)


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Every text that must never be written anywhere."""
    from core.store.address import passwords_in  # what asks for no secret needs no SQLAlchemy

    tokens = (settings.telegram_bot_token, settings.discord_bot_token)
    urls = (settings.database_url, settings.target_database_url)
    passwords = [each for url in urls if url for each in passwords_in(url)]
    told = (*(t.get_secret_value() for t in tokens if t), *passwords)
    webhook = (settings.webhook_path, settings.webhook_secret)
    return told + tuple(
        each.get_secret_value() if isinstance(each, SecretStr) else each for each in webhook if each
    )
