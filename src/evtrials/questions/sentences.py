"""A result as a sentence: who against whom, both arms, the effect with its interval and p, the cut, the sources.

What a sentence prints, it prints as the source of its figure does; a level that goes without saying in tables is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from evtrials.errors import joined
from evtrials.evidence.contrasts import ContrastLine, total_n
from evtrials.evidence.regimens import arm_regimen, contrast_in_prose
from evtrials.evidence.respects import disease_words
from evtrials.evidence.rows import FigureRow, Place, grouped
from evtrials.notation.capitals import begun_small
from evtrials.notation.closed_words import SECOND_HAND
from evtrials.notation.spaces import NBSP, unbroken
from evtrials.questions import phrases
from evtrials.questions.citation import in_text
from evtrials.questions.cut_facts import CutFact

if TYPE_CHECKING:
    from evtrials.trial.model import Trial
    from evtrials.trial.terms import Terms

_SUMMARY = ("median", "mean")
_OVER_ALL = ("rate", "landmark rate")
_ENDPOINT_ROLES = ("primary", "co-primary", "key secondary", "secondary")
_SIDES = ("first arm", "second arm")
_SETTINGS = ("advanced", "neoadjuvant", "adjuvant")


def result(line: ContrastLine, facts: Sequence[CutFact], terms: Terms) -> str:
    """The figures of a contrast or an arm: `In TOY-1 (...), median ... was 7.8 months v 3.2 months; HR 0.45; final analysis`."""
    told = [text for text in (_arms(line), *_effects(line)) if text]
    verb = " was " if line.side is not None and line.lead.base in (*_SUMMARY, *_OVER_ALL) else ": "
    subject = f"In {line.trial.name} ({_who(line)}), {_what(line, terms)}{_qualifiers(line)}"
    when = ", ".join((phrases.cut_label(line.lead, line.trial), *(fact.words for fact in facts)))
    return "; ".join((subject + verb + told[0], *told[1:], when))


def looked_later(line: ContrastLine) -> str:
    """What a later look at the data printed of a contrast, for a reader of an earlier one."""
    told = "; ".join(text for text in (_arms(line), *_effects(line)) if text)
    return f"A later look ({_when(line.lead, line.trial)}) prints {told}."


def in_words(line: ContrastLine, terms: Terms) -> str:
    """A result that its source gives in words alone; said to be a summary, for no sentence of a source is copied."""
    lead = line.lead
    of = f" ({_who(line)})" if lead.arm else ""
    says = phrases.finding(lead, phrases.labels(line.trial))
    said = f", {says}" if says else ""
    about = f", {lead.term}" if lead.term else ""
    what = f"{_name(line, terms)}{_qualifiers(line)}{about}"
    told = f"is reported in words, summarised here{said}: {lead.figure.text}"
    return f"In {line.trial.name}{of}, {what} {told}; {_when(lead, line.trial)}"


def _who(line: ContrastLine) -> str:
    """The disease, the regimens with their doses, and the patients of each arm."""
    trial = line.trial
    if line.comparator:
        regimen = contrast_in_prose(trial, line.arm, line.comparator)
    elif line.arm in trial.arms:
        external = "historical control, not of this trial: " if is_external(trial, line.arm) else ""
        regimen = external + arm_regimen(trial, line.arm)
    else:
        regimen = phrases.arm(line.arm)
    sides = (line.arm_n, line.comparator_n) if line.comparator else (line.arm_n,)
    n = " v ".join(side or "not stated" for side in sides) if any(sides) else total_n(line)
    patients = ", ".join(part for part in (disease_words(trial), trial.setting if trial.setting in _SETTINGS else "") if part)
    return "; ".join(part for part in (patients, regimen, unbroken(f"n {n}") if n else "") if part)


def is_external(trial: Trial, arm: str) -> bool:
    """Whether an arm is a historical control, whose patients were not in the trial."""
    return arm in trial.arms and trial.arms[arm].external is not None


def _what(line: ContrastLine, terms: Terms) -> str:
    """What the arms' figures are: `median overall survival`, `overall survival at 2 years`, `overall survival, deaths`."""
    lead, name = line.lead, _name(line, terms)
    base = lead.base if line.side is not None else ""
    if base in _SUMMARY:
        name = f"{base} {name}"
    elif base and base not in _OVER_ALL:
        name = f"{name}, {base}"
    return " ".join(part for part in (name, f"at {lead.at}" if lead.at else "", lead.period) if part)


def _name(line: ContrastLine, terms: Terms) -> str:
    """The endpoint in full."""
    term = terms.endpoints.get(line.lead.endpoint)
    name = term.name if term else phrases.endpoint_name(line.lead.endpoint, terms)
    return begun_small(name.removesuffix(" (as an endpoint)"))


