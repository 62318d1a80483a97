"""The collections that measurements are made on: the same for the same seed, and good."""

import random
import re
import sys
from pathlib import Path

import pytest

from evtrials.collection.folders import shipped_folder, trial_files

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import collection

pytestmark = pytest.mark.slow

SIZE = len(trial_files(shipped_folder())) + 8  # more than are shipped, so that some are copied twice


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated collection."""
    path = tmp_path_factory.mktemp("generated")
    collection.write_collection(path, SIZE)
    return path


def test_every_generated_file_loads(folder: Path) -> None:
    """There are as many trials as were asked for, none of them faulty."""
    assert [] == list(collection.faults_of(folder))
    assert SIZE == len(list(folder.glob("[!_]*.yaml")))


def test_a_seed_gives_the_same_figures_again_and_another_gives_others(folder: Path, tmp_path: Path) -> None:
    """The text of a file depends on the seed alone."""
    name = "bolero-2-00000.yaml"
    for seed in (1, 2):
        collection.write_collection(tmp_path / str(seed), 20, seed)
    same, other = ((tmp_path / seed / name).read_text() for seed in ("1", "2"))
    assert (folder / name).read_text() == same
    assert other != same


@pytest.mark.parametrize(
    ("figure", "pattern"),
    [
        ("0.43 (0.35 to 0.54)", r"0\.\d\d \(0\.\d\d to 0\.\d\d\)"),
        ("0.74 (90 % CI 0.57 to 0.97)", r"0\.\d\d \(90 % CI 0\.\d\d to 0\.\d\d\)"),
        ("122/280 (43.57 %)", r"1\d\d/280 \(\d\d\.\d\d %\)"),
        ("not reached", "not reached"),
        ("<1", "<1"),
        ("0", "0"),
    ],
)
def test_a_figure_keeps_its_form(figure: str, pattern: str) -> None:
    """Digits change; the number of decimals, the level of an interval and the whole of a share do not."""
    chance = random.Random(1)
    for _ in range(50):
        assert re.fullmatch(pattern, collection.smaller(figure, chance))
