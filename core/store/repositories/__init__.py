"""Queries by subject, each inside the unit of work that calls it."""
