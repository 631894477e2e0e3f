"""English: what only a chat platform has to say."""

SENTENCES: dict[str, str] = {
    "chat.write_first": "I answer that in private. Open a chat with me, press start and ask again.",
}
