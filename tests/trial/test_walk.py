"""The walk: every value of a file is reached once, with the source that bears it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from evtrials.collection.folders import shipped_folder, trial_files
from evtrials.collection.loading import Loaded, load_file
from evtrials.collection.store import Store
from evtrials.notation.figures import MISSING
from evtrials.trial.results import Row
from evtrials.trial.walk import FIGURES, Path, leaves, records, stored

Load = Callable[..., Loaded]

TEMPLATE = "_template"


@pytest.fixture(params=[*trial_files(shipped_folder()), TEMPLATE])
def loaded(request: pytest.FixtureRequest, shipped: Store, load_shipped: Load) -> Loaded:
    """Each shipped file, and the template."""
    if request.param == TEMPLATE:
        return load_file(shipped_folder() / "_template.yaml", shipped.terms, shipped.sources)
    return load_shipped(request.param)


def in_document(data: Any, path: Path) -> Path:
    """The path in the document: without entry 0 where one mapping stands for a list, and cells where one word stands for all."""
    found: list[str | int] = []
    for part in path:
        if (isinstance(data, dict) and part in data) or isinstance(data, list):
            data = data[part]
            found.append(part)
    return tuple(found)


def test_every_scalar_of_a_file_is_reached_once(loaded: Loaded) -> None:
    """What the walk reaches is what the document says: no scalar is missed, none reached twice, none made up."""
    data = loaded.document.data
    borrowed = {key for key in loaded.trial.sources if key not in data.get("sources", {})}
    values = [value for value in stored(loaded.trial) if value.path[0] != "sources" or value.path[1] not in borrowed]
    found = Counter(in_document(data, value.path) for value in values)
    written = dict(leaves(data))
    # One word for a whole row of a table is each of its cells.
    spread = {path for path, text in written.items() if len(path) == 4 and path[2] == "rows" and text in MISSING}
    assert written.keys() == found.keys()
    assert dict.fromkeys(written.keys() - spread, 1) == {path: times for path, times in found.items() if path not in spread}
    assert len(values) == len({value.path for value in values})
    for value in values:
        assert written[in_document(data, value.path)] == (str(value.value).lower() if value.value in (True, False) else str(value.value))


def test_every_figure_has_a_source(loaded: Loaded) -> None:
    """What a digit can make wrong is borne by a declared source."""
    for value in stored(loaded.trial, *FIGURES):
        assert value.source is not None, value.path
        assert value.source.key in loaded.trial.sources


def test_a_value_stands_on_the_nearest_source(load_toy: Load) -> None:
    """A record's own source, else that of the record around it; a count may name another (`n_src`)."""
    trial = load_toy(
        ("n: 100, control", "n: 100, n_src: News2020 News, control"),
        ("followup: 18 months,", "followup: 18 months, also: {events: 211, src: News2020 Update},"),
    ).trial
    by_path = {value.path: str(value.source) for value in stored(trial, *FIGURES)}
    assert "News2020 News" == by_path["arms", "pbo", "n"]
    assert "Doe2020 Abstract" == by_path["arms", "pbo", "drugs", 0]
    assert "Doe2020 Abstract" == by_path["cuts", "final", "events"]
    assert "News2020 Update" == by_path["cuts", "final", "also", 0, "events"]
    assert "News2020 News" == by_path["endpoints", "pfs", "results", 0, "eve"]
    assert "Doe2020 Table 2" == by_path["safety", 0, "rows", "Stomatitis", 0]


def test_a_value_knows_what_holds_it(load_toy: Load) -> None:
    """The figure of an arm stands in its row, the row in its endpoint."""
    trial = load_toy().trial
    value = next(value for value in stored(trial) if value.path == ("endpoints", "pfs", "results", 1, "pbo"))
    assert ("values", ("pbo",), "figure", "3.2 (2.8 to 4.1)") == (value.field, value.keys, value.notation, str(value.value))
    assert trial.endpoints["pfs"].results[1] is value.node.record
    assert value.node.around is not None
    assert trial.endpoints["pfs"] is value.node.around.record


def test_records_come_before_what_is_in_them(load_toy: Load) -> None:
    """The trial first, then section by section; the rows of an endpoint in the order of the file."""
    nodes = list(records(load_toy().trial))
    assert () == nodes[0].path
    assert [("endpoints", "pfs", "results", index) for index in range(4)] == [
        node.path for node in nodes if isinstance(node.record, Row) and node.path[1] == "pfs"
    ]
