"""Secrets from files: `TELEGRAM_BOT_TOKEN_FILE` names one, `SECRETS_DIR` a directory of them.

For Docker and Kubernetes, which mount secrets as files, and for systemd, which names its directory
in `CREDENTIALS_DIRECTORY`. A file is seen by fewer people than arguments or an environment.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

# What may come from a file: all else is no secret.
SECRETS = (
    "telegram_bot_token", "discord_bot_token", "database_url", "target_database_url",
    "webhook_path", "webhook_secret",
)  # fmt: skip
FOLDERS = ("SECRETS_DIR", "CREDENTIALS_DIRECTORY")
LONGEST = 64 << 10  # bytes: no secret is as long


class CannotReadSecret(Exception):
    """A file that was named cannot be read; says which setting, not what is in it."""


def read_secret(file: Path, setting: str) -> str:
    """Read a file without the space around its content. Raises CannotReadSecret."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LONGEST + 1)
        if len(content) > LONGEST:
            raise CannotReadSecret(f"{setting} names {file}, which is too long for a secret")
        return content.decode("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise CannotReadSecret(f"{setting} names {file}, which cannot be read") from None


class _Files(PydanticBaseSettingsSource):
    """What both kinds have in common: a mapping made at once."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Nothing field by field."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """Give what was found, by the names of the settings."""
        return {}


class NamedFiles(_Files):
    """`NAME_FILE` in the environment or in `.env`: the setting NAME is what the file holds."""

    def __init__(
        self,
        settings: type[BaseSettings],
        env: PydanticBaseSettingsSource,
        dotenv: PydanticBaseSettingsSource,
    ) -> None:
        super().__init__(settings)
        self._variables = {**_variables(dotenv), **_variables(env)}
        self._set = {name for name in SECRETS if os.environ.get(name.upper(), "").strip()}

    def __call__(self) -> dict[str, Any]:
        """Read the files that are named. Raises CannotReadSecret, also where both are given."""
        found = {}
        for name in SECRETS:
            file = (self._variables.get(f"{name}_file") or "").strip()
            if not file:
                continue
            setting = f"{name.upper()}_FILE"
            if name in self._set or (self._variables.get(name) or "").strip():
                raise CannotReadSecret(f"{setting} and {name.upper()} are both set: keep one")
            if not (secret := read_secret(Path(file), setting)):
                raise CannotReadSecret(f"{setting} names {file}, which is empty")
            found[name] = secret
        return found


class SecretFolders(_Files):
    """A directory whose files are called like the settings, in small letters or in capitals."""

    def __call__(self) -> dict[str, Any]:
        """Read what is there; a file that is not there is no fault. Raises CannotReadSecret."""
        found: dict[str, Any] = {}
        for folder in FOLDERS:
            place = os.environ.get(folder, "").strip()
            if not place:
                continue
            if folder == "SECRETS_DIR" and not Path(place).is_dir():
                raise CannotReadSecret(f"SECRETS_DIR names {place}, which is no directory")
            for name in SECRETS:
                for called in (name, name.upper()):
                    file = Path(place) / called
                    if name not in found and file.is_file():
                        found[name] = read_secret(file, folder)
        return {name: secret for name, secret in found.items() if secret}


def _variables(source: PydanticBaseSettingsSource) -> dict[str, str | None]:
    """Give the variables that a source has read, by names in small letters."""
    read = getattr(source, "env_vars", {})
    return {str(name).lower(): value for name, value in dict(read).items()}
