"""Bring the catalogues up to date with the English sentences, and say what is wrong with them.

    python -m core.locale.extraction            rewrites core/locale/*/LC_MESSAGES/*.po
    python -m core.locale.extraction --check    changes nothing; fails where something is wrong

Translations are kept. A sentence whose English was changed keeps its translation, marked fuzzy:
it is not said until somebody has looked at it and taken the mark away.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from core.exercises.catalogue import catalogue
from core.exercises.words import FOLDER, read_table
from core.locale.catalogues import CATALOGUES, FORMS, PLURAL_RULES, po_file
from core.locale.command_names import FILE
from core.locale.compiled import translations
from core.locale.completeness import NOT_UNDERSTOOD, problems
from core.locale.counts import count_of, is_exact, is_single
from core.locale.notes import FACTS, note_of
from core.locale.placeholders import forms_of, placeholders
from core.locale.strings import ENGLISH

UNTRANSLATED = ("language.", "app.")  # names that are the same in every language
ALIASES = FOLDER / "aliases.csv"
UNKNOWN_NAME = re.compile(rf'\w+ exercise\.(\S+): "([^",]+)" is read as {NOT_UNDERSTOOD}')
WIDE = 10**6  # lines are not wrapped: a sentence is searched for as a whole


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence as translators get it."""

    key: str
    english: str
    plural: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def ids(self) -> str | tuple[str, str]:
        """What catalogues find it by."""
        return self.english if self.plural is None else (self.english, self.plural)


def sentences() -> Iterator[Entry]:
    """Every English sentence, in the order of its module."""
    for key, text in ENGLISH.items():
        if key.startswith(UNTRANSLATED):
            continue
        if is_single(key, ENGLISH):
            if is_exact(key, ENGLISH):
                yield Entry(key, text, notes=_notes(key, text, "Said for exactly 1."))
            continue
        count = count_of(key, ENGLISH)
        if count is None:
            yield Entry(key, text, notes=_notes(key, text))
            continue
        one = ENGLISH.get(f"{key}.one", text)
        single = text if f"{key}.one" in ENGLISH and is_exact(f"{key}.one", ENGLISH) else one
        said = f"The forms follow {{{count}}}, which may stand in each of them."
        yield Entry(key, single, text, _notes(key, text, said))


def exercises() -> Iterator[Entry]:
    """Every exercise of the catalogue, with the names in other languages that are understood."""
    known: dict[str, list[str]] = {}
    for row in read_table("aliases.csv"):
        known.setdefault(row["id"], []).append(row["words"])
    for each in catalogue().values():
        others = [name for name in known.get(each.id, ()) if name != each.name.lower()]
        notes = (f"Understood: {', '.join(others)}",) if others else ()
        yield Entry(f"exercise.{each.id}", each.name, notes=notes)


DOMAINS = {"spotter": sentences, "exercises": exercises}


def _notes(key: str, text: str, *more: str) -> tuple[str, ...]:
    facts = [f"{{{name}}}: {FACTS[name]}" for name in sorted(placeholders(text)) if name in FACTS]
    return tuple(filter(None, (note_of(key), *more, "; ".join(facts))))


def renewed(language: str, domain: str, old: Catalog | None) -> Catalog:
    """A catalogue with every sentence of English and the translations that were there."""
    new = Catalog(locale=CATALOGUES[language], domain=domain, fuzzy=False)
    new.mime_headers = [("Plural-Forms", PLURAL_RULES[language])]
    kept = {each.context: each for each in old or () if each.id}
    for entry in DOMAINS[domain]():
        before = kept.get(entry.key)
        forms = [""] * (1 if entry.plural is None else len(FORMS[language]))
        flags = set[str]()
        kept_forms = forms_of(before.string) if before is not None else []
        if len(kept_forms) == 1:  # where numbers did not change the words before
            kept_forms *= len(forms)
        if before is not None and len(kept_forms) == len(forms):
            forms, flags = kept_forms, set(before.flags)
            if any(forms) and set(forms_of(before.id)) != set(forms_of(entry.ids)):
                flags.add("fuzzy")
        user = before.user_comments if before is not None else ()
        string = forms[0] if entry.plural is None else tuple(forms)
        new.add(
            entry.ids, string, flags=flags, auto_comments=entry.notes, user_comments=user,
            context=entry.key,
        )  # fmt: skip
    for message in new:
        message.flags -= {"python-format", "python-brace-format"}  # guessed from signs like %
    return new


