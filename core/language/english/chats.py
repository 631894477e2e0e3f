"""English: what only a chat platform has to say."""

SENTENCES: dict[str, str] = {
    "chat.nobody": "I cannot tell who you are. Write as yourself, not as the group or a channel.",
    "lost.answer": "My answer before this one may not have arrived: {answer}",
    "lost.answers": "My {count} answers before this one may not have arrived:",
    "chat.write_first": "I answer that in private. Open a chat with me, press start and ask again.",
}
