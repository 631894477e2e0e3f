"""Who is an admin is asked of the platform, and kept for a minute; a refusal for ten seconds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.runtime import admins
from bot.runtime.admins import KEPT_SECONDS, REFUSED_SECONDS, Admins
from core.messages import Address, Message, Sender

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def said(who: str = "1", chat: str = "-5", platform: str = "telegram") -> Message:
    where = Address(platform, chat, private=False)
    return Message(where, Sender(platform, who, who), "/settings flood 6", NOW, "s")


class Platform:
    """A platform that counts how often it is asked."""

    def __init__(self, answer: bool) -> None:
        self.answer, self.asked = answer, 0

    async def is_admin(self, message: Message) -> bool:
        self.asked += 1
        return self.answer


@pytest.mark.parametrize(
    ("admin", "kept"), [(True, KEPT_SECONDS), (False, REFUSED_SECONDS)], ids=["admin", "refused"]
)
async def test_an_answer_is_kept_for_a_while(admin: bool, kept: float) -> None:
    clock = [0.0]
    known, platform = Admins(lambda: clock[0]), Platform(admin)
    assert await known.ask(said(), platform.is_admin) is admin
    platform.answer = not admin
    clock[0] = kept - 0.001
    assert await known.ask(said(), platform.is_admin) is admin
    assert platform.asked == 1
    clock[0] = kept
    assert await known.ask(said(), platform.is_admin) is not admin
    assert platform.asked == 2


async def test_nobody_is_an_admin_elsewhere() -> None:
    known, platform = Admins(lambda: 0.0), Platform(True)
    await known.ask(said(), platform.is_admin)
    platform.answer = False
    for other in (said("2"), said(chat="-6"), said(platform="discord")):
        assert not await known.ask(other, platform.is_admin)


async def test_a_fault_is_not_kept() -> None:
    known, platform = Admins(lambda: 0.0), Platform(True)

    async def fail(message: Message) -> bool:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await known.ask(said(), fail)
    assert await known.ask(said(), platform.is_admin)


async def test_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admins, "MOST_KEPT", 2)
    known, platform = Admins(lambda: 0.0), Platform(True)
    for who in ("1", "2", "3", "3"):
        await known.ask(said(who), platform.is_admin)
    assert platform.asked == 4
