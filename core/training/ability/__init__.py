"""What a lifter can lift: the state behind every load, what moves it, and what it foretells."""
