"""Names, notes and whatever else people type call nobody and lead nowhere, on both platforms."""

from __future__ import annotations

import html
import re

import pytest

from bot.platforms.discord.render import pieces
from bot.platforms.discord.send import RenderedMessage
from bot.platforms.telegram.plain_text import JOINER, unlinked
from bot.platforms.telegram.render import html_parts, units
from core.handlers.groups import plain_name
from core.messages import Reply
from core.store.engine import Store
from tests.gym import GYM, Gym

# What Telegram's server finds in a text (tdlib, MessageEntity.cpp), a little more than that.
FOUND_BY_TELEGRAM = (
    r"(?<![\w])@\w{2,}", r"(?<!\w)#\w*[^\W\d_]\w*", r"(?<!\w)\$[A-Z]{1,8}\b",
    r"(?<![\w<>/])/\w{1,64}(@\w+)?", r"\w+://\S+", r"[\w-]+(\.[\w-]+)*\.[^\W\d_]{2,}",
    r"\S+@[\w.-]+",
)  # fmt: skip
NAMES = (
    "@ann", "@@ann", "a@ann", "@\u200bann", "(@ann)", "@ann @ben", "@everyone", "@here",
    "<@123456789012345678>", "<@!123>", "<@&123>", "<#123>", "</join:123>", "@\u0430nn", "@_ann_",
    "t.me/evil", "https://t.me/evil", "http://10.0.0.1/x", "tg://resolve?domain=x", "evil.example",
    "www.evil.com", "me@evil.com", "#ann", "#\u00fcbung", "$USD", "/start@evil_bot", "/evil",
    "/joinx", "ann/evil", "evil.\u043f\u0440\u0438\u043c\u0435\u0440", "discord.gg/evil",
    "[x](https://evil.com)",
    "https://evil.com/*x*", "ann\u3002com",
)  # fmt: skip
OURS = ("/join", "/share nothing", "Type /log squat 140x8.", "(/leave)", "/forget_me", "/settings")
NUMBERS = (
    "62.5 kg x 5",
    "3 x 6-10 at 100 kg, 1-3 left",
    "#1",
    "5/3/1",
    "1.5 left",
    "e.g. 3",
    "a/b",
    "$5",
)


def found(text: str) -> list[str]:
    """What Telegram would make a link of, our own commands left out."""
    hits = [hit[0] for each in FOUND_BY_TELEGRAM for hit in re.finditer(each, text)]
    return [each for each in hits if each not in ("/join", "/share", "/leave", "/challenge")]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("around", ["{}", "Training today: {}.", "\u00ab{}\u00bb: 5", "Ann, {}"])
def test_telegram_finds_nothing_in_what_people_typed(name: str, around: str) -> None:
    text = around.format(name)
    reply = Reply(lines=(text,), title=text)
    for part in html_parts(reply):
        plain = html.unescape(re.sub(r"</?b>", "", part))
        assert not found(plain), found(plain)
        assert plain.replace(JOINER, "") == f"{text}\n{text}"


@pytest.mark.parametrize("text", [*OURS, *NUMBERS])
def test_our_own_commands_and_numbers_stay(text: str) -> None:
    assert unlinked(text) == text


def test_a_line_is_measured_with_its_joiners() -> None:
    (first, *more) = html_parts(Reply(lines=("@ann " * 1200,)))
    assert more
    assert all(units(each) <= 4096 for each in (first, *more))


def test_columns_stay_aligned() -> None:
    (part,) = html_parts(Reply(table=(("Name", "Hits"), ("@ann", "5"), ("ben", "15"))))
    assert JOINER not in part
    assert part.startswith("<pre>")


@pytest.mark.parametrize("name", NAMES)
def test_discord_calls_nobody(name: str) -> None:
    for piece in pieces(Reply(lines=(name,), title=f"{name}: 5")):
        assert not re.search(r"(?<!\\)<[@#:/]", piece), piece
        assert not re.search(r"@(everyone|here)", piece)
        assert "://" not in piece
        assert "discord.gg/" not in piece
    assert RenderedMessage((name,)).part(0).payload["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize(
    ("name", "shown"),
    [("/leave", "\u2215leave"), ("a\nb", "a b"), ("AC/DC", "AC/DC"), ("", "?"), ("Ann", "Ann")],
)
def test_no_name_is_a_command_to_tap(name: str, shown: str) -> None:
    assert plain_name(name) == shown


@pytest.mark.parametrize("name", ["@ann", "/leave", "t.me/ann", "#ann"])
async def test_a_name_on_a_board_leads_nowhere(sqlite_store: Store, name: str) -> None:
    gym = Gym(sqlite_store)
    await gym.say(name, "start", "")
    for text in ("/join", "squat 60x5 rir2", "/gym", "/challenge squat 100 reps"):
        await gym.say(name, text)
    for text in ("/partners", "/board", "/challenge"):
        await gym.say("Ben", text)
    public = [each.reply for each in gym.outgoing if each.address.chat == GYM]
    assert any(name.strip("@/#")[:4] in repr(each) for each in public)
    for reply in public:
        for part in html_parts(reply):
            unfixed = re.sub(r"<pre>.*?</pre>", "", part, flags=re.DOTALL)
            assert not found(html.unescape(re.sub(r"</?b>", "", unfixed)))
            assert "Training today: /leave" not in unfixed
            assert "/leave trains" not in unfixed
