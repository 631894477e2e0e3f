"""Buttons whose sentence is longer than a platform lets them hold: it is kept in the store."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from bot.platforms.bounds import is_key
from bot.redaction import log_fault
from core.bounds import whole
from core.messages import Button
from core.store.engine import Store
from core.store.faults import StoreError
from core.store.rows import Option, Question

KEPT_BUTTON = "button"  # what a kept button is filed under among the questions

log = logging.getLogger("spotter")


async def keep_button(store: Store, owner: int, button: Button) -> str:
    """Keep a sentence among its owner's questions and give the key it is found under."""
    now = datetime.now(UTC)
    question = Question("", KEPT_BUTTON, "", now, (Option(button.label, button.send),))
    return (await store.run(lambda uow: uow.questions.ask(owner, question, now))).id


async def find_button(store: Store, owner: int | None, key: str) -> str | None:
    """Give the sentence kept for somebody under a key; None where there is none.

    Anybody can write such a button, so a look-up that fails, for whatever reason, finds nothing.
    Raises StoreError where the database cannot be used: then nothing can be committed either.
    """
    if owner is None or whole(owner) is None or not is_key(key):
        return None
    try:
        kept = await store.run(lambda uow: uow.questions.read(owner, key))
        return kept.options[0].text if kept is not None and kept.about == KEPT_BUTTON else None
    except StoreError:
        raise
    except Exception:
        log_fault(log, "what a button stands for was not found")
        return None
