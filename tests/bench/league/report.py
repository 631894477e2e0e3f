"""What the courses come to: figures of each rule, who holds, and what is asked of the coach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from statistics import fmean, median, pstdev

from tests.bench.league.course import Outcome
from tests.bench.league.regimes import Regime
from tests.bench.league.rules import CONTROLS, SIMPLE
from tests.bench.league.rules import OURS as BY_THE_CORE

OURS = (*BY_THE_CORE, "Chat")  # the last by the answers of the whole chat
MARGIN = 0.015  # of sets, or two paired standard errors
LOAD_OFF, LOAD_P10, MOST_BACK = 0.03, 0.93, 0.5
USUAL_FAILED, MOST_LATE_FAILED = 0.035, 0.15  # of sets, on lifts unsafe to fail

Table = Mapping[str, Sequence[Outcome]]


@dataclass(frozen=True)
class Played:
    """One regime, with the outcomes of every rule that ran, lifter by lifter."""

    regime: Regime
    table: Table

    @property
    def ours(self) -> str | None:
        """The rule that stands for the coach: with advice after each set, if that ran."""
        return next((each for each in reversed(OURS) if each in self.table), None)

    @property
    def best(self) -> str | None:
        """The best simple rule here."""
        ran = [each for each in SIMPLE if each in self.table]
        return max(ran, key=self.right, default=None)

    def right(self, rule: str) -> float:
        """The mean share of right sets."""
        return fmean(each.right for each in self.table[rule])

    def gap(self, rule: str, other: str) -> tuple[float, float]:
        """How much more is right under one rule than under another, with its standard error."""
        pairs = zip(self.table[rule], self.table[other], strict=True)
        off = [a.right - b.right for a, b in pairs]
        return fmean(off), pstdev(off) / sqrt(len(off))

    def holds(self, rule: str) -> bool:
        """Whether a rule is not worse than the best simple one beyond the margin."""
        mean, error = self.gap(rule, self.best or rule)
        return mean >= -max(MARGIN, 2 * error)

    def failed(self, rule: str) -> float:
        """The share of sets that ended in failure."""
        return share(self.table[rule], "failed", "sets")

    def late_failed(self, rule: str) -> float:
        """The same from the seventh session on."""
        return share(self.table[rule], "late_failed", "late_sets")

    def load(self, rule: str) -> tuple[float, float]:
        """Final load over the lifter's own ideal: the median and the 10th percentile."""
        ratio = sorted(each.load for each in self.table[rule])
        return exp(median(ratio)), exp(ratio[len(ratio) // 10])

    def back(self, rule: str) -> float:
        """Changes of direction per ten sessions."""
        return fmean(each.back for each in self.table[rule])

    def near(self, rule: str) -> float:
        """The share of lifters whose final load is within one step of their own ideal."""
        return fmean(abs(each.steps_off) <= 1 for each in self.table[rule])


def share(rows: Sequence[Outcome], part: str, whole: str) -> float:
    """A share over the sets of all lifters."""
    return sum(getattr(each, part) for each in rows) / sum(getattr(each, whole) for each in rows)


def of_regime(played: Played) -> Iterator[str]:
    """The lines of one regime."""
    regime = played.regime
    yield regime.name
    for rule, rows in played.table.items():
        middle, low = played.load(rule)
        line = (
            f"  {rule:7s} right {played.right(rule):6.1%}  easy {share(rows, 'easy', 'sets'):6.1%}"
            f"  failed {played.failed(rule):6.1%}  load {middle:.3f} (p10 {low:.2f})"
            f"  back {played.back(rule):.1f}"
        )
        if not regime.exercise.safe_to_fail and not regime.honest:
            line += f"  failed from the 7th session {played.late_failed(rule):6.1%}"
        if regime.is_curl:
            line += f"  within one step {played.near(rule):4.0%}"
        yield line
    for rule in OURS:
        if rule in played.table and played.best:
            yield against(played, rule, played.best)


def against(played: Played, rule: str, best: str) -> str:
    """How one of ours stands against the best simple rule and the oracle."""
    mean, error = played.gap(rule, best)
    words = f"  -> {rule}: {mean:+.1%} +- {error:.1%} against {best}; "
    if "Oracle" in played.table:
        words += f"{ratio(played.right(rule), played.right('Oracle')):.2f} of the oracle; "
    return words + ("held" if played.holds(rule) else "LOST")


def ratio(a: float, b: float) -> float:
    """One share over another, that of nearly nothing kept finite."""
    return a / max(0.01, b)


def totals(all_played: Sequence[Played]) -> Iterator[str]:
    """The league over all regimes that ran with simple rules (the twelve)."""
    counted = [each for each in all_played if each.best]
    if not counted:
        return
    singles = {
        rule: fmean(each.right(rule) for each in counted)
        for rule in SIMPLE
        if all(rule in each.table for each in counted)
    }
    top = max(singles, key=singles.__getitem__)
    for rule in OURS:
        if not all(rule in each.table for each in counted):
            continue
        mean = fmean(each.right(rule) for each in counted)
        per = fmean(ratio(each.right(rule), each.right(each.best or rule)) for each in counted)
        yield (
            f"{rule}: holds {sum(each.holds(rule) for each in counted)} of {len(counted)} regimes;"
            f" {per:.2f} of the best simple rule of each on average"
        )
        yield (
            f"  right {mean:.1%} on average; best single simple rule {top} {singles[top]:.1%}:"
            f" {mean / singles[top]:.2f}"
        )
        if all("Oracle" in each.table for each in counted):
            of = fmean(ratio(each.right(rule), each.right("Oracle")) for each in counted)
            yield f"  {of:.2f} of the oracle on average"
    won = list(controls(counted))
    yield f"controls that win (must be none): {'; '.join(won) or 'none'}"


def controls(counted: Sequence[Played]) -> Iterator[str]:
    """Controls that beat ours beyond the margin; failing is no control where it is wanted."""
    for played in counted:
        ours = played.ours or played.best
        for rule in CONTROLS:
            if ours is None or rule not in played.table:
                continue
            if rule == "Fail" and played.regime.all_out:
                continue
            mean, error = played.gap(rule, ours)
            if mean > max(MARGIN, 2 * error):
                yield f"{rule} in {played.regime.name} by {mean:+.1%}"


def asked(all_played: Sequence[Played]) -> Iterator[str]:
    """What is asked of the coach beyond its place in the league, regime by regime."""
    ran = [(each, each.ours) for each in all_played if each.ours]
    if not ran:
        return
    yield "asked, of " + ", ".join(sorted({rule for _, rule in ran if rule}))
    for played, rule in ran:
        assert rule is not None
        middle, low = played.load(rule)
        if played.regime.is_curl:
            yield f"  {played.regime.name}: within one step of own ideal {played.near(rule):.0%}"
        else:
            fine = abs(middle - 1) <= LOAD_OFF and low >= LOAD_P10
            yield (
                f"  {played.regime.name}: load {middle:.3f} (within 3 %), p10 {low:.2f} (0.93):"
                f" {met(fine)}"
            )
    backs = {each.regime.name: each.back(rule) for each, rule in ran if rule}
    worst = max(backs, key=backs.__getitem__)
    yield (
        f"  changes of direction per ten sessions: {fmean(backs.values()):.2f} on average, most"
        f" {backs[worst]:.2f} ({worst}); 0.5: {met(backs[worst] <= MOST_BACK)}"
    )
    yield from failures([(each, rule) for each, rule in ran if rule])


def failures(ran: Sequence[tuple[Played, str]]) -> Iterator[str]:
    """Sets failed on lifts unsafe to fail."""
    unsafe = [(each, rule) for each, rule in ran if not each.regime.exercise.safe_to_fail]
    honest = [(each, rule) for each, rule in unsafe if each.regime.honest]
    if honest and all("Oracle" in each.table for each, _ in honest):
        ours = fmean(each.failed(rule) for each, rule in honest)
        oracle = fmean(each.failed("Oracle") for each, _ in honest)
        late = fmean(each.late_failed(rule) for each, rule in honest)
        yield (
            f"  failed on unsafe lifts, honest callers: {ours:.1%} (oracle {oracle:.1%}):"
            f" {met(ours <= max(oracle, USUAL_FAILED))}; from the seventh session {late:.1%}"
        )
    for each, rule in unsafe:
        if each.regime.changes.get("bias", 0) < 0:
            late = each.late_failed(rule)
            yield (
                f"  failed from the seventh session, {each.regime.name}: {late:.1%}"
                f" (15 % with --band): {met(late <= MOST_LATE_FAILED)}"
            )


def met(fine: bool) -> str:
    """Whether what is asked is there."""
    return "met" if fine else "NOT MET"
