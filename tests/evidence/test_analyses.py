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
    by_investigator = [one for one in last if one.first.analysis.assessor == "investigator" and one.first.population == "all"]
    assert [["final"], ["interim", "later"]] == [[one.first.cut for one in found] for found in (by_investigator, passed)]


def test_a_p_value_is_told_by_the_trial_itself(load_toy: Callable[..., Loaded]) -> None:
    """Where a press page prints the interval and the paper the p value alone, each is taken from where it stands best."""
    final = (
        "      - {cut: final, eve: 7.8 (6.9 to 8.5), pbo: 3.2 (2.8 to 4.1), hr: 0.45 (0.34 to 0.59), p: <0.0001, assessor: investigator, "
        "src: Doe2020 Abstract}\n"
    )
    prints = (
        "      - {cut: final, hr: 0.45 (0.34 to 0.59), p: <0.001, src: News2020 News}\n"
        "      - {cut: final, hr: 0.45, p: <0.0001, src: Doe2020 Abstract}\n"
    )
    loaded = load_toy((final, prints))
    (one,) = [one for one in analyses(loaded.figures, loaded.trial) if one.first.key == "pfs" and one.first.cut == "final"
              and one.first.analysis.assessor == "investigator" and one.first.population == "all"]  # fmt: skip
    told = [(row.measure, row.place.source, row.p.text if row.p else "") for row in one.effects]
    assert [("hazard ratio", "News2020", ""), ("test", "Doe2020", "<0.0001")] == told
