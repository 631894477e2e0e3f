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
from core.store.unit_of_work import Ledger

NOW = datetime(2026, 11, 25, 18, tzinfo=UTC)
GYM = Address("telegram", "-5", private=False)
OTHER = Address("telegram", "-6", private=False)
DAY = timedelta(days=3)


def person(ledger: Ledger, name: str, *groups: Address) -> int:
    found, _ = ledger.person(Sender("telegram", name, name), NOW)
    for each in groups:
        row = {"platform": each.platform, "chat": each.chat, "person_id": found.id, "share": "",
               "loads": False, "joined_at": NOW}  # fmt: skip
        ledger._connection.execute(members.insert(), row)
    return found.id


def logged(ledger: Ledger, who: int, reps: int = 8, source: str = "tg:1:-5:10") -> LoggedSet:
    (set_id,) = ledger.new_set_ids(who, 1)
    made = LoggedSet("squat", Load(100_000), reps, NOW, "", id=set_id, source=source)
    ledger.write(who, "log", source, (), (made,), NOW)
    return made


def calls(ledger: Ledger, who: int, set_id: str) -> list[tuple[str, int]]:
    found = ledger.ratings.of_sets(who, [set_id]).get(set_id, ())
    return [(each.rater, each.rir_tenths) for each in found]


async def test_who_is_a_partner(store: Store) -> None:
    def work(ledger: Ledger) -> None:
        ann, ben, cy = (person(ledger, "Ann", GYM, OTHER), person(ledger, "Ben", GYM),
                        person(ledger, "Cy"))  # fmt: skip
        assert ledger.ratings.joined(GYM, [ann, ben, cy, 99]) == {ann, ben}
        assert ledger.ratings.has_company(GYM, ann)
        assert not ledger.ratings.has_company(OTHER, ann)
        assert not ledger.ratings.has_company(GYM, cy)
        assert ledger.ratings.member(GYM, Sender("telegram", "Ben", "B")) == ben
        assert ledger.ratings.member(OTHER, Sender("telegram", "Ben", "B")) is None
        assert ledger.ratings.member(GYM, Sender("discord", "Ben", "B")) is None

    await store.run(work)


async def test_a_set_is_found_by_its_message_for_members_alone(store: Store) -> None:
    def work(ledger: Ledger) -> None:
        ann, cy = person(ledger, "Ann", GYM), person(ledger, "Cy")
        seen = logged(ledger, ann)
        logged(ledger, cy, source="tg:1:-5:11")
        assert ledger.ratings.set_of_message(GYM, "tg:1:-5:10") == (ann, seen.id)
        assert ledger.ratings.set_of_message(OTHER, "tg:1:-5:10") is None
        assert ledger.ratings.set_of_message(GYM, "tg:1:-5:11") is None
        assert ledger.ratings.set_of_message(GYM, "") is None

    await store.run(work)


async def test_what_was_said_in_the_outbox_is_about_a_change(store: Store) -> None:
    def post(ledger: Ledger) -> None:
        reply = Reply(lines=("x",), about="1/m2")
        ledger.post(GYM, reply, "", "reply:1", NOW)
        ledger.post(GYM, Reply(lines=("y",)), "", "reply:2", NOW)

    await store.run(post)
    for _ in range(2):
        (parcel,) = await store.claim_outbox("telegram", "me", NOW, timedelta(60), 9)
        assert parcel.reply.about in ("1/m2", "")
        await store.settle_outbox([(parcel.id, f"7{parcel.id}")], [], NOW)

    def about(ledger: Ledger) -> list[str]:
        asked = ((GYM, "71"), (GYM, "72"), (GYM, ""), (OTHER, "71"))
        return [ledger.ratings.about(where, number) for where, number in asked]

    assert await store.run(about) == ["1/m2", "", "", ""]


async def test_a_rating_goes_and_comes_with_its_set(store: Store) -> None:
    def work(ledger: Ledger) -> None:
        ann, ben, cy = (person(ledger, name, GYM) for name in ("Ann", "Ben", "Cy"))
        seen = logged(ledger, ann)
        rate = ledger.ratings.rate
        rate(ann, seen, ben, 20, GYM, NOW)
        rate(ann, seen, cy, 30, GYM, NOW + DAY)
        rate(ann, seen, ben, 10, GYM, NOW)
        assert calls(ledger, ann, seen.id) == [("Ben", 10), ("Cy", 30)]
        ledger.undo(ann, NOW)
        assert calls(ledger, ann, seen.id) == []
        ledger.redo(ann, NOW)
        assert calls(ledger, ann, seen.id) == [("Ben", 10), ("Cy", 30)]
        before = ledger.set_by_id(ann, seen.id)
        assert before is not None
        rated = replace(before, rir_tenths=20)
        ledger.write(ann, "rate", seen.source, (before,), (rated,), NOW)
        assert calls(ledger, ann, seen.id) == [("Ben", 10), ("Cy", 30)]
        ledger.write(ann, "edit", seen.source, (rated,), (replace(rated, reps=9),), NOW)
        assert calls(ledger, ann, seen.id) == []

    await store.run(work)


async def test_leaving_a_group_purges_what_was_given_and_got_there(store: Store) -> None:
    def work(ledger: Ledger) -> None:
        ann, ben = person(ledger, "Ann", GYM, OTHER), person(ledger, "Ben", GYM, OTHER)
        here, there, his = logged(ledger, ann), logged(ledger, ann, 7, "b"), logged(ledger, ben)
        ledger.ratings.rate(ann, here, ben, 10, GYM, NOW)
        ledger.ratings.rate(ann, there, ben, 10, OTHER, NOW)
        ledger.ratings.rate(ben, his, ann, 10, GYM, NOW)
        ledger.ratings.purge(ann, GYM)
        assert calls(ledger, ann, here.id) == []
        assert calls(ledger, ben, his.id) == []
        assert calls(ledger, ann, there.id) == [("Ben", 10)]
        stored.move_chat(ledger._connection, "telegram", "-6", "-1006")
        ledger.ratings.purge(ben, replace(OTHER, chat="-1006"))
        assert calls(ledger, ann, there.id) == []

    await store.run(work)


async def test_a_person_who_goes_takes_all_ratings_along(store: Store) -> None:
    def work(ledger: Ledger) -> int:
        ann, ben = person(ledger, "Ann", GYM), person(ledger, "Ben", GYM)
        ledger.ratings.rate(ann, logged(ledger, ann), ben, 10, GYM, NOW)
        ledger.ratings.rate(ben, logged(ledger, ben), ann, 10, GYM, NOW)
        ledger._connection.execute(text("DELETE FROM people WHERE id = :who"), {"who": ann})
        left: int = ledger._connection.execute(text("SELECT count(*) FROM ratings")).scalar_one()
        return left

    assert await store.run(work) == 0
