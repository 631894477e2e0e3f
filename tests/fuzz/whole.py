"""The whole way from what arrives to its answer, over a real database, with made-up input.

Each target is a strategy and a bench that takes what it draws. An apology with a fault id, anybody
else who is not answered, and any exception are findings.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from core.store.engine import open_store
from tests.bot.platforms.discord.test_hostile_discord import HOSTILE
from tests.bot.platforms.discord.test_hostile_discord import Bench as DiscordBench
from tests.bot.platforms.telegram.test_hostile_telegram import GOOD, press
from tests.bot.platforms.telegram.test_hostile_telegram import Bench as TelegramBench
from tests.core.interchange.importing_chat import Talk
from tests.core.render.test_inverse import SOUP
from tests.fuzz.readers import files, lines
from tests.hostile import TEXTS, assert_answered, mutated, served

Check = Callable[[Any], None]
PEOPLE = 40  # talk goes round among so many, so that no log grows without end

typed = st.sampled_from([each.decode() for each in lines()])
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)
CELL = st.sampled_from([*TEXTS, "nan", "1e309", "١٤٠", "-0", "=1+1", '"', "5x5x100", "2026-02-30"])


@st.composite
def spliced(draw: st.DrawFn, whole: st.SearchStrategy[str]) -> str:
    """A real text with a piece of it taken out, doubled or replaced."""
    text = draw(whole)
    for _ in range(draw(st.integers(1, 3))):
        begin = draw(st.integers(0, len(text)))
        end = draw(st.integers(begin, min(len(text), begin + 12)))
        put = draw(CELL | SOUP | ANY_TEXT | st.just(text[begin:end] * 2))
        text = text[:begin] + put + text[end:]
    return text


TALK = st.lists(typed | spliced(typed) | SOUP | ANY_TEXT, min_size=1, max_size=4)
PRESSED = st.lists(st.sampled_from(TEXTS) | ANY_TEXT | spliced(typed), min_size=1, max_size=4)
TABLES = spliced(st.sampled_from([each.decode("utf-8", "replace") for each in files()]))


@contextmanager
def grammar() -> Iterator[Check]:
    """People type anything, line after line; every message is answered without an apology."""
    with talking() as (runner, talks):

        def check(said: list[str]) -> None:
            talk = next(talks)
            for text in said:
                talk.now += timedelta(minutes=2)
                assert_understood(runner.run(talk.say(text)))

        yield check


@contextmanager
def imports() -> Iterator[Check]:
    """People send tables, and import what can be imported."""
    with talking() as (runner, talks):

        def check(table: str) -> None:
            talk = next(talks)
            talk.now += timedelta(minutes=2)
            content = table.encode("utf-8", "surrogatepass")
            answer = runner.run(talk.hand(content))
            assert_understood(answer)
            if any(button.label == "import" for button in answer.reply.buttons):
                assert_understood(runner.run(talk.tap("import")))
                assert_understood(runner.run(talk.say("undo")))

        yield check


@contextmanager
def talking() -> Iterator[tuple[asyncio.Runner, Iterator[Talk]]]:
    """People who talk to the coach, one after another, without end."""
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        store = runner.run(open_store(f"sqlite:///{Path(folder) / 'spotter.db'}"))

        def talks() -> Iterator[Talk]:
            everybody = [Talk(store, f"p{number}") for number in range(PEOPLE)]
            while True:
                yield from everybody

        yield runner, talks()
        runner.run(store.close())


def assert_understood(answer: Any) -> None:
    """Whatever is said, it is answered, and not with an apology for a bug of ours."""
    result = answer.result or {}
    assert (result.get("kind"), result.get("error")) != ("error", "fault"), result
    assert not result.get("set_aside"), result


@contextmanager
def buttons() -> Iterator[Check]:
    """Somebody presses buttons of their own making; people around are answered."""
    with served_once(TelegramBench) as bench:

        def check(held: list[str]) -> None:
            assert_answered(bench.run(bench.deliver([press(data) for data in held])))

        yield check


@contextmanager
def telegram() -> Iterator[Check]:
    with served_once(TelegramBench) as bench:
        yield lambda hostile: assert_answered(bench.run(bench.deliver(hostile)))


@contextmanager
def discord() -> Iterator[Check]:
    with served_once(DiscordBench) as bench:
        yield lambda hostile: assert_answered(bench.run(bench.deliver(hostile)))


@contextmanager
def served_once(kind: Any) -> Iterator[Any]:
    benches = served(kind, "sqlite")
    yield next(benches)
    next(benches, None)


WAYS: dict[str, tuple[st.SearchStrategy[Any], Any]] = {
    "grammar": (TALK, grammar),
    "buttons": (PRESSED, buttons),
    "telegram": (st.lists(mutated(GOOD), min_size=1, max_size=4), telegram),
    "discord": (st.lists(HOSTILE, min_size=1, max_size=4), discord),
    "files": (TABLES, imports),
}
