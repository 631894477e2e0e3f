"""`spotter doctor`: everything that can be wrong around the bot, each with a remedy."""
