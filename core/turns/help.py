"""`help`, and `help sets`."""

from __future__ import annotations

from core.chat import Answer, Reply
from core.language.english.help_texts import HELP_TOPICS
from core.language.strings import has
from core.turns.scene import Scene


def show_help(scene: Scene, topic: str) -> Answer:
    """`help`, `help sets`: short, by example."""
    topic = topic.strip().lower()
    stem = f"help.{topic}" if topic in HELP_TOPICS else "help"
    lines: list[str] = []
    while has(scene.person.language, key := f"{stem}.line.{len(lines) + 1}"):
        lines.append(scene.words(key))
    reply = Reply(title=scene.words(f"{stem}.title"), lines=tuple(lines), owner=scene.person.id)
    return Answer(reply, {"kind": "help", "topic": topic if topic in HELP_TOPICS else ""})
