"""PostgreSQL saved and brought back by the lines of docs/operations.md, as they stand there."""

from __future__ import annotations

import asyncio
import os
import subprocess
from pathlib import Path

import pytest

from core.coach import Coach
from core.messages import Address, Message, Sender
from core.store.engine import open_store
from tests.core.store.test_moving import LINES, NOW
from tests.databases import make_schema
from tests.drills.revisions import contents
from tests.postgres import Server, find_binaries

PAGE = Path(__file__).parents[3] / "docs" / "operations.md"


async def said(url: str, *lines: str) -> list[str]:
    """Say lines to a coach; gives the kinds of the answers."""
    store = await open_store(url)
    told = []
    for number, line in enumerate(lines):
        place, sender = Address("telegram", "ann", private=True), Sender("telegram", "ann", "ann")
        message = Message(place, sender, line, NOW, source=f"telegram:ann:{line}:{number}")
        answer = await Coach(store).handle(message, NOW)
        told.append(str((answer.result or {}).get("kind")))
    await store.close()
    return told


def lines_of_the_page(server: Server, old: str, new: str) -> list[str]:
    """The lines from pg_dump to pg_restore, with this server for theirs."""
    page = PAGE.read_text(encoding="utf-8")
    begin = page.index("    umask 077; pg_dump")
    block = page[begin : page.index("    DATABASE_URL=", begin)]
    for theirs, ours in (
        ("postgresql://spotter@host/spotter_new", f"'{server.url(new)}'"),
        ("postgresql://spotter@host/spotter", f"'{server.url(old)}'"),
        ("--host=host", f"--host='{server.folder}'"),
        ("--owner=spotter", "--owner=postgres"),
        ("spotter_new", new),
    ):
        assert theirs in block
        block = block.replace(theirs, ours)
    return block.splitlines()


@pytest.mark.skipif(not (find_binaries() / "pg_dump").exists(), reason="no pg_dump here")
async def test_a_dump_is_brought_back_word_for_word(
    tmp_path: Path, postgres_server: Server
) -> None:
    old, new = postgres_server.create(), "brought_back"
    make_schema(postgres_server.url(old))
    await said(postgres_server.url(old), *LINES)
    path = {**os.environ, "PATH": f"{find_binaries()}:{os.environ['PATH']}"}
    for line in lines_of_the_page(postgres_server, old, new):
        done = await asyncio.to_thread(
            subprocess.run, ["sh", "-c", line], check=False, cwd=tmp_path, env=path,
            capture_output=True, text=True,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, ""), line
    assert (tmp_path / "spotter.dump").stat().st_mode & 0o077 == 0
    assert await contents(postgres_server.url(new)) == await contents(postgres_server.url(old))
    # what is new is numbered behind what was brought back
    assert await said(postgres_server.url(new), "squat 142.5x5 rir2", "undo") == [
        "logged",
        "changed",
    ]
    for name in (old, new):
        postgres_server.drop(name)
