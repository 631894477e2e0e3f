"""The coach from outside, as people use it, beside simple rules on the same bodies.

    python -m tests.bench.chat_league [--lifters 12] [--weeks 10] [--seed 1] [--only NAME]
        [--jobs 2]

Bodies of another make than the core's models (tests/bench/bodies.py) type into a real `spotter chat
--json` and do what its last answer says: the load and rest of `next_set`, in a new session those of
the target that `next EXERCISE` names; they stop in the middle of the reserve asked for, as it feels
to them, or at `reps_high`, and do as many sets as the target says. Under simple rules the same
bodies on the same days stop at the usual reserve (tests/bench/league). Figures as in that league:
a set is right within one of the range and of the reserve wanted, failed nowhere but on the last set
of a lift safe to fail; held is not worse than the best simple rule by more than 1.5 points or two
paired standard errors.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from math import exp
from typing import Any

from core.records import Load
from tests.bench.bodies import START, Body, make
from tests.bench.chatting import Chat
from tests.bench.league.asks import Ask, Session
from tests.bench.league.course import DAYS, Outcome, Row, outcome
from tests.bench.league.regimes import BENCH, CHEST_PRESS, CURL, CURL_SHARE, SQUAT, Regime
from tests.bench.league.report import Played, asked, of_regime, totals
from tests.bench.league.rules import SETS, SIMPLE, Const, Rule, loadable

PRESS = replace(BENCH, size_range=(6, 10))  # as in the catalogue
USUAL_KG = 100.0
MOST_SETS = 8
HOURS = timedelta(hours=14)  # of a day, shared out among the lifters of one chat


@dataclass(frozen=True)
class Talk:
    """A regime and how its lifters speak of it."""

    regime: Regime
    name: str = "bench press"
    rest_s: int = 180  # under simple rules (R30)
    setup: tuple[str, ...] = ()


def bench(name: str, growth: float = 0.003, start: int = 10, **changes: float) -> Talk:
    """Lifters who bench press for size."""
    honest = "bias" not in changes
    return Talk(Regime(name, PRESS, "size", growth, start, changes, honest=honest))


TALKS = (
    bench("honest callers"),
    bench("+1 % a week", 0.010),
    bench("a cut, -0.7 % a week", -0.007),
    bench("too heavy a start", start=5),
    bench("too light a start", start=20),
    bench("novices from light, +2 % a week", 0.020, 16),
    bench("calls 2 too high", bias=-2.0),
    bench("calls 2 too low", bias=2.0),
    bench("noisy calls", noise=2.0),
    bench("never calls", unknown=1.0),
    Talk(Regime("machine to failure", CHEST_PRESS, "size", 0.005, 11, all_out=True),
         "machine chest press", 150),
    Talk(Regime("curls in steps of 2.5 kg", CURL, "size", 0.005, 13), "dumbbell curl", 90,
         ("step dumbbell curl 2.5",)),
    Talk(Regime("squat for strength", SQUAT, "strength", 0.004, 7), "squat", 240,
         ("goal strength",)),
)  # fmt: skip


@dataclass
class Oracle(Rule):
    """Knows the body."""

    def session(self, at: Body) -> Session:  # type: ignore[override]  # a narrower body
        return self.plain(loadable(at.ideal(self.regime.middle), self.of, down=False))


RULES = SIMPLE | {"Const": Const, "Oracle": Oracle}


@dataclass
class Lifter:
    """One lifter under one rule, session by session."""

    talk: Talk
    seed: int
    at: Body = field(init=False)
    rows: list[Row] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        regime = self.talk.regime
        chance = random.Random(self.seed)
        of = make(chance, regime.growth, **regime.changes)
        able = USUAL_KG * exp(chance.gauss(0.0, 0.2)) * (CURL_SHARE if regime.is_curl else 1)
        self.at = Body(regime.exercise, of, self.seed, able)

    def first_load(self) -> Load:
        """The load of the very first session."""
        ideal = self.at.ideal(self.talk.regime.start_reps)
        return loadable(ideal, self.talk.regime.exercise, down=False)

    def do(self, ask: Ask, rest_s: int) -> None:
        """Do a set."""
        regime = self.talk.regime
        load = ask.load if ask.load.milli > 0 else regime.exercise.step_kg
        self.at.lift(load, ask.stop, ask.ceiling, all_out=regime.all_out, rest_s=rest_s)

    def end(self, number: int) -> None:
        """Note what was done in this session."""
        done = self.at.session
        self.rows += [(each, each is done[-1], number) for each in done]
        self.loads.append(done[0].set.load.kg)

    def outcome(self) -> Outcome:
        """The figures."""
        regime = self.talk.regime
        return outcome(self.rows, self.loads, self.at.ideal(regime.middle), regime)


def days(weeks: int) -> list[datetime]:
    """When sessions are, twice a week."""
    found, at = [], START
    for number in range(weeks * 2):
        at += timedelta(days=DAYS[number % 2] if number else 0)
        found.append(at)
    return found


def by_rule(name: str, talk: Talk, seeds: Sequence[int], weeks: int) -> list[Outcome]:
    """Lifters who follow a simple rule."""
    found = []
    for seed in seeds:
        one, rule = Lifter(talk, seed), RULES[name](talk.regime)
        for number, day in enumerate(days(weeks)):
            one.at.begin(day)
            asks = rule.session(one.at) if one.at.past else rule.plain(one.first_load())
            for each in asks:
                one.do(each, talk.rest_s)
            one.end(number)
        found.append(one.outcome())
    return found


def by_chat(talk: Talk, seeds: Sequence[int], weeks: int) -> list[Outcome]:
    """Lifters who type what they did and do what the last answer says, all in one process."""
    people = {f"u{seed}": Lifter(talk, seed) for seed in seeds}
    apart = HOURS / len(people)
    with Chat(START) as chat:
        for user, line in [(user, line) for user in people for line in talk.setup]:
            chat.type(line, user, START)
        for number, day in enumerate(days(weeks)):
            for place, (user, one) in enumerate(people.items()):
                one.at.begin(day + place * apart)
                train(chat, user, one)
                one.end(number)
    return [each.outcome() for each in people.values()]


def train(chat: Chat, user: str, one: Lifter) -> None:
    """One session in the chat."""
    at, talk = one.at, one.talk
    said = chat.type(f"next {talk.name}", user, at.now)
    target = (said.get("targets") or [None])[0]
    if target is None:
        raise RuntimeError(f"no target for {talk.name}: {said}")
    ask = asked_first(target, one)
    rest_s = talk.rest_s
    while True:
        one.do(ask, rest_s)
        answer = chat.type(line_of(one), user, at.now)
        if answer.get("about") == "implausible":  # it was done, so it is stored
            answer = chat.type(answer["options"][0]["send"], user, at.now)
        if answer.get("kind") != "logged":
            raise RuntimeError(f"not logged: {line_of(one)}: {answer}")
        told = answer.get("next_set")
        if told is None or len(at.session) >= min(MOST_SETS, planned(target)):
            return
        ask, rest_s = ask_of(told, talk.regime), told.get("rest_s") or talk.rest_s


def planned(target: dict[str, Any]) -> int:
    """How many sets a target wants; three before any load is known."""
    return len(target.get("aims") or ()) or target.get("sets") or SETS


def asked_first(target: dict[str, Any], one: Lifter) -> Ask:
    """The first set of a session: the load the target names, the lifter's own before any."""
    ask = ask_of(target, one.talk.regime)
    aims = target.get("aims") or [None]
    if isinstance(aims[0], dict) and aims[0].get("load"):
        ask = replace(ask, load=load_of(aims[0]["load"]))
    if target["kind"] == "first" or not one.at.past:
        ask = replace(ask, load=one.first_load())
    return ask


