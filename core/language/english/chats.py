"""English: what only a chat platform has to say."""

SENTENCES: dict[str, str] = {
    "chat.nobody": "I cannot tell who you are. Write as yourself, not as the group or a channel.",
    "flood.dropped": "The first {most} of your messages were kept, {n} after them were not.",
    "flood.dropped.one": "The first {most} of your messages were kept, 1 after them was not.",
    "flood.again": "Send those again, a few at a time, like: squat 140x8 rir1",
    "lost.answer": "My answer before this one may not have arrived: {answer}",
    "lost.answers": "My {count} answers before this one may not have arrived:",
    "chat.write_first": "I answer that in private. Open a chat with me, press start and ask again.",
}
