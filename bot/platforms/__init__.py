"""One folder per chat platform, behind one contract (base.py)."""
