"""Analyses of an endpoint: which of them is the last."""

from __future__ import annotations

from collections.abc import Callable

from evtrials.collection.loading import Loaded
from evtrials.evidence.analyses import analyses, latest

REPORT = "  later: {report: true, label: Report of 2022, src: Doe2020 Abstract}\n"
ROW = "      - {cut: later, eve: 9.9, pbo: 3.3, hr: 0.40 (0.30 to 0.50), src: Doe2020 Abstract}\n"


def test_a_later_report_passes_over_no_named_cut(load_toy: Callable[..., Loaded]) -> None:
    """The last analysis is that of the default: a report without a cut never displaces the final analysis."""
    loaded = load_toy(("endpoints:\n", f"{REPORT}endpoints:\n"), ("  os:\n", f"{ROW}  os:\n"))
    last, passed = latest([one for one in analyses(loaded.figures, loaded.trial) if one.first.key == "pfs"], loaded.trial)
    by_investigator = [one for one in last if one.first.assessor == "investigator" and one.first.population == "all"]
    assert [["final"], ["interim", "later"]] == [[one.first.cut for one in found] for found in (by_investigator, passed)]
