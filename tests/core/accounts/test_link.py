"""`link` and `unlink` as they are typed, on both databases: one log, and two again."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, or_, select, update
from sqlalchemy import text as sql

from core.accounts.linking import CODE_LETTERS, MOST_TRIES
from core.coach import Coach
from core.messages import Address, Answer, Button, File, Message, Sender
from core.store.codec import dumps, loads
from core.store.engine import Store, open_store
from core.store.repositories import merge_pairs
from core.store.repositories.merge_parts import BY_EXERCISE, SETTINGS
from core.store.schema import tables
from core.store.unit_of_work import UnitOfWork
from tests.postgres import Server
from tests.waiting import until

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
ANN, BOB = ("telegram", "700"), ("discord", "900")


@dataclass
class Room:
    """A coach and two people who may be one."""

    store: Store
    now: datetime = NOW
    count: int = 0
    sources: dict[int, str] = field(default_factory=dict)

    async def say(
        self,
        who: tuple[str, str],
        text: str,
        *,
        group: str = "",
        addressed: bool = True,
        owner: int | None = None,
        source: str = "",
        after: timedelta = timedelta(seconds=20),
        edited: bool = False,
        file: bytes | None = None,
    ) -> Answer:
        """Say something; every message comes a little later than the one before."""
        self.count += 1
        self.now += after
        platform, sender = who
        chat = f"dm{sender}" if platform == "discord" else sender
        address = Address(platform, group or chat, private=not group)
        return await Coach(self.store).handle(
            Message(
                address, Sender(platform, sender, f"{platform} name"), text, self.now,
                source or f"{platform}:{self.count}", addressed=addressed, owner=owner,
                edited=edited, files=(File("a.csv", file),) if file else (),
            ),
            self.now,
        )  # fmt: skip

    async def code(self, who: tuple[str, str]) -> str:
        return str(facts(await self.say(who, "link"))["code"])

    async def link(self, maker: tuple[str, str] = BOB, typer: tuple[str, str] = ANN) -> Answer:
        """Make a code, type it on the other platform, tap."""
        asked = await self.say(typer, f"link {await self.code(maker)}")
        return await self.say(typer, button(asked, "link them").send)


def facts(answer: Answer) -> dict[str, Any]:
    assert answer.result is not None
    return dict(answer.result)


def button(answer: Answer, label: str) -> Button:
    assert answer.reply is not None
    return next(each for each in answer.reply.buttons if each.label == label)


def words(answer: Answer) -> str:
    assert answer.reply is not None
    return "\n".join((answer.reply.title, *answer.reply.lines))


async def log_of(room: Room, who: tuple[str, str]) -> bytes:
    """A person's export: every set with every field."""
    answer = await room.say(who, "export", after=timedelta())
    assert answer.reply is not None
    return answer.reply.files[0].content if answer.reply.files else b""


async def today(room: Room, who: tuple[str, str]) -> str:
    return words(await room.say(who, "today"))


async def rows(store: Store, table: str) -> int:
    count = select(func.count()).select_from(tables.metadata.tables[table])
    return int(await store.run(lambda uow: uow._connection.execute(count).scalar_one()))


# --- the code -----------------------------------------------------------------------------------


async def test_a_code_is_shown_in_private_and_kept_as_a_hash(store: Store) -> None:
    room = Room(store)
    code = await room.code(ANN)
    assert len(code) == 9
    assert set(code.replace("-", "")) <= set(CODE_LETTERS)

    def kept(uow: UnitOfWork) -> str:
        return repr(uow._connection.execute(select(tables.link_codes)).all())

    found = await store.run(kept)
    assert code not in found
    assert code.replace("-", "") not in found


@pytest.mark.parametrize("maker", [ANN, BOB])
async def test_either_side_may_make_the_code(store: Store, maker: tuple[str, str]) -> None:
    room = Room(store)
    typer = BOB if maker == ANN else ANN
    await room.say(ANN, "squat 100x5")
    await room.say(BOB, "bench 80x5")
    done = await room.link(maker, typer)
    assert facts(done) == {"kind": "link", "stage": "done", "added": 1, "doubles": 0}
    for who in (ANN, BOB):
        assert "Squat 100 kg x 5" in await today(room, who)
        assert "Bench press 80 kg x 5" in await today(room, who)
    assert await rows(store, "people") == 1


