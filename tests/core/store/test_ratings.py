"""Partners' calls of sets: who may, what stands, what goes with a set, a group and a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from core.messages import Address, Reply, Sender
from core.records import Load, LoggedSet
from core.store.engine import Store
from core.store.repositories import ratings as stored
from core.store.schema.tables import members
from core.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 25, 18, tzinfo=UTC)
GYM = Address("telegram", "-5", private=False)
OTHER = Address("telegram", "-6", private=False)
DAY = timedelta(days=3)


def person(uow: UnitOfWork, name: str, *groups: Address) -> int:
    found, _ = uow.people.find(Sender("telegram", name, name), NOW)
    for each in groups:
        row = {"platform": each.platform, "chat": each.chat, "person_id": found.id, "share": "",
               "loads": False, "joined_at": NOW}  # fmt: skip
        uow._connection.execute(members.insert(), row)
    return found.id


def logged(uow: UnitOfWork, who: int, reps: int = 8, source: str = "tg:1:-5:10") -> LoggedSet:
    (set_id,) = uow.sets.new_ids(who, 1)
    made = LoggedSet("squat", Load(100_000), reps, NOW, "", id=set_id, source=source)
    uow.journal.write(who, "log", source, (), (made,), NOW)
    return made


def calls(uow: UnitOfWork, who: int, set_id: str) -> list[tuple[str, int]]:
    found = uow.ratings.of_sets(who, [set_id]).get(set_id, ())
    return [(each.rater, each.rir_tenths) for each in found]


async def test_who_is_a_partner(store: Store) -> None:
    def work(uow: UnitOfWork) -> None:
        ann, ben, cy = (person(uow, "Ann", GYM, OTHER), person(uow, "Ben", GYM),
                        person(uow, "Cy"))  # fmt: skip
        assert uow.ratings.joined(GYM, [ann, ben, cy, 99]) == {ann, ben}
        assert uow.ratings.has_company(GYM, ann)
        assert not uow.ratings.has_company(OTHER, ann)
        assert not uow.ratings.has_company(GYM, cy)
        assert uow.ratings.member(GYM, Sender("telegram", "Ben", "B")) == ben
        assert uow.ratings.member(OTHER, Sender("telegram", "Ben", "B")) is None
        assert uow.ratings.member(GYM, Sender("discord", "Ben", "B")) is None

    await store.run(work)


async def test_a_set_is_found_by_its_message_for_members_alone(store: Store) -> None:
    def work(uow: UnitOfWork) -> None:
        ann, cy = person(uow, "Ann", GYM), person(uow, "Cy")
        seen = logged(uow, ann)
        logged(uow, cy, source="tg:1:-5:11")
        assert uow.ratings.set_of_message(GYM, "tg:1:-5:10") == (ann, seen.id)
        assert uow.ratings.set_of_message(OTHER, "tg:1:-5:10") is None
        assert uow.ratings.set_of_message(GYM, "tg:1:-5:11") is None
        assert uow.ratings.set_of_message(GYM, "") is None

    await store.run(work)


async def test_what_was_said_in_the_outbox_is_about_a_change(store: Store) -> None:
    def post(uow: UnitOfWork) -> None:
        reply = Reply(lines=("x",), about="1/m2")
        uow.outbox.post(GYM, reply, "", "reply:1", NOW)
        uow.outbox.post(GYM, Reply(lines=("y",)), "", "reply:2", NOW)

    await store.run(post)
    for _ in range(2):
        (outgoing,) = await store.claim_outbox("telegram", "me", NOW, timedelta(60), 9)
        assert outgoing.reply.about in ("1/m2", "")
        await store.settle_outbox([(outgoing.id, f"7{outgoing.id}")], [], NOW)

    def about(uow: UnitOfWork) -> list[str]:
        asked = ((GYM, "71"), (GYM, "72"), (GYM, ""), (OTHER, "71"))
        return [uow.ratings.about(where, number) for where, number in asked]

    assert await store.run(about) == ["1/m2", "", "", ""]


async def test_a_rating_goes_and_comes_with_its_set(store: Store) -> None:
    def work(uow: UnitOfWork) -> None:
        ann, ben, cy = (person(uow, name, GYM) for name in ("Ann", "Ben", "Cy"))
        seen = logged(uow, ann)
        rate = uow.ratings.rate
        rate(ann, seen, ben, 20, GYM, NOW)
        rate(ann, seen, cy, 30, GYM, NOW + DAY)
        rate(ann, seen, ben, 10, GYM, NOW)
        assert calls(uow, ann, seen.id) == [("Ben", 10), ("Cy", 30)]
        uow.journal.undo(ann)
        assert calls(uow, ann, seen.id) == []
        uow.journal.redo(ann)
        assert calls(uow, ann, seen.id) == [("Ben", 10), ("Cy", 30)]
        before = uow.sets.by_id(ann, seen.id)
        assert before is not None
        rated = replace(before, rir_tenths=20)
        uow.journal.write(ann, "rate", seen.source, (before,), (rated,), NOW)
        assert calls(uow, ann, seen.id) == [("Ben", 10), ("Cy", 30)]
        uow.journal.write(ann, "edit", seen.source, (rated,), (replace(rated, reps=9),), NOW)
        assert calls(uow, ann, seen.id) == []

    await store.run(work)


async def test_leaving_a_group_purges_what_was_given_and_got_there(store: Store) -> None:
    def work(uow: UnitOfWork) -> None:
        ann, ben = person(uow, "Ann", GYM, OTHER), person(uow, "Ben", GYM, OTHER)
        here, there, his = logged(uow, ann), logged(uow, ann, 7, "b"), logged(uow, ben)
        uow.ratings.rate(ann, here, ben, 10, GYM, NOW)
        uow.ratings.rate(ann, there, ben, 10, OTHER, NOW)
        uow.ratings.rate(ben, his, ann, 10, GYM, NOW)
        uow.ratings.purge(ann, GYM)
        assert calls(uow, ann, here.id) == []
        assert calls(uow, ben, his.id) == []
        assert calls(uow, ann, there.id) == [("Ben", 10)]
        stored.move_chat(uow._connection, "telegram", "-6", "-1006")
        uow.ratings.purge(ben, replace(OTHER, chat="-1006"))
        assert calls(uow, ann, there.id) == []

    await store.run(work)


async def test_a_person_who_goes_takes_all_ratings_along(store: Store) -> None:
    def work(uow: UnitOfWork) -> int:
        ann, ben = person(uow, "Ann", GYM), person(uow, "Ben", GYM)
        uow.ratings.rate(ann, logged(uow, ann), ben, 10, GYM, NOW)
        uow.ratings.rate(ben, logged(uow, ben), ann, 10, GYM, NOW)
        uow._connection.execute(text("DELETE FROM people WHERE id = :who"), {"who": ann})
        left: int = uow._connection.execute(text("SELECT count(*) FROM ratings")).scalar_one()
        return left

    assert await store.run(work) == 0
