"""A reply that may not have arrived is told with the next one in its chat to the same person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.locale.strings import known_language, say
from core.messages import Address, Reply
from core.store.rows import Lost

SHORT = 160  # letters that are kept of a reply
ALERT = 200  # the longest text that a platform may show as a passing alert


def gist(reply: Reply) -> str:
    """Give the first words of a reply: its title and first line, shortened; "" where none."""
    named = [*(file.name for file in reply.files), *(one.name for one in reply.pictures)]
    said = [text for part in (reply.title, *reply.lines) for text in part.splitlines()]
    whole = " ".join(" ".join(text.split()) for text in (said or named)[:2]).strip()
    if len(whole) <= SHORT:
        return whole
    return whole[:SHORT].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def tellable(lost: Sequence[Lost], reply: Reply, address: Address) -> tuple[Lost, ...]:
    """Choose what may be told with a reply.

    In a group, what was private only with what is private; nothing with a private answer that may
    be shown as an alert, which passes and holds few words.
    """
    if address.private:
        return tuple(lost)
    if not reply.private:
        return tuple(each for each in lost if not each.private)
    alert = (
        not (reply.buttons or reply.pictures)
        and sum(map(len, (reply.title, *reply.lines))) <= ALERT
    )
    return () if alert else tuple(lost)


def with_lost(reply: Reply, lost: Sequence[Lost]) -> Reply:
    """Add what may not have arrived to a reply, as its last lines."""
    if not lost:
        return reply
    language = known_language(lost[0].language)
    answers = [each.text for each in lost]
    if len(answers) == 1:
        told = [say(language, "lost.answer", answer=answers[0])]
    else:
        told = [say(language, "lost.answers", count=len(answers)), *answers]
    return replace(reply, lines=(*reply.lines, *told))