async def test_a_code_works_once_for_ten_minutes_and_only_the_newest(store: Store) -> None:
    room = Room(store)
    first = await room.code(BOB)
    second = await room.code(BOB)
    assert facts(await room.say(ANN, f"link {first}"))["error"] == "unknown_code"
    late = timedelta(minutes=10)
    assert facts(await room.say(ANN, f"link {second}", after=late))["error"] == "unknown_code"
    third = await room.code(BOB)
    assert facts(await room.say(ANN, f"link {third}"))["stage"] == "asked"
    assert facts(await room.say(("discord", "3"), f"link {third}"))["error"] == "unknown_code"
    again = await room.say(ANN, f"link {third.lower()}")
    await room.say(ANN, button(again, "link them").send)
    assert facts(await room.say(ANN, f"link {third}"))["error"] == "unknown_code"


async def test_five_wrong_codes_then_a_wait(store: Store) -> None:
    room = Room(store)
    code = await room.code(BOB)
    left = [facts(await room.say(ANN, "link K7MX-2QPR"))["n"] for _ in range(MOST_TRIES)]
    assert left == [4, 3, 2, 1, 0]
    assert facts(await room.say(ANN, f"link {code}"))["error"] == "too_many_codes"
    assert facts(await room.say(ANN, "link K7MX"))["error"] == "bad_code"
    assert facts(await room.say(("discord", "3"), f"link {code}"))["stage"] == "asked"
    later = await room.say(ANN, "link K7MX-2QPR", after=timedelta(minutes=10))
    assert facts(later)["error"] == "unknown_code"


async def test_what_is_no_code_is_no_try(store: Store) -> None:
    room = Room(store)
    for _ in range(MOST_TRIES + 1):
        assert facts(await room.say(ANN, "link bob"))["error"] == "bad_code"


async def test_a_group_never_shows_a_code_and_burns_one(store: Store) -> None:
    room = Room(store)
    refused = await room.say(ANN, "link", group="-5")
    assert facts(refused)["stage"] == "in_group"
    assert refused.reply is not None
    assert refused.reply.private
    code = await room.code(BOB)
    burnt = await room.say(ANN, f"link {code}", group="-5")
    assert facts(burnt)["stage"] == "burnt"
    assert burnt.reply is not None
    assert burnt.reply.private
    assert code not in words(burnt)
    assert facts(await room.say(ANN, f"link {code}"))["error"] == "unknown_code"
    overheard = await room.code(BOB)
    said = await room.say(ANN, f"link {overheard}", group="-5", addressed=False)
    assert facts(said)["stage"] == "burnt"
    assert await room.say(ANN, f"link {overheard}", group="-5", addressed=False) == Answer(None)
    assert facts(await room.say(ANN, "unlink", group="-5"))["stage"] == "in_group"


async def test_ones_own_code_is_told_and_stays(store: Store) -> None:
    room = Room(store)
    code = await room.code(ANN)
    assert facts(await room.say(ANN, f"link {code}"))["error"] == "link_refused"
    assert facts(await room.say(BOB, f"link {code}"))["stage"] == "asked"


async def test_nobody_links_what_they_were_not_shown(store: Store) -> None:
    room = Room(store)
    await room.say(BOB, "bench 80x5")
    code = await room.code(BOB)
    asked = await room.say(ANN, f"link {code}")
    yes = button(asked, "link them").send
    for stranger in (("telegram", "1"), BOB):
        assert facts(await room.say(stranger, yes))["error"] == "link_refused"
    await room.say(BOB, "bench 85x5")
    changed = await room.say(ANN, yes)
    assert facts(changed)["stage"] == "asked"
    assert facts(changed)["there"] == 2
    assert "A log has changed" in words(changed)
    assert facts(await room.say(ANN, "link yes"))["stage"] == "asked"
    assert await rows(store, "people") == 3
    assert facts(await room.say(ANN, "link no"))["stage"] == "cancelled"
    assert facts(await room.say(ANN, button(changed, "link them").send))["error"] == "link_refused"


async def test_an_offer_ends_after_ten_minutes(store: Store) -> None:
    room = Room(store)
    asked = await room.say(ANN, f"link {await room.code(BOB)}")
    late = await room.say(ANN, button(asked, "link them").send, after=timedelta(minutes=11))
    assert facts(late)["error"] == "link_refused"


# --- what becomes of two logs -------------------------------------------------------------------


