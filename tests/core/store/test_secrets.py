"""What an installation alone knows: made once, the same ever after, another one elsewhere."""

from __future__ import annotations

from core.store.engine import Store, open_store


async def test_a_secret_is_made_once(store: Store) -> None:
    first = await store.run(lambda uow: uow.secret("plan links"))
    assert await store.run(lambda uow: (uow.secret("plan links"), uow.secret("plan links"))) == (
        first, first,
    )  # fmt: skip
    assert len(bytes.fromhex(first)) == 32
    assert await store.run(lambda uow: uow.secret("other")) != first


async def test_another_installation_has_another(tmp_path) -> None:
    found = set()
    for name in ("a", "b", "a"):
        store = await open_store(f"sqlite:///{tmp_path}/{name}.db")
        found.add(await store.run(lambda uow: uow.secret("plan links")))
        await store.close()
    assert len(found) == 2
