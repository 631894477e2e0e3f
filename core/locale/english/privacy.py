"""English: what is stored, for how long, and how it goes."""

SENTENCES: dict[str, str] = {
    "privacy.title": "Your data",
    "privacy.line.1": "Stored: sets as typed, settings, pains, plans, trials, reminders, my answers, name, id.",
    "privacy.line.2": "Where: in a database of whoever runs this bot; they can read it. Nobody else gets it.",
    "privacy.line.3": "How long: until forget me. Messages: emptied when handled, gone after 3 days; faulty: 30.",
    "privacy.line.4": "Who sees it: you. A group sees what you type there and what you share after join.",
    "privacy.line.5": "forget me deletes it. Message keys and my last answer's address go after 3 days.",
    "privacy.line.6": "Backups are the host's: forget me does not reach them. All of it as files: export.",
    "privacy.line.7": "Pooled trials of groups keep counts and one range of five or more, nothing of one.",
    "forget.ask": "Delete all I know of you? {n} sets, settings, reminders, groups. No way back.",
    "forget.ask.one": "Delete all I know of you? 1 set, settings, reminders, groups. No way back.",
    "forget.linked": "You are linked: it goes on {platforms} too. unlink first keeps one side.",
    "forget.how": "Your file first? export. To go on, tap or type within 10 minutes: forget me yes",
    "forget.done": "Done. All I knew of you is deleted. Write again and we start anew.",
    "forget.done_linked": "Done, on {platforms} too. All I knew of you is deleted.",
    "forget.kept": "Nothing was deleted.",
    "button.forget": "delete everything",
    "button.forget_no": "keep it",
    "and": "{first} and {last}",
}
