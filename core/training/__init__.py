"""The science: pure functions on records. No clock, no I/O; rules carry their source."""
