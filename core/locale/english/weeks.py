"""English: what a week says, and the one thing to change. Begins small and ends open."""

SENTENCES: dict[str, str] = {
    "month.title": "The last 30 days, since {day}",
    "month.now": "{sessions}, {sets}.",
    "month.before": "The 30 days before: {sessions}, {sets}.",
    "month.muscles": "Most sets: {listed}.",
    "month.lift": "{exercise}: best {best}",
    "month.lift_before": "{exercise}: best {best}; before {before}",
    "month.none": "Nothing logged in the last 30 days. Type a set, like: squat 100x5 rir2",
    "week.suggest.failures": "sets to failure before the last set or unsafe alone: {n} of {of}, leave 1 or 2",
    "week.suggest.unrated": "sets without how many were left: {n} of {of}, type it so that loads can follow it",
    "week.suggest.harder": "sets harder than asked: {n} of {of}, stop earlier or go lighter",
    "week.suggest.easier": "sets easier than asked: {n} of {of}, go on for more reps or go heavier",
    "week.suggest.many": "sets for {muscle}: {sets}, more than {most} is rarely needed",
    "week.suggest.few": "sets for {muscle}: {sets}, under {least} a week is little for size",
}
