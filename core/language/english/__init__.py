"""English sentences, by room; `core.language.strings` puts them together."""
