"""The log: what is written, and found again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from core.messages import Sender
from core.records import Load, LoggedSet
from core.store.engine import Store, open_store
from core.store.unit_of_work import UnitOfWork
from tests.core.store.earlier_schema import take_back_to
from tests.core.store.logged_sets import NOW, log, made, minutes, on, texts

# --- one set ------------------------------------------------------------------------------------

EVERY_FIELD = {
    "load": Load(-30_625, "lb"), "reps": None, "rir_tenths": 15, "rir_at_least": True,
    "failed": True, "amrap": True, "partials": 2, "warmup": True, "drop": True, "seconds": 90,
    "distance_cm": 40_000, "per_side": True, "shared_effort": True, "note": "слишком 💪",
    "superset": True, "side": "left",
    "line": "dip -30.625lb", "position": 3,
    "at": datetime(2026, 3, 2, 19, 0, 0, 123457, tzinfo=timezone(timedelta(hours=1))),
}  # fmt: skip


async def test_every_field_comes_back(store: Store) -> None:
    def write(uow: UnitOfWork, person: int) -> LoggedSet:
        each = made(uow, person, **EVERY_FIELD)
        change = uow.journal.write(person, "log", each.source, (), [each], NOW)
        assert change.after == (replace(each, session_at=each.at),)
        assert uow.journal.last(person) == change
        return each

    each = await on(store, write)
    found = await on(store, lambda uow, person: uow.sets.by_id(person, each.id))
    assert found == replace(each, session_at=each.at)
    assert found is not None
    assert found.at.utcoffset() == timedelta(0)


async def test_a_time_without_zone_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match="zone"):
        await on(store, lambda led, me: log(led, me, made(led, me, at=datetime(2026, 3, 2))))  # noqa: DTZ001


@pytest.mark.parametrize(
    "text", ["a\0b", "\ud83d", "x\udc00y", "'; DROP TABLE sets; --", "\u202e", "💪"]
)
async def test_any_text_can_be_stored(store: Store, text: str) -> None:
    def write(uow: UnitOfWork, person: int) -> LoggedSet | None:
        each = made(uow, person, source=text, note=text, line=text)
        log(uow, person, each)
        uow.aliases.save(person, text, "squat")
        assert len(uow.aliases.of(person)) == 1
        assert [other.id for other in uow.sets.of_source(person, text)] == [each.id]
        uow.journal.undo(person)
        uow.journal.redo(person)
        return uow.sets.by_id(person, each.id)

    found = await on(store, write)
    assert found is not None
    found.note.encode()
    assert "\0" not in found.note


@pytest.mark.parametrize(
    "id_", ["", "s", "s0", "s01", "m7", "s1 ", "s-1", "s٣", "s" + "9" * 30, "S1"]
)
async def test_ids_that_name_nothing(store: Store, id_: str) -> None:
    def look(uow: UnitOfWork, person: int) -> None:
        log(uow, person, made(uow, person))
        assert uow.sets.by_id(person, id_) is None
        assert uow.journal.undo(person, id_) is None
        assert uow.questions.read(person, id_) is None

    await on(store, look)


async def test_ids_are_never_used_again(store: Store) -> None:
    def write(uow: UnitOfWork, person: int) -> tuple[str, ...]:
        each = made(uow, person)
        log(uow, person, each)
        uow.journal.write(person, "delete", "", [each], (), NOW)
        return (each.id, *uow.sets.new_ids(person, 2))

    assert await on(store, write) == ("s1", "s2", "s3")
    assert await on(store, lambda uow, person: uow.sets.new_ids(person, 1)) == ("s4",)


async def test_a_message_is_stored_once(store: Store) -> None:
    await on(store, lambda led, me: log(led, me, made(led, me, source="telegram:1:2")))
    with pytest.raises(Exception, match=r"(?i)unique"):
        await on(store, lambda led, me: log(led, me, made(led, me, source="telegram:1:2")))
    last = await on(store, lambda uow, person: uow.sets.last(person))
    assert last is not None
    assert last.id == "s1"


async def test_nobody_sees_another_persons_sets(store: Store) -> None:
    other = await store.run(lambda led: led.people.find(Sender("console", "2", "Bob"), NOW)[0].id)
    each = await on(store, made)
    await on(store, lambda led, me: log(led, me, each))

    def look(uow: UnitOfWork) -> list[object]:
        return [
            uow.sets.exposures(other, "squat"), uow.sets.last(other),
            uow.bests.heaviest(other, "squat"), uow.bests.most_reps(other, "squat", 0, 999),
            uow.sets.by_id(other, each.id), uow.sets.of_source(other, each.source),
            uow.sets.of_session(other, NOW), uow.bests.exercise_ids(other), uow.journal.last(other),
            uow.journal.undo(other), uow.journal.undo(other, "m1"),
            uow.sets.between(other, minutes(-9), minutes(9)),
            uow.sets.trained_before(other, minutes(9)),
        ]  # fmt: skip

    assert not any(await store.run(look))
    assert await on(store, lambda led, me: len(led.sets.exposures(me, "squat"))) == 1


# --- looking ------------------------------------------------------------------------------------


async def test_order_is_by_time_then_message_then_position(store: Store) -> None:
    def write(uow: UnitOfWork, person: int) -> list[list[str]]:
        log(uow, person, *(made(uow, person, "b", load=Load(n), position=n) for n in (2, 1)))
        log(uow, person, made(uow, person, "c", load=Load(3)))
        log(uow, person, made(uow, person, "d", load=Load(0), at=minutes(-1)))
        seen = [texts(uow.sets.of_session(person, minutes(-1)))]
        before = uow.sets.of_source(person, "b")
        after = [
            replace(before[0], load=Load(7)),
            made(uow, person, "b", load=Load(8), position=5),
        ]
        uow.journal.write(person, "edit", "b", before, after, NOW)
        seen.append(texts(uow.sets.exposures(person, "squat")[0].sets))
        uow.journal.write(person, "edit", "b", uow.sets.of_source(person, "b"), (), NOW)
        again = made(uow, person, "b", load=Load(9))
        uow.journal.write(person, "edit", "b", (), [again], NOW)
        seen.append(texts(uow.sets.between(person, minutes(-5), minutes(5))))
        last = uow.sets.last(person)
        seen.append([last.load.text if last else ""])
        return seen

    assert await on(store, write) == [
        ["0", "0.001", "0.002", "0.003"],
        ["0", "0.007", "0.008", "0.003"],
        ["0", "0.009", "0.003"],
        ["0.003"],
    ]


async def test_exposures_are_the_last_sessions_oldest_first(store: Store) -> None:
    def write(uow: UnitOfWork, person: int) -> None:
        for day in range(20):
            log(uow, person, *(
                made(uow, person, f"m{day}", at=NOW + timedelta(days=day), load=Load(day * 1000),
                     position=n, exercise_id=name)
                for n, name in enumerate(("squat", "squat", "bench"))
            ))  # fmt: skip

    def look(uow: UnitOfWork, person: int) -> list[object]:
        some = uow.sets.exposures(person, "squat", limit=3)
        earlier = uow.sets.exposures(person, "squat", before=NOW + timedelta(days=2))
        return [
            [texts(each.sets) for each in some], [each.session_at.day for each in some],
            [texts(each.sets) for each in earlier], len(uow.sets.exposures(person, "squat")),
            uow.sets.exposures(person, "none"),
        ]  # fmt: skip

    await on(store, write)
    assert await on(store, look) == [
        [["17", "17"], ["18", "18"], ["19", "19"]], [19, 20, 21],
        [["0", "0"], ["1", "1"]], 16, (),
    ]  # fmt: skip


async def test_exposures_hold_at_most_240_sets(store: Store) -> None:
    def write(uow: UnitOfWork, person: int) -> list[list[int]]:
        for day, count in enumerate((50, 100, 120)):
            at = NOW + timedelta(days=day)
            log(
                uow,
                person,
                *(made(uow, person, f"m{day}", position=n, at=at) for n in range(count)),
            )
        seen = [[len(each.sets) for each in uow.sets.exposures(person, "squat")]]
        at = NOW + timedelta(days=9)
        log(uow, person, *(made(uow, person, "m9", position=n, at=at) for n in range(300)))
        last = uow.sets.exposures(person, "squat")
        assert last[-1].sets[-1].position == 299
        return [*seen, [len(each.sets) for each in last]]

    assert await on(store, write) == [[100, 120], [240]]


async def test_bests_follow_the_log(store: Store) -> None:
    def write(uow: UnitOfWork, person: int) -> list[object]:
        for source, facts in {
            "a": {"load": Load(100_000), "reps": 8},
            "b": {"load": Load(105_000), "reps": 6},
            "c": {"load": Load(225_000, "lb"), "reps": 9},  # 102.058 kg
            "d": {"load": Load(140_000), "reps": 20, "warmup": True},
            "e": {"load": Load(140_000), "reps": 30, "drop": True},
            "f": {"load": Load(105_000), "reps": 7},
            "g": {"load": Load(90_000), "reps": 15},
        }.items():
            log(uow, person, made(uow, person, source, **facts))

        def seen() -> tuple[object, ...]:
            best = {
                each.load.unit: (each.load.text, each.reps)
                for each in uow.bests.heaviest(person, "squat")
            }
            bands = [(90, 110), (90.001, 110), (104, 110), (102.05, 102.06), (106, 200)]
            exact = Load(225_000, "lb").kg
            return best, [
                uow.bests.most_reps(person, "squat", *each) for each in [*bands, (exact, exact)]
            ]

        found: list[object] = [seen()]
        heavier = uow.sets.of_source(person, "f")
        uow.journal.write(person, "delete", "f", heavier, (), NOW)
        uow.journal.write(person, "edit", "g", uow.sets.of_source(person, "g"), (), NOW)
        found.append(seen())
        uow.journal.undo(person)
        found.append(seen())
        fixed = uow.sets.of_source(person, "c")[0]
        uow.journal.write(person, "fix", "x", [fixed], [replace(fixed, reps=3, warmup=True)], NOW)
        found.append(seen())
        return found

    assert await on(store, write) == [
        ({"kg": ("105", 7), "lb": ("225", 9)}, [15, 9, 7, 9, 0, 9]),
        ({"kg": ("105", 6), "lb": ("225", 9)}, [9, 9, 6, 9, 0, 9]),
        ({"kg": ("105", 6), "lb": ("225", 9)}, [15, 9, 6, 9, 0, 9]),
        ({"kg": ("105", 6)}, [15, 8, 6, 0, 0, 0]),
    ]


async def test_bests_of_assisted_and_timed_sets(store: Store) -> None:
    def write(uow: UnitOfWork, person: int) -> list[object]:
        log(uow, person, made(uow, person, load=Load(-30_000), reps=5))
        log(uow, person, made(uow, person, load=Load(-20_000), reps=4))
        log(
            uow,
            person,
            made(uow, person, exercise_id="plank", load=Load(0), reps=None, seconds=60),
        )
        return [
            texts(uow.bests.heaviest(person, "squat")),
            uow.bests.most_reps(person, "squat", -33, -27),
            uow.bests.most_reps(person, "squat", -27, -33),
            uow.bests.most_reps(person, "plank", 0, 0),
            uow.bests.heaviest(person, "plank")[0].reps,
            uow.bests.most_reps(person, "squat", float("-inf"), float("inf")),
        ]

    assert await on(store, write) == [["-20"], 5, 5, 0, None, 5]


async def test_exercises_are_named_most_recent_first(store: Store) -> None:
    def write(uow: UnitOfWork, person: int) -> list[object]:
        for name, when in (("squat", 0), ("bench", 5), ("row", 600), ("squat", 300), ("Row", 600)):
            log(uow, person, made(uow, person, exercise_id=name, at=minutes(when)))
        return [
            sorted(uow.bests.exercise_ids(person)[:2]), uow.bests.exercise_ids(person)[2:],
            len(uow.bests.exercise_ids(person, limit=3)),
        ]  # fmt: skip

    assert await on(store, write) == [["Row", "row"], ("squat", "bench"), 3]


async def test_looking_back(store: Store) -> None:
    def write(uow: UnitOfWork, person: int) -> list[object]:
        for when in (0, 10, 500):
            log(uow, person, made(uow, person, load=Load(when * 1000), at=minutes(when)))
        return [
            texts(uow.sets.between(person, minutes(0), minutes(500))),
            texts(uow.sets.between(person, minutes(1), minutes(501))),
            texts(uow.sets.between(person, minutes(0), minutes(501), limit=1)),
            uow.sets.trained_before(person, minutes(0)),
            uow.sets.trained_before(person, minutes(500)),
            texts(uow.sets.of_session(person, minutes(0))),
            texts(uow.sets.of_session(person, minutes(500))),
            uow.sets.of_session(person, minutes(10)),
        ]  # fmt: skip

    assert await on(store, write) == [
        ["0", "10"], ["10", "500"], ["0"], None, minutes(10), ["0", "10"], ["500"], (),
    ]  # fmt: skip


async def test_sets_of_before_there_were_sides_have_none(database_url: str) -> None:
    store = await open_store(database_url)
    await on(store, lambda uow, person: log(uow, person, made(uow, person)))
    await store._runner.run(lambda connection: take_back_to(connection, "0014"))
    await store.close()
    store = await open_store(database_url)
    found = await on(store, lambda uow, person: uow.sets.last(person))
    assert found is not None
    assert found.side == ""
    await store.close()
