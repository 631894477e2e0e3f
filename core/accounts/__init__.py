"""One person on several platforms: the rules of linking and parting, pure."""
