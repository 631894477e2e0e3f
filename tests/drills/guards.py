"""What each drill would notice: the guard it is for is taken out, and the drill must fail.

python -m tests.drills.guards [NAME ...]    of a copy of the code, one after another; takes minutes

A drill that nothing can fail shows nothing. Each row names one, and the one place in the code that
it is about; `tests/project/test_drills.py` holds that the place is still there.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ("bot", "core", "tests", "conftest.py", "pyproject.toml")
PATIENCE = os.environ.get("TEST_WAIT_SECONDS", "60")  # for what will not come any more
# With nothing taken out: after it all is compiled.
AS_IT_IS = "test_secrets.py::test_no_token_is_shown_anywhere[sqlite-telegram]"
LONGEST = 340.0 + float(PATIENCE)  # seconds for one


@dataclass(frozen=True, slots=True)
class Guard:
    """A place in the code, what stands there without it, and a drill that notices."""

    drill: str  # below tests/drills
    what: str
    path: str
    old: str
    new: str


GUARDS = (
    Guard(
        "test_restarts.py::test_ended_sixteen_times[sqlite-kill-telegram]",
        "updates are committed before they are acknowledged",
        "bot/platforms/telegram/adapter.py",
        "            last = await self._commit(commit, updates, me)\n            if updates and",
        "            async def late(updates: list[object] = updates) -> None:\n"
        "                await asyncio.sleep(0.2)\n"
        "                await self._commit(commit, updates, me)\n"
        "            self._aside(late())\n"
        '            last = updates[-1]["update_id"] + 1 if updates else None\n'
        "            if updates and",
    ),
    Guard(
        "test_kills.py::test_killed_sixteen_times[0.0]",
        "what is received waits for its commit",
        "bot/platforms/telegram/adapter.py",
        "        await receive_rows(commit, rows)\n",
        "        self._aside(receive_rows(commit, rows))\n        await asyncio.sleep(0)\n",
    ),
    Guard(
        "test_power_cuts.py::test_no_acknowledged_set_is_lost[telegram]",
        "a commit is on the disk before it is answered",
        "core/store/sqlite/writer.py",
        '"PRAGMA synchronous=FULL"',
        '"PRAGMA synchronous=NORMAL"',
    ),
    Guard(
        "test_clock_jumps.py::test_the_clock_jumps[sqlite-telegram]",
        "a ping that is hours late is not sent",
        "core/reminders/schedule.py",
        "return now - due_at <= LATE and same_date",
        "return True",
    ),
    Guard(
        "test_send_storms.py::test_a_storm_of_waits[sqlite-telegram]",
        "a wait holds up its own chat only",
        "bot/runtime/sender.py",
        "chat = None if error.everyone else outgoing.address.chat",
        "chat = None",
    ),
    Guard(
        "test_lost_replies.py",
        "a reply that may be lost is told of with the next one",
        "bot/runtime/sender.py",
        "words = with_lost(outgoing.reply, told_with(outgoing))",
        "words = outgoing.reply",
    ),
    Guard(
        "test_hung_sends.py",
        "sends that hang keep no place in the window",
        "bot/runtime/send_window.py",
        "OVERDUE_SECONDS = 0.25",
        "OVERDUE_SECONDS = 2500.0",
    ),
    Guard(
        "test_passing_faults.py",
        "a refusal of polling is waited out, not taken for good",
        "bot/platforms/telegram/adapter.py",
        "                await self._wait_after(error, failures)\n                failures += 1\n"
        "                await self._roles",
        '                raise Fatal("refused") from None\n                failures += 1\n'
        "                await self._roles",
    ),
    Guard(
        "test_locked_databases.py::test_a_database_that_is_held_loses_nothing[postgresql-telegram]",
        "readiness asks the tables that messages are written to",
        "bot/http/health.py",
        "await self._store.take_writes()",
        "pass",
    ),
    Guard(
        "test_database_file.py::test_the_file_is_harmed_under_a_running_bot[replaced]",
        "files are compared before each commit",
        "core/store/sqlite/writer.py",
        "        return await self._piece(self._look_beside)",
        '        return ""',
    ),
    Guard(
        "test_hostile.py::test_telegram[sqlite]",
        "an update that cannot be read costs no other of its batch",
        "bot/platforms/raw_json.py",
        "spans = _members(text) if levels else None",
        "spans = None",
    ),
    Guard(
        "test_hostile_words.py::test_everything_typed_is_answered[sqlite-telegram]",
        "what people typed is no markup",
        "bot/platforms/telegram/render.py",
        "            out.append(html.escape(line.text, quote=False))\n",
        "            out.append(line.text)\n",
    ),
    Guard(
        "test_long_lines.py",
        "a message has a most of sets",
        "core/parsing/parts.py",
        "MOST_SETS = 50\n",
        "MOST_SETS = 50_000\n",
    ),
    Guard(
        "test_files.py::test_the_worst_files_from_four_people[newlines]",
        "a file has a most of lines",
        "core/interchange/readers/table.py",
        "if self._read > MOST_LINES:",
        "if self._read > 1000 * MOST_LINES:",
    ),
    Guard(
        "test_floods.py::test_others_are_answered_while_one_floods[telegram-sqlite-private]",
        "of one person so many messages wait",
        "core/store/repositories/waiting.py",
        "MOST_WAITING = 200",
        "MOST_WAITING = 200_000",
    ),
    Guard(
        "test_evening.py",
        "a group is sent so many messages a minute",
        "bot/app.py",
        "    minute = settings.send_per_group_minute if settings.send_per_chat else 0\n",
        "    minute = 0\n",
    ),
    Guard(
        "test_stops.py::test_another_process_locks_the_file",
        "who is to end waits for no lock",
        "bot/app.py",
        "        patience.hurry(HURRY_SECONDS)\n",
        "",
    ),
    Guard(
        "test_secrets.py::test_no_token_is_shown_anywhere[sqlite-telegram]",
        "tokens are taken out of the log, and libraries that name them are kept quiet",
        "bot/redaction.py",
        "    handler.addFilter(redaction)\n    root.addHandler(handler)\n    root.setLevel(level)\n"
        "    for name in CHATTY:\n"
        "        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))\n",
        "    root.addHandler(handler)\n    root.setLevel(level)\n",
    ),
    Guard(
        "test_server_crashes.py::test_people_write_first_while_the_server_is_away[discord]",
        "what arrives waits for the database",
        "bot/platforms/discord/patient_store.py",
        "if self.leaving or isinstance(fault, StoreClosed) or lies_in_a_row(fault):",
        "if self:",
    ),
    Guard(
        "test_gateway_faults.py::test_dropped_connections_in_the_middle_of_bursts[sqlite]",
        "what a session missed is fetched",
        "bot/platforms/discord/arrivals.py",
        "            await self._fetch_missed(channel)\n",
        "            pass\n",
    ),
    Guard(
        "test_order_and_edits.py::test_a_burst_of_fifty_in_one_chat_is_answered_in_order"
        "[sqlite-telegram]",
        "a chat's messages are handled in order",
        "core/store/repositories/inbox.py",
        "rows = sorted(rows, key=lambda row: (row.sent_at, row.number))",
        "rows = sorted(rows, key=lambda row: -row.number)",
    ),
    Guard(
        "test_order_and_edits.py::test_an_edit_that_comes_out_of_order_changes_nothing",
        "an edit from before another changes nothing after it",
        "core/coach.py",
        "if message.edited and uow.inbox.is_overtaken(",
        "if False and uow.inbox.is_overtaken(",
    ),
    Guard(
        "test_gone_chats.py::test_who_blocked_the_bot_is_tried_once[sqlite-discord]",
        "a chat that is gone gets no more pings",
        "bot/runtime/sender.py",
        "        if error.gone and not elsewhere:\n",
        "        if False and not elsewhere:\n",
    ),
    Guard(
        "test_crash_loops.py::test_lives_shorter_than_the_patience_with_the_dead",
        "who begins takes over from the dead at once",
        "bot/runtime/processes.py",
        "(begins or silent >= SILENT_SECONDS)",
        "silent >= SILENT_SECONDS",
    ),
    Guard(
        "test_rollbacks.py::test_there_and_back[sqlite-0023]",
        "a copy is made before a migration",
        "core/store/sqlite/writer.py",
        "            copy = copy_before(self._raw, self.path, version)\n",
        "",
    ),
    Guard(
        "test_killed_migrations.py::test_killed_at_one_statement_after_another[sqlite]",
        "an upgrade is one transaction",
        "core/store/migrate.py",
        "    command.upgrade(config, HEAD)\n",
        '    command.upgrade(config, "+1")\n'
        '    connection.exec_driver_sql("COMMIT")\n'
        '    connection.exec_driver_sql("BEGIN")\n'
        "    command.upgrade(config, HEAD)\n",
    ),
    Guard(
        "test_killed_moves.py::test_killed_twenty_times",
        "a move goes on behind what is copied already",
        "core/store/moving.py",
        "        there = await connection.run_sync(_count, table)\n    for piece",
        "        there = 0\n    for piece",
    ),
    Guard(
        "test_backups_under_load.py::test_backups_while_people_write[telegram]",
        "a backup reads the log beside the database too",
        "core/store/sqlite/copies.py",
        "?mode=ro",
        "?immutable=1",
    ),
)


def copied(to: Path) -> Path:
    """Copy the code: what is compiled of it is used again by one drill after another."""
    for each in PARTS:
        if (ROOT / each).is_dir():
            shutil.copytree(ROOT / each, to / each, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / each, to / each)
    return to


def fails(copy: Path, drill: str) -> tuple[bool, str]:
    """Run a drill of the copy: whether it fails, and why."""
    with tempfile.TemporaryDirectory() as name:
        command = [
            sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--tb=line",
            "-o", "norecursedirs=bench .*", f"--basetemp={name}/base", f"tests/drills/{drill}",
        ]  # fmt: skip
        environment = os.environ | {"TEST_WAIT_SECONDS": PATIENCE, "PYTHONPATH": str(copy)}
        drill_run = subprocess.Popen(
            command, cwd=copy, env=environment, text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            told, errors = drill_run.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            os.killpg(drill_run.pid, signal.SIGKILL)  # and what it has started
            drill_run.communicate()
            return False, "it took too long to tell"
    if drill_run.returncode not in (0, 1):
        return False, f"it was not run: {(told + errors)[-300:]}"
    said = [line for line in told.splitlines() if "Error" in line or "assert" in line]
    return drill_run.returncode == 1, said[0][-160:] if said else ""


def noticed(copy: Path, guard: Guard) -> tuple[bool, str]:
    """Take a guard out of the copy, run its drill, and put it back."""
    place = copy / guard.path
    there = place.read_text(encoding="utf-8")
    place.write_text(there.replace(guard.old, guard.new), encoding="utf-8")
    try:
        return fails(copy, guard.drill)
    finally:
        place.write_text(there, encoding="utf-8")


def main() -> int:
    """Try those whose drill or guard has one of the words in it, or all; 1 where one passed."""
    words = sys.argv[1:]
    tried = [
        each for each in GUARDS if not words or any(w in f"{each.drill} {each.what}" for w in words)
    ]
    passed = 0
    with tempfile.TemporaryDirectory() as name:
        copy = copied(Path(name))
        failed, why = fails(copy, AS_IT_IS)
        if failed:
            print(f"the drills do not pass here as they are: {why}")
            return 1
        for guard in tried:
            began = time.monotonic()
            failed, why = noticed(copy, guard)
            passed += not failed
            outcome = "noticed" if failed else "NOT NOTICED"
            took = time.monotonic() - began
            print(f"{outcome}: {guard.what} ({guard.drill}, {took:.0f} s) {why}", flush=True)
    print(f"{len(tried)} guards taken out, {passed} unnoticed")
    return int(passed > 0)


if __name__ == "__main__":
    sys.exit(main())
