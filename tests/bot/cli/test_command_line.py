"""The `spotter` command as a process of its own: pipes, exit codes, a real terminal."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import WAIT_SECONDS

ROOT = Path(__file__).parents[3]
SPOTTER = [sys.executable, "-m", "bot"]


def environment(**settings: str) -> dict[str, str]:
    """The environment without any setting of ours but those given."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), **settings}


def spotter(
    folder: Path, *arguments: str, typed: bytes = b"", **settings: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*SPOTTER, *arguments],
        cwd=folder,
        env=environment(**settings),
        input=typed,
        capture_output=True,
        timeout=WAIT_SECONDS,
        check=False,
    )


def objects(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, dict[str, object]]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_conversation_through_a_pipe(tmp_path: Path) -> None:
    typed = "squat 140x8 rir1\n\n:user Ann\nнепонятно\n:edit 1 squat 140x7 rir1\n:edit 9 x".encode()
    done = spotter(tmp_path, "chat", "--json", "--now", "2026-11-22T10:00", typed=typed)
    first, talk, edited, wrong = objects(done)
    assert [each["result"]["kind"] for each in (first, edited)] == ["logged", "logged"]
    assert first["result"]["sets"][0]["at"].startswith("2026-11-22T10:00")
    assert edited["result"]["sets"][0]["reps"] == 7
    assert talk["result"]["error"] == "not_a_set"
    assert wrong == {"reply": None, "result": {"kind": "error", "error": "no_such_line"}}
    assert b"no line typed with number '9'" in done.stderr
    assert (tmp_path / "data" / "spotter.db").exists()


def test_the_log_is_still_there_in_the_next_run(tmp_path: Path) -> None:
    database = ("--database", f"sqlite:///{tmp_path}/a.db", "--json")
    objects(spotter(tmp_path, "chat", *database, "--user", "Ann", typed=b"squat 140x8 rir1"))
    same = objects(spotter(tmp_path, "chat", *database, "--user", "Ann", typed=b"same"))
    other = objects(spotter(tmp_path, "chat", *database, "--user", "Ben", typed=b"same"))
    assert same[0]["result"]["kind"] == "logged"
    assert other[0]["result"]["kind"] == "error"


def test_without_a_token_run_says_so_and_talks(tmp_path: Path) -> None:
    done = spotter(tmp_path, "run", typed=b"squat 140x8 rir1\n", TELEGRAM_BOT_TOKEN="")
    assert done.returncode == 0
    assert b"no TELEGRAM_BOT_TOKEN and no DISCORD_BOT_TOKEN" in done.stderr
    assert b"140 kg x 8" in done.stdout
    assert done.stdout.endswith(b"\n\n")


def test_no_input_at_all_is_an_end(tmp_path: Path) -> None:
    assert spotter(tmp_path, "chat", "--json").stdout == b""
    closed = subprocess.run(
        ["sh", "-c", 'exec "$@" <&-', "sh", *SPOTTER, "chat"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        timeout=WAIT_SECONDS,
        check=False,
    )
    assert (closed.returncode, closed.stdout) == (0, b"")


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", 'yes "squat 100x5" | "$@" | head -n 1', "sh", *SPOTTER, "chat"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        timeout=WAIT_SECONDS,
        check=False,
    )
    assert len(done.stdout.splitlines()) == 1
    assert b"Error" not in done.stderr


def test_bytes_that_are_no_text_and_very_long_lines(tmp_path: Path) -> None:
    typed = b"\xff\xfe squat\n" + b"9" * 1_000_000 + b"\nsquat\0 140x8 rir1\n"
    done = spotter(tmp_path, "chat", "--json", typed=typed)
    kinds = [each["result"]["kind"] for each in objects(done)]
    assert len(kinds) == 3
    assert kinds[1:] == ["error", "logged"]


