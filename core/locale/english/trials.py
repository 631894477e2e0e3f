"""English: trials on oneself, and what failure has cost."""

SENTENCES: dict[str, str] = {
    "side.left": "left",
    "side.right": "right",
    "trial.usage": "No trial runs. One compares failure with 1-2 left for eight weeks, on a\n"
    "machine, cable or isolation lift, for example: trial failure leg extension",
    "trial.one_at_a_time": "A trial of {exercise} runs. To end it: trial stop",
    "trial.no.reps": "{exercise} has no repetitions to lose.\n"
    "Take a machine, cable or isolation lift: trial failure leg extension",
    "trial.no.unsafe": "{exercise} is not safe to fail alone, so no trial goes there.\n"
    "Take a machine, cable or isolation lift: trial failure leg extension",
    "trial.no.free": "{exercise} is no machine, cable or isolation lift.\n"
    "Those are tried, as failing there is safe: trial failure leg extension",
    "trial.no.many": "One trial holds {n} lifts at most: trial failure leg extension + leg curl",
    "trial.no.pain": "{exercise} hurt in the last two weeks: no sets to failure now.\n"
    "Another lift can be tried, for example: trial failure leg curl",
    "trial.offer": "A trial of {exercise}: {weeks} weeks, failure against 1-2 left.",
    "trial.compared": "Compared: repetitions lost from a session's first set to its last.\n"
    "Beside it the next session, volume and time. Not growth: one person cannot tell.",
    "trial.offer.limb": "By limb: a lot sends one side to failure for all eight weeks.\n"
    "One side at a time, each set logged with it: {name} left 40x12",
    "trial.offer.blocks": "By blocks: of each two weeks a lot sends one to failure.",
    "trial.power": "{n} sessions at your pace: if failure costs you {effect} repetitions, as in "
    "studies,\nthe chance to see it is {power} %. The answer will be a range of about +-{half}.",
    "trial.rules": "Nothing is shown before the end. It never says what kind of lifter you are.\n"
    "Stop any time: trial stop. Pain pauses it.",
    "button.trial_limb": "begin by limb",
    "button.trial_blocks": "begin by blocks",
    "trial.begun": "Begun: {exercise}, until {day}.",
    "trial.alike": "Rest and load as usual, in both alike.",
    "trial.how_to_stop": "Where it stands: trial. To end it: trial stop",
    "trial.limb": "Trial, week {week} of 8: {failing} to failure, {stopping} stops with 1-2 left.",
    "trial.week_failure": "Trial, week {week} of 8: every set to failure.",
    "trial.week_stop": "Trial, week {week} of 8: stop every set with 1-2 left.",
    "trial.which_side": "Which side was it? fix left, and then: {exercise} left 40x12",
    "trial.paused": "Trial: paused today, no set to failure.",
    "trial.before_plan": "In it the trial says how many to leave, not your plan.",
    "trial.over": "Your trial is over. What it showed: trial",
    "trial.standing": "Trial of {exercise}, week {week} of 8, {n} sessions done. It ends {day}.",
    "trial.standing.one": "Trial of {exercise}, week {week} of 8, 1 session done. It ends {day}.",
    "trial.no_peeking": "What it shows is worked out at the end. To end it now: trial stop",
    "trial.stopped": "Stopped: {exercise}. Half a trial says little, so nothing is worked out.\n"
    "Your sets stay.",
    "trial.result.title": "{exercise}, eight weeks: {failure} times to failure, {stop} times short.",
    "trial.result.kept": "Done as drawn: {kept} of {n}.",
    "trial.result.nothing": "There was nothing to compare: both kinds need two sets in like weeks.",
    "trial.result.loss": "First set to last, failure against short: {mean} repetitions lost, likely "
    "{low} to {high}.",
    "trial.result.claimed": "That is more than your sessions differ by themselves.",
    "trial.result.open": "That can be chance: your sessions differ as much by themselves.",
    "trial.result.after": "First set of the next session: {mean} % ({low} to {high}).",
    "trial.result.volume": "Volume of a session: {mean} % ({low} to {high}).",
    "trial.result.minutes": "Minutes of a session: {mean} ({low} to {high}).",
    "trial.result.felt": "How sessions felt, 1 to 5: {mean} ({low} to {high}).",
    "trial.result.harder": "Felt harder: the failing side {failure} times, the other {stop}, "
    "alike {same}.",
    "trial.result.share": "For partners to read it, in your group: /share trial",
    "trial.share.title": "{name} shares a trial on themselves.",
    "trial.share.none": "No trial of yours is over: trial says where it stands.",
    "trial.felt.blocks": "For the trial: how did the session feel? 1 easy, 5 very hard.",
    "trial.felt.limb": "For the trial: which side felt harder today?",
    "trial.felt.kept": "Noted for the trial.",
    "trial.felt.none": "No session of a trial to note that for.",
    "trial.felt.which": '"{word}" is none of the answers. For example: trial felt {example}',
    "button.felt.left": "left",
    "button.felt.right": "right",
    "button.felt.same": "alike",
    "trial.result.limits": "The ranges weigh in what studies found. They say nothing of growth,\n"
    "nor of other lifts.",
    "trial.result.seed_limb": "Seed {seed}: {side} to failure.",
    "trial.result.seed_blocks": "Seed {seed}: weeks {weeks} to failure.",
    "costs.next_set": "The set after failure: {mean} repetitions lost more than after stopping short,\n"
    "likely {low} to {high} ({failed} sets to failure, {stopped} short of it, alike otherwise).",
    "costs.next_session": "The session after failure: first set {mean} % against stopping short,\n"
    "likely {low} to {high} ({failed} sessions with failure, {stopped} without).",
    "costs.too_little_set": "The set after failure: too little to tell. {failed} sets to failure and\n"
    "{stopped} short of it are alike in lift, set number and load; {fewest} of each are needed.",
    "costs.too_little_session": "The session after failure: too little to tell, {failed} with "
    "failure and\n{stopped} without; {fewest} of each are needed.",
    "costs.no_trial": "Nobody drew lots for these: a set may have failed as the day was bad.\n"
    "To find out: trial failure leg extension",
}
