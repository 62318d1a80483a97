"""Whole trials around the fragments of `bench/examples`: what a trial file needs besides the lines that matter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from evtrials.trial.reader import read_text

# Nothing is found in it. Every cut and subgroup has its result, so that a fragment may speak of it or not.
REST = """\
id: toy-2
name: TOY-2
title: Everolimus plus letrozole in an invented disease
registry: [NCT00000009]
phase: 3
setting: advanced
status: {is: results published, as_of: 2020-06-30, src: Doe2020 Abstract}
participants: {randomised: 300, src: Doe2020 Abstract}
sources:
  Doe2020: {title: A toy paper, authors: [Doe J], journal: J Toys, year: 2020, basis: abstract}
design: {allocation: randomised, ratio: "2:1", masking: double-blind, control: placebo, src: Doe2020 Abstract}
population: {summary: Postmenopausal, hr: [positive], her2: [negative], line: 1+, src: Doe2020 Abstract}
arms:
  eve: {label: Everolimus + letrozole, n: 200, drugs: [everolimus 10 mg daily, letrozole 2.5 mg daily], src: Doe2020 Abstract}
  pbo: {label: Placebo + letrozole, n: 100, control: true, drugs: [placebo daily, letrozole 2.5 mg daily], src: Doe2020 Abstract}
populations:
  visceral: {factor: visceral metastasis, level: present, src: Doe2020 Abstract}
cuts:
  interim: {label: Interim analysis, src: Doe2020 Abstract}
  final: {label: Final analysis, src: Doe2020 Abstract}
endpoints:
  pfs: {role: primary, assessor: investigator, measure: median, unit: months}
  os: {role: secondary, measure: median, unit: months}
  orr: {measure: rate, unit: percent}
  cbr: {measure: rate, unit: percent}
  qol:
    measure: mean
    unit: points
    results:
      - {cut: interim, eve: 61, pbo: 60}
      - {cut: final, eve: 62, pbo: 61}
      - {cut: final, population: visceral, eve: 59, pbo: 60}
"""
# What an entry of a section has, unless it says otherwise.
ENTRIES = {
    "arms": {"src": "Doe2020 Abstract"},
    "cuts": {"src": "Doe2020 Abstract"},
    "populations": {"src": "Doe2020 Abstract"},
    "safety": {"src": "Doe2020 Table 3", "cut": "final", "attribution": "any cause", "unit": "percent"},
}


def write_whole(folder: Path, *fragments: str) -> Path:
    """Write the trial that the fragments belong to, each laid over the one before, and return its path."""
    trial: Any = read_text(REST).data
    for fragment in fragments:
        trial = _laid_over(trial, read_text(fragment).data)
    for section, given in ENTRIES.items():
        entries = trial.get(section, [])
        for key in entries if isinstance(entries, dict) else range(len(entries)):
            entries[key] = {**given, **entries[key]}
    trial["endpoints"] = {key: endpoint for key, endpoint in trial["endpoints"].items() if "results" in endpoint}
    for endpoint in trial["endpoints"].values():
        endpoint["results"] = [{"cut": "final", "src": "Doe2020 Table 2", **row} for row in endpoint["results"]]
    path = folder / f"{trial['id']}.yaml"
    path.write_text(yaml.safe_dump(trial, sort_keys=False, allow_unicode=True, width=1000), encoding="utf-8")
    return path


def _laid_over(below: Any, above: Any) -> Any:
    """Mappings are merged key by key, `not printed` takes a field away; any other value stands for the one below it."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    laid = {**below, **{key: _laid_over(below.get(key), value) for key, value in above.items()}}
    return {key: value for key, value in laid.items() if value != "not printed"}
