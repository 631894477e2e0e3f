"""A process is killed in the middle of an upgrade: the next one finds the old or the new, whole."""

from __future__ import annotations

import subprocess
import sys

from core.store.schema.tables import HEAD
from tests.bot.cli.test_command_line import environment, spotter
from tests.drills.revisions import FIRST_FILLED, contents, left_by, revision_of

AT = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144)  # the statement that it is killed before
PROGRAM = """
import os, signal, sys
from sqlalchemy import Engine, event
left = int(sys.argv[1])
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
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(statement)],
            cwd=tmp_path, env=environment(DATABASE_URL=new_database_url),
            capture_output=True, check=False,
        )  # fmt: skip
        if done.returncode == 0:
            break
        assert done.returncode == -9, done.stderr
        kills += 1
        assert await revision_of(new_database_url) == FIRST_FILLED
        assert await contents(new_database_url) == left
    figure("kills", kills)
    assert kills > 5
    done = spotter(tmp_path, "migrate", DATABASE_URL=new_database_url)
    assert done.returncode == 0, done.stderr
    assert await revision_of(new_database_url) == HEAD
    assert len((await contents(new_database_url))["sets"]) == len(left["sets"])
