"""How a figure, an effect and their place are said on a screen; the same words in every view and format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from evtrials.evidence.defaults import is_recalled
from evtrials.evidence.rows import FigureRow
from evtrials.notation.capitals import begun_large, begun_small
from evtrials.notation.closed_words import ARM_GROUPS
from evtrials.notation.spaces import NBSP, unbroken
from evtrials.notation.spelling import folded
from evtrials.trial.identity import ALL
from evtrials.trial.terms import Terms

if TYPE_CHECKING:
    from evtrials.trial.model import Trial

MARKS = {"conference abstract": "°", "review": "†", "press": "‡"}
EVIDENCE_NOT_ADVICE = "Evidence, not medical advice; the literature was not searched systematically."
SHORT = {
    "hazard ratio": "HR", "odds ratio": "OR", "risk ratio": "RR", "difference": "difference", "test": "",
}  # fmt: skip
_UNITS = {"percent": "%", "participants": "patients", "ratio": "", "not stated": "", "": ""}
_FAVOURS = "favours "
# Beside percentages 0.182 must not look like one of them.
PROPORTION = "as a proportion"
# An endpoint whose id is no longer is known by it.
_LONGEST_SHORT = 4


def mark(row: FigureRow) -> str:
    """The mark of a cell behind its figure: of a conference abstract, or of a second-hand source."""
    sign = MARKS.get(row.place.basis, "")
    return f"{NBSP}{sign}" if sign else ""


def flowing(text: str) -> str:
    """The text unbroken but for the place between an estimate and its interval."""
    return unbroken(text).replace(f"{NBSP}(", " (", 1)


def marked_once(*texts: str) -> list[str]:
    """Texts that stand side by side, of which a mark that they share stands behind the last alone."""
    told = [text for text in texts if text]
    ends = {text[-2:] for text in told}
    if len(told) < 2 or len(ends) > 1 or ends.pop() not in {f"{NBSP}{sign}" for sign in MARKS.values()}:
        return told
    return [*(text[:-2] for text in told[:-1]), told[-1]]


def figure(row: FigureRow, *, unit: bool = True) -> str:
    """A figure as printed with its unit and marks: `7.8 (6.9 to 8.5) months`, `<1 %†`; a bare test as its p value."""
    if row.measure == "test":
        return p_value(row) or f"{row.figure.text}{mark(row)}"
    word = unit_word(row, unit=unit)
    return f"{row.figure.text}{' ' + word if word else ''}{mark(row)}"


def unit_word(row: FigureRow, *, unit: bool = True) -> str:
    """What stands behind the digits of a figure: `months`, `%`, `of 30`; "" where the figure says it, or is no number."""
    word = (PROPORTION if is_proportion(row) else _UNITS.get(row.unit, row.unit)) if unit else ""
    if row.figure.text == "1" and word in ("patients", "events"):
        word = word.removesuffix("s")
    if row.figure.qualifier in ("not reached", "not reported", "not estimable", "not applicable") and not row.figure.has_interval:
        word = ""
    if (word == "%" and "/" in row.figure.text and "%" in row.figure.text) or (word and row.figure.text.endswith(word)):
        word = ""
    if row.unit in ("participants", "events") and row.n and row.figure.text.isdigit() and row.term != "analysed":
        # A count says of how many; events may outnumber the patients they befell.
        word = f"of {row.n}" if row.unit == "participants" else f"{word or 'events'} (n {row.n})"
    return word


def is_proportion(row: FigureRow) -> bool:
    """Whether a figure is printed as a part of one: a response rate of 0.182, a dose intensity of 0.96."""
    return row.unit == "ratio" and bool(row.outcome_of) and (row.kind == "exposure" or row.measure in ("rate", "landmark rate"))


def without_interval(row: FigureRow) -> FigureRow:
    """The row with its figure as printed but for the interval behind it."""
    if not row.figure.has_interval or row.figure.n:
        return row
    return replace(row, figure=replace(row.figure, text=row.figure.text.partition(" (")[0]))


def sizes(row: FigureRow) -> list[str]:
    """The patients of each arm that are printed beside a comparison: `eve n 40`."""
    return [unbroken(f"{arm} n {n}{mark(row)}") for arm, n in row.sizes.items()]


def figure_of(row: FigureRow, trial: Trial, *, unit: bool = True) -> str:
    """The figure of an arm with the number analysed, `37.2 % (n 43)`; without where the figure or the arm itself says it."""
    text = figure(row, unit=unit)
    whole = trial.arms[row.arm].n if row.population == ALL and row.arm in trial.arms else None
    is_said = not row.n or row.n == whole or "/" in row.figure.text or f"of {row.n}" in text or f"(n {row.n})" in text
    return text if is_said else f"{text} (n {row.n})"


def effect(row: FigureRow) -> str:
    """A ratio, difference or test as printed: `HR 0.45 (0.38 to 0.54)`; the p value stands apart."""
    name = SHORT.get(row.measure, row.measure)
    if row.measure == "test":
        return ""
    unit = {"percent": "percentage points"}.get(row.unit, row.unit) if row.measure == "difference" else ""
    return f"{name} {row.figure.text}{' ' + unit if unit else ''}{mark(row)}"


def p_value(row: FigureRow) -> str:
    """`p <0.0001 one-sided`, `p 0.14`, `p stated significant`; "" where none is printed."""
    if row.p is None:
        return ""
    printed = row.p.text
    return f"p {printed}{mark(row)}"


def statement(row: FigureRow, labels: Mapping[str, str]) -> str:
    """A result that its source gives in words alone: `in words, consistent: as in all patients [Doe2020, Abstract]`."""
    return f"{in_words(row, labels)} [{place(row)}]"


def in_words(row: FigureRow, labels: Mapping[str, str]) -> str:
    """What a source says in words alone, without its place: `in words, consistent: as in all patients`; labels: of the arms.

    No quotation marks: the words are the curator's, for no sentence of a source is copied.
    """
    says = f"in words, {finding(row, labels)}".removesuffix(", ")
    return f"{says}: {row.figure.text}{mark(row)}"


def finding(row: FigureRow, labels: Mapping[str, str]) -> str:
    """What a result in words comes to, an arm by its label: `no difference`, `favours everolimus`; "" where it is told alone."""
    if row.stated == "other":
        return ""
    arm_id = row.stated.removeprefix(_FAVOURS)
    return _FAVOURS + begun_small(labels[arm_id]) if row.stated.startswith(_FAVOURS) and arm_id in labels else row.stated


def labels(trial: Trial) -> dict[str, str]:
    """The labels of the arms of a trial, by their ids."""
    return {id_: arm.label for id_, arm in trial.arms.items()}


def harm_statement(row: FigureRow, labels: Mapping[str, str]) -> str:
    """A harm that its source tells in words alone: `Fatigue, in words, more frequent: more often [Doe2020, Table 2]`."""
    return f"{row.term}, {statement(row, labels)}"


def endpoint_short(name: str, terms: Terms) -> str:
    """PFS, pCR, Ki67: an endpoint by any of its names as the vocabulary spells it in short; else its name within a sentence."""
    id_ = terms.endpoint(name)
    term = terms.endpoints.get(id_)
    if term is None:
        return id_
    if len(id_) > _LONGEST_SHORT:
        return begun_small(term.name)
    return next((spelt for spelt in (term.name, *term.synonyms) if folded(spelt) == folded(id_)), id_.upper())


def endpoint_title(trial: Trial, key: str, terms: Terms, *, role: bool = False) -> str:
    """The name of an endpoint of a trial with its instrument, threshold and definition, and its role where that is stated."""
    endpoint = trial.endpoints[key]
    title = endpoint_name(endpoint.is_ or key, terms)
    described = f": {endpoint.described}" if endpoint.described else ""
    return title + described + (f" ({endpoint.role})" if role and endpoint.role != "not stated" else "")


def endpoint_name(name: str, terms: Terms) -> str:
    """The full name with the short one: `Progression-free survival (PFS)`."""
    id_ = terms.endpoint(name)
    term = terms.endpoints.get(id_)
    if term is None:
        return begun_large(id_)
    short = endpoint_short(id_, terms)
    return term.name if folded(short) in folded(term.name) else f"{term.name} ({short})"


def cut_words(row: FigureRow, trial: Trial) -> str:
    """The cut with its median follow-up: `final PFS analysis, follow-up 18 months`; "cut not stated" where no source says."""
    text = cut_label(row, trial)
    return f"{text}, follow-up {row.followup.partition(' (')[0]}" if row.followup else text


def cut_label(row: FigureRow, trial: Trial) -> str:
    """The cut by its name alone: `final PFS analysis`; "cut not stated" where no source says."""
    if not row.cut:
        return "cut not stated"
    return begun_small(trial.cuts[row.cut].shown)


def or_unstated(word: str, what: str) -> str:
    """A word of a closed list, or that WHAT is not stated."""
    return f"{what} not stated" if word == "not stated" else word


def arm(id_: str) -> str:
    """An arm by its id; a group of arms in words."""
    return ARM_GROUPS.get(id_, id_)


def arm_label(id_: str, trial: Trial) -> str:
    """An arm by its label, as it stands within a sentence; a group of arms in words."""
    return begun_small(trial.arms[id_].label) if id_ in trial.arms else arm(id_)


def arms_labels(row: FigureRow, trial: Trial) -> str:
    """The arm or the contrast of a figure by labels: `everolimus + exemestane v placebo + exemestane`."""
    return " v ".join(arm_label(arm, trial) for arm in (row.arm, row.comparator) if arm)


def group(population: str | None, trial: Trial) -> str:
    """A population in words; "" for all patients."""
    return trial.populations[population].label if population and population != ALL else ""


def attribution(word: str) -> str:
    """What a report of harms counts: any cause, what was related to treatment, or that it does not say."""
    return "related to treatment" if word == "related" else or_unstated(word, "attribution")


def line(word: str) -> str:
    """The line of therapy of a trial: `line 1+`, `any line`; "" where that means nothing."""
    return {"not stated": "line not stated", "not applicable": "", "any": "any line"}.get(word, f"line {word}")


def method_words(row: FigureRow, trial: Trial) -> str:
    """The method of an analysis, and whether its figure is one that a later report recalls."""
    return ", ".join(part for part in (row.method, "recalled by a later report" if is_recalled(row, trial) else "") if part)


def set_words(row: FigureRow) -> str:
    """Who was analysed; of a source that leaves it open where the endpoint names a set, `analysis set not stated`."""
    return "analysis set not stated" if row.analysis_set == "not stated" else row.analysis_set


def is_time_on_treatment(row: FigureRow) -> bool:
    """Whether a row of exposure is a median time on treatment, or number of cycles: of an interruption it is not."""
    times = ("exposure", "duration of treatment", "cycles")
    return row.kind == "exposure" and row.measure == "median" and any(word in row.term.casefold() for word in times)


def place(row: FigureRow) -> str:
    """Source and place: `Yardley2013, Abstract`."""
    return f"{row.place.source}, {row.place.locator}"


def assessor_words(row: FigureRow) -> str:
    """Who assessed a figure, as its own source prints it: `investigator`, `assessor not stated`."""
    return assessor(row.assessor)


def assessor(word: str) -> str:
    """`investigator`, `central review`, `assessor not stated`; "" for endpoints that nobody assesses."""
    return {"central": "central review", "not stated": "assessor not stated", "patient": "patient-reported"}.get(word, word)
