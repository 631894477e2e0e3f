"""`help`, its pages (`help sets`), and what one command does (`help pain`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from core.context import RequestContext
from core.exercises.examples import example_in
from core.locale.english.help_texts import HELP_TOPICS
from core.locale.strings import has
from core.messages import Answer, Reply


class Explained(Protocol):
    """What the table of commands says of one, for help."""

    @property
    def name(self) -> str: ...  # noqa: D102 - CommandSpec says it
    @property
    def synonyms(self) -> tuple[str, ...]: ...  # noqa: D102 - CommandSpec says it
    @property
    def examples(self) -> tuple[str, ...]: ...  # noqa: D102 - CommandSpec says it
    @property
    def more(self) -> tuple[str, ...]: ...  # noqa: D102 - CommandSpec says it
    @property
    def help_key(self) -> str: ...  # noqa: D102 - CommandSpec says it


def show_help(
    context: RequestContext, topic: str, command: Explained | None, examples: Mapping[str, str]
) -> Answer:
    """`help`, `help sets`, `help pain`: short, by example.

    `command` is the one whose name the topic is; `examples` fill the sentences, by command.
    """
    topic = topic.strip().lower()
    if topic in HELP_TOPICS or command is None:
        return show_page(context, topic, examples)
    also = ", ".join(command.synonyms)
    language = context.person.language
    lines = tuple(example_in(language, each) for each in (*command.examples, *command.more))
    lines += (context.words("help.also", names=also),) if also else ()
    title = context.words(command.help_key)
    reply = Reply(title=title, lines=lines, owner=context.person.id)
    return Answer(reply, {"kind": "help", "topic": command.name})


def show_page(
    context: RequestContext, topic: str, examples: Mapping[str, str] | None = None
) -> Answer:
    """One page of help; the first for a topic that has none."""
    stem = f"help.{topic}" if topic in HELP_TOPICS else "help"
    lines: list[str] = []
    typed = {
        name: ", ".join(example_in(context.person.language, each) for each in said.split(", "))
        for name, said in (examples or {}).items()
    }
    while has(context.person.language, key := f"{stem}.line.{len(lines) + 1}"):
        lines.append(context.words(key, **typed))
    reply = Reply(title=context.words(f"{stem}.title"), lines=tuple(lines), owner=context.person.id)
    return Answer(reply, {"kind": "help", "topic": topic if topic in HELP_TOPICS else ""})
