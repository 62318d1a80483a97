"""How many more patients in a hundred had a harm: trial by trial, each within its own arms, where their numbers are printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evtrials.collection.selection import LeftOut
from evtrials.errors import Refused, counted
from evtrials.evidence.regimens import contrast_regimen
from evtrials.notation.capitals import begun_large
from evtrials.questions import phrases
from evtrials.questions.absolute import AbsoluteAsked, AbsoluteEffect, AbsoluteFound, absolute_of
from evtrials.questions.absolute_answer import (
    COLUMNS,
    OF_RANGES,
    AbsoluteRow,
    difference_words,
    exposure_words,
    label,
    needed_words,
)
from evtrials.questions.answer import Answer, Item, Line, Listing, Page, Paragraph
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.harms import grades_named
from evtrials.questions.safety_asked import SafetyAsked

NOT_COMPARED = "Each difference is of one trial's own arms, by Newcombe's interval; no number compares trials; none is pooled."


@dataclass(frozen=True, slots=True)
class _OfTrial:
    """The differences of one trial in one harm."""

    found: AbsoluteFound
    effects: tuple[AbsoluteEffect, ...]


def differences_answer(asked: SafetyAsked) -> Answer:
    """The differences in the harms that are named; trials whose numbers of patients are not printed are counted and named."""
    made: list[_OfTrial] = []
    without: dict[str, list[str]] = {}
    for event in asked.events:
        for one in _each(asked, event, without):
            made.append(one)
    told = len({one.found.asked.trial.id for one in made})
    silent = {id_ for ids in without.values() for id_ in ids} - {one.found.asked.trial.id for one in made}
    share = f"a difference in {told} of {counted(told + len(silent), 'trial')} that compare arms and tell the harm"
    return Answer(
        name="differences",
        columns=COLUMNS,
        rows=tuple(AbsoluteRow(one.found, effect) for one in made for effect in one.effects),
        page=lambda: _page(made, share),
        query={**asked.words, "difference": True},
        caveats=(share, NOT_COMPARED),
        left_out=(*asked.selection.left_out, *(LeftOut(reason, tuple(ids)) for reason, ids in without.items())),
        tally=begun_large(share),
        out=asked.selection.out,
    )


def _each(asked: SafetyAsked, event: str, without: dict[str, list[str]]) -> Iterator[_OfTrial]:
    bands = grades_named(asked.grade)
    short = event.casefold()
    for trial in asked.selection.trials:
        try:
            found = absolute_of(AbsoluteAsked(asked.library, trial, event=event))
        except Refused as refusal:
            if refusal.code not in ("no-contrast", "no-figure"):
                without.setdefault(f"{short} without the number of patients of each arm", []).append(trial.id)
            continue
        effects = tuple(
            one for one in found.effects if one.difference and one.difference.counts and (not bands or one.lead.grade in bands)
        )
        if effects:
            yield _OfTrial(found, effects)
        else:
            without.setdefault(f"{short} of this grade without the number of patients of each arm", []).append(trial.id)


def _page(made: Sequence[_OfTrial], share: str) -> Page:
    notes = Footnotes()
    items = tuple(_item(one, notes) for one in made)
    lead = (
        "More, or fewer, of a hundred patients with the harm, first arm against second; d derived. Serious: a registry's list, "
        "no grade"
    )
    first = Paragraph(f"{begun_large(share)}.", strong=True)
    has_ranges = any(effect.difference.is_of_ranges for one in made for effect in one.effects if effect.difference)
    foot = (NOT_COMPARED, *([OF_RANGES] if has_ranges else []))
    return Page("", (first, *([Listing(items, lead=(lead,))] if items else [])), notes=notes.lines, foot=foot)


def _item(one: _OfTrial, notes: Footnotes) -> Item:
    trial = one.found.asked.trial
    contrasts = dict.fromkeys((effect.arm, effect.comparator) for effect in one.effects)
    lines = [Line(text="; ".join(contrast_regimen(trial, *pair) for pair in contrasts))]
    for effect in one.effects:
        difference = effect.difference
        assert difference is not None
        assert difference.counts is not None
        printed = f"{phrases.figure(difference.first)} v {phrases.figure(difference.second)}"
        of = " v ".join(str(count.n) for count in difference.counts)
        arms = f"{effect.arm} v {effect.comparator}: " if len(contrasts) > 1 else ""
        marks = notes.of(difference.first, difference.second)
        lines.append(Line(text=f"{arms}{label(one.found, effect)}: {printed}{marks} (n {of})"))
        lines.append(Line(text="   ".join(filter(None, (difference_words(effect.value), needed_words(effect.needed))))))
    lines.append(Line(text=exposure_words(one.found.asked.library, trial)))
    return Item(trial.id, tuple(lines))
