"""Numbers that say nothing of load or repetitions: rests, pauses, tempos, a scale of pain.

They become a note. Only words that are plainly about such a thing make a number harmless; "60s
hold" is left alone, because a hold may be what was done.
"""

from __future__ import annotations

import re

from core.parsing import scan

# every such number has a word of one of these kinds beside it
MAY_BE_ASIDE = frozenset({scan.WORD, scan.GEAR, scan.UNSURE})
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
_ASIDE = re.compile(
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
_MAY = re.compile(
    r"rest|brea|paus|desc|repo|ripos|отд|przer|rust|vila|dinl|休|휴|пауз|ecc|conc|nega|low|down|up|"
    r"sque|"
    r"iso|temp|exz|exc|stre|cade|pain|schm|dolo|doul|боль|\d(?:st|nd|rd|th)",
    re.IGNORECASE,
)
_REST_PAUSE = re.compile(r"rest[\s-]*pause", re.IGNORECASE)


def asides_in(folded: str) -> list[tuple[int, int]]:
    """Where such numbers stand, with the words around them."""
    if _MAY.search(folded) is None or _REST_PAUSE.search(folded):
        return []
    return [match.span() for match in _ASIDE.finditer(folded)]
