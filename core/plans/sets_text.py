"""The sets of a plan's lift as typed: "4x6-8 rir2", "top 1x5 rir2, then 3x5 -10%".

One scanner for all of it. What it does not know ends it: before any set that may be the name of an
exercise, behind one it is a mistake. Weeks that differ stand apart by " / ".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from core.parsing.patterns import late
from core.plans.amounts import (
    NUMBER,
    SECONDS,
    UNIT,
    load_of,
    reserve_of,
    span_of,
    tenths,
)
from core.plans.problems import BadPart, too_much
from core.plans.records import (
    LONGEST_PLAN_NOTE,
    MOST_GROUPS,
    MOST_ITEM_WEEKS,
    MOST_PLAN_METRES,
    MOST_PLAN_REPS,
    MOST_PLAN_SECONDS,
    MOST_PLAN_SETS,
    MOST_REST,
    MOST_SHARE,
    MOST_STEP_MILLI,
    Body,
    Every,
    SetGroup,
    Share,
    ShareOf,
    Step,
)
from core.records import Load, Unit

_END = r"(?![^\W_])"  # no letter and no digit may follow
_TO = r"(?:-|\s+-\s+)"  # "3x5 -10%" is no range
_R = rf"(?P<low>\d{{1,5}})(?:{_TO}(?P<high>\d{{1,5}}))?"
_OPEN = r"(?:max|amrap|failure|fail|f)"
_TIME = r"(?:seconds?|secs?|sek|s|minutes?|mins?|')"
_SETS_WORD = r"(?:sets?|saetze|sätze|satz|series|serie)"
_REPS_WORD = r"(?:reps?|repetitions?|wdh|wiederholungen|repeticiones|r)"
_LEAST_BARE_LOAD = 20  # a number alone that small may be anything


@dataclass(slots=True)
class Scan:
    """What was read of a text so far, and where the reading stands."""

    text: str  # folded, small letters
    unit: Unit
    weeks: list[list[SetGroup]] = field(default_factory=lambda: [[]])
    step: Step | None = None
    each_side: bool = False
    optional: bool = False
    rest: int | None = None
    note: tuple[int, int] | None = None  # where it stands
    top: bool = False  # "top" was said: the next sets are it
    skipped: bool = False  # "-": nothing in this week
    at: int = 0

    @property
    def last(self) -> SetGroup | None:
        """The sets read last in this week."""
        return self.weeks[-1][-1] if self.weeks[-1] else None

    @property
    def empty(self) -> bool:
        """Whether no sets were read yet."""
        return len(self.weeks) == 1 and not self.weeks[0]

    def add(self, group: SetGroup) -> None:
        """Note some sets. Raises BadPart beyond what an item may hold."""
        if len(self.weeks[-1]) == MOST_GROUPS:
            too_much("groups", self.text[: self.at + 20], MOST_GROUPS)
        self.weeks[-1].append(replace(group, top=self.top))
        self.top = False

    def change(self, found: str, **changes: object) -> None:
        """Say more of the sets read last. Raises BadPart where there are none or it was said."""
        last = self.last
        if last is None:
            raise BadPart("no_sets", found)
        if any(getattr(last, each) not in (None, False) for each in changes):
            raise BadPart("unreadable", found)
        self.weeks[-1][-1] = replace(last, **changes)  # type: ignore[arg-type]  # fields by name


Match = re.Match[str]


def _counted(scan: Scan, match: Match, sets: tuple[int, int]) -> None:
    """Note sets with repetitions, seconds or metres, or with as many as go."""
    words = match.groupdict()
    if words.get("open"):
        scan.add(SetGroup(sets, amrap=True))
        return
    amrap = bool(words.get("plus"))
    if words.get("time"):
        factor = SECONDS["m" if words["time"][0] in "m'" else "s"]
        low, high = span_of(match["low"], match["high"], MOST_PLAN_SECONDS // factor, "seconds")
        scan.add(SetGroup(sets, (low * factor, high * factor), "seconds", amrap))
    elif words.get("metres"):
        reps = span_of(match["low"], match["high"], MOST_PLAN_METRES, "metres")
        scan.add(SetGroup(sets, reps, "metres", amrap))
    else:
        reps = span_of(match["low"], match["high"], MOST_PLAN_REPS, "reps")
        scan.add(SetGroup(sets, reps, amrap=amrap))


def _sets(scan: Scan, match: Match) -> None:
    sets = span_of(match["sets"], match["more"], MOST_PLAN_SETS, "sets")
    _counted(scan, match, sets)


def _sets_only(scan: Scan, match: Match) -> None:
    scan.add(SetGroup(span_of(match["sets"], match["more"], MOST_PLAN_SETS, "sets")))


def _one_set(scan: Scan, match: Match) -> None:
    if scan.last is not None and not scan.top:
        raise BadPart("unreadable", match.group())
    _counted(scan, match, (1, 1))


def _list(scan: Scan, match: Match) -> None:
    if not scan.empty and scan.last is not None:
        raise BadPart("unreadable", match.group())
    for each in match["list"].split("/"):
        scan.add(SetGroup((1, 1), span_of(each, None, MOST_PLAN_REPS, "reps")))
    if match["plus"]:
        scan.weeks[-1][-1] = replace(scan.weeks[-1][-1], amrap=True)


def _rir(scan: Scan, match: Match) -> None:
    scan.change(match.group(), reserve=reserve_of(match["low"], match["high"], "rir"))


def _left(scan: Scan, match: Match) -> None:
    scan.change(match.group(), reserve=reserve_of(match["low"], match["high"], "left"))


def _rpe(scan: Scan, match: Match) -> None:
    low, high = match["low"], match["high"]
    if not match["rpe"]:
        if tenths(low) > 100 and not high:
            _load(scan, match)
            return
        scan.change(match.group(), reserve=reserve_of(low, high, "rpe"))
        return
    span = sorted(100 - tenths(each) for each in (low, high or low))
    if not 0 <= span[0] <= span[1] <= 90:
        too_much("rpe", match.group(), 10)
    written = reserve_of("10", None, "rpe") if span[0] <= 50 else reserve_of("0", None, "left")
    scan.change(match.group(), reserve=replace(written, low=span[0], high=span[1]))


def _failure(scan: Scan, match: Match) -> None:
    scan.change(match.group(), reserve=reserve_of("0", None, "rir"))


def _load(scan: Scan, match: Match) -> None:
    unit = match.groupdict().get("unit")
    number = match["low"]
    if not unit and not match.group().startswith("@") and tenths(number) < _LEAST_BARE_LOAD * 10:
        raise BadPart("unclear_number", number)
    scan.change(match.group(), load=load_of(number, unit, scan.unit))


def _body(scan: Scan, match: Match) -> None:
    added = load_of(match["low"], match["unit"], scan.unit) if match["low"] else None
    scan.change(match.group(), load=Body(added))


def _share(scan: Scan, match: Match) -> None:
    found = tenths(match["low"])
    of: ShareOf = "best"
    word = match["of"] or ""
    if match["less"] or word.startswith(("top", "first")):
        of = "top"
        found = 1000 - found if match["less"] else found
    elif word.startswith(("tm", "train")):
        of = "training max"
    if not 0 < found <= MOST_SHARE:
        too_much("share", match.group(), f"{MOST_SHARE // 10}%")
    scan.change(match.group(), load=Share(found, of))


_EVERY: dict[str, Every] = {"w": "week", "c": "cycle"}


def _step(scan: Scan, match: Match) -> None:
    if scan.step is not None:
        raise BadPart("unreadable", match.group())
    load = load_of(match["low"], match["unit"], scan.unit, MOST_STEP_MILLI)
    scan.step = Step(Load(load.milli, load.unit), _EVERY.get((match["every"] or "s")[0], "session"))


def _last_open(scan: Scan, match: Match) -> None:
    scan.change(match.group(), amrap=True)


def _each(scan: Scan, _: Match) -> None:
    scan.each_side = True


def _optional(scan: Scan, _: Match) -> None:
    scan.optional = True


def _rest(scan: Scan, match: Match) -> None:
    low = match["low"] or match["before"]
    word = match["time"] or match["unit_before"] or "s"
    factor = SECONDS["m" if word[0] in "m'" else "s"]
    scan.rest = span_of(low, match["high"], MOST_REST // factor, "rest")[0] * factor


def _note(scan: Scan, match: Match) -> None:
    if scan.note is not None:
        raise BadPart("unreadable", match.group())
    if len(match["note"]) > LONGEST_PLAN_NOTE:
        too_much("note", match["note"], LONGEST_PLAN_NOTE)
    if match["note"].strip():
        scan.note = match.span("note")


def _top(scan: Scan, _: Match) -> None:
    scan.top = True


def _nothing(_: Scan, __: Match) -> None:
    """Read a word that only joins: "then", "with", a comma."""


def _new_week(scan: Scan, match: Match) -> None:
    if not scan.weeks[-1] and not scan.skipped:
        raise BadPart("unreadable", match.group())
    if len(scan.weeks) == MOST_ITEM_WEEKS:
        too_much("weeks", scan.text, MOST_ITEM_WEEKS)
    scan.weeks.append([])
    scan.skipped = False


def _dash(scan: Scan, match: Match) -> None:
    """Read a dash that stands for a week without sets, or only between two words."""
    if scan.weeks[-1] or scan.skipped:
        return
    scan.skipped = len(scan.weeks) > 1 or bool(match["week"])


_RANGE = rf"(?P<low>{NUMBER})(?:{_TO}(?P<high>{NUMBER}))?"
_NO_COUNT = rf"(?!\d|[.,-]\d|\s*(?:%|{UNIT}{_END}|left|rir{_END}(?!\s*:?\s*\d)))"  # "3 sets 2 left"
_COUNTS = (
    rf"{_R}{_NO_COUNT}\s*"
    rf"(?:(?P<time>{_TIME}){_END}|(?P<metres>met(?:re|er)s?|m){_END}|{_REPS_WORD}{_END})?"
)
_SETS = rf"(?P<sets>\d{{1,3}})(?:{_TO}(?P<more>\d{{1,3}}))?"
_TIMES = rf"(?:x|\*|{_SETS_WORD}\s*(?:of|x|a|à|mit|de)?{_END})"

# The first that fits decides.
_READERS: tuple[tuple[re.Pattern[str], Callable[[Scan, Match], None]], ...] = tuple(
    (late(pattern), reads)
    for pattern, reads in (
        (r"\((?P<optional>optional)\)|optional" + _END + r"|\?", _optional),
        (r"\(?(?:each|per|pro|je|/)\s*(?:side|leg|arm|seite|bein|lado)" + _END + r"\)?|each"
         + _END + r"|e/s" + _END, _each),
        (rf"\(?(?:rest|pause)\s*:?\s*(?P<low>\d{{1,4}})(?:\s*-\s*(?P<high>\d{{1,4}}))?\s*"
         rf"(?P<time>{_TIME})?{_END}\)?|(?P<before>\d{{1,4}})\s*(?P<unit_before>{_TIME})\s*"
         rf"(?:rest|pause){_END}", _rest),
        (rf"\((?:@\s*)?rir\s*{_RANGE}\)", _rir),
        (rf"\(@\s*(?P<rpe>rpe\s*)?{_RANGE}\)", _rpe),
        (r"\((?P<note>[^()]*)\)", _note),
        (rf"{_SETS}\s*{_TIMES}\s*(?:(?P<open>{_OPEN}){_END}|{_COUNTS}(?P<plus>\+(?!\d))?)"
         r"(?:\s*x(?=\s*\d))?", _sets),
        (rf"{_SETS}\s*{_SETS_WORD}{_END}", _sets_only),
        (r"(?P<list>\d{1,3}(?:/\d{1,3}){1,11})(?P<plus>\+)?(?![\d/])", _list),
        (rf"(?:@\s*)?rir\s*:?\s*{_RANGE}", _rir),
        (rf"{_RANGE}\s*(?:rir|left|in reserve|in the tank|übrig|ubrig){_END}", _left),
        (rf"@?\s*(?P<less>-)?\s*(?P<low>{NUMBER})\s*%(?:\s*(?:of\s+)?(?:the\s+|my\s+)?"
         rf"(?P<of>tm|training max|e?1rm|best|max|top sets?|top|first set){_END})?", _share),
        (rf"(?P<rpe>@?\s*rpe\s*:?\s*){_RANGE}(?!\s*(?:{UNIT}|%))|", _rpe),
        (rf"@\s*(?P<low>{NUMBER})\s*(?P<unit>{UNIT}){_END}", _load),
        (rf"(?P<rpe>)@\s*{_RANGE}", _rpe),
        (rf"\+\s*(?P<low>{NUMBER})\s*(?P<unit>{UNIT})?(?:\s*(?:a|per|each|every|/)\s*"
         rf"(?P<every>week|session|workout|time|cycle))?{_END}", _step),
        (rf"(?:bw|body\s?weight){_END}(?:(?:\+|\s+\+\s+)(?P<low>{NUMBER})\s*(?P<unit>{UNIT})?{_END})?",
         _body),
        (rf"(?P<low>{NUMBER})\s*(?P<unit>{UNIT}){_END}", _load),
        (rf"{_R}\s*(?:(?P<time>{_TIME}){_END}|(?P<metres>met(?:re|er)s?|m){_END}"
         rf"|{_REPS_WORD}{_END}(?P<plus>\+)?)", _one_set),
        (rf"(?:the\s+)?last(?:\s+set)?\s*(?:amrap|max|open|to failure|as many as possible){_END}"
         rf"|amrap{_END}", _last_open),
        (rf"to failure{_END}|failure{_END}", _failure),
        (rf"top(?:\s+sets?)?\s*:?{_END}", _top),
        (rf"(?:then|and then|followed by|back-?\s?offs?|with|for|dann|mit){_END}:?", _nothing),
        (r"/(?!\S)", _new_week),
        (r"-(?=(?P<week>\s+/\s)|\s|$)", _dash),
        (r"[,:>]|x(?=\s*\d)", _nothing),
        (rf"(?P<low>{NUMBER}){_END}(?!\s*[x*%])", _load),
    )
)  # fmt: skip
_SPACE = late(r"\s*")


def scan_sets(text: str, unit: Unit) -> Scan:
    """Read sets from the start of a folded text, in small letters, as far as they go.

    Raises BadPart for numbers beyond bounds and for what contradicts itself.
    """
    scan = Scan(text, unit)
    while True:
        scan.at = _skipped(text, scan.at)
        for pattern, reads in _READERS:
            match = pattern.match(text, scan.at)
            if match is not None and match.end() > scan.at:
                reads(scan, match)
                scan.at = match.end()
                break
        else:
            return scan


def _skipped(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def weeks_of(scan: Scan) -> tuple[tuple[SetGroup, ...], ...]:
    """The sets by week as a record has them. Raises BadPart where the last week has none."""
    if scan.empty:
        if scan.skipped or scan.top:
            raise BadPart("unreadable", scan.text)
        return ()
    if scan.top or not (scan.weeks[-1] or scan.skipped):
        raise BadPart("unreadable", scan.text)
    weeks = tuple(tuple(each) for each in scan.weeks)
    if not any(weeks):
        raise BadPart("unreadable", scan.text)
    for groups in weeks:
        led = False
        for group in groups:
            if isinstance(group.load, Share) and group.load.of == "top" and not led:
                raise BadPart("no_top", scan.text, "squat top 1x5 rir2, then 3x5 -10%")
            led = True
    return weeks


_SOME = rf"\d{{1,3}}(?:{_TO}\d{{1,3}})?"
_STRONG = late(
    rf"(?:{_SOME}\s*{_TIMES}\s*(?:{_OPEN}{_END}|\d)|{_SOME}\s*{_SETS_WORD}{_END}"
    r"|\d{1,3}(?:/\d{1,3})+\+?(?![\d/])|top(?:\s+sets?)?\s*:?\s*\d)"
)
_WEEKS_WITHOUT = late(r"\s(?:-\s+/\s+)+$")
_NUMBERED = late(r"\d+\s*(?:$|\(|-\s)")  # "Day 1", "Day 1 (Mon)", "Day 1 - Upper"
_BOUNDARY = late(r"(?:^|(?<=[\s:(,|)]))(?=\S)")


def starts_sets(text: str, at: int = 0) -> bool:
    """Whether what stands there in a folded text can be nothing but sets: "3x5", "12/10/8"."""
    return _STRONG.match(text, _skipped(text, at)) is not None


def sets_start(text: str) -> int:
    """Where the sets of a folded text begin, behind a name; its length where there are none."""
    places = [match.start() for match in _BOUNDARY.finditer(text)]
    for place in places:
        if _STRONG.match(text, place):
            weeks = _WEEKS_WITHOUT.search(text[:place])
            return weeks.start() + 1 if weeks else place
    for place in places:
        if place and text[place] != "(" and _begins(text, place):
            return place
    return len(text)


def _begins(text: str, place: int) -> bool:
    """Whether something is read of a text from a place on, and no name ends it."""
    if _NUMBERED.match(text, place):
        return False
    for before in ("", "1 sets "):
        try:
            scan = scan_sets(before + text[place:], "kg")
        except BadPart as part:
            if part.why == "bounds":
                return True
        else:
            if scan.at > len(before) and scan.at == len(scan.text):
                return True
    return False
