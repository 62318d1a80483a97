"""What names an analysis: rows that are one analysis are told to be, whatever they leave unsaid."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evtrials.collection.loading import Loaded
from evtrials.errors import DataError

CUTS = (
    "  interim: {label: Interim analysis, date: 2018-01-31, src: Doe2020 Abstract}\n",
    "",
)
INTERIM = (
    "      - {cut: interim, eve: 6.9, pbo: 2.8, hr: 0.43 (0.32 to 0.58), p: <0.001, assessor: investigator, src: News2020 News}\n",
    "",
)
NO_ASSESSOR = ("    assessor: investigator\n", "")
OTHERS = ("cut: final, assessor: central", "cut: final, assessor: central, period: year 1")
FINAL = (
    "      - {cut: final, eve: 7.8 (6.9 to 8.5), pbo: 3.2 (2.8 to 4.1), hr: 0.45 (0.34 to 0.59), p: <0.0001, assessor: investigator, "
    "src: Doe2020 Abstract}\n"
)
UNSAID = FINAL.replace("assessor: investigator, ", "")


@pytest.mark.parametrize(
    "twin",
    [
        "      - {hr: 0.47 (0.36 to 0.61), src: Doe2020 Table 1}\n",
        "      - {cut: final, hr: 0.47 (0.36 to 0.61), src: Doe2020 Table 1}\n",
        "      - {cut: final, assessor: not stated, hr: 0.47 (0.36 to 0.61), src: Doe2020 Table 1}\n",
        "      - {cut: final, of: eve v pbo, hr: 0.47 (0.36 to 0.61), src: Doe2020 Table 1}\n",
        "      - {cut: final, measure: median, hr: 0.47 (0.36 to 0.61), src: Doe2020 Table 1}\n",
    ],
    ids=["the only cut left out", "written out", "an assessor that no source names", "the only contrast", "the endpoint's measure"],
)
def test_what_is_implied_makes_no_other_analysis(load_toy: Callable[..., Loaded], twin: str) -> None:
    """Two rows that differ in nothing but what is implied do not load: else the medians of one stood beside the ratio of the other."""
    with pytest.raises(DataError, match="this row and row 0 are one analysis from one source"):
        load_toy(CUTS, INTERIM, NO_ASSESSOR, (FINAL, UNSAID + twin))


@pytest.mark.parametrize(
    "other",
    [
        "      - {assessor: central, period: year 2, hr: 0.47, src: Doe2020 Table 1}\n",
        "      - {population: visceral, at: 12 months, hr: 0.47, src: Doe2020 Table 1}\n",
        "      - {hr: 0.47, src: News2020 News}\n",
        "      - {of: pbo v eve, hr: 2.1, src: Doe2020 Table 1}\n",
    ],
)
def test_what_is_said_makes_another_analysis(load_toy: Callable[..., Loaded], other: str) -> None:
    """Another assessor, time, population, source or direction names another analysis, with an id of its own."""
    loaded = load_toy(CUTS, INTERIM, NO_ASSESSOR, (FINAL, UNSAID + other))
    ids = [str(row.analysis) for row in loaded.figures if row.key == "pfs" and row.kind == "effect"]
    assert (4, 4) == (len(ids), len(set(ids)))
