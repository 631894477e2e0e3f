"""One module per format, found by a registry that looks at the content."""
