"""English: life in a group: a partner's choice, weeks that rest, the pinned board, its recap."""

SENTENCES: dict[str, str] = {
    # the button for partners
    "button.eye_open": "what I saw",
    "eye.choose": "How many were left in that set, as you saw it? The lifter alone is told.",
}
