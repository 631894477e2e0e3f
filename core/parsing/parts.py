"""What a line says before anything is settled: numbers with their units, in their places."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.errors import Unreadable
from core.records import Side, Unit

MOST_SETS = 50
BARE, WEIGHT, SECONDS, CENTIMETRES, METRES_OR_MINUTES = "bare", "weight", "s", "cm", "m"
TIMED = frozenset({SECONDS, CENTIMETRES, METRES_OR_MINUTES})


@dataclass(slots=True)
class Number:
    """One number as typed. `milli` is thousandths of it, `start` and `end` its place."""

    milli: int
    text: str
    start: int
    end: int
    exact: bool = True
    kind: str = BARE
    unit: str = ""  # "kg", "lb" or nothing
    amount: int = 0  # seconds or centimetres
    sign: str = ""
    body: bool = False  # "bw", "bw+20": nothing is inherited
    loadward: bool = False  # "at 100", "with 100"
    side: int | None = None  # the other side's number, in thousandths
    partials: int | None = None
    failed: bool = False
    upto: int | None = None  # the end of "1-2", in thousandths
    plus: bool = False  # "4+"
    plural: bool = False  # "20s": seconds, or dumbbells of twenty
    touching: bool = False  # a comma without spaces stands before it

    @property
    def whole(self) -> bool:
        """No decimals."""
        return self.milli % 1000 == 0

    @property
    def plain(self) -> bool:
        """A bare whole number: it could be sets or repetitions."""
        return (
            self.kind == BARE
            and self.whole
            and "." not in self.text
            and not (self.sign or self.body or self.loadward)
        )


Group = list[Number]  # numbers with commas between them


@dataclass(slots=True)
class Effort:
    """An effort as typed: "rir" or "rpe" and its numbers."""

    scale: str
    numbers: Group
    at_least: bool = False  # "RPE<8"


@dataclass(slots=True)
class Parts:
    """One stretch of a line that describes one set, or several alike."""

    start: int
    factors: list[Group] = field(default_factory=list)  # A x B x C
    leading_x: bool = False  # "x5"
    loads: list[Group] = field(default_factory=list)  # with unit, sign or bw, apart from factors
    bare: list[Group] = field(default_factory=list)
    at: list[Group] = field(default_factory=list)  # after "@", undecided
    timed: list[Group] = field(default_factory=list)  # seconds or distance, apart from factors
    reps: Group | None = None  # "8 reps"
    sets: Number | None = None  # "3 sets"
    effort: Effort | None = None
    failed: bool = False
    amrap: bool = False
    warmup: bool = False
    drop: bool = False
    each: bool = False
    shared: bool = False
    same: bool = False
    same_at: tuple[int, int] = (0, 0)  # where "same" stands
    miss: tuple[int, int] | None = None  # where "missed" stands
    verb: tuple[int, int] | None = None  # where "failed" stands
    verb_first: bool = False  # ... before any number
    note: list[tuple[int, int]] = field(default_factory=list)
    listed: bool = False  # a list with slashes, dashes or spaces: an effort is the last set's
    spaced_x: bool = False  # "100 x5 x5": a list, or sets
    sets_first: bool = False  # "3 sets: 100x5"
    hand: bool = False  # "each hand": how dumbbells are counted
    each_load: bool = False  # "62.5 kg/side": half of a load, or the load
    missed_rep: Number | None = None  # "failed on 9"
    myo: bool = False  # sets with little rest between them
    of_last: bool = False  # "last set rir 0": the effort is not of the sets before
    failing: int = 1  # how many sets reached failure where that is said: "last two to failure"
    lighter: bool = False  # after an arrow: a drop where it is lighter
    side: Side = ""
    last_at: int = 0  # where the last thing understood ends

    @property
    def counts(self) -> bool:
        """Whether anything says how much was done."""
        return bool(
            self.factors
            or self.loads
            or self.bare
            or self.at
            or self.timed
            or self.reps
            or self.same
            or self.sets
        )

    @property
    def complete(self) -> bool:
        """Whether it holds repetitions already, so that a new `AxB` is another set."""
        attempt = self.tried and bool(self.bare or self.loads)
        loaded = bool(self.bare) and bool(self.loads or self.at)
        return bool(self.factors or self.reps or self.same or attempt or loaded)

    @property
    def attempt(self) -> bool:
        """Whether it is one or several missed attempts and nothing else."""
        amounts = self.reps or (self.factors[-1] if self.factors else [])
        return self.tried or (bool(amounts) and not any(each.milli for each in amounts))

    @property
    def tried(self) -> bool:
        """Whether its words say that a load was missed: "missed 102.5", "102.5 failed"."""
        if self.miss is not None:
            return True
        done = self.factors or self.reps or self.same or self.timed or self.leading_x
        return self.verb is not None and not done


DECIMALS = frozenset({"5", "25", "50", "75", "125", "375", "625", "875"})


def joins(first: Number, second: Number) -> bool:
    """Whether a comma between two numbers is a decimal comma of a load (docs/decisions/027)."""
    return (
        second.touching
        and second.text in DECIMALS
        and first.text.isdigit()
        and not (first.unit or first.partials or first.upto)
        and first.kind == BARE
        and second.milli * 2 < first.milli
    )


def joined(first: Number, second: Number) -> Number:
    """One number from two around a decimal comma; what follows the second holds for both."""
    digits = (second.text + "000")[:3]
    return Number(
        milli=first.milli + int(digits),
        text=f"{first.text}.{second.text}",
        start=first.start,
        end=second.end,
        exact=first.exact,
        kind=WEIGHT if first.body else second.kind,
        unit=second.unit,
        amount=second.amount,
        sign=first.sign,
        body=first.body,
        loadward=first.loadward,
        side=second.side,
        partials=second.partials,
        failed=second.failed,
        upto=second.upto,
        plus=second.plus,
        touching=first.touching,
    )


def as_loads(group: Group) -> Group:
    """A group read as loads: the decimal reading first, else a list that shares its unit."""
    if len(group) == 2 and (joins(*group) or changes(*group)):
        group = [joined(*group)]
    unit = ""
    for each in group:
        unit = each.unit or unit
    for each in group:
        if each.side is not None or each.partials is not None or each.upto is not None:
            raise Unreadable(word=each.text)
        if unit and not each.unit and each.kind == BARE:
            each.unit, each.kind = unit, WEIGHT
    return group


def changes(first: Number, second: Number) -> bool:
    """Whether a comma stands in a change of load, "+2,5", which is one number."""
    alone = (first.kind == BARE or first.body) and first.text.isdigit() and not first.unit
    return bool(first.sign) and alone and second.touching and second.text in DECIMALS


def as_efforts(group: Group) -> Group:
    """A group read as efforts: one comma before 5 is decimal."""
    if len(group) == 2 and group[1].touching and group[1].text == "5" and group[0].text.isdigit():
        return [joined(*group)]
    return group


def repeats(part: Parts) -> bool:
    """Whether a stretch starts from the last set: "same", "x7", "+2.5"."""
    changed = bool(part.loads and part.loads[0][0].sign and not part.loads[0][0].body)
    signed = bool(part.factors and part.factors[0][0].sign and not part.factors[0][0].body)
    return part.same or (part.leading_x and not part.loads) or changed or signed


def unit_typed(part: Parts, unit: Unit) -> Unit:
    """The unit a stretch was typed in, else the one before: it holds for the rest of the line."""
    groups = (*part.factors, *part.loads, *part.at)
    typed = next((each.unit for group in groups for each in group if each.unit), unit)
    return "lb" if typed == "lb" else "kg"
