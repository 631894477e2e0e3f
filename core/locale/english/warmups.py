"""English: the way up to a load."""

SENTENCES: dict[str, str] = {
    "plates.side": "{load}: {plates} a side",
    "plates.bar": "{load}: the empty bar",
    "plates.below": "The bar alone is {bar}; {load} is less. bar 15 sets a lighter one.",
    "plates.not_exact": "{load} cannot be loaded with your plates and a bar of {bar}. Near it:",
    "plates.no_bar": "{exercise} is not done with a barbell. Type a load, like: plates 102.5",
    "warmup.title": "Warm-up: {exercise}, {load}",
    "warmup.step": "{load} x {reps}",
    "warmup.bar": "{load} x {reps}: the empty bar",
    "warmup.plates": "{load} x {reps}: {plates} a side",
    "warmup.then": "Then {load} after {minutes} minutes.",
    "warmup.then_plates": "Then {load} after {minutes} minutes: {plates} a side.",
    "warmup.none": "{exercise}: {load} is light enough to start with.",
    "warmup.near": "{exercise}: warm enough. {load} after {minutes} minutes.",
    "warmup.body": "{exercise}: one easy set of half the repetitions, then start.",
    "warmup.counted": "{exercise}: one easy, short try, then start.",
    "warmup.first": "No {exercise} logged yet, so I know no load. Name one, like: warmup {name} to {load}",
    "warmup.first_body": "No {exercise} logged yet. Make one easy, short try first, then start.",
    "warmup.which": "Warm-up for what? Name the exercise, like: warmup squat",
    "error.bad_setting.warmup": '"{quote}": which exercise? For example: {example}',
    "error.bad_setting.warmup_exercise": '"{quote}": I know no such exercise. For example: {example}',
}
