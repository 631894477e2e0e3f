"""Secrets from files: named, in a directory, of systemd; what is given twice or is not there."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from bot.secret_files import LONGEST, SECRETS
from bot.settings import Settings, SettingsError, load_settings, secrets_of

TOKEN = "700000001:AAcanary-token-that-must-never-be-shown-0"
OTHER = "700000002:AAcanary-token-that-must-never-be-shown-0"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    names = [*(name.upper() for name in Settings.model_fields), "SECRETS_DIR"]
    for name in (*names, *(f"{name}_FILE" for name in names), "CREDENTIALS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def token() -> str:
    found = load_settings().telegram_bot_token
    return found.get_secret_value() if found else ""


def problems() -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return caught.value.problems


@pytest.mark.parametrize("in_env_file", [True, False])
def test_a_file_is_named(monkeypatch: pytest.MonkeyPatch, in_env_file: bool) -> None:
    Path("token").write_text(f"{TOKEN}\n")
    if in_env_file:
        Path(".env").write_text("TELEGRAM_BOT_TOKEN=\nTELEGRAM_BOT_TOKEN_FILE=token\n")
    else:
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", "token")
    assert token() == TOKEN
    assert secrets_of(load_settings()) == (TOKEN,)


def test_the_database_too(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("url").write_text("postgresql://me:hunter22@host/name\n")
    monkeypatch.setenv("DATABASE_URL_FILE", "url")
    assert load_settings().database_url == "postgresql://me:hunter22@host/name"
    assert "hunter22" not in repr(load_settings())


@pytest.mark.parametrize("folder", ["SECRETS_DIR", "CREDENTIALS_DIRECTORY"])
@pytest.mark.parametrize("name", ["telegram_bot_token", "TELEGRAM_BOT_TOKEN"])
def test_a_directory_of_secrets(monkeypatch: pytest.MonkeyPatch, folder: str, name: str) -> None:
    Path("secrets").mkdir()
    Path("secrets", name).write_text(TOKEN)
    Path("secrets", "else").write_text("mine")
    monkeypatch.setenv(folder, "secrets")
    assert token() == TOKEN


def test_what_is_nearer_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("secrets").mkdir()
    Path("secrets", "telegram_bot_token").write_text(OTHER)
    monkeypatch.setenv("SECRETS_DIR", "secrets")
    assert token() == OTHER
    Path(".env").write_text(f"TELEGRAM_BOT_TOKEN={TOKEN}\n")
    assert token() == TOKEN
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", OTHER)
    assert token() == OTHER


def test_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("token").write_text(TOKEN)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", "token")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", OTHER)
    assert problems() == ("TELEGRAM_BOT_TOKEN_FILE and TELEGRAM_BOT_TOKEN are both set: keep one",)


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot be read (No such"), (b"\xff\xfe", "no UTF-8"), (b" \n", "is empty"),
     (b"x" * (LONGEST + 1), "too long")],
)  # fmt: skip
def test_a_file_that_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, content: bytes | None, said: str
) -> None:
    if content is not None:
        Path("token").write_bytes(content)
    monkeypatch.setenv("DISCORD_BOT_TOKEN_FILE", "./here/../token" if content is None else "token")
    (problem,) = problems()
    assert problem.startswith("DISCORD_BOT_TOKEN_FILE names ")
    assert said in problem


@pytest.mark.parametrize(
    ("name", "secret"),
    [("TELEGRAM_BOT_TOKEN", TOKEN), ("DATABASE_URL", "postgresql://me:hunter22@host/name"),
     ("WEBHOOK_SECRET", "x" * 300), ("WEBHOOK_SECRET", "hunter22hunter22")],
)  # fmt: skip
def test_a_secret_in_the_place_of_its_file_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, secret: str
) -> None:
    monkeypatch.setenv(f"{name}_FILE", secret)
    (problem,) = problems()
    assert problem.startswith(f"{name}_FILE names no file that is here")
    assert secret[-8:] not in problem


@pytest.mark.parametrize("as_utf_8_of_windows", [True, False])
def test_a_mark_before_the_text_belongs_to_no_token(
    monkeypatch: pytest.MonkeyPatch, as_utf_8_of_windows: bool
) -> None:
    form = "utf-8-sig" if as_utf_8_of_windows else "utf-8"
    Path("token").write_bytes(f"{TOKEN}\r\n".encode(form))
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", "token")
    assert token() == TOKEN


def test_a_pipe_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo("pipe")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", "pipe")
    assert problems() == ("TELEGRAM_BOT_TOKEN_FILE names pipe, which is no plain file",)


@pytest.mark.parametrize("folder", ["SECRETS_DIR", "CREDENTIALS_DIRECTORY"])
@pytest.mark.parametrize("link", [True, False])
def test_what_is_called_like_a_secret_and_is_none(
    monkeypatch: pytest.MonkeyPatch, folder: str, link: bool
) -> None:
    Path("secrets").mkdir()
    place = Path("secrets/telegram_bot_token")
    if link:
        place.symlink_to("nowhere")
    else:
        place.mkdir()  # Docker does, where the file to be mounted is missing
    monkeypatch.setenv(folder, "secrets")
    (problem,) = problems()
    assert problem.startswith(f"{folder} names {place}, which ")


def test_a_directory_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRETS_DIR", "nowhere")
    assert problems() == ("SECRETS_DIR names nowhere, which is no directory",)
    monkeypatch.setenv("SECRETS_DIR", "x" * 5000)
    (problem,) = problems()
    assert problem.startswith("SECRETS_DIR names")
    monkeypatch.setenv("SECRETS_DIR", "closed")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "iterdir", _denied)  # root may read every directory
        Path("closed").mkdir()
        assert problems() == ("SECRETS_DIR names closed, which cannot be read (Permission denied)",)


def _denied(_: Path) -> object:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def test_every_secret_is_a_setting() -> None:
    assert set(SECRETS) <= Settings.model_fields.keys()


def test_make_run_makes_the_env_file_private() -> None:
    makefile = (Path(__file__).parents[2] / "Makefile").read_text(encoding="utf-8")
    run = makefile.partition("\nrun: ")[2].partition("\n\n")[0]
    assert run.index("chmod go-rwx .env") < run.index("spotter run")
