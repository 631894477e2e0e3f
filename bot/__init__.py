"""The outside: one thin adapter per chat platform, and the process that runs them."""
