"""Partners in a group, through the one door: who sees what, who may set what, what is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.coach import Coach
from core.errors import AdminUnknown
from core.messages import Address, Answer, Button, Message, Sender
from core.reminders.schedule import Reminder
from core.store.engine import Store
from core.store.unit_of_work import UnitOfWork
from tests.golden import CHATS

NOW = datetime(2026, 11, 25, 17, tzinfo=UTC)  # a Wednesday
IRON, STEEL = "-5", "-6"


class Room:
    """People in groups and in private with one coach; three minutes between messages."""

    def __init__(self, store: Store) -> None:
        self.coach, self.now, self.sent = Coach(store), NOW, 0

    def message(self, who: str, text: str, group: str = IRON, thread: str = "") -> Message:
        self.sent += 1
        self.now += timedelta(minutes=3)
        where = Address("telegram", group or who, thread, private=not group)
        source = f"telegram:{self.sent}"
        addressed = not group or text.startswith("/")
        sender = Sender("telegram", who, who)
        return Message(where, sender, text, self.now, source, addressed=addressed)

    async def hear(self, message: Message, **changes: Any) -> Answer:
        values = {name: getattr(message, name) for name in Message.__slots__}
        return await self.coach.handle(Message(**{**values, **changes}), self.now)

    async def say(self, who: str, text: str, group: str = IRON, **changes: Any) -> Answer:
        return await self.hear(self.message(who, text, group), **changes)

    async def facts(self, who: str, text: str, group: str = IRON, **changes: Any) -> dict[str, Any]:
        return dict((await self.say(who, text, group, **changes)).result or {})

    async def press(self, who: str, button: Button, group: str = IRON) -> Answer:
        return await self.say(who, button.send, group, addressed=True)


def lines(answer: Answer) -> tuple[str, ...]:
    return answer.reply.lines if answer.reply else ()


@pytest.mark.parametrize("path", sorted(CHATS.glob("group_*.txt")), ids=lambda path: path.stem)
def test_every_line_fits_a_phone(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        assert len(line) < 90 or line.startswith(("#", "[", ">")), line


# --- admins -------------------------------------------------------------------------------------


async def test_the_platform_is_asked_who_is_an_admin(store: Store) -> None:
    """Until it has answered nothing is stored and nothing is said."""
    room = Room(store)
    setting = room.message("Ann", "/settings answers short")
    with pytest.raises(AdminUnknown):
        await room.hear(setting)
    assert (await room.facts("Ann", "/settings"))["answers"] == "live"
    refused = await room.hear(setting, admin=False)
    assert (refused.result or {})["error"] == "not_admin"
    assert refused.reply is not None
    assert refused.reply.private
    assert (await room.facts("Ann", "/settings"))["answers"] == "live"
    assert ((await room.hear(setting, admin=True)).result or {})["answers"] == "short"
    assert (await room.facts("Ben", "/settings"))["answers"] == "short"
    assert (await room.facts("Ben", "/settings", STEEL))["answers"] == "live"


@pytest.mark.parametrize(
    "text", ["/settings quiet soon", "/settings", "/settings topic 5", "/settings answers loud"]
)
async def test_nobody_is_asked_about_what_is_refused_anyway(store: Store, text: str) -> None:
    assert (await Room(store).say("Ann", text)).reply is not None


async def test_late_settings_are_refused(sqlite_store: Store) -> None:
    """After an outage the platform is not asked; who meant it types it again."""
    room = Room(sqlite_store)
    late = [room.message("Ann", "/settings answers off"), room.message("Ann", "/join")]
    await room.coach.catch_up(late, room.now + timedelta(hours=1))
    assert (await room.facts("Ann", "/settings"))["answers"] == "live"
    assert (await room.facts("Ann", "/join"))["joined"] is False


async def test_a_challenge_is_ended_by_its_maker_or_an_admin(store: Store) -> None:
    room = Room(store)
    for who in ("Ann", "Ben"):
        await room.say(who, "/join")
    await room.say("Ann", "/challenge pull-up 100 reps")
    with pytest.raises(AdminUnknown):
        await room.say("Ben", "/challenge off 1")
    assert (await room.facts("Ben", "/challenge off 1", admin=False))["error"] == "not_admin"
    assert len((await room.facts("Ben", "/challenge"))["challenges"]) == 1
    assert (await room.facts("Ann", "/challenge off 1"))["off"] == 1
    assert (await room.facts("Ben", "/challenge"))["challenges"] == []


# --- what is read -------------------------------------------------------------------------------


async def test_sets_are_read_in_the_topic_chosen(store: Store) -> None:
    """Elsewhere only what is addressed is; what is not read leaves no trace."""
    room = Room(store)
    await room.hear(room.message("Ann", "/settings topic here", thread="7"), admin=True)
    other = await room.hear(room.message("Ben", "squat 100x5 rir2", thread="8"))
    assert other == Answer(None, None)
    asked = await room.hear(room.message("Ann", "/s squat 100x5 rir2", thread="8"))
    assert (asked.result or {})["kind"] == "logged"
    chosen = await room.hear(room.message("Ann", "squat 100x5 rir2", thread="7"))
    assert (chosen.result or {})["kind"] == "logged"
    shown = await room.hear(room.message("Ann", "/settings", thread="8"))
    assert "another one" in lines(shown)[0]
    unknown = Sender("telegram", "Ben", "Ben")
    assert (await store.run(lambda uow: uow.people.find(unknown, NOW)))[1]


async def test_an_edit_of_what_was_read_is_read(store: Store) -> None:
    """Quiet hours that began in between leave no wrong set standing; what was not read stays so."""
    room = Room(store)
    typed = room.message("Ann", "squat 100x5 rir2")
    assert lines(await room.hear(typed))
    await room.say("Ann", "/settings answers off", admin=True)
    edited = await room.hear(typed, text="squat 90x5 rir2", edited=True)
    facts: Any = edited.result
    assert facts["sets"][0]["load"] == "90"
    unread = room.message("Ann", "bench 60x5 rir2")
    assert await room.hear(unread) == Answer(None, None)
    again = await room.hear(unread, text="bench 62.5x5 rir2", edited=True)
    assert again == Answer(None, None)


async def test_short_answers_keep_a_warning(store: Store) -> None:
    room = Room(store)
    await room.say("Ann", "/settings answers short", admin=True)
    assert len(lines(await room.say("Ann", "squat 100x5 rir2"))) == 1
    assert len(lines(await room.say("Ann", "/squat 100x5 rir2 chest pain"))) == 2
    assert len(lines(await room.say("Ann", "squat 100x5 rir2", STEEL))) == 2


# --- who sees what ------------------------------------------------------------------------------


async def test_partners_tells_whose_reminders_say_today(store: Store) -> None:
    room = Room(store)
    for who in ("Ann", "Ben", "Cid", "Dan", "Eve"):
        await room.say(who, "/join")

    def remind(uow: UnitOfWork) -> None:
        for who, days, state in (("Ann", (2, 4), "on"), ("Ben", (3,), "on"), ("Cid", (2,), "off"),
                                 ("Eve", (2,), "on")):  # fmt: skip
            me = uow.people.find(Sender("telegram", who, who), NOW)[0].id
            at = Address("telegram", who)
            made = Reminder("train", days, 1080, at, "UTC", NOW, person_id=me, state=state)  # type: ignore[arg-type]
            uow.reminders.add(made)

    await store.run(remind)
    await room.say("Dan", "/gym")
    await room.say("Eve", "/share sets records")
    told = await room.facts("Zoe", "/partners")
    assert (told["trained"], told["planned"]) == (["Dan"], ["Ann"])
    await room.say("Ann", "squat 100x5 rir2", "")
    told = await room.facts("Zoe", "/partners")
    assert (told["trained"], told["planned"]) == (["Ann", "Dan"], [])
    room.now += timedelta(days=1)
    assert (await room.facts("Zoe", "/partners"))["planned"] == ["Ben"]


async def test_days_are_those_of_each_partner(store: Store) -> None:
    """17:30 in London is the next day in Auckland."""
    room = Room(store)
    for who, zone in (("Ann", "Europe/London"), ("Ben", "Pacific/Auckland")):
        await room.say(who, f"tz {zone}", "")
        await room.say(who, "/join")
    room.now = datetime(2026, 11, 25, 10, tzinfo=UTC)
    for who in ("Ann", "Ben"):
        await room.say(who, "squat 100x5 rir2", "")
    room.now = datetime(2026, 11, 25, 17, tzinfo=UTC)
    assert (await room.facts("Zoe", "/partners"))["trained"] == ["Ann"]


async def test_a_board_of_more_than_fit(store: Store) -> None:
    room = Room(store)
    for number in range(22):
        await room.say(f"p{number:02}", "/join")
    await room.say("p05", "/share nothing")
    await room.say("p07", "squat 60x5 rir2")
    board = await room.say("p00", "/board")
    assert board.reply is not None
    assert len(board.reply.table) == 21
    assert lines(board)[-1] == "And 1 more who joined."
    assert all(row[0] != "p05" for row in board.reply.table)


async def test_leaving_forgets_calls_made_there_too(store: Store) -> None:
    room = Room(store)
    for who in ("Ann", "Ben"):
        await room.say(who, "/join")
    typed = room.message("Ann", "squat 100x5 rir2")
    await room.hear(typed)
    await room.say("Ben", "/eye rir1", reply_to=typed.source)

    def ratings(uow: UnitOfWork) -> int:
        me = uow.people.find(Sender("telegram", "Ann", "Ann"), NOW)[0].id
        return len(uow.ratings.of_sets(me, ["s1"]))

    assert await store.run(ratings) == 1
    await room.say("Ben", "/leave")
    assert await store.run(ratings) == 0


async def test_a_challenge_counts_the_whole_log_of_who_entered(store: Store) -> None:
    """From the start of the day it was made on, in private too; nobody else is counted."""
    room = Room(store)
    for who in ("Ann", "Ben", "Cid"):
        await room.say(who, "/join")
    await room.say("Ben", "yesterday pull-ups 20", "")
    await room.say("Ben", "pull-ups 5", "")
    await room.say("Cid", "pull-ups 9", "")
    made = await room.say("Ann", "/challenge pull-up 100 reps")
    assert made.reply is not None
    (button,) = made.reply.buttons
    assert button.open
    entered = await room.press("Ben", button)
    assert lines(entered) == ("Ben is in challenge 1: 5 of 100 so far.",)
    (told,) = (await room.facts("Zoe", "/challenge"))["challenges"]
    assert told["entrants"] == [{"name": "Ann", "done": 0}, {"name": "Ben", "done": 5}]
    stranger = await room.press("Zoe", button)
    assert stranger.reply is not None
    assert stranger.reply.private
    assert (stranger.result or {})["error"] == "not_joined"
    assert ((await room.press("Cid", button, STEEL)).result or {})["error"] == "no_challenge"
    await room.say("Ben", "/leave")
    (told,) = (await room.facts("Zoe", "/challenge"))["challenges"]
    assert [each["name"] for each in told["entrants"]] == ["Ann"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/gym tomorrow", "at what time?"),
        ("/challenge off", "Which one?"),
        ("/challenge out 7", "There is no challenge 7 here"),
        ("/settings quiet", "Quiet hours: none"),
        ("/settings quiet hours soon", '"soon" is no span of hours'),
        ("/challenge row 30 sets", "Name it in full"),
        ("/challenge pull-up 9 reps", "There are 3 challenges here already"),
        ("/board best", "by name or by hits"),
        (
            "/share my log",
            "sets, sessions, records, plan, times, loads or nothing: /share sessions",
        ),
    ],
)
async def test_what_cannot_be_done_says_what_can(sqlite_store: Store, text: str, said: str) -> None:
    room = Room(sqlite_store)
    await room.say("Ann", "/join")
    for asked in ("/challenge pull-up 100 reps", "/challenge 9 sets", "/challenge 3 sessions"):
        await room.say("Ann", asked)
    (line, *_) = lines(await room.say("Ann", text))
    assert said in line
    assert len(line) < 90


async def test_an_edited_command_makes_nothing_twice(store: Store) -> None:
    room = Room(store)
    await room.say("Ann", "/join")
    typed = room.message("Ann", "/challenge pull-up 100 reps")
    await room.hear(typed)
    again = await room.hear(typed, text="/challenge pull-up 120 reps", edited=True)
    assert again == Answer(None, None)
    assert len((await room.facts("Ann", "/challenge"))["challenges"]) == 1


async def test_names_stay_on_their_line(store: Store) -> None:
    room = Room(store)
    for text in ("/join", "squat 60x5 rir2"):
        await room.say("Ann\nBoleyn the Very Long", text)
    board = await room.say("Ben", "/board")
    assert board.reply is not None
    assert board.reply.table[1][0] == "Ann Boley…"
