"""`link` as it is typed, on both databases: codes, offers, and one log of two."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.accounts.linking import CODE_LETTERS, MOST_TRIES
from core.messages import Address, Answer
from core.store.engine import Store
from core.store.schema import tables
from core.store.unit_of_work import UnitOfWork
from tests.core.accounts.two_people import ANN, BOB, Room, button, facts, log_of, rows, today, words

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
