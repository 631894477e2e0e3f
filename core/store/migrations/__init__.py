"""Alembic's folder: how one schema becomes the next."""
