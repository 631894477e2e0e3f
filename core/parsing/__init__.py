"""What people type, read: pure functions from text to records and to questions."""
