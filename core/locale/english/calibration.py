"""English: calibrating calls, and what sets proved about them."""

SENTENCES: dict[str, str] = {
    "calibrate.usage": "Calibrating shows what your calls have meant, on the last set of a machine,\n"
    "cable or isolation exercise, for example: calibrate leg extension",
    "calibrate.ask": "{exercise}, last set at {load}: after rep {point}, how many are left?",
    "calibrate.ask_any": "{exercise}, last set, usual load: after rep {point}, how many are left?",
    "calibrate.before": "First do the other {n} sets as usual.",
    "calibrate.before.one": "First do the other set as usual.",
    "calibrate.log_it": "Tap it, go on to failure, then log all reps with f: {example}",
    "calibrate.promise": "It shows how your calls differ from the truth; it may not make them better.",
    "calibrate.guessed": "Noted: {left} left after rep {point}. Now go on to failure and log it,\n"
    "for example: {example}",
    "calibrate.number": "A number from 0 to 10 is needed, for example: 2",
    "calibrate.gone": "That guess came too late or is used up. Ask again: calibrate {exercise}",
    "calibrate.result.more": "Called {called} left after rep {point}, there were {true}: {off} more "
    "than called. Your {call} has meant {low} to {high}.",
    "calibrate.result.fewer": "Called {called} left after rep {point}, there were {true}: {off} fewer "
    "than called. Your {call} has meant {low} to {high}.",
    "calibrate.result.right": "Called {called} left after rep {point}, and so it was. "
    "Your {call} has meant {low} to {high}.",
    "calibrate.short": "The set ended before rep {point}; {called} left were guessed there. "
    "Your {call} has meant {low} to {high}.",
    "calibrate.soon": "{exercise} was calibrated on {day}.\n"
    "Once every 3 weeks is enough: again from {again}.",
    "calibrate.no.lift": "{exercise} is not calibrated here: failing on it is not worth its risk.\n"
    "A machine, cable or isolation exercise will do, for example: calibrate leg extension",
    "calibrate.no.bench": "Only with someone or something to catch the bar. If so:\n"
    "calibrate {name} with safeties",
    "calibrate.no.reps": "{exercise} is not counted in repetitions: no call can be tested on it.",
    "calibrate.no.pain": "Pain was reported for {exercise}:\n"
    "no set to failure until two sessions without.",
    "calibrate.no.easy": "The next {exercise} session is meant to be easy:\n"
    "no set to failure in it.",
    "calibrate.no.done": "The planned sets of {exercise} are done.\n"
    "Calibrate on the last set next time.",
    "calibrate.why": "Sets to failure showed that a call of yours means about {off} more than called, "
    "so {low}-{high} is asked.",
    "calibrate.why.fewer": "Sets to failure showed that a call of yours means about {off} fewer than "
    "called, so {low}-{high} is asked.",
    "undereffort": "On {day} {first} reps at {left} left were followed by {later}, today much the same.\n"
    "A set so near failure costs the next about {cost}. More may be left than called.",
}
