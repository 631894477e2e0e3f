"""A pinned board with the real process on both platforms: changed, restarted, deleted, refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.partners import PLATFORMS, OnDiscord, OnTelegram, Shown

BEGIN = datetime(2026, 11, 25, 18, tzinfo=UTC)
SOON = timedelta(minutes=2, seconds=10)

on_each_platform = pytest.mark.parametrize("platform", sorted(PLATFORMS))


async def joined(group: OnTelegram | OnDiscord) -> None:
    await group.ready()
    for who in group.names:
        await group.say(who, "start", private=True)
    for who in ("Ann", "Ben"):
        await group.say(who, "/join")


def boards(group: OnTelegram | OnDiscord) -> list[Shown]:
    found = [each for each in group.shown() if not each.whose]
    return [each for each in found if "Board, Mon" in each.text or "board is off" in each.text]


async def later(group: OnTelegram | OnDiscord) -> None:
    """Until a board may be changed again."""
    await group.until((group.now + SOON).replace(tzinfo=None).isoformat())


@on_each_platform
async def test_one_message_through_kills_deletions_and_refusals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    group = PLATFORMS[platform](tmp_path, BEGIN, monkeypatch)
    async with group.server:
        with group.start() as bot:
            await joined(group)
            await group.say("Ann", "/board pin")
            (board,) = boards(group)
            assert group.pins() == [board.id]
            assert "Nothing this week yet" in board.text
            await group.say("Ben", "squat 60x5 rir2")
            await later(group)
            (changed,) = boards(group)
            assert changed.id == board.id
            assert "Ben" in changed.text
            assert "60" not in changed.text

            # killed and started again: the same message
            bot.kill()
            bot.start()
            await group.ready()
            await group.say("Ann", "squat 80x5 rir2")
            await later(group)
            (changed,) = boards(group)
            assert (changed.id, "Ann" in changed.text) == (board.id, True)
            assert group.pins() == [board.id]

            # deleted: posted anew and pinned, once
            group.delete(board.id)
            await group.say("Ben", "squat 60x5 rir2")
            await later(group)
            new = boards(group)[-1]
            assert new.id != board.id
            assert group.pins()[-1] == new.id
            await group.say("Ben", "squat 60x5 rir2")
            await later(group)
            assert boards(group)[-1].id == new.id

            # who goes is gone with the next change
            await group.say("Ben", "/leave")
            await later(group)
            assert "Ben" not in boards(group)[-1].text

            # where it may not pin it says so, once, and the board is changed all the same
            group.may_pin(may=False)
            await group.say("Ann", "/board pin")
            await later(group)
            refusals = [each for each in group.shown() if "I may not pin" in each.text]
            assert len(refusals) == 1
            await group.say("Ann", "squat 80x5 rir2")
            await later(group)
            assert len([each for each in group.shown() if "I may not pin" in each.text]) == 1
            group.may_pin(may=True)

            await group.say("Ann", "/board unpin")
            await group.settled()
            assert group.pins() in ([], [board.id])  # the one that was deleted is no pin any more
            assert text_of(group, new.id).startswith("This board is off")


@on_each_platform
async def test_as_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    """The picture of a board takes the place of the one before, in the same message."""
    group = PLATFORMS[platform](tmp_path, BEGIN, monkeypatch)
    async with group.server:
        with group.start():
            await joined(group)
            await group.say("Ben", "squat 60x5 rir2")
            await group.say("Ann", "/board pin picture")
            (first,) = group.pins()
            await group.say("Ann", "squat 80x5 rir2")
            await later(group)
            assert group.pins() == [first]
            if platform == "telegram":
                calls = [
                    each for each in group.server.shown() if str(each.message_id) == first
                ]  # fmt: skip
                assert [each.method for each in calls[:2]] == ["sendPhoto", "editMessageMedia"]
                assert "Ann" in text_of(group, first)
            else:
                (file,) = group.server.messages[first]["files"]
                assert file[0] == "board.png"
            for who in ("Ann", "Ben"):
                await group.say(who, "/leave")
            await later(group)
            await group.say("Ann", "/board unpin")
            await group.settled()
            assert group.pins() == []
            if platform == "telegram":  # under the picture stands what it shows
                assert text_of(group, first) == "This board is off. /board shows the week."
            else:
                assert group.server.messages[first]["files"][0][1] < file[1]


@on_each_platform
async def test_a_picture_and_a_text_take_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    """Where one cannot become the other it is taken away: no names are left behind."""
    group = PLATFORMS[platform](tmp_path, BEGIN, monkeypatch)
    async with group.server:
        with group.start():
            await joined(group)
            await group.say("Ben", "squat 60x5 rir2")
            for text in ("/board pin", "/board pin picture", "/board pin"):
                await group.say("Ann", text)
                await later(group)
            (pinned,) = {*group.pins()} & {each.id for each in boards(group)}
            assert [each.id for each in boards(group)] == [pinned]
            assert "Ben" in text_of(group, pinned)


def text_of(group: OnTelegram | OnDiscord, message: str) -> str:
    return next(each.text for each in group.shown() if each.id == message)
