"""A chat in the terminal, for people and for programs that read JSON."""
