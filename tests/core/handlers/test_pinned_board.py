"""`/board pin`: one message that is changed, seldom enough, and shows what is shared and no 0."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.platforms.pinning import note_pin
from core.errors import AdminUnknown
from core.groups.posts import BETWEEN
from core.messages import Address
from core.store.engine import Store
from core.store.unit_of_work import UnitOfWork
from tests.gym import GYM
from tests.posting import Posted, shown

SECOND = timedelta(seconds=1)
HERE = Address("telegram", GYM, private=False)


async def pinned(store: Store, *who: str) -> Posted:
    """Some join; Ann, who may, pins the board, and it has come up to date once."""
    gym = Posted(store)
    await gym.join(*(who or ("Ann", "Ben", "Cid")))
    await gym.admin("/board pin")
    gym.now += BETWEEN
    await gym.due()
    gym.outgoing.clear()
    return gym


async def test_it_is_one_message_that_is_changed(store: Store) -> None:
    gym = Posted(store)
    await gym.join("Ann", "Ben")
    gym.outgoing.clear()
    answer = await gym.admin("/board pin")
    (first,) = gym.outgoing
    assert (first.reply.pin, first.reply.edits) == ("now", "post:1")
    assert shown(first.reply).endswith("Nothing this week yet: the first session shows here.")
    assert answer.result == {"kind": "board_post", "pin": "asked"}
    await gym.say("Ben", "squat 60x5 rir2")
    (then,) = await gym.due(gym.now + BETWEEN)
    assert then.changes == str(first.id)
    assert then.reply.table[1] == ("Ben", "1", "1/1")
    assert "Ann" not in shown(then.reply)


async def test_two_changes_are_so_far_apart_and_no_nearer(store: Store) -> None:
    gym = await pinned(store)
    await gym.say("Ben", "squat 60x5 rir2")
    assert len(await gym.due()) == 1  # at once: it was quiet for longer
    at = gym.now
    await gym.say("Cid", "squat 60x5 rir2")
    assert await gym.due(at + BETWEEN - SECOND) == []
    assert len(await gym.due(at + BETWEEN)) == 1
    assert await gym.due(at + 5 * BETWEEN) == []  # nothing has changed since


async def test_many_sets_are_few_changes(store: Store) -> None:
    """Ninety sets of three within half an hour, looked at each second."""
    gym = await pinned(store)
    await gym.say("Ben", "squat 60x5 rir2")
    begun, changes = gym.now, 0
    for number in range(90):
        gym.now = begun + number * 20 * SECOND - timedelta(minutes=2)
        await gym.say(("Ann", "Ben", "Cid")[number % 3], "squat 60x5 rir2", "")
        changes += len(await gym.due())
    assert gym.now - begun <= timedelta(minutes=30)
    assert 14 <= changes <= 16


@pytest.mark.parametrize("goes", ["/leave", "/share nothing", "/forget me"])
async def test_who_goes_is_gone_with_the_next_change(store: Store, goes: str) -> None:
    gym = await pinned(store)
    for who in ("Ann", "Ben"):
        await gym.say(who, "squat 60x5 rir2")
    (before,) = await gym.due()
    assert "Ben" in shown(before.reply)
    answer = await gym.say("Ben", goes, "" if "forget" in goes else GYM)
    if "forget" in goes:
        assert answer.reply is not None
        await gym.say("Ben", answer.reply.buttons[0].send, "", button=True)
    (after,) = await gym.due(gym.now + BETWEEN)
    assert after.changes == before.changes
    assert "Ben" not in shown(after.reply)
    assert "Ann" in shown(after.reply)


async def test_loads_only_with_everybodys_yes(store: Store) -> None:
    gym = await pinned(store, "Ann", "Ben")
    await gym.say("Ben", "squat 60x5 rir2")
    await gym.say("Ben", "/share loads")
    (one,) = await gym.due(gym.now + BETWEEN)
    assert "60 kg" not in shown(one.reply)
    await gym.say("Ann", "/share loads")
    (both,) = await gym.due(gym.now + BETWEEN)
    assert "Ben: Squat 60 kg x 5" in shown(both.reply)
    await gym.say("Ann", "/share loads off")
    (again,) = await gym.due(gym.now + BETWEEN)
    assert "60 kg" not in shown(again.reply)


async def test_a_week_that_is_over_is_cleared(store: Store) -> None:
    gym = await pinned(store, "Ann", "Ben")  # a Wednesday
    await gym.say("Ben", "squat 60x5 rir2")
    await gym.due()
    gym.outgoing.clear()
    monday = gym.now.replace(hour=0, minute=4, second=59) + timedelta(days=5)
    sunday = await gym.due(monday - timedelta(hours=1))
    assert all("Ben" in shown(each.reply) for each in sunday)
    assert await gym.due(monday) == []
    (new,) = await gym.due(monday + SECOND)
    assert "Ben" not in shown(new.reply)
    assert "Mon 30 Nov to Sun 6 Dec" in new.reply.title


async def test_an_undone_set_and_one_from_elsewhere_count(store: Store) -> None:
    gym = await pinned(store, "Ann", "Ben")
    await gym.say("Ben", "squat 60x5 rir2", "")
    (one,) = await gym.due()
    assert "Ben" in shown(one.reply)
    await gym.say("Ben", "undo", "")
    (other,) = await gym.due(gym.now + BETWEEN)
    assert "Ben" not in shown(other.reply)


async def test_unpinned_it_shows_nobody_and_is_changed_no_more(store: Store) -> None:
    gym = await pinned(store, "Ann", "Ben")
    await gym.say("Ben", "squat 60x5 rir2")
    (one,) = await gym.due()
    gym.outgoing.clear()
    await gym.admin("/board unpin")
    told, over = sorted(gym.outgoing, key=lambda each: each.reply.edits)
    assert told.reply.lines == ("The board is off. /board shows the week once.",)
    assert (over.changes, over.reply.pin) == (one.changes, "off")
    assert over.reply.lines == ("This board is off. /board shows the week.",)
    await gym.say("Ben", "squat 60x5 rir2")
    assert await gym.due(gym.now + timedelta(days=3)) == []
    answer = await gym.admin("/board unpin")
    assert answer.reply is not None
    assert answer.reply.lines == ("No board is pinned here. /board pin does it.",)


@pytest.mark.parametrize("text", ["/board pin", "/board unpin", "/recap sun 19:00", "/recap off"])
async def test_admins_alone_settle_it(store: Store, text: str) -> None:
    gym = await pinned(store, "Ann", "Ben")
    before = await gym.post(), await gym.post("weekly")
    with pytest.raises(AdminUnknown):  # the platform is asked, and then it is said again
        await gym.say("Ben", text)
    refused = await gym.admin(text, "Ben", may=False)
    assert (refused.result or {})["error"] == "not_admin"
    assert (await gym.post(), await gym.post("weekly")) == before
    answer = await gym.admin(text, "Ann")
    assert (answer.result or {})["kind"] in ("board_post", "recap_group")


async def test_it_outlives_a_purge(store: Store) -> None:
    """What was sent long ago is still the message that is changed; others go."""
    gym = await pinned(store, "Ann", "Ben")
    await gym.say("Ben", "squat 60x5 rir2")
    (one,) = await gym.due()
    gym.now += timedelta(days=30)
    await gym.store.purge(gym.now - timedelta(days=3))
    await gym.say("Ben", "squat 60x5 rir2")
    (then, *_) = await gym.due()
    assert then.changes == one.changes


async def test_a_group_that_moves_has_a_new_message_which_is_pinned(store: Store) -> None:
    gym = await pinned(store, "Ann", "Ben")
    await store.run(lambda uow: note_pin(uow, HERE, "1", gym.now, done=True))
    await gym.store.move_chat("telegram", GYM, "-1005")
    await gym.say("Ben", "squat 60x5 rir2", "-1005")
    (then,) = await gym.due()
    assert (then.address.chat, then.changes, then.reply.pin) == ("-1005", "", "new")


async def test_a_group_that_threw_the_bot_out_gets_nothing_until_it_is_back(store: Store) -> None:
    gym = await pinned(store, "Ann", "Ben")
    await gym.admin("/recap thu 19:00")
    await gym.store.lose_chat("telegram", GYM, "kicked")
    await gym.say("Ben", "squat 60x5 rir2", "")
    assert await gym.due(gym.now + timedelta(days=8)) == []
    await gym.say("Ben", "squat 60x5 rir2")  # heard there again
    sent = await gym.due(gym.now + timedelta(days=1))
    assert [each.reply.edits for each in sent] == ["post:1"]


async def test_switched_off_it_is_changed_no_more_until_it_is_on(store: Store) -> None:
    gym = await pinned(store)
    await gym.admin("/settings board off")
    await gym.say("Ben", "squat 60x5 rir2")
    assert await gym.due(gym.now + BETWEEN) == []
    await gym.admin("/settings board on")
    await gym.say("Cid", "squat 60x5 rir2")
    (then,) = await gym.due(gym.now + BETWEEN)
    assert [row[0] for row in then.reply.table[1:]] == ["Ben", "Cid"]


async def test_where_it_may_not_be_pinned_it_says_so_once(store: Store) -> None:
    gym = await pinned(store, "Ann", "Ben")

    async def note(*, done: bool | None) -> list[str]:
        gym.outgoing.clear()
        key = f"{gym.now.timestamp()}"
        await store.run(lambda uow: note_pin(uow, HERE, key, gym.now, done=done))
        await gym.deliver()
        return [each.reply.lines[0] for each in gym.outgoing]

    async def pin() -> str:
        post = await gym.post()
        return post.pin if post is not None else "gone"

    assert await note(done=None) == []
    assert await pin() == "asked"
    (said,) = await note(done=False)
    assert said.startswith("I may not pin messages here")
    await gym.say("Ben", "squat 60x5 rir2")
    (then,) = await gym.due()
    assert then.reply.pin == "never"
    answer = await gym.admin("/board pin")
    assert answer.reply is not None
    assert answer.reply.lines[0].startswith("The board is pinned here already")
    (again,) = await gym.due()
    assert again.reply.pin == "now"
    assert await note(done=True) == []
    assert await pin() == "done"


async def test_what_waits_is_not_queued_twice(store: Store) -> None:
    """A group at its limit for long: one change waits, with the newest words."""
    gym = await pinned(store, "Ann", "Ben")
    for number in range(5):
        await gym.say("Ben", f"squat {60 + number}x5 rir2", "")
        gym.now += BETWEEN
        await gym.store.queue_due("telegram", gym.now, 100)

    def waiting(uow: UnitOfWork) -> int:
        asked = "SELECT count(*) FROM outbox WHERE edits = 'post:1' AND settled_at IS NULL"
        found: int = uow._connection.exec_driver_sql(asked).scalar_one()
        return found

    assert await gym.store.run(waiting) == 1
    (then,) = await gym.due()
    assert then.reply.table[1] == ("Ben", "1", "5/5")


async def test_as_a_picture_it_holds_the_same(store: Store) -> None:
    gym = Posted(store)
    await gym.join("Ann", "Ben")
    await gym.admin("/board pin picture")
    await gym.say("Ben", "squat 60x5 rir2")
    (then,) = await gym.due(gym.now + BETWEEN)
    (picture,) = then.reply.pictures
    assert "Ben" in picture.alt
    assert "Ann" not in picture.alt
    assert then.reply.table[1][0] == "Ben"