async def test_what_will_be_merged_is_shown_first(store: Store) -> None:
    room = Room(store)
    for text in ("squat 100x5 rir2", "units lb", "bar 45", "alias foo = bench", "remind fri 18:00"):
        await room.say(ANN, text)
    for text in ("squat 220.5lb x5 rir1", "bench 80x5", "alias foo = deadlift", "bar 20"):
        await room.say(BOB, text)
    asked = await room.say(ANN, f"link {await room.code(BOB)}")
    found = facts(asked)
    assert (found["here"], found["doubles"], found["wins"]) == (1, 1, "here")
    assert found["differing"] == ["aliases foo", "bar", "units"]
    assert "units lb (not kg)" in words(asked)
    assert "bar 45 lb (not 20 kg)" in words(asked)
    assert "discord name" not in words(asked).splitlines()[-2]


async def test_settings_of_a_side_without_sets_give_way(store: Store) -> None:
    room = Room(store)
    for text in ("units lb", "goal strength", "squat 225x5"):
        await room.say(BOB, text)
    asked = await room.say(ANN, f"link {await room.code(BOB)}")
    assert facts(asked)["wins"] == "there"
    await room.say(ANN, button(asked, "link them").send)
    assert "lb" in words(await room.say(ANN, "units"))
    assert "225 lb" in await today(room, ANN)


async def test_sets_that_both_have_count_once_however_they_came(store: Store) -> None:
    room = Room(store)
    export = (
        b"Date,Workout Name,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,RPE\n"
        b'2026-11-20 10:00:00,"A","Squat (Barbell)",1,100,5,0,0,\n'
        b'2026-11-20 10:00:00,"A","Squat (Barbell)",2,100,5,0,0,\n'
    )
    for who in (ANN, BOB):
        await room.say(who, "squat 60x5")
        asked = await room.say(who, "import kg", file=export)
        await room.say(who, f"import @{facts(asked)['id']} now")
    await room.say(BOB, "squat 60x5")
    done = await room.link()
    assert facts(done)["added"] == 1
    assert facts(done)["doubles"] == 3
    count = await log_of(room, ANN)
    assert count.count(b"\r\n") == 1 + 4


async def test_old_buttons_touch_nothing(store: Store) -> None:
    """A button of the one taken in is gone; the other's work as before."""
    room = Room(store)
    mine = await room.say(ANN, "squat 100x5")
    theirs = await room.say(BOB, "bench 80x5")
    assert mine.reply is not None
    assert theirs.reply is not None
    await room.link()
    late = await room.say(BOB, button(theirs, "undo").send, owner=theirs.reply.owner)
    assert facts(late)["error"] == "not_yours"
    assert "older than a link" in words(late)
    assert "Squat" in await today(room, ANN)
    assert "Bench press" in await today(room, ANN)
    undone = await room.say(ANN, button(mine, "undo").send, owner=mine.reply.owner)
    assert "Squat" in words(undone)


async def test_undo_does_not_reach_over_a_link(store: Store) -> None:
    room = Room(store)
    await room.say(ANN, "squat 100x5")
    await room.say(BOB, "bench 80x5")
    await room.link()
    assert facts(await room.say(ANN, "undo"))["error"] == "nothing_to_undo"
    await room.say(BOB, "bench 85x5")
    assert "85" in words(await room.say(ANN, "undo"))
    assert "85" in words(await room.say(BOB, "redo"))
    assert facts(await room.say(ANN, "undo"))["kind"] == "changed"
    assert facts(await room.say(ANN, "undo"))["error"] == "nothing_to_undo"


async def test_the_other_platform_is_told(store: Store) -> None:
    room = Room(store)
    await room.link()
    sent = await store.claim_outbox("discord", "x", room.now, timedelta(seconds=9), 9)
    (told,) = [each for each in sent if "linked with Telegram" in each.reply.lines[0]]
    assert told.address == Address("discord", "dm900")


async def test_two_who_are_linked_already_are_not_joined(store: Store) -> None:
    room = Room(store)
    await room.link(BOB, ANN)
    await room.link(("discord", "2"), ("telegram", "1"))
    refused = await room.say(ANN, f"link {await room.code(('telegram', '1'))}")
    assert facts(refused)["error"] == "link_refused"
    assert facts(await room.say(BOB, f"link {await room.code(ANN)}"))["error"] == "link_refused"


# --- parted -------------------------------------------------------------------------------------

