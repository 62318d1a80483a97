"""An absolute effect as it is told: the difference in a hundred patients first, the number needed second, and out of what."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evtrials.evidence.columns import BY_NAME, Column
from evtrials.evidence.harms import LISTS
from evtrials.evidence.regimens import arm_names, contrast_in_prose
from evtrials.evidence.respects import disease_words
from evtrials.evidence.rows import grouped
from evtrials.notation.capitals import begun_small
from evtrials.notation.spaces import NBSP, unbroken
from evtrials.notation.spelling import folded
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Item, Line, Listing, Page, Paragraph
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.in_short import effect_in_short
from evtrials.questions.safety_page import band_words

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.evidence.rows import FigureRow
    from evtrials.questions.absolute import AbsoluteEffect, AbsoluteFound
    from evtrials.stats import Envelope
    from evtrials.stats.absolute import NumberNeeded
    from evtrials.trial.model import Trial

OF_RANGES = "A rate stands for every count that rounds to it; the limits are the widest of them."
_DIGITS = 6
OF_RATIO = "S^HR, RR x risk or the odds by OR (Cochrane Handbook, chapters 14 and 15); baseline taken as certain"


@dataclass(frozen=True, slots=True)
class AbsoluteRow:
    """One absolute effect as a row, with the question that it answers."""

    found: AbsoluteFound
    effect: AbsoluteEffect


def _of(name: str, get: object, kind: str, meaning: str, unit: str = "") -> Column:
    return Column(name, lambda row: get(row.effect), kind, meaning, unit)  # type: ignore[arg-type, operator]


def _of_effect(name: str) -> Column:
    return BY_NAME[name].by(lambda row: getattr(row.effect, name))


def _per_100(share: float | None) -> object:
    return "" if share is None else round(100 * share, _DIGITS)


def _needed(effect: AbsoluteEffect, place: int) -> object:
    needed = effect.needed
    return "" if needed is None or math.isinf(needed[place]) else round(needed[place], _DIGITS)


COLUMNS: tuple[Column, ...] = (
    BY_NAME["trial"].by(lambda row: row.found.asked.trial.id),
    BY_NAME["endpoint"].by(lambda row: row.found.asked.endpoint),
    BY_NAME["term"].by(lambda row: row.found.asked.event),
    *(BY_NAME[name].of(lambda row: row.effect.lead) for name in ("grade", "attribution", "at", "measure")),
    *map(_of_effect, ("arm", "comparator", "isolates", "better")),
    _of("way", lambda one: one.way, "text", "out of what: counts, rates and denominators, rates and limits, ratio and baseline"),
    _of("first_text", lambda one: one.difference.first.figure.text if one.difference else "", "text",
        "the figure of the first arm as printed"),
    _of("second_text", lambda one: one.difference.second.figure.text if one.difference else "", "text",
        "the figure of the second arm as printed"),
    _of("ratio_text", lambda one: one.ratio.figure.text if one.ratio else "", "text", "the ratio as printed"),
    _of("first_n", lambda one: one.difference.counts[0].n if one.difference and one.difference.counts else "", "number",
        "the denominator of the first arm", "participants"),
    _of("second_n", lambda one: one.difference.counts[1].n if one.difference and one.difference.counts else "", "number",
        "the denominator of the second arm", "participants"),
    _of("assumed", lambda one: bool(one.difference and one.difference.is_assumed) or one.is_typed, "flag",
        "whether a denominator or the baseline is assumed, and stands in no source"),
    _of("baseline", lambda one: _per_100(one.baseline), "number", "share of the second arm that the ratio was put to", "percent"),
    _of("per_100_least", lambda one: _per_100(one.value.least), "number",
        "derived: first less second, in 100 patients; of the counts that a rate may stand for the least", "patients of 100"),
    _of("per_100_greatest", lambda one: _per_100(one.value.greatest), "number", "the greatest of them", "patients of 100"),
    _of("per_100_low", lambda one: _per_100(one.value.low), "number", "lower limit at 95 %, of all of them", "patients of 100"),
    _of("per_100_high", lambda one: _per_100(one.value.high), "number", "upper limit at 95 %, of all of them", "patients of 100"),
    _of("nnt", lambda one: _needed(one, 0), "number", "derived: number needed to treat, below 0 to harm"),
    _of("nnt_of_low", lambda one: _needed(one, 1), "number", "number needed at the worse limit of the gain"),
    _of("nnt_of_high", lambda one: _needed(one, 2), "number", "number needed at the better limit of the gain"),
    _of("formula", lambda one: one.difference.method if one.difference else OF_RATIO, "text", "by which formula"),
    *(BY_NAME[name].of(lambda row: row.effect.ratio or row.effect.lead)
      for name in ("cut", "followup", "basis", "source", "locator", "flag", "note")),
)  # fmt: skip


def absolute_answer(found: AbsoluteFound) -> Answer:
    """The answer in all its forms."""
    asked = found.asked
    told = {"trials": [asked.trial.id], "endpoint": asked.endpoint, "event": asked.event, "denominator": asked.denominator}
    return Answer(
        name="absolute",
        columns=COLUMNS,
        rows=tuple(AbsoluteRow(found, one) for one in found.effects),
        page=lambda: _page(found),
        query={name: value for name, value in told.items() if value},
        caveats=(headline(found), *_foot(found)),
        is_page=True,
    )


def headline(found: AbsoluteFound) -> str:
    """The effect that stands first; of rates and a ratio that point to different sides, that neither does."""
    asked, first = found.asked, found.effects[0]
    about = f"{asked.trial.id}, {label(found, first)}"
    if found.disagreeing:
        return f"{about}: the rates and the ratio point to different sides; both stand, neither is the answer."
    assumed = ", assumed" if first.is_typed or (first.difference and first.difference.is_assumed) else ""
    return f"{about}: {difference_words(first.value)}{assumed}, {' against '.join(arms_of(found, first))}."


def arms_of(found: AbsoluteFound, effect: AbsoluteEffect) -> list[str]:
    """The two arms of an effect by what tells them apart: `everolimus`, `placebo`."""
    return arm_names(found.asked.trial, (effect.arm, effect.comparator))


def label(found: AbsoluteFound, effect: AbsoluteEffect) -> str:
    """What is counted: `neutropenia, grade 3-4`, `DFS at 3 years`."""
    row = effect.lead
    grade = "" if row.grade in ("", "any") else f", grade {row.grade}" if row.grade[:1] in "12345>" else f", {row.grade}"
    any_grade = ", any grade" if row.grade == "any" else ""
    at = f" at {row.analysis.at}" if row.analysis.at else ""
    if row.measure == "landmark rate" and row.better == "higher":
        at += ", without an event"
    elif effect.is_typed and row.measure == "hazard ratio":
        at += ", events"
    related = f" ({phrases.attribution(row.attribution)})" if row.attribution == "related" else ""
    return f"{found.asked.what}{at}{grade}{any_grade}{related}"


def difference_words(value: Envelope) -> str:
    """`10.8 more per 100 (3.1 to 18.4) d`, `1.0 fewer per 100 (4.6 fewer to 3.2 more) d`, of a range `6.4 to 7.6 more`."""
    least, greatest, low, high = (100 * share for share in value)
    if _number(least) == _number(greatest) and least * greatest >= 0:
        middle = _signed(least)
    elif least * greatest >= 0:
        ends = sorted((abs(least), abs(greatest)))
        middle = f"{_number(ends[0])} to {_number(ends[1])} {_side(least or greatest)}"
    else:
        middle = f"{_signed(least)} to {_signed(greatest)}"
    if low * high >= 0:
        ends = sorted((abs(low), abs(high)))
        limits = f"{_number(ends[0])} to {_number(ends[1])}"
    else:
        limits = f"{_signed(low)} to {_signed(high)}"
    return f"{unbroken(middle)} per{NBSP}100 ({unbroken(limits)}){NBSP}d"


def _number(number: float) -> str:
    return f"{abs(number):.1f}"


def _side(number: float) -> str:
    return "more" if number > 0 else "fewer"


def _signed(number: float) -> str:
    return f"{_number(number)} {_side(number)}" if _number(number) != "0.0" else "0.0"


def needed_words(needed: NumberNeeded | None) -> str:
    """`NNTH 9.3 (5.4 to 33) d`; through infinity `NNTB 100 (NNTH 22 to infinity to NNTB 31) d`; "" where there is none."""
    if needed is None:
        return ""
    if needed.through_infinity:
        limits = f"{_nnt(needed.of_low)} to infinity to {_nnt(needed.of_high)}"
    else:
        ends = sorted((abs(needed.of_low), abs(needed.of_high)))
        limits = " to ".join(map(_whole, ends))
    return f"{unbroken(_nnt(needed.value))} ({unbroken(limits)}){NBSP}d"


def _nnt(number: float) -> str:
    return f"NNT{'B' if number > 0 else 'H'} {_whole(number)}"


def _whole(number: float) -> str:
    return "infinity" if math.isinf(number) else f"{abs(number):.1f}" if abs(number) < 10 else f"{abs(number):.0f}"


def _page(found: AbsoluteFound) -> Page:
    notes = Footnotes()
    trial = found.asked.trial
    of = (disease_words(trial) or "subtype not stated", trial.setting, phrases.line(trial.population.line))
    population = ", ".join(filter(None, of))
    contrasts = dict.fromkeys((one.arm, one.comparator) for one in found.effects)
    regimens = "; ".join(contrast_in_prose(trial, *pair) for pair in contrasts)
    blocks = (
        Paragraph(headline(found), strong=True),
        Paragraph(f"{population}: {regimens}", follows=True),
        Listing(tuple(_item(one, found, notes) for one in found.effects)),
    )
    return Page("", blocks, notes=notes.lines, foot=_foot(found))


def _item(effect: AbsoluteEffect, found: AbsoluteFound, notes: Footnotes) -> Item:
    """What the sources print, then the difference, then the number needed with the way."""
    row, difference = effect.lead, effect.difference
    first, second = arms_of(found, effect)
    if difference:
        printed = f"{phrases.figure(difference.first)} v {phrases.figure(difference.second)}"
        marks = notes.of(difference.first, difference.second)
        told = " v ".join(_counts(one) for one in difference.counts) if difference.counts and effect.way != "counts" else ""
        way = f"{effect.way}{f' ({told})' if told else ''}, {difference.method}"
        if difference.is_assumed:
            way += f"; assumed: of all {found.asked.denominator}, which no source says"
    else:
        assert effect.ratio is not None
        baseline = f"{100 * (effect.baseline or 0):g} %"
        said = "as typed" if effect.is_typed else f"with {second}, as printed"
        printed = f"{effect_in_short(effect.ratio)} at a share of {baseline} {said}"
        marks = notes.of(effect.ratio, None if effect.is_typed else row)
        way = f"{effect.way}: {OF_RATIO}"
    needed = needed_words(effect.needed)
    return Item(
        label(found, effect),
        (
            Line(text=f"{first} v {second}: {printed}{marks}"),
            Line(text="   ".join(part for part in (difference_words(effect.value), needed) if part)),
            Line(text=way),
        ),
    )


def _counts(one: object) -> str:
    events, n = one.events, one.n  # type: ignore[attr-defined]
    return f"{events[0]}/{n}" if len(events) == 1 else f"{events[0]} to {events[-1]} of {n}"


def _foot(found: AbsoluteFound) -> tuple[str, ...]:
    return tuple(_told(found))


def _told(found: AbsoluteFound) -> Iterator[str]:
    """What is said under the numbers: what has none, time on treatment of a harm, whence the data."""
    for row, why in found.without:
        grade = f" {band_words([row.grade])}" if row.grade else ""
        yield f"Without a number:{grade} {phrases.figure(row)}: {why}.".replace(NBSP, " ")
    if found.asked.event:
        yield exposure_words(found.asked.library, found.asked.trial)
        if any(one.lead.grade in LISTS for one in found.effects):
            yield "Serious, not serious: a registry's lists of adverse events; no grade, which says severity."
    if any(one.difference and one.difference.is_of_ranges for one in found.effects):
        yield OF_RANGES
    yield "NNTB, NNTH: number needed to treat for one more to benefit, or be harmed; no cost of treatment is in it."
    version, day = found.asked.library.version
    data = f"data {version} of {day}" if version else "data without a version"
    yield f"d derived, intervals 95 %; within this trial alone; {data}."


def exposure_words(library: Library, trial: Trial) -> str:
    """How long each arm was treated, for which the difference of a harm is not corrected; of which drug where that is said."""
    rows = [row for row in library.rows_of(trial) if phrases.is_time_on_treatment(row) and row.default]
    told = "; ".join(_arm_time(trial, arm, mine) for arm, mine in grouped(rows, lambda row: row.arm).items())
    return f"Median time on treatment: {told}." if told else "Time on treatment not read; the arms may differ in it."


def _arm_time(trial: Trial, arm: str, rows: Sequence[FigureRow]) -> str:
    """`placebo 377 days`, `fulvestrant + daily sapanisertib: fulvestrant 20.1 weeks, sapanisertib 20.3 weeks`."""
    label = begun_small(phrases.labels(trial).get(arm, arm))
    given = trial.arms[arm].given if arm in trial.arms else ()
    others = [dose.drug for dose in given if folded(dose.drug) != folded(label)]
    of = [next((f"{drug} " for drug in others if folded(drug) in folded(row.term)), "") for row in rows]
    told = (f"{drug}{phrases.figure(row)}" for drug, row in zip(of, rows, strict=True))
    return f"{label}{':' if any(of) else ''} {', '.join(told)}"
