"""English: what only a chat platform has to say."""

SENTENCES: dict[str, str] = {
    "chat.nobody": "I cannot tell who you are. Write as yourself, not as the group or a channel.",
    "chat.write_first": "I answer that in private. Open a chat with me, press start and ask again.",
}
