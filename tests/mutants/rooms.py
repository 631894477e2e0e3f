"""Which code is changed, and which tests have to notice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Room:
    """Files of the project, as patterns, and the tests that hold them; the quick ones first."""

    name: str
    code: tuple[str, ...]
    tests: tuple[str, ...]
    fresh: bool = False  # every change in a process of its own: these start threads and loops

    def files(self) -> list[str]:
        """The files of the room, as paths in the project; "!" takes out again."""
        found: dict[str, None] = {}
        for pattern in self.code:
            for path in sorted(ROOT.glob(pattern.lstrip("!"))):
                name = str(path.relative_to(ROOT))
                if pattern.startswith("!"):
                    found.pop(name, None)
                else:
                    found[name] = None
        return [*found]

    def test_files(self) -> list[str]:
        """The tests of the room, as paths in the project."""
        paths = (path for each in self.tests for path in sorted(ROOT.glob(f"tests/{each}.py")))
        return [*dict.fromkeys(str(path.relative_to(ROOT)) for path in paths)]

    def tests_for(self, path: str) -> list[str]:
        """The same, those first that import the file: they fail soonest."""
        module = re.escape(path.removesuffix(".py").replace("/", "."))
        imports = re.compile(rf"^from {module} import |^import {module}\b", re.MULTILINE)
        tests = self.test_files()
        near = [each for each in tests if imports.search((ROOT / each).read_text("utf-8"))]
        return [*near, *(each for each in tests if each not in near)]


ROOMS = (
    Room(
        "training",
        ("core/training/**/*.py", "!core/training/week.py", "!core/training/history.py"),
        (
            "core/training/test_borders", "core/training/test_verdict",
            "core/training/test_targets", "core/training/test_*",
            "core/test_pictures", "core/interchange/test_score", "project/test_rules",
        ),
    ),
    Room(
        "reminders",
        ("core/reminders/schedule.py", "core/parsing/reminders.py", "core/parsing/durations.py",
         "core/parsing/weekdays.py", "core/handlers/reminders.py", "core/handlers/rest.py"),
        ("core/handlers/test_borders_chat", "core/reminders/test_reminders",
         "core/reminders/test_*", "core/parsing/test_ping_lines",
         "core/parsing/test_interval_lines", "core/parsing/test_readings",
         "core/handlers/test_pings*", "core/handlers/test_rests",
         "core/handlers/test_once"),
    ),
    Room(
        "groups",
        ("core/groups/rules.py", "core/training/week.py", "core/training/history.py",
         "core/groups/audience.py", "core/parsing/groups.py"),
        ("core/groups/test_*", "core/training/test_week*", "core/parsing/test_group_lines",
         "core/parsing/test_readings",
         "core/training/test_borders", "core/handlers/test_borders_chat",
         "core/handlers/test_weekly"),
    ),
    Room(
        "parsing",
        ("core/parsing/*.py", "!core/parsing/reminders.py", "!core/parsing/durations.py",
         "!core/parsing/weekdays.py", "!core/parsing/groups.py", "core/exercises/closeness.py"),
        ("core/parsing/test_reading", "core/parsing/test_refusals",
         "core/parsing/test_missed_lines", "core/parsing/test_*", "core/render/test_inverse",
         "core/locale/test_sentences", "core/handlers/test_questions",
         "project/test_language_page", "core/handlers/test_borders_chat",
         "core/exercises/test_*", "bot/platforms/test_names"),
    ),
    Room(
        "inbox",
        ("core/store/repositories/inbox.py", "core/store/repositories/waiting.py",
         "bot/runtime/inbox_worker.py", "bot/runtime/dropped.py"),
        ("core/store/test_waiting", "bot/runtime/test_inbox_worker", "bot/runtime/test_quarantine",
         "bot/runtime/test_files_in_line", "core/store/test_mail"),
        fresh=True,
    ),
    Room(
        "sender",
        ("core/store/repositories/outbox.py", "bot/runtime/sender.py",
         "bot/runtime/send_window.py", "bot/runtime/pace.py",
         "bot/runtime/delivery.py"),
        ("bot/runtime/test_window", "bot/runtime/test_sender*", "core/store/test_mail",
         "end_to_end/test_hung_sends"),
        fresh=True,
    ),
)  # fmt: skip
BY_NAME = {room.name: room for room in ROOMS}
