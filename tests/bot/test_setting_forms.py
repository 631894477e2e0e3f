"""What operators write by mistake: said by its name, with an example that can be used itself."""

from __future__ import annotations

import re

import pytest

from bot.setting_forms import EXAMPLES, same_place
from bot.settings import Settings, SettingsError, load_settings

TELEGRAM = "700000001:AAcanary-token-that-must-never-be-shown-0"
DISCORD = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"
WEBHOOK = {
    "WEBHOOK_PORT": "9110", "WEBHOOK_URL": "https://bot.example.org", "WEBHOOK_PATH": "p" * 16,
    "WEBHOOK_SECRET": "s" * 16, "HTTP_PORT": "9110",
}  # fmt: skip


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch, tmp_path):
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def problem(monkeypatch, **given):
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    [told] = caught.value.problems
    return told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", f"<{TELEGRAM}>"), ("TELEGRAM_BOT_TOKEN", f"bot{TELEGRAM}"),
        ("TELEGRAM_BOT_TOKEN", f"TELEGRAM_BOT_TOKEN={TELEGRAM}"),
        ("TELEGRAM_BOT_TOKEN", f"https://api.telegram.org/bot{TELEGRAM}"),
        ("DISCORD_BOT_TOKEN", f"Bot {DISCORD}"), ("DATABASE_URL", "data/spotter.db"),
        ("DATABASE_URL", "sqlite://data/spotter.db"), ("DATABASE_URL", "sqlite:data.db"),
        ("DATABASE_URL", "sqlite:///~/spotter.db"), ("DATABASE_URL", "sqlite:///$HOME/s.db"),
        ("DATABASE_URL", "jdbc:postgresql://x/y"), ("DATABASE_URL", "postgresql:/x/y"),
        ("DATABASE_URL", "mysql://x/y"), ("DATABASE_URL", "sqlite:///C:\new.db"),
        ("TARGET_DATABASE_URL", "spotter"), ("BACKUP_EVERY", "24h"), ("BACKUP_EVERY", "daily"),
        ("BACKUP_EVERY", "-1"), ("BACKUP_KEEP", "7 days"), ("BACKUP_KEEP", "0"),
        ("BACKUP_DIR", "~/backups"), ("BACKUP_DIR", "s3://bucket"), ("BACKUP_DIR", "$HOME/b"),
        ("HTTP_HOST", "http://127.0.0.1"), ("HTTP_HOST", "127.0.0.1:9110"), ("HTTP_HOST", "*"),
        ("HTTP_HOST", "300.1.1.1"), ("HTTP_HOST", "two words"), ("HTTP_HOST", "a" * 64),
        ("WEBHOOK_HOST", "https://bot.example.org"), ("HTTP_PORT", ":9110"), ("HTTP_PORT", "http"),
        ("LOG_LEVEL", "loud"), ("LOG_FORMAT", "xml"), ("SEND_PER_SECOND", "30/s"),
        ("DISCORD_MESSAGE_CONTENT", "perhaps"), ("DISCORD_API_URL", "discord.com"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_an_example_that_works(monkeypatch, name, value):
    told = problem(monkeypatch, **{name: value})
    assert told.startswith(f"{name} ")
    assert TELEGRAM not in told
    assert DISCORD not in told
    example = re.search(rf", such as {name}=(\S+)", told)
    assert example is not None, told
    monkeypatch.setenv(name, example[1])
    if not name.endswith("TOKEN"):  # those are cut short
        load_settings()


@pytest.mark.parametrize("example", EXAMPLES.items(), ids=lambda each: each[0])
def test_every_example_is_a_value_of_its_setting(monkeypatch, example):
    name, values = example
    for value in () if name.endswith("token") else values.split(" or "):
        monkeypatch.setenv(name.upper(), value)
        if name != "webhook_port":  # not alone
            load_settings()


def test_exchanged_tokens_are_refused_before_a_platform_sees_them(monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", DISCORD)
    monkeypatch.setenv("DISCORD_BOT_TOKEN", TELEGRAM)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    first, second = caught.value.problems
    assert "TELEGRAM_BOT_TOKEN holds a token of Discord: write it after DISCORD_BOT_TOKEN" in first
    assert "DISCORD_BOT_TOKEN holds a token of Telegram: write it after TELEGRAM_BOT" in second


@pytest.mark.parametrize("quote", ['"{}"', "'{}'"])
@pytest.mark.parametrize(
    ("name", "value"), [("HTTP_PORT", "9110"), ("DATABASE_URL", "sqlite:///a.db")]
)
def test_quotes_that_docker_leaves_in_place_are_named(monkeypatch, quote, name, value):
    assert "the quotes around it" in problem(monkeypatch, **{name: quote.format(value)})


@pytest.mark.parametrize("space", ["{}\n", "\ufeff{}", " {} ", "{}\r\n", "\u200b{}"])
def test_what_surrounds_a_secret_unseen_is_left_out(monkeypatch, space):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", space.format(TELEGRAM))
    monkeypatch.setenv("DATABASE_URL", space.format("sqlite:///a.db"))
    settings = load_settings()
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == TELEGRAM
    assert settings.database_url == "sqlite:///a.db"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("postgres://u:p@h/x", "postgresql://u:p@h/x"),
        ("postgresql+asyncpg://u@h/x", "postgresql://u@h/x"),
        ("POSTGRESQL://u@h/X", "postgresql://u@h/X"),
        ("sqlite+aiosqlite:////A/b.db", "sqlite:////A/b.db"),
    ],
)
def test_addresses_as_others_write_them(monkeypatch, written, meant):
    monkeypatch.setenv("DATABASE_URL", written)
    assert load_settings().database_url == meant


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("127.0.0.1", "127.0.0.1", True), ("0.0.0.0", "127.0.0.1", True),  # noqa: S104
        ("127.0.0.1", "0.0.0.0", True), ("localhost", "127.0.0.1", True), ("::", "::1", True),  # noqa: S104
        ("localhost", "::", True), ("127.0.0.1", "127.0.0.2", False), ("::1", "127.0.0.1", False),
        ("inside", "INSIDE", True), ("inside", "outside", False), ("::", "127.0.0.1", False),
    ],
)  # fmt: skip
def test_two_hosts_share_a_port_or_not(one, other, same):
    assert same_place(one, other) is same


