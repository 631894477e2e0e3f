"""What a process tells over HTTP when asked for: whether it lives, whether it is ready, counts."""