def _qualifiers(line: ContrastLine) -> str:
    """Definition, role, assessor, population, set and method, in brackets."""
    lead, trial = line.lead, line.trial
    group = phrases.group(lead.population, trial)
    role = "" if line.role in ("", "not stated") else f"{line.role} endpoint" if line.role in _ENDPOINT_ROLES else line.role
    told = (
        lead.definition,
        role,
        phrases.assessor(line.assessor),
        group,
        phrases.set_words(lead),
        phrases.method_words(lead, trial),
    )
    said = "; ".join(part for part in told if part)
    return f" ({said})" if said else ""


def _arms(line: ContrastLine) -> str:
    """Both arms' figures; "" where neither was read."""
    if line.side is None:
        return ""
    rows = (line.arm_row, line.comparator_row) if line.comparator else (line.arm_row,)
    return " v ".join("not seen" if row is None else _printed(row) for row in rows)


def _printed(row: FigureRow) -> str:
    """A figure as printed, its unit behind the digits, its interval with its level: `7.8 months (95 % CI 6.9 to 8.5)`."""
    if row.measure == "test":
        return phrases.p_value(row)
    word, (digits, inside) = phrases.unit_word(row), _parted(row)
    return phrases.flowing(" ".join(part for part in (digits, word, inside) if part))


def _parted(row: FigureRow) -> tuple[str, str]:
    """The digits of a figure, and what stands behind them in brackets: an interval always with its level."""
    figure = row.figure
    digits, bracket, inside = figure.text.partition(" (")
    if figure.n or not bracket:
        return figure.text, ""
    if not figure.has_interval:
        return digits, f"({inside}"
    level = f"{figure.level} % " if figure.level else ""
    ends = figure.interval_text.removeprefix(f"{level}{figure.interval_kind} ")
    return digits, f"({level}{figure.interval_kind} {ends})"


def _effects(line: ContrastLine) -> list[str]:
    """The effect with its interval and p, then the p values that are printed elsewhere; that nothing was compared."""
    if line.effect is None:
        if not line.comparator:
            return []
        return ["the comparison is printed apart" if line.compared_apart else "no comparison of the arms was read"]
    row = line.effect
    told = [_p(row)] if row.p and row.measure == "test" else []
    if row.measure != "test":
        unit = {"percent": "percentage points", "ratio": ""}.get(row.unit, row.unit) if row.measure == "difference" else ""
        digits, inside = _parted(row)
        name = phrases.SHORT.get(row.measure, row.measure)
        ratio = " ".join(part for part in (name, digits, unit, inside) if part)
        told = [", ".join(part for part in (phrases.flowing(ratio), _p(row)) if part)]
    return told + [_p(test) for test in line.tests if test.p]


def _p(row: FigureRow) -> str:
    if row.p is None:
        return ""
    # The number stays with its sign; sides, or what is stated of it, may stand on the next line.
    said = f"p {'' if row.p.operator or not row.p.value else '= '}{row.p.text}"
    return said.replace(" ", NBSP, 2 if "=" in said else 1)


def _when(row: FigureRow, trial: Trial) -> str:
    """The cut as its file calls it, with the date and the follow-up that the source states."""
    return phrases.cut_words(row, trial) + (f", data to {row.cut_date}" if row.cut_date else "")


def reference(line: ContrastLine, facts: Iterable[CutFact] = ()) -> str:
    """The sources, each with what was read of it; of several each with what it bears, be it a fact of the cut."""
    effect = line.effect
    name = phrases.SHORT.get(effect.measure, effect.measure) or "p" if effect else ""
    arms = zip(_SIDES, (line.arm_row, line.comparator_row), strict=True)
    borne = [(name, effect), *(("p", row) for row in line.tests), *arms]
    places = [(what, row.place) for what, row in borne if row is not None]
    own = line.lead.place.source
    places += [(fact.what, fact.place) for fact in facts if fact.place.source != own]
    by_source = grouped(places, lambda pair: pair[1])
    if len(by_source) == 1:
        return _cited(places[0][1], line.trial)
    told = []
    for place, pairs in by_source.items():
        what = list(dict.fromkeys(what for what, _ in pairs))
        if set(_SIDES) <= set(what):
            what = [word if word != _SIDES[0] else "arms" for word in what if word != _SIDES[1]]
        told.append(f"{joined(what, 'and')}: {_cited(place, line.trial)}")
    return "; ".join(told)


def _cited(place: Place, trial: Trial) -> str:
    """A source with the place in it and its basis; one at second hand says whose report it retells."""
    source = trial.sources[place.source]
    told = in_text(source)
    if place.basis in SECOND_HAND:
        reported = trial.sources.get(source.reports or "")
        told = f"{f'{in_text(reported)}, ' if reported else ''}as cited in {told}"
    is_said = place.locator.casefold() in (*told.casefold().split(", "), *place.basis.split(), place.basis)
    where = "" if is_said else place.locator
    return f"{told}{f', {where}' if where else ''} (read: {place.basis})"
