"""A line with its names, its number, its brackets and its asides out of the way, scanned."""

from __future__ import annotations

from dataclasses import dataclass

from core.parsing import scan
from core.parsing.asides import MAY_BE_ASIDE, asides_in
from core.parsing.exercise_names import Marked, mark
from core.parsing.headings import may_be_numbered, without_numbering
from core.parsing.line_names import drop_said
from core.parsing.lines import Line
from core.parsing.missed_attempts import TRIED, without_articles
from core.parsing.reading import Setting, Vocabulary
from core.parsing.rewrite import is_plain, kinds_of, rewrite
from core.parsing.sides import out_of_brackets
from core.parsing.token_edits import Typed


@dataclass(slots=True)
class ScannedLine:
    """A line with what names its lift masked, and the tokens of the rest."""

    folded: str
    marked: Marked
    tokens: list[scan.Token]
    kinds: set[str]
    plain: bool  # nothing in it has to be rewritten

    def scan_again(self) -> None:
        """Scan after more of the line was masked."""
        self.tokens, self.plain = scan.scan(self.marked.masked), False


def scan_line(line: Line, vocabulary: Vocabulary) -> ScannedLine:
    """Scan a line without its number, its brackets, and what is said aside."""
    folded = without_numbering(line.folded) if may_be_numbered(line.folded) else line.folded
    folded = out_of_brackets(folded) if "(" in folded or "[" in folded else folded
    marked = mark(line.text, folded, vocabulary)
    tokens = scan.scan(marked.masked)
    kinds = kinds_of(tokens)
    found = ScannedLine(folded, marked, tokens, kinds, is_plain(tokens, kinds))
    if len(marked.names) > 1:
        drop_said(marked, folded)
        found.scan_again()
        found.kinds = kinds_of(found.tokens)
    aside = not (found.plain or found.kinds.isdisjoint(MAY_BE_ASIDE))
    if aside and (asides := asides_in(folded)):
        found.marked = mark(line.text, folded, vocabulary, asides)
        found.scan_again()
    return found


def rewritten(line: Line, found: ScannedLine, setting: Setting) -> list[scan.Token]:
    """The tokens of a line as the grammar of sets has them."""
    tokens, marked = found.tokens, found.marked
    if not found.plain or (marked.names and marked.names[0][1]):  # "2x squat 100x5"
        typed = Typed(line.text, marked, setting.vocabulary, setting.bar)
        tokens = rewrite(tokens, typed)
    return tokens if found.kinds.isdisjoint(TRIED) else without_articles(tokens, marked)