SHARED = (
    "squat {n}x5 rir2", "bench {n}x8,8,7 rir2", "pull-ups 8", "gargoyle {n}x10",
    "squat {n}x5 warmup\nsquat {n}x5 knee was odd", "2026-11-10 deadlift {n}x8", "plank 60s",
)  # fmt: skip
OWN = {ANN: ("zercher drag {n}x5", "foo {n}x5"), BOB: ("wombat {n}x10",)}
ALONE = ("undo", "fix {n}x6", "redo")  # what they do depends on the whole log
SET_UP = {
    ANN: ("units kg", "alias foo = bench", "zercher drag 60x5", "answer @q1 1", "gargoyle 70x10",
          "answer @q2 1", "step squat 5"),
    BOB: ("units kg", "gargoyle 70x10", "answer @q1 1", "wombat 70x10", "answer @q2 1",
          "bar 15"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line of the script: who types it, and as which message."""

    who: tuple[str, str]
    text: str
    source: str
    edited: bool = False


def script(seed: int, before: int, during: int) -> list[Line]:
    """Lines of two people; each names its exercise, so that it means the same in any log."""
    chance = random.Random(seed)
    said: list[Line] = []
    for number in range(before + during):
        who = chance.choice((ANN, BOB))
        old = [each for each in said if each.who == who and each.text not in ALONE]
        if old and chance.random() < 0.2:
            earlier = chance.choice(old)
            text = chance.choice(SHARED).format(n=chance.randrange(60, 75))
            said.append(Line(who, text, earlier.source, edited=True))
            continue
        words = (*SHARED, *OWN[who], *(ALONE if number < before else ()))
        text = chance.choice(words).format(n=chance.randrange(60, 75))
        said.append(Line(who, text, f"{who[0]}:line{number}"))
    return said


async def play(room: Room, seed: int, before: int, during: int, *, linked: bool) -> list[bytes]:
    """The same lines with or without a link in between; gives both exports."""
    said = script(seed, before, during)
    for who in (ANN, BOB):
        for number, text in enumerate(SET_UP[who]):
            room.now = NOW + timedelta(minutes=number)
            await room.say(who, text, source=f"{who[0]}:setup{number}")
    for number, line in enumerate(said):
        room.now = NOW + timedelta(hours=5 * (number + 1))
        if number == before and linked:
            assert facts(await room.link())["stage"] == "done"
            room.now = NOW + timedelta(hours=5 * (number + 1))
        await room.say(
            line.who, line.text, source=line.source, edited=line.edited, after=timedelta()
        )
    if linked:
        asked = await room.say(BOB, "unlink")
        assert asked.reply is not None
        assert facts(await room.say(BOB, asked.reply.buttons[0].send))["stage"] == "done"
    return [await log_of(room, who) for who in (ANN, BOB)]


@pytest.mark.parametrize("seed", [1, 2])
async def test_parted_both_logs_are_as_if_never_linked(
    store: Store, tmp_path: Path, seed: int
) -> None:
    alone = await open_store(f"sqlite:///{tmp_path / 'alone.db'}")
    expected = await play(Room(alone), seed, 25, 25, linked=False)
    await alone.close()
    for log in expected:
        assert log.count(b"\r\n") > 15
        assert b"Gargoyle" in log
    assert await play(Room(store), seed, 25, 25, linked=True) == expected
    assert await rows(store, "merges") == await rows(store, "merged_sets") == 0


async def test_corrections_go_with_the_set_they_correct(store: Store) -> None:
    room = Room(store)
    await room.say(ANN, "squat 100x5 rir2", source="telegram:1")
    await room.say(BOB, "bench 80x5 rir2", source="discord:1")
    await room.say(BOB, "squat 100x5 rir2", source="discord:2")  # both have it
    await room.link()
    await room.say(ANN, "fix bench 82.5x5")
    await room.say(BOB, "deadlift 70x8 rir1", source="discord:3")
    await room.say(BOB, "deadlift 70x8,7 rir1", source="discord:3", edited=True)
    await room.say(ANN, "deadlift 75x8 rir1", source="telegram:3")
    assert facts(await room.say(ANN, "unlink yes"))["stage"] == "done"
    ann, bob = await today(room, ANN), await today(room, BOB)
    assert "Squat 100 kg x 5" in ann
    assert "75 kg x 8" in ann
    assert "70" not in ann
    assert "Bench" not in ann
    assert "Squat 100 kg x 5" in bob
    assert "70 kg x 8" in bob
    assert "75 kg" not in bob


async def test_parted_each_undoes_what_is_theirs(store: Store) -> None:
    room = Room(store)
    first = await room.say(BOB, "bench 80x5")
    assert first.reply is not None
    await room.say(ANN, "squat 100x5")
    await room.link()
    await room.say(BOB, "bench 85x5")
    await room.say(ANN, "unlink yes")
    assert "85" in words(await room.say(BOB, "undo"))
    old = await room.say(BOB, button(first, "undo").send, owner=first.reply.owner)
    assert "Bench press 80 kg x 5" in words(old)
    assert "100 kg" in words(await room.say(ANN, "undo"))
    assert facts(await room.say(ANN, "undo"))["error"] == "nothing_to_undo"


async def test_a_report_of_pain_that_was_undone_comes_back_on_neither_side(store: Store) -> None:
    room = Room(store)
    await room.say(BOB, "squat 100x5,5,5")
    await room.say(ANN, "squat 100x5,5,5")
    await room.link()
    await room.say(BOB, "squat knee hurts")
    assert "pain" in words(await room.say(ANN, "next squat"))
    await room.say(ANN, "undo")
    await room.say(ANN, "unlink yes")
    for who in (ANN, BOB):
        assert "pain" not in words(await room.say(who, "next squat"))


async def test_an_import_belongs_to_where_it_was_imported(store: Store) -> None:
    room = Room(store)
    await room.say(ANN, "squat 100x5")
    await room.link()
    export = b"date,exercise,weight,unit,reps\n2026-11-01,Bench Press,70,kg,9\n"
    for who, file in ((BOB, export), (ANN, export.replace(b"Bench Press", b"Deadlift"))):
        asked = await room.say(who, "import", file=file)
        await room.say(who, f"import @{facts(asked)['id']} now")
    await room.say(ANN, "unlink yes")
    ann, bob = await log_of(room, ANN), await log_of(room, BOB)
    assert b"Deadlift" in ann
    assert b"Bench press" in bob
    assert b"Bench press" not in ann
    assert b"Deadlift" not in bob


async def test_an_import_of_our_own_format_belongs_to_where_it_was_imported(store: Store) -> None:
    room = Room(store)
    other = ("telegram", "5")
    await room.say(other, "deadlift 70x8\ndeadlift 70x7\ndeadlift 70x6", source="telegram:far")
    await room.say(other, "ohp 40x8", source="telegram:further")
    file = await log_of(room, other)
    await room.say(ANN, "squat 100x5")
    await room.link()
    asked = await room.say(BOB, "import", file=file)
    assert facts(await room.say(BOB, f"import @{facts(asked)['id']} now"))["added"] == 4
    await room.say(ANN, "unlink yes")
    assert (await log_of(room, BOB)) == file
    assert b"Deadlift" not in await log_of(room, ANN)


async def test_linked_and_parted_again_and_again(store: Store) -> None:
    room = Room(store)
    await room.say(ANN, "squat 100x5")
    await room.say(BOB, "bench 80x5")
    before = [await log_of(room, who) for who in (ANN, BOB)]
    for maker, typer in ((ANN, BOB), (BOB, ANN), (BOB, ANN), (ANN, BOB)):
        await room.link(maker, typer)
        assert await log_of(room, ANN) == await log_of(room, BOB)
        await room.say(typer, "unlink yes")
        assert [await log_of(room, who) for who in (ANN, BOB)] == before


async def test_three_platforms_and_which_one_to_part(store: Store) -> None:
    room = Room(store)
    cat = ("console", "cat")
    await room.say(ANN, "squat 100x5")
    await room.say(BOB, "bench 80x5")
    await room.say(cat, "deadlift 70x8")
    await room.link(BOB, ANN)
    await room.link(ANN, cat)  # typed on the third: who was linked before stays
    for who in (ANN, BOB, cat):
        assert (await log_of(room, who)).count(b"\r\n") == 4
    await room.say(BOB, "bench 85x5")
    asked = await room.say(ANN, "unlink")
    labels = [each.label for each in asked.reply.buttons] if asked.reply else []
    assert labels == ["part Discord", "part the terminal"]
    await room.say(ANN, button(asked, "part Discord").send)
    assert (await log_of(room, BOB)).count(b"Bench press") == 2
    assert (await log_of(room, cat)).count(b"\r\n") == 3
    await room.say(cat, "unlink yes")
    assert (await log_of(room, ANN)).count(b"\r\n") == 2
    assert facts(await room.say(ANN, "unlink"))["error"] == "not_linked"


async def test_settings_are_parted_as_they_were_and_new_ones_copied(store: Store) -> None:
    room = Room(store)
    for text in ("units lb", "squat 225x5", "alias foo = squat"):
        await room.say(ANN, text)
    for text in ("bench 80x5", "bar 15", "alias foo = bench", "step bench 1"):
        await room.say(BOB, text)
    await room.link()
    await room.say(BOB, "goal strength")
    await room.say(ANN, "unlink yes")
    for who, unit, bar, foo in ((ANN, "lb", "not set", "Squat"), (BOB, "kg", "15", "Bench")):
        assert f"Unit: {unit}" in words(await room.say(who, "units"))
        assert bar in words(await room.say(who, "bar"))
        assert "strength" in words(await room.say(who, "goal"))
        assert foo in words(await room.say(who, "foo 50x5"))


async def test_wishes_become_one_and_are_parted(store: Store) -> None:
    room = Room(store)
    for text in ("squat 100x5", "effort 1-2", "range squat 5-8", "goal cut"):
        await room.say(ANN, text)
    for text in ("bench 80x5", "effort 2-3", "effort bench 3", "range bench 6", "dumbbells 8 10",
                 "kettlebells 16", "range squat 3"):  # fmt: skip
        await room.say(BOB, text)
    await room.link()
    everything = {
        "effort": ("1-2", "Bench press 3"), "dumbbells": ("8 10 kg",), "kettlebells": ("16 kg",),
        "goal": ("losing weight",), "range": ("Bench press 6", "Squat 5-8"),
    }  # fmt: skip
    for who in (ANN, BOB):
        for command, wanted in everything.items():
            said = words(await room.say(who, command))
            assert all(each in said for each in wanted), said
    await room.say(BOB, "range barbell row 8-12")
    await room.say(ANN, "unlink yes")
    ann = {each: words(await room.say(ANN, each)) for each in everything}
    bob = {each: words(await room.say(BOB, each)) for each in everything}
    assert "1-2" in ann["effort"]
    assert "Bench" not in ann["effort"]
    assert "Barbell row 8-12, Squat 5-8" in ann["range"]
    assert "not set" in ann["dumbbells"]
    assert "losing weight" in ann["goal"]
    assert "2-3" in bob["effort"]
    assert "Bench press 3" in bob["effort"]
    assert "Barbell row 8-12, Bench press 6, Squat 3" in bob["range"]
    assert "8 10 kg" in bob["dumbbells"]
    assert "losing weight" not in bob["goal"]


def names_a_person(name: str) -> bool:
    return any(
        column.name == "person_id"
        or any(k.column.table.name == "people" for k in column.foreign_keys)
        for column in tables.metadata.tables[name].c
    )


def test_every_table_of_people_is_named_by_the_merge() -> None:
    """A new table makes this fail until it is said what becomes of it."""
    named = {name for name in tables.metadata.tables if names_a_person(name)}
    assert named == merge_pairs.BROUGHT | merge_pairs.DROPPED
    assert not merge_pairs.BROUGHT & merge_pairs.DROPPED


def test_every_setting_of_a_person_is_named() -> None:
    """A new column of people is a setting, or it is said here that it is none."""
    settings = {column for columns in SETTINGS.values() for column in columns}
    others = {
        "id", "name", "created_at", "seen_at", "asks_unanswered", "asked_at", "log_version",
        "written_version", "last_set", "last_change", "last_question", "last_exercise",
    }  # fmt: skip
    assert {column.name for column in tables.people.c} == settings | others
    assert not settings & others


def test_every_setting_of_an_exercise_is_named() -> None:
    """The same for the columns of preferences."""
    named = {column for columns in BY_EXERCISE.values() for column in columns}
    assert {column.name for column in tables.preferences.c} == named | {"person_id", "exercise_id"}


async def test_a_link_from_before_a_setting_was_known_is_parted(store: Store) -> None:
    room = Room(store)
    await room.say(ANN, "squat 225x5")
    await room.say(BOB, "bench 80x5")
    await room.link()

    def forget_new_kinds(connection: Connection) -> None:
        row = connection.execute(select(tables.merges)).one()
        body = loads(row.body)
        for side in ("ours", "theirs", "merged"):
            for kind in ("ranges", "efforts"):
                del body[side][kind]
            for name in ("effort", "dumbbells", "kettlebells", "cut"):
                del body[side]["settings"][name]
        for name in ("effort_low", "effort_high", "dumbbells", "kettlebells", "cutting"):
            del body["person"][name]
        connection.execute(update(tables.merges).values(body=dumps(body)))

    await store._runner.run(forget_new_kinds)
    await room.say(ANN, "unlink yes")
    for who, lift in ((ANN, b"Squat"), (BOB, b"Bench press")):
        assert (await log_of(room, who)).count(lift) == 1


async def two_full_people(room: Room) -> tuple[int, int]:
    """Two people with something in every table, in one group too; gives their numbers."""
    for who, lift in ((ANN, "squat"), (BOB, "bench")):
        for text in (
            f"{lift} 60x8 rir2", f"{lift} 60x8 rir1", f"{lift} 62.5x8 rir1", "units kg",
            f"alias {lift}y = {lift}", "gargoyle 50x10", "answer @q1 1", "step gargoyle 5",
            "gargoyle elbow hurts", "calibrate leg extension", "remind fri 18:00",
            "remind mon 7:00 legs", "plank 60s", "undo", "fix 62.5x7",
        ):  # fmt: skip
            await room.say(who, text)
        for text in ("/join", "/challenge squat 100 reps this week", "/in 1"):
            await room.say(who, text, group=f"{who[0]} group")
        await room.say(
            who, "import", file=b"date,exercise,weight,unit,reps\n2026-11-01,Dip,7,kg,9\n"
        )

    def rate(uow: UnitOfWork) -> tuple[int, int]:
        ids = [uow.people.find(Sender(*who, ""), room.now)[0].id for who in (ANN, BOB)]
        third = uow.people.find(Sender("telegram", "3", "Cid"), room.now)[0].id
        base = {
            "number": 1, "rir_tenths": 10, "at_least": False, "chat": "g", "at": room.now,
            "exercise_id": "squat", "load_milli": 60_000, "load_unit": "kg", "reps": 8,
        }  # fmt: skip
        for (platform, _), person in zip((ANN, BOB), ids, strict=True):
            for lifter, rater in ((person, third), (third, person)):
                row = {**base, "person_id": lifter, "rater_id": rater, "platform": platform}
                row["number"] = person if rater == person else 1  # each called another set of Cid's
                uow._connection.execute(tables.ratings.insert(), row)
        for person in ids:
            reminder = uow.reminders.of(person)[0]
            row = {
                "reminder_id": reminder.id, "local_date": "2026-11-20", "person_id": person,
                "due_at": room.now, "state": "sent", "why": "", "at": room.now,
            }  # fmt: skip
            uow._connection.execute(tables.pings.insert(), row)
            forecast = {each.name: 7 for each in tables.predictions.c} | {
                "person_id": person, "number": 2, "exercise_id": "own-1", "load_unit": "kg",
                "at": room.now,
            }  # fmt: skip
            uow._connection.execute(tables.predictions.insert(), forecast)
        return ids[0], ids[1]

    return await room.store.run(rate)


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row as far as it has to come back: what was undone need not be redoable."""
    return {**row, "undone": bool(row["undone"])} if "undone" in row else row


def rows_of(connection: Connection, person: int) -> dict[str, list[str]]:
    """Everything about a person, table by table."""
    found: dict[str, list[str]] = {}
    for name in sorted(merge_pairs.BROUGHT - {"outbox"}):
        table = tables.metadata.tables[name]
        columns = [
            column
            for column in table.c
            if column.name == "person_id"
            or any(key.column.table.name == "people" for key in column.foreign_keys)
        ]
        wanted = select(table).where(or_(*(column == person for column in columns)))
        found[name] = sorted(repr(plain(row._asdict())) for row in connection.execute(wanted))
    person_row = select(*(tables.people.c[c] for cs in SETTINGS.values() for c in cs))
    found["people"] = [
        repr(row) for row in connection.execute(person_row.where(tables.people.c.id == person))
    ]
    return found


async def test_merged_and_parted_every_row_is_as_it_was(store: Store) -> None:
    """Not the sets alone: the journal, predictions, reminders, groups, calls ... of both."""
    room = Room(store)
    ann, bob = await two_full_people(room)

    def look(uow: UnitOfWork) -> list[dict[str, list[str]]]:
        return [rows_of(uow._connection, each) for each in (ann, bob)]

    before = await store.run(look)
    empty = [name for name, rows in before[1].items() if not rows]
    assert empty == []
    await room.link()
    mine, theirs = await store.run(look)
    assert [name for name, rows in theirs.items() if rows] == []
    for name in ("sets", "predictions", "shown", "reminders", "pings", "members", "pains"):
        both = len(before[0][name]) + len(before[1][name])
        assert len(mine[name]) == both - (name == "sets"), name  # one set is the same
    await room.say(ANN, "unlink yes")
    after = await store.run(look)
    for side in (0, 1):
        for name, wanted in before[side].items():
            assert after[side][name] == wanted, name


# --- at the same time ---------------------------------------------------------------------------


async def test_both_platforms_at_once_make_one_log(store: Store) -> None:
    """Messages of both come at the same time as links and partings: nothing is lost or mixed."""
    room = Room(store)
    await room.say(ANN, "squat 100x5")
    await room.say(BOB, "bench 80x5")
    done: dict[tuple[str, str], int] = {ANN: 1, BOB: 1}

    async def type_sets(who: tuple[str, str], lift: str) -> None:
        for number in range(12):
            answer = await room.say(who, f"{lift} {50 + number}x5", source=f"{who[0]}:x{number}")
            assert facts(answer)["kind"] == "logged"
            done[who] += 1

    async def come_and_go() -> None:
        for _ in range(3):
            for _ in range(9):
                asked = await room.say(ANN, f"link {await room.code(BOB)}")
                tapped = await room.say(ANN, button(asked, "link them").send)
                while facts(tapped).get("stage") == "asked":
                    tapped = await room.say(ANN, button(tapped, "link them").send)
                if facts(tapped).get("stage") == "done":
                    break
            assert facts(await room.say(ANN, "unlink yes"))["stage"] == "done"

    room.now += timedelta(days=1)
    await asyncio.gather(type_sets(ANN, "squat"), type_sets(BOB, "bench"), come_and_go())
    logs = {who: await log_of(room, who) for who in (ANN, BOB)}
    assert {who: log.count(b"\r\n") - 1 for who, log in logs.items()} == done
    assert b"Bench" not in logs[ANN]
    assert b"Squat" not in logs[BOB]


@pytest.fixture
async def postgres_store(postgres_server: Server) -> AsyncIterator[Store]:
    """An open store where several transactions run at once."""
    name = postgres_server.create()
    opened = await open_store(postgres_server.url(name))
    yield opened
    await opened.close()
    postgres_server.drop(name)


WAITING = sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")


@pytest.mark.parametrize("what", ["merge", "part"])
async def test_who_waits_for_a_link_or_a_parting_sees_what_came_of_it(
    postgres_store: Store, what: str
) -> None:
    """A message that came while it was under way goes to the log it belongs to afterwards."""
    room = Room(postgres_store)
    await room.say(ANN, "squat 100x5")
    await room.say(BOB, "bench 80x5")
    if what == "part":
        await room.link()
    ids = [await who_is(room, each) for each in (ANN, BOB)]

    def change(connection: Connection) -> None:
        links = UnitOfWork(connection).links
        if what == "merge":
            assert links.hold(ids[0])
            assert links.hold(ids[1])
            links.merge(merge_pairs.Pair(ids[0], ids[1], ids[0]), (), room.now)
        else:
            assert links.hold(ids[0])
            links.part(ids[0], links.of(ids[0])[0].id)

    async with room.store._runner._engine.connect() as connection, connection.begin():  # type: ignore[attr-defined]
        await connection.run_sync(change)
        waits = asyncio.create_task(room.say(BOB, "bench 85x5"))

        async def held_up() -> int:
            return await room.store.run(lambda it: it._connection.execute(WAITING).scalar())

        await until(held_up)
        assert not waits.done()
    assert facts(await waits)["kind"] == "logged"
    assert (await who_is(room, BOB) == await who_is(room, ANN)) == (what == "merge")
    assert "85 kg" in await today(room, BOB)
    assert ("85 kg" in await today(room, ANN)) == (what == "merge")


async def who_is(room: Room, who: tuple[str, str]) -> int:
    """The number of the person behind a sender."""
    sender = Sender(*who, "")
    return int(await room.store.run(lambda uow: uow.people.find(sender, room.now)[0].id))


async def test_two_links_against_each_other_do_not_lock(store: Store) -> None:
    room = Room(store)
    await room.say(ANN, "squat 100x5")
    await room.say(BOB, "bench 80x5")
    asked = [
        await room.say(ANN, f"link {await room.code(BOB)}"),
        await room.say(BOB, f"link {await room.code(ANN)}"),
    ]
    both = await asyncio.gather(
        room.say(ANN, button(asked[0], "link them").send),
        room.say(BOB, button(asked[1], "link them").send),
    )
    kinds = sorted(str(facts(each).get("stage") or facts(each)["error"]) for each in both)
    assert kinds == ["done", "link_refused"]
    assert await rows(store, "people") == 1
