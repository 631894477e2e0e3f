"""Three partners over two weeks in a group, on each platform over real sockets.

What is said stands beside, in three_partners_<platform>.txt, as people see it there:
`--update-chats` writes it anew. A line that begins with "~" is a message that was changed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.partners import PLATFORMS, OnDiscord, OnTelegram, Shown

BEGIN = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
# "@": the time from then on; "Ann: words" in the group, "Ann alone: words" in private, "Ann taps"
# the newest button of that name that she sees, "Ben answers Ann" what the bot said last.
SCRIPT = """
@ 2026-11-23T16:30
Ann alone: start
Ben alone: start
Cid alone: start
Ann: /join
Ben: /join
Cid: /join
Ann: /board pin
Ann: /recap sun 19:00
Ann: /challenge together 5 sessions this week
Ben taps: I'm in
Cid taps: I'm in
Cid: /challenge
Ann: /who is in at 18?
Ben taps: in
Cid taps: later
@ 2026-11-23T17:30
@ 2026-11-23T18:05
Ann: squat 100x5 rir2
Ben taps: what I saw
Ben taps: 1 left
Ben: bench 60x8 rir2
Cid: squat 60x8 rir1
@ 2026-11-23T18:12
Ann: squat 100x5 rir2
@ 2026-11-25T18:00
Ann: /train together squat
Ann taps: ask Ben
Ann taps: show my loads here
Ben taps: show my loads here
Ann taps: done, 2 left
@ 2026-11-25T18:03:30
Ben: squat 80x8 rir2
@ 2026-11-25T18:07
Ann taps: leave the rack
Cid: /sick
@ 2026-11-27T18:00
Ben alone: bench 62.5x8 rir2
Cid: /challenge
Ann: /board
@ 2026-11-28T11:00
Ann alone: squat 102.5x5 rir2
@ 2026-11-29T19:00
@ 2026-11-30T08:00
Ben: /challenge
@ 2026-12-01T18:00
Ann: squat 102.5x5 rir1
Ben: bench 62.5x9 rir1
Cid: squat 60x9 rir1
@ 2026-12-02T18:00
Cid: /leave
Ben: /pause 1w
@ 2026-12-02T18:05
Ben alone: forget me
Ben taps: delete everything
@ 2026-12-02T18:08
@ 2026-12-06T19:00
Ann: /board unpin
Ann: /recap off
""".strip().splitlines()


class Told:
    """What is new or changed since the last look, as lines."""

    def __init__(self, group: OnTelegram | OnDiscord) -> None:
        self.group, self.before = group, dict[tuple[str, str], Shown]()
        self.popups = 0

    def news(self) -> list[str]:
        lines: list[str] = []
        for each in self.group.shown():
            key, before = (each.whose, each.id), self.before.get((each.whose, each.id))
            self.before[key] = each
            if before == each:
                continue
            mark = "~ " if before is not None else ""
            alone = f"(to {each.whose} alone)\n" if each.whose else ""
            buttons = " ".join(f"[{label}]" for label in each.buttons)
            lines += [mark + alone + each.text + (f"\n{buttons}" if buttons else "")]
        said = self.group.popups()
        lines += [f"(popup) {text}" for text in said[self.popups :]]
        self.popups = len(said)
        return lines


async def done(group: OnTelegram | OnDiscord, line: str) -> None:
    """Do what a line of the script says."""
    head, _, text = line.partition(": ")
    who, _, how = head.partition(" ")
    if who == "@":
        await group.until(how)
    elif how == "taps":
        seen = [each for each in group.shown() if text in each.buttons]
        under = [each for each in seen if each.whose in ("", who)][-1]
        await group.tap(who, under, text)
    else:
        await group.say(who, text, private=how == "alone")


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
async def test_two_weeks(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    request: pytest.FixtureRequest,
) -> None:
    group = PLATFORMS[platform](tmp_path, BEGIN, monkeypatch)
    out = ["# Three partners over two weeks; what each did, then what the bot said or changed (~)."]
    async with group.server:
        with group.start():
            await group.ready()
            told = Told(group)
            for line in SCRIPT:
                await done(group, line)
                out += ["", f"> {line}", *told.news()]
            left = [each for each in group.shown() if not each.whose]
    kept = Path(__file__).parent / f"three_partners_{platform}.txt"
    said = "\n".join(out) + "\n"
    if request.config.getoption("--update-chats"):
        kept.write_text(said, encoding="utf-8")
    assert said == kept.read_text(encoding="utf-8")
    assert group.pins() == []
    # those who went are on no board and in no recap any more
    standing = [each.text for each in left if "is off" in each.text or "The week here" in each.text]
    assert standing
    assert "Ben" not in standing[-1]
