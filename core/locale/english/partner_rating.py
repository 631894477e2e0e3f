"""English: what partners saw of each other's sets."""

SENTENCES: dict[str, str] = {
    "eye.noted": "Noted: you saw {left}. The lifter sees it in private.",
    "eye.usage": "Saw a partner's set? Answer its message with what was left: rir1, 2 left, or 0-4.",
    "eye.join": "Partners rate each other's sets once both have joined here. For you: join",
    "eye.own": "That is your own set. Rate it like this: rir1",
    "eye.gone": "That set is gone or was never one to rate. Answer a newer one with: rir1",
    "eye.late": "That set is over a day old, so a call says little now. Answer a new one with: rir1",
    "eye.told": "{exercise} {set}: you called {own}, {name} saw {left}.",
    "eye.told_short": "{exercise} {set}: {name} saw {left}.",
    "eye.told_least": "{exercise}: a partner saw {left}.",
    "eye.told_unknown": "{exercise} {set}: {name} saw {left}.",
    "eye.why": "{day}, {set}: you called {own}, {name} saw {left}",
    "eye.why_short": "{day}, {set}: {name} saw {left}",
    "eye.why_least": "{day}, {set}: a partner saw {left}",
    "eye.why_unknown": "{day}, {set}: {name} saw {left}",
    "eye.more": "Partners saw {off} more left than you called, over {n} calls.",
    "eye.more.one": "A partner saw {off} more left than you called, in 1 call.",
    "eye.fewer": "Partners saw {off} fewer left than you called, over {n} calls.",
    "eye.fewer.one": "A partner saw {off} fewer left than you called, in 1 call.",
    "eye.same": "Partners saw what you called, over {n} calls.",
    "eye.same.one": "A partner saw what you called, in 1 call.",
}
