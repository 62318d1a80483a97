"""The register: every check of the modules named here, by code. A new check is one function in one of them."""

from __future__ import annotations

from evtrials.bench.checks import (
    agreement,
    arms,
    collection,
    counts,
    curves,
    denominators,
    design,
    doses,
    effects,
    interval_width,
    intervals,
    loading,
    nesting,
    notes,
    p_values,
    parts,
    percentages,
    population,
    repetitions,
    sources,
    splits,
    status,
    structure,
    survival,
    two_rates,
    vocabulary,
    waivers,
)
from evtrials.bench.checks.base import Check

_MODULES = (
    agreement,
    arms,
    collection,
    counts,
    curves,
    denominators,
    design,
    doses,
    effects,
    interval_width,
    intervals,
    loading,
    nesting,
    notes,
    p_values,
    parts,
    percentages,
    population,
    repetitions,
    sources,
    splits,
    status,
    structure,
    survival,
    two_rates,
    vocabulary,
    waivers,
)

CHECKS: tuple[Check, ...] = tuple(
    sorted(
        {found for module in _MODULES for found in vars(module).values() if isinstance(found, Check)},
        key=lambda check: check.code,
    )
)
