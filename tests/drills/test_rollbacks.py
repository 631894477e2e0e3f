"""An upgrade and the way back (docs/operations.md), from every revision of late, word for word.

What the older version left is there again, row by row; what was logged since comes back by a file.
On SQLite the way is the copy that the migration made; on PostgreSQL the dump of before it.
"""

from __future__ import annotations

import asyncio
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.store.schema.tables import HEAD
from tests.bot.cli.test_command_line import objects
from tests.drills.commands import spotter
from tests.drills.revisions import REVISIONS, contents, left_by, revision_of
from tests.postgres import Server, find_binaries

SINCE = "0016"
USER = ("--user", "Dora")
TYPED = b"squat 102.5x5 rir2"


@dataclass
class OnSqlite:
    """A file beside which a migration keeps a copy."""

    folder: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'spotter.db'}"

    def before(self) -> None:
        """Nothing: the copy is made by the migration."""

    def back(self, revision: str) -> tuple[str, str]:
        """Restore the copy; gives the addresses of the older database and of the newer one."""
        (copy,) = self.folder.glob(f"spotter.db.before-{revision}-*")
        done = spotter(self.folder, "restore", str(copy), DATABASE_URL=self.url)
        assert done.returncode == 0, done.stderr
        (aside,) = self.folder.glob("spotter.db.replaced-*[0-9]")
        return self.url, f"sqlite:///{aside}"


@dataclass
class OnPostgresql:
    """A server, with the tools that came with it."""

    folder: Path
    server: Server
    url: str

    def _tool(self, name: str, *arguments: str) -> None:
        tool = find_binaries() / name
        if not tool.exists():
            pytest.skip(f"no {name} beside this PostgreSQL")
        done = subprocess.run([tool, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def before(self) -> None:
        self._tool("pg_dump", "-Fc", "-f", str(self.folder / "before.dump"), "-d", self.url)

    def back(self, _: str) -> tuple[str, str]:
        older = self.server.url(self.server.create())
        self._tool("pg_restore", "--exit-on-error", "-d", older, str(self.folder / "before.dump"))
        return older, self.url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """A database without a schema, with its way back."""
    if request.param == "sqlite":
        return OnSqlite(tmp_path)
    server = request.getfixturevalue("postgres_server")
    return OnPostgresql(tmp_path, server, server.url(server.create()))


@pytest.mark.parametrize("revision", REVISIONS[REVISIONS.index(SINCE) : -1])
async def test_there_and_back(tmp_path, figure, monkeypatch, database, revision):
    def run(*arguments: str, url: str, typed: bytes = b""):
        return asyncio.to_thread(spotter, tmp_path, *arguments, typed=typed, DATABASE_URL=url)

    left = await left_by(database.url, revision, monkeypatch)
    database.before()
    done = await run("migrate", url=database.url)
    assert done.returncode == 0, done.stderr
    assert await revision_of(database.url) == HEAD
    said = objects(await run("chat", "--json", *USER, url=database.url, typed=TYPED))
    assert "102.5 kg x 5" in str(said)

    older, newer = await asyncio.to_thread(database.back, revision)
    found = await contents(older)
    figure("tables, rows that are there again", (len(left), sum(map(len, left.values()))))
    assert {name for name in left if found.get(name) != left[name]} == set()
    assert found.keys() == left.keys()
    assert await revision_of(older) == revision

    since = tmp_path / "since.csv"
    done = await run("export", str(since), *USER, url=newer)
    assert done.returncode == 0, done.stderr
    done = await run("import", str(since), *USER, url=older)  # upgraded once more
    assert b"Imported 1 set." in done.stdout, done.stderr
    assert await revision_of(older) == HEAD
