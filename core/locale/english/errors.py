"""What is said when a message cannot be done, or needs a question. Keys: the error's code."""

SENTENCES: dict[str, str] = {
    # every refusal: the reason, the person's own words, an example that works
    "error.not_a_set": 'I read "{quote}" as talk, not as a set. A set looks like this: squat 140x8 rir1',
    "error.no_number": "{exercise}: how much and how often? For example: squat 140x8 rir1",
    "error.no_number_body": "{exercise}: how many? For example: {name} 12",
    "error.reps_range": '"{quote}": repetitions go from 1 to {limit} here. For example: squat 140x8',
    "error.reps_range.none": '"{quote}": a set has 1 repetition or more. A lift that did not go up is typed '
    "with its load: bench missed 100",
    "error.load_range": '"{quote}": loads go from 0 to {limit} {unit}. For example: squat 140x8',
    "error.effort_range": '"{quote}": reserve goes from 0 to 10, RPE from 1 to 10. For example: '
    "squat 140x8 rir1",
    "error.future_date": '"{quote}": that day has not come yet. For example: yesterday squat 140x8',
    "error.too_long": "That is longer than {limit} characters. Send it in parts, one set a line: "
    "squat 140x8",
    "error.too_many_sets": '"{quote}": at most {limit} sets in one message. For example: squat 3x8 100kg',
    "error.list_mismatch": '"{quote}": {sets} sets, but {given} values in the list. For example: '
    "bench 100x8,8,7 rir2,1,0",
    "error.list_mismatch.one_set": '"{quote}": 1 set, but {given} values in the list. For example: '
    "bench 100x8,8,7 rir2,1,0",
    "error.list_mismatch.one_value": '"{quote}": {sets} sets, but 1 value in the list. For example: '
    "bench 100x8,8,7 rir2,1,0",
    "error.unknown_exercise": '"{quote}": which exercise? Name it once, for example: squat 140x8',
    "error.unreadable": '"{quote}": I do not understand "{word}", so nothing is stored. For example: '
    "squat 140x8 rir1",
    "error.unclear_load": '"{quote}": "{word}" can mean more than one number here, so nothing is stored. Type load and '
    "repetitions: squat 100x5",
    "error.two_exercises": '"{quote}" names two exercises: {names}. One line each, for example: '
    "squat 140x8; bench 100x5",
    "error.nothing_to_repeat": '"{quote}": there is no set yet to start from. For example: squat 140x8',
    "error.nothing_to_undo": "Nothing to undo. A set looks like this: squat 140x8",
    "error.nothing_to_undo.undo": "Nothing left to undo. A set looks like this: squat 140x8",
    "error.nothing_to_undo.redo": "Nothing to redo. A set looks like this: squat 140x8",
    "error.no_such_set": '"{quote}": no set of yours has that id. `today` lists them, for example: '
    "fix @s12 rir1",
    "error.no_sets_there": '"{quote}": no such set. The last one is {near}. history squat lists more with ids.',
    "error.no_sets_there.none": "Nothing is logged yet. A set looks like this: squat 140x8 rir1",
    "error.exercise_unasked": "What should change? Numbers: fix {name} 100x5. To make {set} a {exercise}: "
    "fix exercise {name}",
    "error.not_yours": "That button belongs to somebody else. Log your own set: squat 140x8",
    "error.expired": "That question is settled or gone. Send the set again: squat 140x8",
    "error.bad_setting": '"{quote}" cannot be read here. For example: {example}',
    "error.bad_setting.range": '"{quote}": a range goes from 1 to 30 repetitions. For example: {example}',
    "error.bad_setting.range_counted": "{exercise} is not counted in repetitions, so it has no range. "
    "For example: {example}",
    "error.bad_setting.effort": '"{quote}": repetitions left go from 0 to 5. For example: {example}',
    "error.bad_setting.dumbbells": '"{quote}": list up to 60, each up to 200 kg. For example: {example}',
    "error.bad_setting.kettlebells": '"{quote}": list up to 60, each up to 200 kg. For example: {example}',
    "error.bad_setting.goal_exercise": '"{quote}": I know no such exercise. For example: {example}',
    "error.bad_setting.step_exercise": '"{quote}": I know no such exercise. For example: {example}',
    "error.bad_setting.range_exercise": '"{quote}": I know no such exercise. For example: {example}',
    "error.bad_setting.effort_exercise": '"{quote}": I know no such exercise. For example: {example}',
    "error.bad_setting.remind_once": '"{quote}": at what time? For example: {example}',
    "error.bad_setting.remind_past": '"{quote}": that time is past, or more than a year away. For example: {example}',
    "error.bad_setting.remind_after": '"{quote}": that lift is not in your log. For example: {example}',
    "error.which_exercise": 'Which exercise is "{quote}"?',
    "error.already_rated": "Those sets are rated already. To change it: {example}",
    # questions: nothing is stored until a tap
    "question.exercise": 'Which exercise is "{name}"?',
    "question.new_exercise": 'I do not know "{name}". Is it a new exercise of yours, or one of these?',
    "question.reading": '"{quote}" can be read in more than one way. Tap what you meant, or type load '
    "and repetitions: squat 140x8",
    "question.reading.load": '"{quote}": with what load? For example: {example}',
    "question.reading.reps": '"{quote}": how many repetitions? For example: {example}',
    "question.reading.sets_load": '"{quote}": {did} with what load? Type it, for example: {example}. '
    "Tap only if {load} is the load",
    "question.reading.missed": '"{quote}": that attempt was missed. And this one? For example: {example}',
    "question.passed_over": "Not stored yet: {quote}. Tap to store it, or type cancel.",
    "question.passed_over_reading": "The line before is not stored yet. Tap what you meant, or type cancel.",
    "question.effort": '"{quote}": {rir} in reserve? Tap, or type it like squat 140x8 rir1',
    "choice.new_exercise": "new exercise",
    "choice.sets": "{n} sets of {reps}",
    "choice.sets.one": "1 set of {reps}",
    "choice.missed": "{load}, missed",
    "choice.failed": "{done}, to failure",
    "choice.sides": "{done} each side",
    "choice.with_load": "{sets}, {load}",
    "question.implausible": "{reason}. Store it?",
}
