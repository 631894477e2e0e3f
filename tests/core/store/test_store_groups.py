"""Groups in the store: members, rules, challenges; nothing crosses from one to another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from core.groups.rules import SHARES, Challenge, GroupSettings
from core.messages import Address, Sender
from core.records import Load, LoggedSet
from core.store.engine import Store
from core.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 25, 18, tzinfo=UTC)
DAY = timedelta(days=1)
IRON, STEEL = (Address("telegram", each, private=False) for each in ("-5", "-6"))
ELSEWHERE = Address("discord", "-5", private=False)
ALL = frozenset(SHARES)


def people(uow: UnitOfWork, *names: str) -> list[int]:
    """People by name, made where they are new."""
    return [uow.people.find(Sender("telegram", each, each), NOW)[0].id for each in names]


def joined(uow: UnitOfWork, where: Address) -> list[str]:
    return [member.name for member, _ in uow.groups.members(where)]


async def test_members_of_one_group(store: Store) -> None:
    def work(uow: UnitOfWork) -> None:
        ann, ben, cid = people(uow, "ann", "Ben", "Cid")
        for where, person in ((IRON, ben), (IRON, ann), (STEEL, cid), (ELSEWHERE, ann)):
            uow.groups.join(where, person, ALL, NOW)
        assert joined(uow, IRON) == ["ann", "Ben"]
        assert joined(uow, STEEL) == ["Cid"]
        assert uow.groups.member(STEEL, ann) is None
        assert [where.chat for where, _ in uow.groups.joined(ann)] == ["-5", "-5"]
        (_, settings), _ = uow.groups.members(IRON)
        assert (settings.id, settings.unit) == (ann, "kg")

    await store.run(work)


async def test_what_is_shared_stays_as_it_is_when_joining_again(store: Store) -> None:
    def work(uow: UnitOfWork) -> None:
        (ann,) = people(uow, "Ann")
        uow.groups.join(IRON, ann, ALL, NOW)
        member = uow.groups.member(IRON, ann)
        assert member is not None
        assert (member.share, member.loads, member.gym_at) == (ALL, False, None)
        changed = replace(member, share=frozenset({"records"}), loads=True, gym_at=NOW)
        uow.groups.save(IRON, changed)
        uow.groups.join(IRON, ann, ALL, NOW + DAY)
        assert uow.groups.member(IRON, ann) == changed

    await store.run(work)


@pytest.mark.parametrize(
    "group_settings",
    [
        GroupSettings(),
        GroupSettings((time(22), time(7, 30)), "Europe/Berlin", "42", "short"),
        GroupSettings(topic="", answers="off"),
    ],
)
async def test_rules_of_a_group(store: Store, group_settings: GroupSettings) -> None:
    def work(uow: UnitOfWork) -> None:
        assert uow.groups.group_settings(IRON) is None
        uow.groups.save_group_settings(IRON, GroupSettings(answers="off"), NOW)
        uow.groups.save_group_settings(IRON, group_settings, NOW)
        assert uow.groups.group_settings(IRON) == group_settings

    await store.run(work)
    assert await store.run(lambda uow: uow.groups.group_settings(IRON)) == group_settings
    assert await store.run(lambda uow: uow.groups.group_settings(STEEL)) is None


def challenge(made_by: int, **changes: object) -> Challenge:
    made = Challenge(0, 1, "squat", "reps", 100, NOW - DAY, NOW + DAY, "Europe/Berlin", made_by)
    return replace(made, **changes)  # type: ignore[arg-type]


def squats(number: int, at: datetime, reps: int | None = 10, **more: object) -> LoggedSet:
    each = LoggedSet(
        "squat", Load(100_000), reps, at, "squat", id=f"s{number}", source=f"m{number}"
    )
    return replace(each, **more)  # type: ignore[arg-type]


async def test_what_a_challenge_counts(store: Store) -> None:
    """Of its exercise, in its time, warm-ups left out."""

    def work(uow: UnitOfWork) -> None:
        (ann,) = people(uow, "Ann")
        uow.sets.new_ids(ann, 7)
        done = [
            squats(1, NOW - 2 * DAY),
            squats(2, NOW - DAY),
            squats(3, NOW, 7, drop=True),
            squats(4, NOW, warmup=True),
            squats(5, NOW, exercise_id="bench-press"),
            squats(6, NOW + DAY),
            squats(7, NOW, None, exercise_id="plank", seconds=60),
        ]
        uow.journal.write(ann, "log", "m", (), done, NOW)
        counted = {
            (what, exercise): uow.groups.amount(
                ann, challenge(ann, counted=what, exercise_id=exercise)
            )
            for what in ("reps", "sets")
            for exercise in ("squat", "", "deadlift")
        }
        assert counted == {
            ("reps", "squat"): 17, ("reps", ""): 27, ("reps", "deadlift"): 0,
            ("sets", "squat"): 2, ("sets", ""): 4, ("sets", "deadlift"): 0,
        }  # fmt: skip

    await store.run(work)


async def test_challenges_of_a_group(store: Store) -> None:
    def work(uow: UnitOfWork) -> None:
        ann, ben = people(uow, "ann", "Ben")
        groups = uow.groups
        old = groups.make(IRON, challenge(ann, until_at=NOW - 9 * DAY), NOW - 90 * DAY)
        mine = groups.make(IRON, challenge(ann), NOW - 90 * DAY)
        assert groups.challenges(STEEL, NOW) == ()
        assert groups.challenges(IRON, NOW) == (mine,)
        assert groups.enter(mine.id, ben, NOW)
        assert groups.enter(mine.id, ann, NOW)
        assert not groups.enter(mine.id, ann, NOW)
        assert groups.entrants(mine.id) == ((ann, "ann"), (ben, "Ben"))
        assert groups.withdraw(mine.id, ben)
        assert not groups.withdraw(mine.id, ben)
        assert groups.challenges(IRON, NOW - 30 * DAY) == (old, mine)
        groups.make(STEEL, challenge(ann), NOW)
        groups.drop(mine.id)
        groups.make(IRON, challenge(ann, number=2), NOW - 8 * DAY)
        assert [each.number for each in groups.challenges(IRON, NOW - 30 * DAY)] == [2]

    await store.run(work)


async def test_leaving_takes_everything_there_along(store: Store) -> None:
    """A challenge goes on without its maker; another group is left as it is."""

    def work(uow: UnitOfWork) -> None:
        ann, ben = people(uow, "ann", "Ben")
        groups = uow.groups
        made = {}
        for where in (IRON, STEEL):
            for person in (ann, ben):
                groups.join(where, person, ALL, NOW)
            made[where] = groups.make(where, challenge(ann), NOW)
            for person in (ann, ben):
                groups.enter(made[where].id, person, NOW)
        assert groups.leave(IRON, ann)
        assert not groups.leave(IRON, ann)
        assert joined(uow, IRON) == ["Ben"]
        assert groups.entrants(made[IRON].id) == ((ben, "Ben"),)
        assert [each.made_by for each in groups.challenges(IRON, NOW)] == [None]
        assert joined(uow, STEEL) == ["ann", "Ben"]
        assert len(groups.entrants(made[STEEL].id)) == 2
        assert [each.made_by for each in groups.challenges(STEEL, NOW)] == [ann]

    await store.run(work)


async def test_whether_a_message_is_in_the_log(store: Store) -> None:
    def work(uow: UnitOfWork) -> None:
        (ann,) = people(uow, "Ann")
        uow.sets.new_ids(ann, 1)
        uow.journal.write(ann, "log", "m1", (), [squats(1, NOW)], NOW)
        known = uow.groups.has_logged
        assert known(Sender("telegram", "Ann", "Ann"), "m1")
        assert not known(Sender("telegram", "Ann", "Ann"), "m2")
        assert not known(Sender("telegram", "Ben", "Ben"), "m1")

    await store.run(work)
