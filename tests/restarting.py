"""A process ended again and again, and everything delivered up to three times, on any platform."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from tests.hanging import OnDiscord, OnTelegram
from tests.running import Running
from tests.waiting import some_moment, until

PEOPLE = 8
FIRST = 100
Rows = Callable[[str], Awaitable[list[tuple[Any, ...]]]]


@dataclass
class Restarted:
    """What became of the messages sent."""

    messages: int
    ends: int
    lost: int  # messages whose set is not stored
    stored_twice: int
    missing: int  # messages that were never answered
    told: int  # of those the ones that a later answer tells of
    repeated: int  # answers beyond the first
    disordered: int  # people whose answers came in another order
    traces: list[str] = field(default_factory=list, repr=False)  # of what went wrong


async def restart_again_and_again(
    on: OnTelegram | OnDiscord,
    bot: Running,
    rows: Rows,
    *,
    ends: int,
    messages: int,
    kill: bool,
    copies: int,
    seed: int,
) -> Restarted:
    """Say things in bursts, up to `copies` times each, and end the process after each burst."""
    chance = random.Random(seed)
    later: list[Any] = []
    sent: list[tuple[int, int, Any]] = []
    said = 0
    await on.ready()
    for _ in range(ends):
        chance.shuffle(later)
        burst = messages // ends
        for _ in range(burst):
            person, place = FIRST + said % PEOPLE, said // PEOPLE
            update = await on.say(person, f"squat {60 + place}x5 rir2")
            sent.append((person, 60 + place, update))
            later += [update] * (chance.randint(1, copies) - 1)
            said += 1
            if later and chance.random() < 0.5:
                await on.again(later.pop())
        await some_moment(chance, 0.5)
        if kill:
            bot.kill()
        else:
            code = await asyncio.to_thread(bot.stop)
            assert code == 0, f"{code}\n{bot.log[-2000:]}"
        before = on.starts()  # the old process may have asked once more until it ended
        bot.start()
        await on.server.until(lambda before=before: on.starts() > before)

    def answered() -> int:
        return sum(len(on.answers(FIRST + place)) for place in range(PEOPLE))

    async def finished() -> bool:
        return await rows(UNFINISHED) == [(0,)]

    for update in later:
        await on.again(update)
    await on.say(FIRST - 1, "squat 100x5 rir2")
    await on.server.until(lambda: on.answers(FIRST - 1), progress=answered)
    await until(finished, progress=answered)
    done = _outcome(on, said, ends, await rows("SELECT source, position FROM sets"))
    if done.lost or done.stored_twice or done.disordered:
        done.traces = await _traces(on, sent, rows)
    return done


async def _traces(
    on: OnTelegram | OnDiscord, sent: list[tuple[int, int, Any]], rows: Rows
) -> list[str]:
    """What is known of each message that is not stored, and of the chats it was said in."""
    stored = {source for (source,) in await rows("SELECT source FROM sets")}
    inbox = await rows("SELECT number, key, sent_at, received_at, done_at, fault, tries FROM inbox")
    lines, people = [], set()
    for place, (person, load, update) in enumerate(sent):
        number = on.number(update)
        if any(source.endswith(f":{number}") and on.is_of(person, source) for source in stored):
            continue
        people.add(person)
        found = [each for each in inbox if f":{number}:" in str(each[1])]
        lines.append(f"{place}: {person} {load} kg as {number}: {found or 'not in the inbox'}")
    for person in range(FIRST, FIRST + PEOPLE):
        texts = on.answers(person)
        loads = [int(found[1]) for text in texts if (found := re.search(r"(\d+) kg x 5", text))]
        if person in people or loads != sorted(loads):
            odd = [text for text in texts if not re.search(r"(\d+) kg x 5", text)]
            lines.append(f"{person} was told {loads} and {odd}")
    cursors = await rows("SELECT * FROM cursors")
    return [*lines, f"cursors: {cursors}"]


UNFINISHED = (
    "SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL) + "
    "(SELECT count(*) FROM outbox WHERE settled_at IS NULL)"
)


def _outcome(on: OnTelegram | OnDiscord, said: int, ends: int, stored: list[Any]) -> Restarted:
    missing = told = repeated = disordered = 0
    for person in range(FIRST, FIRST + PEOPLE):
        asked = range(60, 60 + len(range(person - FIRST, said, PEOPLE)))
        texts = on.answers(person)
        loads = [int(found[1]) for text in texts if (found := re.search(r"(\d+) kg x 5", text))]
        gone = set(asked) - set(loads)
        missing += len(gone)
        notes = [text.split("may not have arrived")[1] for text in texts if "may not have" in text]
        told += sum(any(f"{load} kg x 5" in note for note in notes) for load in gone)
        repeated += len(loads) - len(set(loads))
        disordered += loads != sorted(loads)
    kept = {source for source, _ in stored}
    twice = len(stored) - len(kept)
    return Restarted(said, ends, said + 1 - len(kept), twice, missing, told, repeated, disordered)
