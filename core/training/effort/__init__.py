"""Effort: what calls of reserve mean, how far they are off, and how much reserve is wanted."""

from core.training.effort.reserve import bias, wanted

__all__ = ["bias", "wanted"]
