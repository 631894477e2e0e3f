"""English: reports of pain."""

SENTENCES: dict[str, str] = {
    "pain.kept": "Noted for {exercise}. The target holds or steps back until two sessions without.",
    "pain.near": "{names} load it too: no step up meanwhile, and 3-5 left.",
    "pain.near.one": "{names} loads it too: no step up meanwhile, and 3-5 left.",
    "pain.general": "Noted: {part}. No lift of the last two weeks loads it; those that do will hold.",
    "pain.see": "If it stays, see a doctor or physiotherapist.",
    "pain.today": "No more {exercise} today. If it stays, see a doctor or physiotherapist.",
    "pain.which": "Which lift?",
    "pain.which_meanwhile": "Noted; until you say more, all of these hold. Which lift?\n"
    "If it stays, see a doctor or physiotherapist.",
    "pain.none": "Good. No pain noted.",
    "pain.none_stands": "Good. No report of pain stands for it.",
    "pain.over": "Good. That counts as one of two sessions without for {exercise}.",
    "pain.over_general": "Good. That counts as one of two sessions without.",
    "pain.undone": "Taken back: {quote}",
    "pain.redone": "Back again: {quote}",
    "pain.urgent": "Stop here and get medical help now.",
}
