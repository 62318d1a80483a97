"""A pooled result handed on to R: the data and a metafor script that makes the same numbers again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evtrials.questions.pool_answer import caveats, headline

if TYPE_CHECKING:
    from evtrials.questions.pool import Pooling
    from evtrials.stats.pooling import Pooled

# metafor's own limits stop early: a tau2 of 0.0203219 where 0.0203191 is right.
_CONTROL = "control = list(threshold = 1e-12, tol = 1e-12, maxiter = 1000)"
# Names in R of what this tool calls otherwise.
_TESTS = {"normal": "z", "HKSJ": "knha", "HKSJ conservative": "adhoc"}


def r_script(pooling: Pooling) -> str:
    """The script: runs with Rscript, needs metafor, prints its numbers beside those of this tool."""
    version, day = pooling.asked.library.version
    data = f"data {version} of {day}" if version else "data without a version"
    made = f"Made by evtrials, {data}. log_ratio and se are derived from ratio_text."
    told = [f"# {' '.join(text.split())}" for text in (headline(pooling), *caveats(pooling), made) if text]
    columns = {
        "trial": [_text(one.trial.id) for one in pooling.entrants],
        "contrast": [_text(f"{one.line.arm} v {one.line.comparator}") for one in pooling.entrants],
        "ratio_text": [_text(one.row.figure.text) for one in pooling.entrants],
        "source": [_text(f"{one.row.place.source}, {one.row.place.locator}") for one in pooling.entrants],
        "log_ratio": [repr(one.log.value) for one in pooling.entrants],
        "se": [repr(one.log.se) for one in pooling.entrants],
    }
    frame = ",\n".join(f"  {name} = c({', '.join(values)})" for name, values in columns.items())
    fits = [line for one in pooling.pooled for line in _fit(one, pooling)]
    return "\n".join((*told, "library(metafor)", f"data <- data.frame(\n{frame}\n)", *fits, ""))


def _fit(pooled: Pooled, pooling: Pooling) -> Sequence[str]:
    name = "common" if pooled.method == "common" else "mean_effect"
    method = "EE" if pooled.method == "common" else pooled.method
    control = "" if pooled.method in ("common", "DL") else f", {_CONTROL}"
    options = f'method = "{method}", test = "{_TESTS[pooled.test]}"{control}'
    fit = f"{name} <- rma(yi = log_ratio, sei = se, data = data, slab = trial, {options})"
    ours = [pooled.estimate.value, pooled.estimate.low, pooled.estimate.high, pooled.tau2]
    theirs = f"{name}$beta[1], {name}$ci.lb, {name}$ci.ub, {name}$tau2"
    labels = ["log_ratio", "low", "high", "tau2"]
    if name == "mean_effect" and (found := pooling.prediction_of_log):
        theirs += f", predict({name})$pi.lb, predict({name})$pi.ub"
        ours, labels = [*ours, found.low, found.high], [*labels, "prediction_low", "prediction_high"]
    return (
        fit,
        f"print(data.frame(what = c({', '.join(map(_text, labels))}), metafor = c({theirs}),",
        f"  evtrials = c({', '.join(f'{number:.10f}' for number in ours)})), digits = 10)",
        f"# forest({name}, transf = exp, refline = 1)" if name == "mean_effect" or len(pooling.pooled) == 1 else "",
    )


def _text(text: str) -> str:
    """A text as R reads it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
