"""English sentences, by room; `core.locale.strings` puts them together."""