@pytest.mark.parametrize(
    ("hosts", "ports", "refused"),
    [
        (("127.0.0.1", "127.0.0.1"), (9110, 9110), True),
        (("0.0.0.0", "127.0.0.1"), (9110, 9110), True),  # noqa: S104
        (("127.0.0.1", "127.0.0.1"), (9110, 9111), False),
        (("127.0.0.1", "127.0.0.2"), (9110, 9110), False),
    ],
)
def test_one_port_for_health_and_webhook_is_refused(monkeypatch, hosts, ports, refused):
    given = {**WEBHOOK, "HTTP_HOST": hosts[0], "WEBHOOK_HOST": hosts[1],
             "HTTP_PORT": str(ports[0]), "WEBHOOK_PORT": str(ports[1])}  # fmt: skip
    if refused:
        told = problem(monkeypatch, **given)
        assert (
            told == "WEBHOOK_PORT must be another port than HTTP_PORT: 9110 for that, 8080 for this"
        )
        return
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    load_settings()


@pytest.mark.parametrize(
    ("url", "api", "words"),
    [
        ("http://bot.example.org", "", "begins with https://"),
        ("https://bot.example.org:8080", "", "443, 80, 88, 8443"),
        ("https://bot.example.org:8443", "", ""),
        ("http://10.0.0.1:8080", "http://127.0.0.1:8081", ""),  # a Bot API server of one's own
    ],
)
def test_telegram_calls_an_address_of_the_web(monkeypatch, url, api, words):
    given = {**WEBHOOK, "HTTP_PORT": "0", "WEBHOOK_URL": url, "TELEGRAM_API_URL": api}
    if words:
        told = problem(monkeypatch, **given)
        assert words in told
        assert "such as https://bot.example.org" in told
        return
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    load_settings()
