"""The head of a card: what the trial is, who got what, in whom, and what must be known before any figure is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from evtrials.evidence.regimens import arm_names, arm_regimen, arms_apart, contrast_regimen
from evtrials.evidence.traits import about_of, dose_notes, other_than_mtor, size_of, subtype_words
from evtrials.notation.capitals import begun_large, begun_small
from evtrials.notation.patterns import compiled
from evtrials.notation.spaces import NBSP
from evtrials.notation.spelling import folded
from evtrials.questions import phrases
from evtrials.questions.answer import Paragraph

if TYPE_CHECKING:
    from evtrials.evidence.rows import FigureRow
    from evtrials.questions.footnotes import Footnotes
    from evtrials.trial.model import Trial
    from evtrials.trial.notes import PlacedNote, Sourced
    from evtrials.trial.terms import Terms

# From so many arms on each has a line and is told by its id.
MANY_ARMS = 3
# What so many letters of a regimen say is said once where every arm has it.
_WORTH_SAYING_ONCE = 25
_RECEPTOR = compiled(r"\b(?:hr|her2|er|pr)\b")
_MENOPAUSE = {"pre": "premenopausal", "peri": "perimenopausal", "post": "postmenopausal", "men": "men"}


def own_arms(trial: Trial) -> list[str]:
    """The arms of the trial itself, the control last; without those of another study."""
    own = [id_ for id_, arm in trial.arms.items() if not arm.external]
    return list(trial.implied_contrast() or own) if len(own) < MANY_ARMS else own


def column_names(trial: Trial, arms: Sequence[str]) -> list[str]:
    """The arms as heads of columns: two that randomisation made by what differs in them, any others by their ids."""
    if len(arms) == 2 and trial.is_randomised_between(*arms):
        return arm_names(trial, arms)
    return list(arms)


def title(trial: Trial, rows: Iterable[FigureRow], notes: Footnotes) -> str:
    """`BOLERO-2   NCT00863655   phase 3, double-blind, 2:1, 724 randomised`; the id where it is none of these."""
    said_so = {folded(name) for name in (trial.name, *trial.registry)}
    names = [trial.name, *([] if folded(trial.id) in said_so else [trial.id]), ", ".join(trial.registry)]
    counts = [row for row in rows if row.path[:1] == ("participants",)]
    n, of = size_of(trial)
    counted = next((row for row in counts if (row.figure.text, row.term) == (n, of)), None)
    size = f"{n}{phrases.mark(counted) if counted else ''} {of}" if n else ""
    marks = notes.say(
        [*(text for row in ([counted] if counted else []) for text in row.shorts), *_texts(notes_of(trial, "design", "status"))]
    )
    return "   ".join([part for part in names if part] + [", ".join([*_design(trial, of), *([size] if size else [])])]) + marks


def _design(trial: Trial, counted: str) -> Iterator[str]:
    design = trial.design
    if trial.kind != "trial":
        yield trial.kind
    if trial.phase != "not applicable" and (trial.kind == "trial" or trial.phase != "not stated"):
        yield f"phase {phrases.or_unstated(trial.phase, '').strip()}"
    if design.masking not in ("not stated", "open label") or trial.is_randomised:
        yield phrases.or_unstated(design.masking, "masking")
    if design.ratio:
        yield design.ratio
    if not (design.allocation == "randomised" and counted == "randomised") and trial.kind != "pooled analysis":
        yield phrases.or_unstated(design.allocation, "allocation")
    if trial.status.is_ not in ("results published", "not stated"):
        yield trial.status.is_ + (f" ({trial.status.as_of[:4]})" if trial.status.as_of else "")


def regimen_lines(trial: Trial, notes: Footnotes) -> Iterator[Paragraph]:
    """Who got what: a contrast in a line, of three arms or more, and of arms that nobody randomised, each arm in its own."""
    own = own_arms(trial)
    contrast = trial.implied_contrast()
    if contrast and len(own) < MANY_ARMS and trial.is_randomised_between(*contrast):
        marks = notes.of_notes(note for id_ in contrast for note in arm_notes(trial, id_))
        yield Paragraph(contrast_regimen(trial, *contrast, whole=True) + marks, follows=True)
    elif len(own) == 1:
        yield Paragraph(arm_regimen(trial, own[0]) + notes.of_notes(arm_notes(trial, own[0])), follows=True)
    else:
        shared, apart = arms_apart(trial, own)
        if len(own) < MANY_ARMS or len(shared) < _WORTH_SAYING_ONCE or len({*apart.values()}) < len(own):
            shared, apart = "", {}
        else:
            yield Paragraph(f"In every arm {shared}; besides:", follows=True)
        for id_ in own:
            yield Paragraph(_arm_line(trial, id_, notes, apart.get(id_, "")), follows=True)
    for id_, arm in trial.arms.items():
        if arm.external:
            yield Paragraph(f"{id_}, external control: {_arm_line(trial, id_, notes).partition(': ')[2]}", follows=True)


def _arm_line(trial: Trial, id_: str, notes: Footnotes, regimen: str = "") -> str:
    arm = trial.arms[id_]
    said = [f"n {arm.n}" if arm.n else "", "control" if arm.control and len(own_arms(trial)) > 1 else ""]
    told = ", ".join(part for part in said if part)
    regimen = regimen or (arm_regimen(trial, id_) if arm.drugs else arm.label)
    if regimen == "alone":
        regimen = f"{' + '.join(dose.drug for dose in arm.given)} alone"
    return f"{id_}: {regimen}{f' ({told})' if told else ''}{notes.of_notes(arm_notes(trial, id_))}"


def arm_notes(trial: Trial, arm: str) -> list[PlacedNote]:
    """The notes on an arm and on each of its doses that mark."""
    found = [note for dose in trial.arms[arm].drugs for note in dose_notes(trial, arm, dose.drug)]
    named = [note for note in notes_of(trial, "arms") if note.about.get("arm") == arm and "drug" not in note.about]
    marking = (note for note in (*named, *found) if note.remark.marks is not False)
    return list({note.path: note for note in marking}.values())


def population_line(trial: Trial, notes: Footnotes) -> Paragraph:
    """In whom: subtype, setting, line, menopause; what every patient had had, and what none; the shares of a mixture."""
    population = trial.population
    line = phrases.line(population.line) if trial.setting in ("advanced", "not stated") else ""
    parts = [
        phrases.or_unstated(subtype_words(trial), "subtype"),
        phrases.or_unstated(trial.setting, "setting"),
        line,
        " or ".join(_MENOPAUSE[status] for status in population.menopause),
        "other tumours too" if "other" in population.tumours and "breast" in population.tumours else "",
    ]
    said = [", ".join(part for part in parts if part)]
    said += [f"prior {', '.join(map(str, population.prior))}"] if population.prior else []
    said += [f"no {', '.join(map(str, population.naive))} before"] if population.naive else []
    said += [mixture] if (mixture := _mixture(trial)) else []
    return Paragraph("; ".join(said) + notes.of_notes(notes_of(trial, "population")), follows=True)


def _mixture(trial: Trial) -> str:
    """The kinds of a mixed trial with their shares, also by arm: `HR positive 55 % everolimus, 56 % placebo`."""
    names = dict(zip(own_arms(trial), column_names(trial, own_arms(trial)), strict=True))
    shares: dict[str, list[str]] = {}
    for mixture in trial.population.mix:
        unit = " %" if mixture.unit == "percent" else ""
        of = f" {names.get(mixture.arm) or phrases.arm(mixture.arm)}" if mixture.arm and len(names) > 1 else ""
        for kind, figure in mixture.kinds.items():
            shares.setdefault(kind, []).append(f"{figure.text}{unit}{of}")
    said = (f"{kind} {', '.join(told)}" for kind, told in shares.items())
    return _RECEPTOR.sub(lambda found: found[0].upper(), "; ".join(said))


def must_be_known(trial: Trial, terms: Terms, notes: Footnotes) -> Iterator[Paragraph]:
    """What changes how every figure below is read: no mTOR inhibitor isolated, one arm, stopped early, crossover."""
    said = [_isolated(trial, terms), _compared(trial)]
    if trial.stopped:
        said.append(f"Stopped early: {trial.stopped.why}{_mark(trial, trial.stopped)}{_of(trial, 'stopped', notes)}.")
    if trial.crossover:
        text = trial.crossover.text
        named = text if "cross" in text.casefold()[:12] else f"Crossover: {begun_small(text)}"
        said.append(f"{named}{_mark(trial, trial.crossover)}{_of(trial, 'crossover', notes)}.")
    if told := " ".join(part for part in said if part):
        yield Paragraph(told, strong=True, follows=True)


def _isolated(trial: Trial, terms: Terms) -> str:
    about = about_of(trial, terms)
    if about == "mtor-in-both-arms":
        drugs = sorted({dose.drug for arm in trial.arms.values() for dose in arm.drugs if terms.is_mtor_inhibitor(dose.drug)})
        return f"{begun_large(' and '.join(drugs))} in every arm: no effect below is one of an mTOR inhibitor."
    if about == "comparator":
        return "No mTOR inhibitor in any arm."
    other = other_than_mtor(trial, terms)
    return f"{other}." if other else ""


def _compared(trial: Trial) -> str:
    """Whether anything was compared, and whether randomisation made it."""
    own = own_arms(trial)
    if trial.kind == "pooled analysis" and trial.pools:
        return f"Pools {', '.join(trial.pools)}."
    if len(own) == 1:
        return "One arm: nothing to compare it with." if trial.kind == "trial" else ""
    pairs = [(a, b) for a in own for b in own if a < b]
    if any(trial.is_randomised_between(*pair) for pair in pairs):
        return ""
    unstated = trial.design.allocation == "not stated" and not trial.parts
    how = "No source says that the arms were randomised" if unstated else "The arms were not randomised"
    return f"{how}: a difference between them is no effect of treatment." if own else ""


def notes_of(trial: Trial, *sections: str) -> list[PlacedNote]:
    """The notes of some sections of the file that mark what is said of them."""
    return [note for note in trial.notes if note.about.get("section") in sections and note.remark.marks is not False]


def _of(trial: Trial, section: str, notes: Footnotes) -> str:
    return notes.of_notes(notes_of(trial, section))


def _texts(notes: Iterable[PlacedNote]) -> list[str]:
    return [note.short or note.text for note in notes]


def _mark(trial: Trial, record: Sourced) -> str:
    """The mark of what a conference abstract, a review or a press page says."""
    sign = phrases.MARKS.get(trial.sources[record.src.key].basis, "")
    return f"{NBSP}{sign}" if sign else ""
