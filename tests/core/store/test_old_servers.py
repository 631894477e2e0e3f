"""A PostgreSQL that is too old is told so, before a table is made: by a start and by the doctor."""

from __future__ import annotations

import asyncpg
import pytest

from bot.doctor import database
from core.store import migrate
from core.store.engine import open_store
from core.store.faults import TooOld


@pytest.mark.parametrize("more", [0, 1])
async def test_the_first_that_is_new_enough(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, more: int
) -> None:
    connection = await asyncpg.connect(postgres_url)
    there = connection.get_server_version().major
    await connection.close()
    monkeypatch.setattr(migrate, "LEAST_POSTGRES", there + more)
    if not more:
        await (await open_store(postgres_url)).close()
        return
    with pytest.raises(TooOld, match=rf"this is PostgreSQL {there}\..*needs {there + 1} or newer"):
        await open_store(postgres_url)
    [found], seen = await database.schema(postgres_url)
    assert (found.what, found.state, seen) == ("database", "fail", False)
    assert "or newer" in found.found
    assert "pg_upgrade" in found.remedy
