"""Compile the catalogues, as gettext does; run when the project is installed or built."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from core.locale.catalogues import CATALOGUES, PLURAL_RULES, PROJECT, Forms, hash_of, po_file
from core.locale.placeholders import forms_of

DOMAINS = ("spotter", "exercises")
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)  # the same source gives the same bytes


def translated(path: Path) -> Iterator[tuple[str, tuple[Forms, Forms]]]:
    """What a catalogue has in its language, by key: English, and the translation."""
    for each in _said(read_po(io.BytesIO(path.read_bytes()), ignore_obsolete=True)):
        yield str(each.context), (tuple(forms_of(each.id)), tuple(forms_of(each.string)))


def _said(catalogue: Catalog) -> Iterator[Message]:
    for each in catalogue:
        if each.id and not each.fuzzy and all(forms_of(each.string)):
            yield each


def compile_all() -> list[Path]:
    """Write a compiled catalogue beside each; give their paths."""
    made = []
    for language in CATALOGUES:
        for domain in DOMAINS:
            path = po_file(language, domain)
            if path.exists():
                target = path.with_suffix(".mo")
                target.write_bytes(compiled_of(language, path.read_bytes()))
                made.append(target)
    return made


def compiled_of(language: str, content: bytes) -> bytes:
    """A catalogue compiled; it names its source by a hash where gettext names a version."""
    whole = read_po(io.BytesIO(content), ignore_obsolete=True)
    made = Catalog(
        CATALOGUES[language],
        project=PROJECT,
        version=hash_of(content),
        creation_date=UNDATED,
        revision_date=UNDATED,
        fuzzy=False,
    )
    made.mime_headers = [("Plural-Forms", PLURAL_RULES[language])]
    for each in _said(whole):
        made.add(each.id, each.string, context=each.context)
    target = io.BytesIO()
    write_mo(target, made)
    return target.getvalue()
