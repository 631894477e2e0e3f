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
            "test_borders", "test_training_verdict", "test_training_targets", "test_training_*",
            "test_advice_odd", "test_calls_told", "test_calibrate", "test_rhythm",
            "test_second_rater", "test_coach_cases", "test_pictures", "test_score", "test_rules",
        ),
    ),
    Room(
        "reminders",
        ("core/reminders/schedule.py", "core/parsing/reminders.py", "core/parsing/durations.py",
         "core/parsing/weekdays.py", "core/handlers/reminders.py", "core/handlers/rest.py"),
        ("test_borders_chat", "test_reminders", "test_language_pings", "test_pings"),
    ),
    Room(
        "groups",
        ("core/groups/rules.py", "core/training/week.py", "core/training/history.py",
         "core/groups/audience.py", "core/parsing/groups.py"),
        ("test_groups", "test_weeks", "test_language_groups", "test_borders*", "test_weekly"),
    ),
    Room(
        "parsing",
        ("core/parsing/*.py", "!core/parsing/reminders.py", "!core/parsing/durations.py",
         "!core/parsing/weekdays.py", "!core/parsing/groups.py", "core/exercises/closeness.py"),
        ("test_language_reading", "test_language_refusals", "test_language_missed",
         "test_language_*", "test_commands", "test_pain_words", "test_borders_chat",
         "test_exercises", "test_names"),
    ),
    Room(
        "inbox",
        ("core/store/repositories/inbox.py", "core/store/repositories/waiting.py",
         "bot/runtime/inbox_worker.py", "bot/runtime/dropped.py"),
        ("test_store_waiting", "test_lanes", "test_quarantine", "test_store_mail"),
        fresh=True,
    ),
    Room(
        "sender",
        ("core/store/repositories/outbox.py", "bot/runtime/sender.py",
         "bot/runtime/send_window.py", "bot/runtime/pace.py",
         "bot/runtime/delivery.py"),
        ("test_window", "test_sender*", "test_store_mail", "test_hung_sends"),
        fresh=True,
    ),
)  # fmt: skip
BY_NAME = {room.name: room for room in ROOMS}
