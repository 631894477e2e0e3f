"""A process is killed in the middle of an upgrade: the next one finds the old or the new, whole."""

from __future__ import annotations

import signal

from core.store.schema.tables import HEAD
from tests.drills.commands import run, spotter
from tests.drills.revisions import FIRST_FILLED, contents, left_by, revision_of

AT = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144)  # the statement that it is killed before
PROGRAM = """
import os, signal, sys
from sqlalchemy import Engine, event
left = {statement}
changing = False
@event.listens_for(Engine, "before_cursor_execute")
def count(connection, cursor, statement, *_):
    global left, changing
    changing = changing or statement.lstrip().upper().startswith(("CREATE", "ALTER", "DROP"))
    left -= changing
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
from bot.__main__ import main
sys.exit(main(["migrate"]))
"""


async def test_killed_at_one_statement_after_another(
    tmp_path, figure, monkeypatch, new_database_url
):
    left = await left_by(new_database_url, FIRST_FILLED, monkeypatch)
    kills = 0
    for statement in AT:
        program, log = PROGRAM.format(statement=statement), tmp_path / "log"
        code = run(program, tmp_path, log, DATABASE_URL=new_database_url)
        if code == 0:
            break
        assert code == -signal.SIGKILL, log.read_text()
        kills += 1
        assert await revision_of(new_database_url) == FIRST_FILLED
        assert await contents(new_database_url) == left
    figure("kills", kills)
    assert kills > 5
    done = spotter(tmp_path, "migrate", DATABASE_URL=new_database_url)
    assert done.returncode == 0, done.stderr
    assert await revision_of(new_database_url) == HEAD
    assert len((await contents(new_database_url))["sets"]) == len(left["sets"])
