"""Sentences, keyed, a folder per language. No sentence lives in code."""
