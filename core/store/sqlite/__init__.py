"""SQLite alone: the writer thread, and the care of the file and its write-ahead log."""
