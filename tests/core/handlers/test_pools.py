"""A pooled trial from its opening to what is shown once; who leaves, and who is forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.messages import Answer
from core.store.engine import Store
from core.store.schema.tables import pool_entries, pools
from core.trials.allocation import arm_of_week
from core.trials.records import Expectation, Trial
from tests.gym import GYM, NOW, OTHER, Gym

FIVE = ("Ann", "Bob", "Cid", "Dee", "Eve")
SEED = 7
DAY = timedelta(days=1)
OPEN = "/pool leg extension"


@pytest.fixture
def gym(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> Gym:
    monkeypatch.setattr("core.handlers.trial.randbelow", lambda below: SEED)
    return Gym(sqlite_store)


def lines(answer: Answer) -> str:
    assert answer.reply is not None
    return "\n".join(answer.reply.lines)


def facts(answer: Answer) -> dict[str, object]:
    return dict(answer.result or {})


async def opened(gym: Gym, who: tuple[str, ...] = FIVE, *, joined: int = 5) -> str:
    """A group opens a pool and some press the button."""
    await gym.join(*who)
    answer = await gym.say(who[0], OPEN)
    assert answer.reply is not None
    assert not answer.reply.private
    (button,) = answer.reply.buttons
    assert button.open
    for each in who[:joined]:
        said = await gym.say(each, button.send, button=True)
        assert f"{each} is in" in lines(said)
        assert "failure" not in lines(said)  # no arm is said aloud
    return button.send


async def train(gym: Gym, *who: str, weeks: int = 8) -> None:
    """Two sessions a week: failure loses four repetitions, stopping one."""
    of = Trial((), "blocks", SEED, NOW, Expectation(3, 1, 1, 1, 1, 1))
    start = gym.now
    for session in range(2 * weeks):
        gym.now = start + session * 3.5 * DAY
        failing = arm_of_week(of, (gym.now - start).days // 7) == "failure"
        for place, each in enumerate(who):
            reps = f"{12 + place},{9 + place},{8 + place} f" if failing else "10,10,9 rir2"
            await gym.say(each, f"leg extension 40x{reps}", "")


async def over(gym: Gym) -> None:
    gym.now += 70 * DAY


async def stored(gym: Gym) -> list[str]:
    return await gym.store.run(
        lambda uow: list(uow._connection.execute(select(pools.c.result)).scalars())
    )


async def entries(gym: Gym) -> int:
    return await gym.store.run(lambda uow: len(uow._connection.execute(select(pool_entries)).all()))


async def test_five_finish_and_are_told_one_range_once(gym: Gym) -> None:
    await opened(gym)
    await train(gym, *FIVE)
    before = await gym.say("Ann", "/pool")
    assert "5 are in" in lines(before)
    assert await stored(gym) == [""]
    await over(gym)
    shown = await gym.say("Bob", "/pool")
    assert shown.reply is not None
    assert not shown.reply.private
    told = facts(shown)
    assert (told["finished"], told["joined"]) == (5, 5)
    assert float(str(told["low"])) * 2 % 1 == 0
    assert float(str(told["low"])) <= 3 <= float(str(told["high"]))
    assert not any(name in lines(shown) for name in FIVE)
    kept = await stored(gym)
    # nothing is worked out again: one leaves, one is forgotten, one corrects their log
    await gym.say("Ann", "/leave")
    await gym.say("Bob", "forget me", "")
    await gym.say("Bob", "forget me yes", "")
    await gym.say("Cid", "delete last set", "")
    again = await gym.say("Dee", "/pool")
    assert lines(again) == lines(shown)
    assert await stored(gym) == kept
    assert await entries(gym) == 3


@pytest.mark.parametrize("goes", ["/leave", "forget me yes", "/pool out"])
async def test_who_goes_before_the_end_is_out(gym: Gym, goes: str) -> None:
    """Four of five are left: nothing is worked out, now or later."""
    await opened(gym)
    await train(gym, *FIVE)
    if goes.startswith("forget"):
        await gym.say("Eve", "forget me", "")
        await gym.say("Eve", goes, "")
    else:
        await gym.say("Eve", goes)
    assert await entries(gym) == 4
    await over(gym)
    shown = await gym.say("Ann", "/pool")
    assert (facts(shown)["finished"], facts(shown)["joined"]) == (4, 4)
    assert "low" not in facts(shown)
    assert "nothing is worked out" in lines(shown)
    late = await gym.say("Ann", "/pool")
    assert lines(late) == lines(shown)


async def test_of_six_one_goes_and_five_are_told(gym: Gym) -> None:
    """The other side of the border, and one who joined but did not train is counted as joined."""
    six = (*FIVE, "Fay")
    await opened(gym, six, joined=6)
    await train(gym, *FIVE)
    await over(gym)
    shown = await gym.say("Ann", "/pool")
    assert (facts(shown)["finished"], facts(shown)["joined"]) == (5, 6)
    assert "low" in facts(shown)


async def test_a_trial_counts_in_one_pool_only(gym: Gym) -> None:
    """Else two pools with all but one alike would tell the one."""
    await opened(gym, ("Ann", "Bob"), joined=2)
    for each in ("Ann", "Bob"):
        await gym.say(each, "/join", OTHER)
    other = await gym.say("Ann", OPEN, OTHER)
    assert other.reply is not None
    said = await gym.say("Ann", other.reply.buttons[0].send, OTHER, button=True)
    assert said.reply is not None
    assert said.reply.private
    assert "counts once" in lines(said)


async def test_joined_in_private_nothing_is_said_in_the_group(gym: Gym) -> None:
    await opened(gym, ("Ann", "Bob"), joined=1)
    gym.outgoing.clear()
    mine = await gym.say("Bob", "pool", "")
    assert mine.reply is not None
    (button,) = mine.reply.buttons
    said = await gym.say("Bob", button.send, "", button=True)
    assert "Your own trial runs" in lines(said)
    assert not [each for each in gym.outgoing if each.address.chat == GYM]
    assert "2 are in" in lines(await gym.say("Ann", "/pool"))
    out = await gym.say("Bob", "pool", "")
    assert out.reply is not None
    await gym.say("Bob", out.reply.buttons[0].send, "", button=True)
    assert "1 is in" in lines(await gym.say("Ann", "/pool"))
    assert facts(await gym.say("Bob", "trial", ""))["state"] == "running"


async def test_who_may_not_join(gym: Gym) -> None:
    send = await opened(gym, ("Ann", "Bob", "Cid"), joined=1)
    stranger = await gym.say("Zoe", send, button=True)
    assert stranger.reply is not None
    assert stranger.reply.private
    assert "Join first" in lines(stranger)
    await gym.say("Bob", "trial failure leg curl by limb", "")
    busy = await gym.say("Bob", send, button=True)
    assert busy.reply is not None
    assert busy.reply.private
    assert "Your trial of Leg curl" in lines(busy)
    gym.now += 14 * DAY
    assert "Nobody can join" in lines(await gym.say("Cid", send, button=True))


@pytest.mark.parametrize(
    ("text", "why"), [("/pool squat", "unsafe"), ("/pool pull-up", "free"), (OPEN, "running")]
)
async def test_what_is_not_opened(gym: Gym, text: str, why: str) -> None:
    await opened(gym, ("Ann", "Bob"), joined=1)
    answer = await gym.say("Ann", text)
    assert facts(answer)["why"] == why


async def test_nobodys_own_number_is_in_what_is_shown(gym: Gym) -> None:
    """One finisher far off the others: what is stored and sent says no more than halves of all."""
    await opened(gym)
    await train(gym, *FIVE)
    own = []
    await over(gym)
    for each in FIVE:
        mine = facts(await gym.say(each, "trial", ""))
        own += [f"{mine['low']}", f"{mine['high']}"]
    gym.outgoing.clear()
    shown = await gym.say("Ann", "/pool")
    (kept,) = await stored(gym)
    for number in own:
        if not (float(number) * 2).is_integer():
            assert number not in kept
            assert number not in lines(shown)


async def test_a_result_is_shared_by_its_owner_alone(gym: Gym) -> None:
    """`share trial` shows it in the group where it is typed; before its end nothing."""
    await gym.join("Ann", "Bob")
    await gym.say("Ann", "trial failure leg extension by blocks", "")
    early = await gym.say("Ann", "/share trial")
    assert early.reply is not None
    assert early.reply.private
    await train(gym, "Ann")
    await over(gym)
    nothing = await gym.say("Bob", "/share trial")
    assert nothing.reply is not None
    assert nothing.reply.private
    shared = await gym.say("Ann", "/share trial")
    assert shared.reply is not None
    assert not shared.reply.private
    assert "Ann shares a trial" in lines(shared)
    assert "repetitions lost, likely" in lines(shared)
    assert "Seed" not in lines(shared)
    still = await gym.say("Ann", "/share")
    assert "sessions" in lines(still)


@pytest.mark.parametrize("text", ["pool was closed today", "pool party at 5", "in the pool"])
async def test_talk_is_no_command(gym: Gym, text: str) -> None:
    assert facts(await gym.say("Ann", text, "")).get("kind") not in ("pool", "pools")
