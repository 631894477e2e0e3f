"""English: trials that a group pools."""

SENTENCES: dict[str, str] = {
    "pool.none": "No pooled trial here. To open one: /pool leg extension",
    "pool.none_mine": "No pooled trial in your groups. In a group: /pool leg extension",
    "pool.opened": "A pooled trial of {exercise}: failure against 1-2 left, each on themselves.",
    "pool.how.limb": "By limb: a lot sends one side of each to failure for eight weeks.",
    "pool.how.blocks": "By blocks: of each two weeks a lot sends one of each to failure.",
    "pool.what": "Shown here once, from {day}: how many finished, and one range for all together.\n"
    "{fewest} must finish. Nobody's own result is shown, now or later.",
    "pool.consent": "Press to be in, or type pool to me in private. Out before the end: /pool out",
    "pool.expect": "With {fewest} the range is about +-{half} repetitions, with more it is narrower.",
    "pool.one": "A pooled trial runs here already: /pool shows it.",
    "pool.own": "{exercise} is an exercise of your own, others cannot log it.\n"
    "Take one everybody has: /pool leg extension",
    "pool.in": "{name} is in: {n} so far.",
    "pool.in.already": "You are in already. Where your own trial stands: trial",
    "pool.in.late": "Nobody can join that one any more.",
    "pool.in.other": "Your trial of {exercise} runs, and a person runs one at a time.\n"
    "To end it: trial stop",
    "pool.in.counted": "Your trial is in a pool already, and counts once.",
    "pool.in.yours": "You are in. Your own trial runs: {exercise}, until {day}.",
    "pool.out": "You are out of the pooled trial. Your own trial goes on: trial",
    "pool.out.none": "You are in no pooled trial there.",
    "pool.out.late": "That one is over. What was shown stays: no number of yours is in it.",
    "pool.off": "The pooled trial is off. Everybody's own trial goes on.",
    "pool.which": "Which one? pool shows them.",
    "pool.line": "{exercise}: {n} are in. Joining before {until}, shown from {day}.",
    "pool.line.one": "{exercise}: 1 is in. Joining before {until}, shown from {day}.",
    "pool.line.closed": "{exercise}: {n} are in. It is shown from {day}.",
    "pool.line.closed.one": "{exercise}: 1 is in. It is shown from {day}.",
    "pool.line.over": "{exercise}: over. In the group, /pool shows what came of it.",
    "pool.result": "Pooled trial of {exercise}: {finished} of {joined} finished.",
    "pool.result.short": "{fewest} are needed, so nothing is worked out, now or later.",
    "pool.result.range": "First set to last, failure against short, the mean of all who finished:\n"
    "likely {low} to {high} repetitions more lost.",
    "pool.result.claimed": "That is more than their sessions differ by themselves.",
    "pool.result.open": "That can be chance: their sessions differ as much by themselves.",
    "pool.result.once": "Worked out once, with what studies found. It says nothing of growth.",
    "button.pool.in": "I'm in",
    "button.pool.out": "out",
    "trial.pool": "A group pools its trials: there, /pool leg extension",
}
