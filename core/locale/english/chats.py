"""English: what only a chat platform has to say."""

SENTENCES: dict[str, str] = {
    "chat.nobody": "I cannot tell who you are. Write as yourself, not as the group or a channel.",
    "flood.dropped": "The first {most} of your messages were kept, {n} after them were not.",
    "flood.dropped.one": "The first {most} of your messages were kept, 1 after them was not.",
    "flood.again": "Send those again, a few at a time, like: squat 140x8 rir1",
    "lost.answer": "My answer before this one may not have arrived: {answer}",
    "lost.answers": "My {count} answers before this one may not have arrived:",
    "chat.write_first": "I answer that in private. Open a chat with me, press start and ask again.",
    # nothing can be stored, and afterwards
    "chat.outage.full": "My disk is full, so nothing is stored just now. What you send is kept on the way and answered when there is room again; no need to repeat it.",
    "chat.outage.lost": "My database cannot be reached, so nothing is stored just now. What you send is kept on the way and answered later; no need to repeat it.",
    "chat.outage.all": "I can store again, after about {minutes} min. Your {n} messages from that time are stored; each gets its answer.",
    "chat.outage.all.one": "I can store again, after about {minutes} min. Your message from that time is stored and gets its answer.",
    "chat.outage.some": "I can store again, after about {minutes} min. Of your {n} messages from that time {kept} are stored. Please look with: today",
    "chat.outage.none": "I can store again, after about {minutes} min. Your {n} messages from that time did not arrive. Please send them again.",
    "chat.outage.none.one": "I can store again, after about {minutes} min. Your message from that time did not arrive. Please send it again.",
}
