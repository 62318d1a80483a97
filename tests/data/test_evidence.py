"""What holds of the words of every shipped trial since they were read again."""

from __future__ import annotations

from evtrials.collection.store import Store


def test_no_registry_dates_what_was_published(shipped: Store) -> None:
    """A trial counts as published since its publication; the day on which a record was posted or checked is none."""
    trials = [shipped.load(id_).trial for id_ in shipped.files]
    dated = [trial for trial in trials if trial.status.is_ == "results published" and trial.status.as_of]
    assert 50 < len(dated)
    assert [] == [trial.id for trial in dated if trial.sources[trial.status.src.key].basis == "registry"]


def test_the_assessor_of_a_row_stands_in_the_row(shipped: Store) -> None:
    """BOLERO-6's protocol names the investigator and its abstract does not: the row says so, and who is assumed."""
    rows = [row for row in shipped.load("bolero-6").figures if row.key == "pfs" and row.place.source == "Jerusalem2018"]
    assert {("not stated", "investigator")} == {(row.assessor, row.assessor_assumed) for row in rows if row.kind == "effect"}


def test_a_historical_control_has_no_time_of_the_trials_own(shipped: Store) -> None:
    """SWISH's 8 weeks are not those of the 33 % of BOLERO-2 beside them."""
    rows = [row for row in shipped.load("swish").figures if row.key == "stomatitis" and row.kind == "outcome"]
    times = {row.arm: {other.at for other in rows if other.arm == row.arm} for row in rows}
    assert {""} == times["hist"]
    assert "8 weeks" in times["dex"]
