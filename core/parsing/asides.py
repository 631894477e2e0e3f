"""Numbers that say nothing of load or repetitions: rests, pauses, tempos, a scale of pain.

They become a note. Only words that are plainly about such a thing make a number harmless; "60s
hold" is left alone, because a hold may be what was done.
"""

from __future__ import annotations

import re

from core.parsing import scan
from core.parsing.patterns import late

# every such number has a word of one of these kinds beside it
MAY_BE_ASIDE = frozenset({scan.WORD, scan.GEAR, scan.UNSURE, scan.PLACE, scan.DISTANCE})
_TIME = (
    r"(?:s|secs?|seconds?|sek(?:unden)?|seg(?:undos)?|secondes?|secondi|сек|min(?:s|utes?|uten|utos)?"
    r"|m|мин|秒|分钟|분|초|'|\"|count|ct)"
)
_SPAN = r"~?\d+(?:[.:,]\d+)?(?:\s*-\s*\d+(?:[.:,]\d+)?)?"
_REST = r"rest(?:s|ed|ing)?|break|descanso|repos|riposo|отдых|przerwa|rust|vila|dinlenme|休息|휴식"
_PAUSE = r"paused?|pauses|pausa|пауза"
_SLOW = (
    r"eccentrics?|concentrics?|negatives?|descents?|lowering|down|up|squeeze|isos?|iso-?hold|tempo|"
    r"exzentrisch|excéntrica|stretch"
)
_PLACE = (
    r"(?:\s+(?:between(?:\s+(?:the\s+)?sets?)?|at\s+(?:the\s+)?\w+|on\s+(?:the\s+)?\w+"
    r"|in\s+the\s+\w+|each))?"
)
_WITH = r"(?:(?:with|w/?|mit|con|avec|com)\s+)?(?:an?\s+)?"
_END = r"(?![\w.,]*\d)(?!\w)"
_ASIDE = late(
    rf"(?<![\w.])(?:"
    rf"(?:{_REST})\s*(?:times?\s*)?(?:of|for|von|de|di|:|=)?\s*{_SPAN}\s*{_TIME}?{_END}"
    rf"(?!\s*x){_PLACE}"
    rf"|{_WITH}{_SPAN}\s*-?\s*{_TIME}\s*-?\s*(?:{_REST}|{_PAUSE}|{_SLOW})(?!\w){_PLACE}"
    rf"|(?:{_PAUSE}|{_SLOW})\s*(?:of|for|von|de|:)?\s*{_SPAN}\s*{_TIME}{_END}{_PLACE}"
    rf"|@?\s*(?:tempo|cadence|cadencia)\s*:?\s*[\dx](?:\s*[-./:x]?\s*[\dx]){{2,3}}(?![\w.])(?!\s*x)"
    rf"|[\dx](?:[-./:][\dx]){{2,3}}\s*tempo(?!\w)"
    r"|(?:pain|schmerz|dolor|douleur|dolore|боль)\s*(?:level\s*)?\d{1,2}\s*"
    r"(?:/|of|out of)\s*10(?!\d)"
    rf"|\d(?:st|nd|rd|th)\s+(?:set|try|attempt|time|exercise|day|week)(?!\w)"
    rf")",
    re.IGNORECASE,
)
# how a machine or a rack was set, and where feet and hands were: only beside a set with its load
_SPOT = (
    r"(?:(?:knee|chest|thigh|back|foot|feet|head|leg|seat|rack|safety|roller|start)[ -]?)?"
    r"(?:seat|pads?|back ?rests?|pins?|safet(?:y|ies)|j-?(?:hooks?|cups?)|pulleys?|height|holes?"
    r"|position|pos|settings?|notch|foot ?plate|rollers?|spotter arms|uprights?|sitz|sitzhöhe"
    r"|polster|lehne|rückenlehne|asiento|respaldo|siège|dossier|sedile|schienale|assento|encosto|сиденье"
    r"|сидение|спинка|упор)"
)
_SPOT_WEAK = r"(?:bench|rack|arms?|handles?|cables?|hooks?|stop|lever|level|platform)"
_WAY = r"height|position|pos|setting|hole|level|notch|number"
_PLACED = (
    rf"(?:\s*(?:[:=#]|{_WAY}|no\.?|nr\.?|at|on|in|to|set"
    r"|auf|en|à|a|su|em|на|(?<=\s)the)(?![^\W\d_]))*"
)
_PLACED_WEAK = rf"(?:\s+(?:at|on|in|to|set|the))*\s+(?:{_WAY})"
_ANGLE = r"(?:°|degrees?|degs?|grad|grados|градус\w*)"
_SPOT_ASIDE = late(
    rf"(?<![\w.+&/])(?:(?:{_SPOT}{_PLACED}|{_SPOT_WEAK}{_PLACED_WEAK})\s*\d{{1,2}}"
    r"(?![\w,.:]*\d)(?:st|nd|rd|th)?(?![\w%°])(?!\s*[x*×х@])"
    r"(?!\s*(?:kgs?|lbs?|кг|reps?|sets?|plates?)\b)(?:\s+(?:holes?|notch|setting|position)(?!\w))?"
    rf"|(?:(?:bench|incline|angle|winkel|{_SPOT}){_PLACED}\s*)?\d{{1,2}}\s*{_ANGLE}"
    r"(?:\s+(?:incline|decline|angle))?(?!\w)"
    r"|(?:[a-z]+\s+)?\d{1,2}\s*(?:fingers?|inch(?:es)?|cm|\")\s+(?:in|out|wide|wider|narrower|apart"
    r"|deficit|off|blocks?|box|riser|step)(?!\w)"
    r")",
    re.IGNORECASE,
)
_HAS_SET = late(r"\d\s*(?:kgs?|lbs?|кг)?\s*[x*х]\s*\d|\d\s*(?:kgs?|lbs?|кг)(?!\w)", re.IGNORECASE)
# what each of these has somewhere; looked for first, which is quick
_MAY_BE_SPOT = (
    "seat", "pad", "rest", "pin", "saf", "cup", "pull", "heig", "hole", "pos", "sett", "notch",
    "lev", "foot", "plat", "roll", "upr", "arms", "sitz", "pols", "lehn", "asie", "siè", "doss",
    "sedi", "schi", "asse", "enco", "сид", "спин", "упор", "°", "deg", "gra", "fing", "inch", "cm",
    '"', "numb", "hook",
)  # fmt: skip
_MAY_BE_ASIDE = (
    "rest", "brea", "paus", "desc", "repo", "ripos", "отд", "przer", "rust", "vila", "dinl", "休",
    "휴", "пауз", "ecc", "conc", "nega", "low", "down", "up", "sque", "iso", "temp", "exz", "exc",
    "stre", "cade", "pain", "schm", "dolo", "doul", "боль",
)  # fmt: skip
_ORDINAL = late(r"\d(?:st|nd|rd|th)", re.IGNORECASE)
_REST_PAUSE = late(r"rest[\s-]*pause", re.IGNORECASE)


def asides_in(folded: str) -> list[tuple[int, int]]:
    """Where such numbers stand, with the words around them."""
    found: list[tuple[int, int]] = []
    lower = folded.lower()
    may = any(each in lower for each in _MAY_BE_ASIDE) or _ORDINAL.search(folded) is not None
    if may and not _REST_PAUSE.search(folded):
        found = [match.span() for match in _ASIDE.finditer(folded)]
    if not any(each in lower for each in _MAY_BE_SPOT):
        return found
    spots = [match.span() for match in _SPOT_ASIDE.finditer(folded)]
    left = folded
    for start, end in spots:
        left = left[:start] + " " * (end - start) + left[end:]
    if not spots or _HAS_SET.search(left) is None:
        return found
    free = (each for each in spots if all(each[1] <= a or b <= each[0] for a, b in found))
    return sorted([*found, *free])
