"""Rules of progression side by side on the same simulated lifters; see __main__.py."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # simulator, physiology, training_logs
