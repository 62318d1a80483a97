"""What the tests of the audit share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.bench.audit import Confirmation, audit
from evtrials.bench.corpus import open_texts
from evtrials.collection.loading import Loaded

Load = Callable[..., Loaded]
Say = Callable[..., dict[str, Confirmation]]


@pytest.fixture
def say(load_toy: Load, tmp_path: Path) -> Say:
    """The audit of the toy (with replacements) against one text of its paper: the confirmations by field."""

    def said(text: str, *replacements: tuple[str, str]) -> dict[str, Confirmation]:
        folder = tmp_path / "texts"
        folder.mkdir(exist_ok=True)
        (folder / "Doe2020.txt").write_text(text, encoding="utf-8")
        return {row.field: row for row in audit(load_toy(*replacements), open_texts([str(folder)]))}

    return said
