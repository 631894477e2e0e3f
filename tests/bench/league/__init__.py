"""Rules of progression side by side on the same simulated lifters; see __main__.py."""
