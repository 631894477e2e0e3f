"""What three partners stumbled over in a week of training, as they typed it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.platforms.terminal.pings import Pings
from core.coach import Coach
from core.messages import Address, Answer, Message, Sender
from core.store.engine import Store

MONDAY = datetime(2026, 11, 16, 18, tzinfo=UTC)
GYM = Address("console", "gym", private=False)


class Week:
    """A coach, partners in one group and in private, a clock that is set."""

    def __init__(self, store: Store) -> None:
        self.coach, self.now, self.count = Coach(store), MONDAY, 0
        self.pings = Pings(store, self.coach)

    async def say(
        self,
        who: str,
        text: str,
        *,
        where: Address | None = None,
        to: str = "",
        addressed: bool = True,
    ) -> Answer:
        """Say something, perhaps as the answer to a message; a minute passes."""
        self.count += 1
        self.now += timedelta(minutes=1)
        where = where or Address("console", who)
        message = Message(
            where, Sender("console", who, who.title()), text, self.now, f"m:{self.count}",
            reply_to=to, admin=True, addressed=addressed,
        )  # fmt: skip
        return await self.coach.handle(message, self.now)

    async def lines(self, who: str, text: str, **how: Address) -> list[str]:
        return lines_of(await self.say(who, text, where=how.get("where")))


def lines_of(answer: Answer) -> list[str]:
    assert answer.reply is not None
    return list(answer.reply.lines)


async def test_a_code_that_was_called_off_opens_nothing(store: Store) -> None:
    week = Week(store)
    made = await week.say("ann", "link")
    assert made.result is not None
    await week.say("ann", "link no")
    tried = await week.say("ben", f"link {made.result['code']}")
    assert tried.result is not None
    assert tried.result["error"] == "unknown_code"


async def test_off_today_is_a_skip(sqlite_store: Store) -> None:
    week = Week(sqlite_store)
    await week.say("ann", "remind daily 20:00")
    said = await week.lines("ann", "remind off today")
    assert said == ["Skipped for today.", "Next ping: Tue 17 Nov at 20:00"]


async def test_reminders_off_means_remind_off(sqlite_store: Store) -> None:
    week = Week(sqlite_store)
    await week.say("ann", "remind daily 20:00")
    said = await week.say("ann", "reminders off")
    assert said.result == (await week.say("ann", "remind off")).result
    assert "off" in " ".join(await week.lines("ann", "reminders"))


async def test_delete_asks_which_and_takes_the_snooze_along(sqlite_store: Store) -> None:
    week = Week(sqlite_store)
    await week.say("ann", "remind daily 20:00")
    await week.say("ann", "remind sat 10:00")
    await week.say("ann", "snooze 30m")
    asked = await week.lines("ann", "remind delete")
    assert asked == ['"delete": which one? remind delete 1, or: remind delete all']
    assert await week.lines("ann", "remind delete all") == ["2 reminders deleted."]
    assert await week.pings.due(MONDAY + timedelta(hours=3)) == []


async def test_an_effort_that_answers_ones_own_earlier_set_rates_that_set(store: Store) -> None:
    week = Week(store)
    await week.say("ann", "join", where=GYM)
    await week.say("ann", "squat 60x8", where=GYM)
    first = f"m:{week.count}"
    await week.say("ann", "bench 40x8", where=GYM)
    rated = await week.say("ann", "2 left", where=GYM, to=first)
    assert lines_of(rated)[0].startswith("Squat 60 kg x 8, 2 left")


async def test_a_rest_that_ends_in_quiet_hours_is_told_in_private(store: Store) -> None:
    week = Week(store)
    await week.say("ben", "settings quiet 18:00-23:00", where=GYM)
    refused = await week.say("ann", "rest 2m", where=GYM)
    assert refused.reply is not None
    assert refused.reply.private
    assert await week.pings.due(week.now + timedelta(minutes=3)) == []
    await week.say("ann", "tz utc")
    await week.say("ann", "rest 2m", where=GYM)
    (came,) = await week.pings.due(week.now + timedelta(minutes=3))
    assert came.address == Address("console", "ann")
    assert came.reply is not None
    assert came.reply.lines == ("Rest is over.",)


async def test_a_refusal_fits_a_line_with_its_example(sqlite_store: Store) -> None:
    (said,) = await Week(sqlite_store).lines("ann", "remind every other mon 18:00")
    assert said == (
        '"every other mon 18:00": name weekdays and a time. For example: remind mon wed fri 18:00'
    )
    assert len(said) < 90
