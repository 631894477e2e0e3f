"""Secrets from files: `TELEGRAM_BOT_TOKEN_FILE` names one, `SECRETS_DIR` a directory of them.

For Docker and Kubernetes, which mount secrets as files, and for systemd, which names its directory
in `CREDENTIALS_DIRECTORY`. A file is seen by fewer people than arguments or an environment.
"""

from __future__ import annotations

import os
import stat
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
LONGEST_PATH = 255  # letters of a path that are told
LONGEST = 64 << 10  # bytes: no secret is as long


class CannotReadSecret(Exception):
    """A file that was named cannot be read; says which setting, not what is in it."""


def read_secret(file: Path, setting: str) -> str:
    """Read a file without the space around its content. Raises CannotReadSecret."""
    try:
        if not stat.S_ISREG(file.stat().st_mode):  # a pipe would be waited for
            raise CannotReadSecret(f"{setting} names {file}, which is no plain file")
        with file.open("rb") as opened:
            content = opened.read(LONGEST + 1)
        if len(content) > LONGEST:
            raise CannotReadSecret(f"{setting} names {file}, which is too long for a secret")
        return content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise CannotReadSecret(f"{setting} names {file}, which is no UTF-8 text") from None
    except (OSError, ValueError) as error:  # a null byte in its name
        raise _not_read(setting, file, error) from None


def _not_read(setting: str, path: Path, error: OSError | ValueError) -> CannotReadSecret:
    """Say why; where no path stands the secret itself may have been written there: not shown."""
    text, why = str(path), getattr(error, "strerror", None) or "it is no name of a file"
    if not _is_there(path) and (os.sep not in text or ":/" in text or len(text) > LONGEST_PATH):
        said = "names no file that is here (not shown: it may be the secret itself)"
        return CannotReadSecret(f"{setting} {said}")
    return CannotReadSecret(f"{setting} names {path}, which cannot be read ({why})")


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


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
        """Read what is there; a file that is not there is no fault. Raises CannotReadSecret.

        A folder of such a name is one: Docker makes it where the file to be mounted is missing.
        """
        found: dict[str, Any] = {}
        for folder in FOLDERS:
            place = os.environ.get(folder, "").strip()
            if not place:
                continue
            names = _names_in(Path(place), folder)
            for name in SECRETS:
                for called in (name, name.upper()):
                    if name not in found and called in names:
                        found[name] = read_secret(Path(place) / called, folder)
        return {name: secret for name, secret in found.items() if secret}


def _names_in(folder: Path, setting: str) -> set[str]:
    """List a directory. Raises CannotReadSecret; what systemd names may be gone already."""
    try:
        return {each.name for each in folder.iterdir()}
    except (NotADirectoryError, FileNotFoundError) as error:
        if isinstance(error, FileNotFoundError) and setting != "SECRETS_DIR":
            return set()
        raise CannotReadSecret(f"{setting} names {folder}, which is no directory") from None
    except (OSError, ValueError) as error:
        raise _not_read(setting, folder, error) from None


def _variables(source: PydanticBaseSettingsSource) -> dict[str, str | None]:
    """Give the variables that a source has read, by names in small letters."""
    read = getattr(source, "env_vars", {})
    return {str(name).lower(): value for name, value in dict(read).items()}
