"""What the process does for every platform: inbox to coach, outbox to platform, what comes due."""
