"""A short seed of benchmarks/attack.py: whatever is done to files, words, texts, the cache and its place, no answer is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ATTACK = Path(__file__).parents[2] / "benchmarks" / "attack.py"
# Some inputs of each of these take a few seconds; the others start processes, or answer long without a cache.
QUICK = ("mutations", "remarks", "words", "environment", "flips", "rows", "pieces")


@pytest.mark.parametrize(
    "options",
    [("--inputs", "40", "--kinds", *QUICK), pytest.param(("--inputs", "600", "--seed", "7"), marks=pytest.mark.slow)],
    ids=["few", "all kinds"],
)
def test_nothing_falls(options: tuple[str, ...]) -> None:
    """No wrong answer, no fault, no foreign file changed, and no input above 200 MB or far above two seconds."""
    # A machine that does much beside takes longer for the same: the bound of two seconds is the script's.
    done = subprocess.run([sys.executable, str(ATTACK), *options, "--seconds", "10"], capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr), done.stdout
    assert "| 0 | | |" in done.stdout
