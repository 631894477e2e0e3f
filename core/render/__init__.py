"""Results to words and facts: what an answer says, and the JSON the terminal prints."""
