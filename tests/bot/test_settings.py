"""Settings: defaults, every problem at once, nothing secret shown; and the log without secrets."""

from __future__ import annotations

import io
import itertools
import logging
from pathlib import Path

import pytest

from bot.redaction import Redaction, log_fault
from bot.settings import Settings, SettingsError, load_settings, platforms_configured, secrets_of

pytestmark = pytest.mark.usefixtures("bare_environment")

TOKEN = "700000001:AAcanary-token-that-must-never-be-shown-0"
OTHER = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"


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


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_an_env_file_that_is_none(kind):
    if kind == "folder":  # Docker makes one where the file to be mounted is missing
        Path(".env").mkdir()
    else:
        Path(".env").symlink_to("nowhere")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (f'LOG_LEVEL=INFO\nTELEGRAM_BOT_TOKEN="{TOKEN}\n', 2),
        (f"TELEGRAM_BOT_TOKEN: {TOKEN}\n", 1),
        (f"TELEGRAM_BOT_TOKEN={TOKEN[:20]}\n{TOKEN[20:]}\n", 2),  # copied from two lines
        (f"[spotter]\nTELEGRAM_BOT_TOKEN={TOKEN}\n", 1),
        ("TELEGRAM_BOT_TOKEN\n", 1),
    ],
)
def test_a_line_that_cannot_be_read_is_not_passed_over(content, line):
    Path(".env").write_text(content)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert f".env, line {line}: " in str(caught.value)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    "around", ['"{}"', "'{}'", "<{}>", "\u201c{}\u201d", "bot {}", "{} # mine"]
)
def test_a_token_is_bare(monkeypatch, around):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", around.format(TOKEN))
    with pytest.raises(SettingsError, match="without spaces or quotes"):
        load_settings()


@pytest.mark.parametrize("url", ["http://[", "http://host:port", "http://host:0", "https://"])
def test_an_address_that_is_none(monkeypatch, url):
    monkeypatch.setenv("TELEGRAM_API_URL", url)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    (problem,) = caught.value.problems
    assert problem == (
        "TELEGRAM_API_URL must be an address that begins with http:// or https://, such as "
        "TELEGRAM_API_URL=https://api.telegram.org"
    )


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:hunter22[x@host/x",
        "postgresql://me:hunter22/x@host/x",
        "postgresql://me:hunter22#x@host/x",
        "postgresql://me:a@hunter22@host/x",
        "postgresql://me@host/x?password=hunter22",
        "postgresql://me:hunter22@[::1/x",
        "postgresql://me:hunter%3222@host/x",
    ],
)
def test_a_password_is_hidden_however_an_address_is_written(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    hidden = Redaction(secrets_of(load_settings()))
    assert "hunter" not in hidden.clean(f"no answer from {url}").replace("[hidden]", "")


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