def read(path: Path) -> Catalog | None:
    """A catalogue as it is kept; None where there is none."""
    if not path.exists():
        return None
    with path.open("rb") as source:
        return read_po(source, ignore_obsolete=True)


def written(language: str, made: Catalog) -> bytes:
    """A catalogue as its file."""
    target = io.BytesIO()
    write_po(target, made, width=WIDE, omit_header=True)
    return _header(language).encode() + b"\n" + target.getvalue().strip() + b"\n"


def _header(language: str) -> str:
    """What editors of catalogues need to know; without dates, which would change every time."""
    facts = {
        "Language": CATALOGUES[language],
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_RULES[language],
    }
    lines = (f'"{name}: {value}\\n"\n' for name, value in facts.items())
    return 'msgid ""\nmsgstr ""\n' + "".join(lines)


def named_commands() -> bytes:
    """The names of commands in every language, as the file that is read for each line typed."""
    lines = ["language,word,command"]
    for language in CATALOGUES:
        translations.cache_clear()
        # sorted: a compiled catalogue has an order of its own
        for key, (_, forms) in sorted(translations(language, "spotter").items()):
            slug = key.removeprefix("command.")
            if slug != key and forms[0] != slug:
                lines.append(f"{language},{forms[0]},{slug}")
    return ("\n".join(lines) + "\n").encode()


def ambiguous_commands(written_names: bytes) -> list[str]:
    """Words that are one command in a language and another one elsewhere."""
    meant: dict[str, tuple[str, str]] = {}
    wrong = []
    for line in written_names.decode().split("\n")[1:-1]:
        language, word, slug = line.split(",")
        before, there = meant.setdefault(word, (slug, language))
        if before != slug:
            wrong.append(f'{language} command.{slug}: "{word}" is command.{before} in {there}')
    return wrong


def learn() -> frozenset[str]:
    """Make names of exercises that nobody understood yet understood; give what was said of them."""
    said, learned = set[str](), dict[str, str]()
    for language in CATALOGUES:
        new = renewed(language, "exercises", read(po_file(language, "exercises")))
        for line in problems(language, "exercises", new):
            found = UNKNOWN_NAME.fullmatch(line)
            if found and learned.setdefault(found[2].lower(), found[1]) == found[1]:
                said.add(line)
    with ALIASES.open("a", encoding="utf-8") as lines:
        lines.writelines(f"{words},{exercise}\n" for words, exercise in learned.items())
    return frozenset(said)


def main(arguments: list[str]) -> int:
    """Rewrite the catalogues, or with --check say what is wrong; 1 where something is."""
    wrong: list[str] = []
    learned = frozenset[str]() if "--check" in arguments else learn()
    for language in CATALOGUES:
        for domain in DOMAINS:
            path = po_file(language, domain)
            old = read(path)
            new = renewed(language, domain, old)
            made = written(language, new)
            if "--check" not in arguments:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(made)
            elif not path.exists() or path.read_bytes() != made:
                wrong.append(f"{path.name} of {language} is not up to date: make catalogues")
            wrong += (each for each in problems(language, domain, new) if each not in learned)
    names = named_commands()
    if "--check" not in arguments:
        FILE.write_bytes(names)
    elif not FILE.exists() or FILE.read_bytes() != names:
        wrong.append(f"{FILE.name} is not up to date: make catalogues")
    wrong += ambiguous_commands(names)
    for line in wrong:
        sys.stderr.write(f"{line}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
