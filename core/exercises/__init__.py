"""The catalogue of exercises, its aliases as data, and finding a name."""
