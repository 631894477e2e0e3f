"""What the bot does in one turn of a conversation, a module per kind of turn."""
