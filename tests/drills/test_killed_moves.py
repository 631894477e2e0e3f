"""`spotter move` is killed again and again: in the end every row is there, each as it was."""

from __future__ import annotations

import random
import signal

from core.store.engine import open_store
from tests.drills.commands import run, spotter
from tests.drills.revisions import contents, fill_what_is_empty

COPYING, LATER = 14, 6  # kills while rows are copied, and at whatever statement
MESSAGES, SETS = 60, 10  # and so many sets in each
OF_ITS_OWN = {"alembic_version", "workers"}  # of each database
PROGRAM = """
import os, signal, sys
from sqlalchemy import Engine, event
from core.store import moving
moving.PIECE = 5
left = {number}
@event.listens_for(Engine, {moment!r})
def count(connection, cursor, statement, *_):
    global left
    left -= statement.startswith({kind!r}) and connection.dialect.name == "postgresql"
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
from bot.__main__ import main
sys.exit(main(["move"]))
"""


async def rows(url):
    """All rows of all tables as they stand, read past the move."""
    found = await contents(url)
    return {name: each for name, each in found.items() if name not in OF_ITS_OWN}


async def filled(tmp_path):
    """A file in which people trained, with a row in every table."""
    session = "\\n".join(f"squat {60 + number}x5 rir2" for number in range(SETS))
    typed = f"{session}\n".encode() * (MESSAGES // 2)
    for who in ("ann", "bob"):
        assert spotter(tmp_path, "chat", "--json", "--user", who, typed=typed).returncode == 0
    url = f"sqlite:///{tmp_path / 'data' / 'spotter.db'}"
    store = await open_store(url)
    await store._runner.run(fill_what_is_empty)
    await store.close()
    return url


async def test_killed_twenty_times(tmp_path, figure, postgres_server):
    chance = random.Random(13)
    source = await filled(tmp_path)
    before = await rows(source)
    name = postgres_server.create()
    target = postgres_server.url(name)
    settings = {"DATABASE_URL": source, "TARGET_DATABASE_URL": target}
    for kill in range(COPYING + LATER):
        kind, most = ("INSERT", 8) if kill < COPYING else ("SELECT", 120)
        moment = chance.choice(("before_cursor_execute", "after_cursor_execute"))
        number = chance.randint(1, most)
        program = PROGRAM.format(number=number, moment=moment, kind=kind)
        log = tmp_path / "log"
        code = run(program, tmp_path, log, **settings)
        assert code == -signal.SIGKILL, log.read_text()
        refused = spotter(tmp_path, "stats", DATABASE_URL=target)
        assert refused.returncode == 2, refused.stdout
    done = spotter(tmp_path, "move", **settings)
    assert done.returncode == 0, done.stderr
    after = await rows(target)
    figure("kills", COPYING + LATER)
    figure("rows compared", sum(map(len, before.values())))
    different = {name for name in before if before[name] != after[name]}
    assert not different
    assert before.keys() == after.keys()
    assert all(before.values())
    assert await rows(source) == before
    assert spotter(tmp_path, "stats", DATABASE_URL=target).returncode == 0
    postgres_server.drop(name)
