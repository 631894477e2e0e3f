"""Settings: defaults, every problem at once, nothing secret shown; and the log without secrets."""

from __future__ import annotations

import io
import itertools
import logging
from pathlib import Path

import pytest

from bot.redaction import Redaction, log_fault
from bot.settings import (
    READERS,
    Settings,
    SettingsError,
    load_settings,
    platforms_configured,
    secrets_of,
)

TOKEN = "700000001:AAcanary-token-that-must-never-be-shown-0"
OTHER = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch, tmp_path):
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_defaults_are_those_of_the_example():
    lines = (Path(__file__).parents[2] / ".env.example").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    settings = load_settings()
    expected = {
        name.upper(): "" if (value := getattr(settings, name)) is None else value
        for name in Settings.model_fields
    }
    expected = {
        name: str(value).lower()
        if isinstance(value, bool)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
        for name, value in expected.items()
    }
    assert given == expected


def test_every_setting_is_read_as_what_its_default_is(monkeypatch):
    assert READERS.keys() == Settings.model_fields.keys()
    for name, each in Settings.model_fields.items():
        if each.default is not None:
            read = READERS[name](str(each.default))
            assert (type(read).__name__, read) == (each.type, each.default)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("TELEGRAM_RICH_TABLES", " Yes", True),
        ("TELEGRAM_RICH_TABLES", "off", False),
        ("SEND_PER_SECOND", " 2 ", 2.0),
        ("SEND_PER_SECOND", "1e2", 100.0),
        ("BACKUP_KEEP", "7.0", 7),
        ("HTTP_PORT", "+80", 80),
        ("http_port", "80", 80),
    ],
)
def test_values_as_people_write_them(monkeypatch, name, text, value):
    monkeypatch.setenv(name, text)
    assert getattr(load_settings(), name.lower()) == value


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("TELEGRAM_RICH_TABLES", "2", "must be true or false"),
        ("SEND_PER_SECOND", "fast", "must be a number"),
        ("SEND_PER_SECOND", "-0.1", "must be 0 (off) or more"),
        ("BACKUP_EVERY", "0.24", "must be 0 (off), or hours from 0.25 to 8784"),
        ("BACKUP_EVERY", "8785", "must be 0 (off), or hours from 0.25 to 8784"),
        ("BACKUP_KEEP", "7.5", "must be a whole number"),
        ("BACKUP_KEEP", "0", "must be a whole number from 1 to 1000"),
        ("HTTP_PORT", "65536", "must be 0 (off) or a port from 1 to 65535"),
    ],
)
def test_values_that_cannot_be(monkeypatch, name, text, said):
    monkeypatch.setenv(name, text)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.problems == (f"{name} {said}",)


def test_every_setting_of_the_example_has_a_line_of_why():
    lines = (Path(__file__).parents[2] / ".env.example").read_text().splitlines()
    for before, line in itertools.pairwise(lines):
        if line and not line.startswith("#"):
            assert before.startswith("# "), line


def test_the_file_is_read_and_the_environment_wins(monkeypatch):
    Path(".env").write_text(f"TELEGRAM_BOT_TOKEN={TOKEN}\nSEND_PER_CHAT=0\nLOG_LEVEL=debug\n")
    monkeypatch.setenv("SEND_PER_CHAT", "2.5")
    settings = load_settings()
    assert platforms_configured(settings) == ("telegram",)
    assert settings.send_per_chat == 2.5
    assert settings.log_level == "DEBUG"
    assert secrets_of(settings) == (TOKEN,)


@pytest.mark.parametrize("blank", ["", "  "])
def test_an_empty_value_is_not_set(monkeypatch, blank):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", blank)
    monkeypatch.setenv("DISCORD_BOT_TOKEN", blank)
    monkeypatch.setenv("LOG_LEVEL", "")
    settings = load_settings()
    assert platforms_configured(settings) == ()
    assert settings.log_level == "INFO"


def test_every_problem_is_named_at_once_and_no_value(monkeypatch):
    wrong = {
        "TELEGRAM_BOT_TOKEN": "12345:secret token",
        "TELEGRAM_API_URL": "ftp://user:hunter22@example.org",
        "DATABASE_URL": "mysql://me:hunter22@host/x",
        "LOG_LEVEL": "loud",
        "SEND_PER_SECOND": "nan",
        "SEND_PER_CHAT": "-1",
        "DISCORD_MESSAGE_CONTENT": "perhaps",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert {p.split()[0] for p in caught.value.problems} == set(wrong)
    text = str(caught.value) + repr(caught.value) + repr(caught.value.__context__)
    for value in ("secret token", "hunter22", "loud", "perhaps"):
        assert value not in text


def test_a_file_that_is_not_text(monkeypatch):
    Path(".env").write_bytes(b"LOG_LEVEL=\xff\xfe")
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings()


def test_settings_never_show_a_secret(monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hunter22@host/x")
    settings = load_settings()
    assert TOKEN not in repr(settings) + str(settings)
    assert "hunter22" not in repr(settings) + str(settings)
    assert secrets_of(settings) == (TOKEN, "hunter22")


@pytest.fixture
def log():
    """A logger whose records go through the redaction into a text."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(Redaction(["hunter22", "with/slash+plus"]))
    logger = logging.Logger("test", logging.DEBUG)
    logger.addHandler(handler)
    return logger, out


def test_no_secret_in_text_arguments_traceback_or_stack(log):
    logger, out = log
    logger.info("token %s and %s", TOKEN, OTHER)
    logger.info("https://api.telegram.org/bot%s/getMe password=hunter22", TOKEN)
    logger.info("quoted with%%2Fslash%%2Bplus")
    logger.info({"a": TOKEN})
    logger.info("wrong %d", TOKEN)
    try:
        raise ValueError(f"the token `{TOKEN}` was rejected, hunter22")
    except ValueError:
        fault = log_fault(logger, "it failed")
    logger.info("stack", stack_info=True)
    text = out.getvalue()
    assert f"fault {fault}" in text
    assert "ValueError: the token `[hidden]` was rejected, [hidden]" in text
    for secret in (TOKEN, OTHER, "hunter22", "with%2Fslash"):
        assert secret not in text


def test_ordinary_numbers_stay(log):
    logger, out = log
    logger.info("user 123456789 at 12:30, sent 140x8")
    assert out.getvalue() == "user 123456789 at 12:30, sent 140x8\n"