def ask_of(told: dict[str, Any], regime: Regime) -> Ask:
    """Read a target or a next set: load, top of the range, middle of the reserve."""
    ceiling = told.get("reps_high") or regime.span[1]
    return Ask(load_of(told["load"]), ceiling, (told["rir_low"] + told["rir_high"]) / 2)


def load_of(text: str) -> Load:
    """A load as the chat's JSON has it, in kilograms."""
    return Load(int(Decimal(text) * 1000))


def line_of(one: Lifter) -> str:
    """The set just done as its lifter types it."""
    done = one.at.session[-1].set
    line = f"{one.talk.name} {done.load.kg:g}x{done.reps}"
    if done.failed:
        return f"{line} f"
    return line if done.rir_tenths is None else f"{line} rir{done.rir_tenths // 10}"


def play(seeds: Sequence[int], weeks: int, talk: Talk) -> Played:
    """One regime: the chat and every simple rule on the same bodies."""
    table = {"Chat": by_chat(talk, seeds, weeks)}
    table |= {name: by_rule(name, talk, seeds, weeks) for name in RULES}
    return Played(talk.regime, table)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the league."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lifters", type=int, default=12)
    parser.add_argument("--weeks", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=1)
    chosen = parser.parse_args(arguments)
    seeds = range(chosen.seed * 1000, chosen.seed * 1000 + chosen.lifters)
    talks = [each for each in TALKS if chosen.only in each.regime.name]
    began, all_played, work = time.perf_counter(), [], partial(play, seeds, chosen.weeks)
    with multiprocessing.Pool(chosen.jobs) as pool:
        for played in pool.imap(work, talks):
            print("\n".join(of_regime(played)), flush=True)
            all_played.append(played)
    print()
    print("\n".join((*totals(all_played), *asked(all_played))))
    took = time.perf_counter() - began
    print(f"{chosen.lifters} lifters, {chosen.weeks} weeks, seed {chosen.seed}, {took:.0f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
