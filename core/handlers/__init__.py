"""One module per use case: a function per command on the unit of work."""
