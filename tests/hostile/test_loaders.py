"""Hostile files, read by libyaml and by the pure loader: the same words at the same place, and neither takes long."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from cases import CASES, FULL, SEED
from test_files import SECONDS, is_possible

from evtrials.trial import reader
from evtrials.trial.reader import ReadError, read_file

# The pure loader meets a tab, or an escape that it takes, a few columns before or after libyaml tells of the text.
ONE_LINE = {"tab in a text", "an escaped half of a pair"}
BOTH = {**CASES, **FULL}


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="this PyYAML was built without libyaml")
@pytest.mark.parametrize("name", [pytest.param(name, marks=() if name in SEED else pytest.mark.slow) for name in BOTH])
def test_both_loaders_say_the_same(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Document or message, line and column do not depend on which parser there is."""
    if not is_possible(name):
        pytest.skip("this system or this user cannot have such a file")
    folder = tmp_path / "folder"
    folder.mkdir()
    BOTH[name].make(folder)
    said: list[object] = []
    for loader in (yaml.CSafeLoader, yaml.SafeLoader):
        monkeypatch.setattr(reader, "_LOADER", loader)
        start = time.process_time()
        try:
            said.append(read_file(folder / BOTH[name].file))
        except ReadError as error:
            said.append(error.line if name in ONE_LINE else (error.line, error.column, error.message))
        # The pure loader goes sign by sign: a MiB of one text takes it about 1.5 s, more on a machine with much else to do.
        assert time.process_time() - start < SECONDS * (1 if loader is yaml.CSafeLoader else 3)
    assert said[0] == said[1]
