"""English: life in a group: a partner's choice, weeks that rest, the pinned board, its recap."""

SENTENCES: dict[str, str] = {
    # the button for partners
    "button.eye_open": "what I saw",
    "eye.choose": "How many were left in that set, as you saw it? The lifter alone is told.",
    # challenges
    "challenge.made_team": "Challenge {number}: {what} together until {until}. Press to be in.",
    "challenge.line_team": "{number}: {what} together, until {until}",
    "challenge.line_team.over": "{number}: {what} together, ended {until}",
    "challenge.in_team": "{name} is in challenge {number}: {done} of {goal} together so far.",
    "challenge.in_fresh": "{name} is in challenge {number}.",
    "challenge.reached": "{number}: reached by {names}.",
    "challenge.reached_team": "{number}: reached together, {done} of {goal}.",
    # weeks that rest
    "time_off.holiday": "Off until {day}. Your weeks in a row wait for you.",
    "time_off.sick": "Get well. Your weeks in a row wait until {day}.",
    "time_off.sick_open": "Get well. Your weeks in a row wait until you train again, four weeks at most.",
    "time_off.rules": "Nobody else sees it. A week with a day off is not missed, and counts if trained as usual.",
    "time_off.stands": "Off until {day}. Train whenever you like.",
    "time_off.stands_open": "Off sick until you train again.",
    "time_off.over": "Welcome back: weeks count again from today.",
    "time_off.none": "You are not off. For example: pause 2w, or sick",
    "time_off.taken_back": "Taken back: you are not off.",
    "button.time_off_end": "I am back",
    "button.pause_reminders": "pause reminders too",
    "menu.pause": "Time off: weeks in a row wait, nobody sees it",
    "menu.sick": "Ill: weeks in a row wait until you train again",
    "error.bad_setting.time_off": '"{quote}": off for how long? For example: {example}',
    "error.bad_setting.time_off_range": '"{quote}": a day to half a year. For example: {example}',
}