def hear_interrupts() -> None:
    """A test run started in the background may have interrupts ignored, and hand that down."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupt_ends_a_waiting_pipe_quietly(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*SPOTTER, "chat", "--json"],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=hear_interrupts,  # noqa: PLW1509 - sets a signal, takes no lock
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"squat 140x8 rir1\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["result"]["kind"] == "logged"
        process.send_signal(signal.SIGINT)
        assert process.wait(WAIT_SECONDS) == 0
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    ("arguments", "settings", "words"),
    [
        (["chat"], {"DATABASE_URL": "mysql://x"}, ["DATABASE_URL must begin with"]),
        (["run"], {"LOG_LEVEL": "loud", "SEND_PER_CHAT": "x"}, ["LOG_LEVEL", "SEND_PER_CHAT"]),
        (["chat", "--database", "x.db"], {}, ["--database must begin with"]),
        (["chat", "--database", "sqlite:///:memory:"], {}, ["has to be a file"]),
        (["chat", "--database", "sqlite:///missing/../junk/x"], {}, ["cannot be opened"]),
        (["chat", "--database", "postgresql://joe:hunter22@127.0.0.1:1/x"], {}, ["cannot be"]),
        (["backup", "copy.db"], {}, ["no database at"]),
        (["backup", "junk"], {}, ["exists already"]),
    ],
)
def test_what_cannot_be_done_is_said_plainly(
    tmp_path: Path, arguments: list[str], settings: dict[str, str], words: list[str]
) -> None:
    (tmp_path / "junk").write_text("junk")
    done = spotter(tmp_path, *arguments, **settings)
    told = done.stderr.decode()
    assert done.returncode == 2
    assert [word for word in words if word not in told] == []
    assert "Traceback" not in told
    assert "hunter22" not in told


def test_a_backup_is_a_database(tmp_path: Path) -> None:
    objects(spotter(tmp_path, "chat", "--json", typed=b"squat 140x8 rir1"))
    assert spotter(tmp_path, "backup", "copy.db").returncode == 0
    source, copy = (sqlite3.connect(tmp_path / name) for name in ("data/spotter.db", "copy.db"))
    schema = "SELECT name FROM sqlite_master ORDER BY name"
    assert copy.execute(schema).fetchall() == source.execute(schema).fetchall()
    source.close()
    copy.close()


def test_a_real_terminal(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*SPOTTER, "chat"],
        cwd=tmp_path,
        env=environment(TERM="xterm"),
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    os.close(theirs)
    with process:
        assert "Ctrl-D leaves" in wait_for(ours, "you>")
        os.write(ours, b"squat 140x8 rir1\r")
        wait_for(ours, "[undo]")
        os.write(ours, b":undo\r")
        wait_for(ours, "you>")
        os.write(ours, b"\x04")
        drain(ours)
        assert process.wait(WAIT_SECONDS) == 0
    os.close(ours)
    assert "squat 140x8 rir1" in (tmp_path / "data" / "spotter.history").read_text()


def drain(terminal: int) -> None:
    """Read until the other end is closed, as a terminal does."""
    while select.select([terminal], [], [], WAIT_SECONDS)[0]:
        try:
            if not os.read(terminal, 65536):
                return
        except OSError:  # how Linux says that it is closed
            return


def wait_for(terminal: int, text: str) -> str:
    """Read the terminal until a text shows; fails when it hangs."""
    seen = ""
    for _ in range(int(WAIT_SECONDS * 10)):
        if text in seen:
            return seen
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 65536).decode("utf-8", "replace")
    raise AssertionError(f"{text!r} never came, but {seen!r}")


EXPORT = "date,exercise,weight,unit,reps,rpe\n2026-11-01,Squat,100,kg,5,8\n"


def test_a_file_is_imported_and_the_log_exported(tmp_path: Path) -> None:
    (tmp_path / "in.dat").write_text(EXPORT)
    dry = spotter(tmp_path, "import", "in.dat", "--dry-run", "--user", "Ann")
    assert dry.returncode == 0
    assert b"CSV: 1 set" in dry.stdout
    none = spotter(tmp_path, "export", "--user", "Ann")
    assert (none.returncode, b"Nothing logged yet" in none.stdout) == (1, True)
    done = spotter(tmp_path, "import", "in.dat", "--user", "Ann")
    assert (done.returncode, b"Imported 1 set." in done.stdout) == (0, True)
    again = spotter(tmp_path, "import", "in.dat", "--user", "Ann")
    assert (again.returncode, b"in your log already" in again.stdout) == (0, True)
    out = spotter(tmp_path, "export", "out.csv", "--user", "Ann")
    assert (out.returncode, (tmp_path / "out.csv").stat().st_mode & 0o777) == (0, 0o600)
    assert spotter(tmp_path, "export", "out.csv", "--user", "Ann").returncode == 2
    spotter(tmp_path, "import", "out.csv", "--user", "Bob")
    copy = spotter(tmp_path, "export", "--user", "Bob")
    assert copy.stdout == (tmp_path / "out.csv").read_bytes()
    strong = spotter(tmp_path, "export", "--format", "strong", "--user", "Bob")
    assert strong.stdout.startswith(b"Date,Workout Name,")


def test_a_file_without_a_unit_wants_it_said(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("date,exercise,weight,reps\n2026-11-01,Squat,100,5\n")
    asked = spotter(tmp_path, "import", "in.csv")
    assert (asked.returncode, b"--unit" in asked.stderr) == (2, True)
    assert spotter(tmp_path, "import", "in.csv", "--unit", "lb").returncode == 0
    assert b",100,lb,5," in spotter(tmp_path, "export").stdout


def test_a_name_nobody_knows_is_settled_by_alias(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(EXPORT.replace("Squat", "Zanzibar Bench Press"))
    dry = spotter(tmp_path, "import", "in.csv", "--dry-run")
    assert b"near Bench press" in dry.stdout
    assert b"Tap" not in dry.stdout
    assert b"alias Zanzibar Bench Press = squat" in dry.stderr


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    missing = spotter(tmp_path, "import", "none.csv")
    assert (missing.returncode, b"none.csv" in missing.stderr) == (2, True)
    (tmp_path / "zip").write_bytes(b"PK\x03\x04")
    packed = spotter(tmp_path, "import", "zip")
    assert (packed.returncode, b"Unpack it" in packed.stderr) == (2, True)
