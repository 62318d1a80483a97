"""What can be said of a trial as a whole, derived from its file: never declared, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, islice, product
from typing import TYPE_CHECKING, NamedTuple

from evtrials.evidence.analyses import Analysis, analyses, is_main, latest, primary_analyses
from evtrials.evidence.isolates import isolates
from evtrials.evidence.profile import Headline, Profile, order_of
from evtrials.evidence.regimens import contrasts_in_short, regimen, shorter_regimens
from evtrials.evidence.rows import FigureRow, one_or_more
from evtrials.notation.authors import name_of
from evtrials.notation.closed_words import ARM_GROUPS, BASES, PRIMARY_ROLES, SECOND_HAND
from evtrials.notation.patterns import compiled
from evtrials.notation.spelling import in_one_spelling
from evtrials.trial.identity import ALL

if TYPE_CHECKING:
    from evtrials.notation.doses import Dose
    from evtrials.trial.arms import Eligibility
    from evtrials.trial.model import Trial
    from evtrials.trial.notes import PlacedNote
    from evtrials.trial.terms import Terms

_LINE_OF_THERAPY = compiled(r"\bline\b")


def names(trial: Trial) -> tuple[str, ...]:
    """Every name by which a trial is looked up: id, name, aliases, registrations, PMIDs and DOIs of what was read of it.

    A review that tells of several trials names each of them, and so none alone.
    """
    pmids = [publication.pmid for publication in trial.sources.values() if publication.pmid]
    dois = [publication.doi for publication in trial.sources.values() if publication.doi]
    return (trial.id, trial.name, *trial.aliases, *trial.registry, *pmids, *dois)


def authors(trial: Trial) -> tuple[str, ...]:
    """First authors of what was read of this trial itself (reviews and press apart), as `Baselga`, `Baselga 2012`."""
    found: list[str] = []
    for publication in trial.sources.values():
        if publication.authors and publication.basis not in SECOND_HAND:
            surname = name_of(publication.authors[0]).short
            found.append(surname)
            if publication.year:
                found.append(f"{surname} {publication.year}")
    return tuple(found)


def about_of(trial: Trial, terms: Terms) -> str:
    """What a trial is evidence about: one of the words of --about. Derived from kind, setting and the drugs of its arms."""
    if trial.kind == "pooled analysis":
        return "pooled"
    if trial.kind == "cohort":
        return "cohort"
    if trial.setting == "supportive":
        return "supportive-care"
    own = {id_: arm for id_, arm in trial.arms.items() if not arm.external}
    with_mtor = [id_ for id_, arm in own.items() if any(terms.is_mtor_inhibitor(dose.drug) for dose in arm.drugs)]
    if own and not with_mtor:
        return "comparator"
    if len(own) > 1 and len(with_mtor) == len(own) and trial.is_randomised:
        pairs = [(a, b) for a in own for b in own if a != b and trial.is_randomised_between(a, b)]
        if pairs and not any(isolates_mtor(trial, a, b, terms) for a, b in pairs):
            return "mtor-in-both-arms"
    return "mtor"


def isolates_mtor(trial: Trial, arm: str, comparator: str, terms: Terms) -> bool:
    """Whether an mTOR inhibitor, its dose or its schedule is among what a contrast isolates."""
    return terms.isolates_mtor(isolates(trial, arm, comparator))


def isolated(trial: Trial, rows: Sequence[FigureRow]) -> tuple[str, ...]:
    """What the contrasts of a trial isolate: those that were reported first, then those that its randomisation made or that it
    set up with a control, whether its allocation is printed or not.

    A trial without results, or whose ratio of two arms was not seen, isolates what it isolates all the same.
    """
    reported = [row for row in rows if row.contrast]
    seen = {frozenset((row.arm, row.comparator)) for row in reported}
    own = [id_ for id_, arm in trial.arms.items() if not arm.external]
    made = (
        isolates(trial, *((b, a) if trial.arms[a].control else (a, b)))
        for a, b in combinations(own, 2)
        if frozenset((a, b)) not in seen
        and (trial.is_randomised_between(a, b) or trial.arms[a].control != trial.arms[b].control)
    )
    return tuple(dict.fromkeys(text for text in (*(row.isolates for row in reported), *made) if text))


def other_than_mtor(trial: Trial, terms: Terms) -> str:
    """`The primary contrast isolates exemestane, not an mTOR inhibitor`; "" where some primary contrast isolates one.

    A trial of everolimus may ask about its partner: both arms of the primary contrast then have everolimus.
    """
    contrasts = dict.fromkeys(
        row.contrast if row.of else trial.implied_contrast()
        for endpoint in trial.endpoints.values()
        for row in endpoint.results
        if row.effects and (row.role or endpoint.role) in PRIMARY_ROLES
    )
    isolated = {isolates(trial, *pair) or "nothing": None for pair in contrasts if pair and trial.is_randomised_between(*pair)}
    if any(terms.isolates_mtor(text) for text in isolated):
        return ""
    return f"The primary contrast isolates {'; '.join(isolated)}, not an mTOR inhibitor" if isolated else ""


def primary_endpoints(trial: Trial) -> tuple[str, ...]:
    """The primary and co-primary endpoints that a source names, whether a figure of them was seen or not."""
    return tuple(
        dict.fromkeys(
            endpoint.is_ or key
            for key, endpoint in trial.endpoints.items()
            if any((row.role or endpoint.role) in PRIMARY_ROLES for row in endpoint.results) or endpoint.role in PRIMARY_ROLES
        )
    )


def year_of(trial: Trial) -> str:
    """Year of the first publication of the primary result; of any result, where no source says which is primary.

    Of a press page or a review it is the year of the publication it reports, not its own; a registry's year counts only
    where nothing else was read. Else the year in which the results were said to be published, or "".
    """
    return first_publication(trial)[0]


def first_publication(trial: Trial) -> tuple[str, str]:
    """The year of `year_of` and the key of the source that it is taken from; both "" where no source tells a year."""
    ranked: list[tuple[int, str, str]] = []
    for endpoint in trial.endpoints.values():
        for row in endpoint.results:
            key = row.src.key
            source = trial.sources[key]
            if source.basis in SECOND_HAND:
                reported = trial.sources.get(source.reports or "")
                if reported is None:
                    continue
                key, source = source.reports or "", reported
            is_primary = (row.role or endpoint.role) in PRIMARY_ROLES
            if source.year:
                ranked.append((2 * (source.basis == "registry") + (not is_primary), source.year, key))
    if ranked:
        return min(ranked)[1:]
    if trial.status.is_ == "results published" and trial.status.as_of:
        return trial.status.as_of[:4], trial.status.src.key
    return "", ""


def size_of(trial: Trial) -> tuple[str, str]:
    """Number of patients as (digits, what they are): randomised, else enrolled, treated, analysed, planned; or empty."""
    for name in ("randomised", "enrolled", "treated", "analysed", "planned"):
        for participants in trial.participants:
            if name in participants.counts:
                return participants.counts[name], name
    return "", ""


def best_basis(rows: Sequence[FigureRow]) -> str:
    """The best basis among a trial's figures of outcome; "" without one."""
    return min((row.place.basis for row in rows if row.endpoint), key=BASES.index, default="")


def subtype_words(trial: Trial) -> str:
    """The subtype of a trial: `HR+/HER2-`, `HER2+ (HR+ or HR-)`, `not stated`; by pairs if they are not all: `HER2+ or TNBC`."""
    population = trial.population
    hr, her2 = population.hr_statuses, population.her2_statuses
    if population.disease and set(population.pairs) != set(product(hr or (None,), her2 or (None,))):
        pairs = (_statuses_words(*((status,) if status else () for status in pair)) for pair in population.pairs)
        return " or ".join(dict.fromkeys(pairs))
    return _statuses_words(hr, her2)


def _statuses_words(hr: tuple[str, ...], her2: tuple[str, ...]) -> str:
    if hr == ("negative",) and her2 and set(her2) <= {"negative", "low"}:
        return "TNBC"
    signs = {"positive": "+", "negative": "-", "low": "-low", "mutated": "-mutated", "unknown": " unknown"}
    single, several = [], []
    for name, statuses in (("HR", hr), ("HER2", her2)):
        if len(statuses) == 1:
            single.append(name + signs[statuses[0]])
        elif statuses:
            told = [name + signs[status] for status in statuses]
            several.append(" or ".join(part for part in (", ".join(told[:-1]), told[-1]) if part))
    parts = (["/".join(single)] if single else []) + ([f"({'; '.join(several)})"] if several else [])
    return " ".join(parts) or "not stated"


def has_results(trial: Trial) -> bool:
    """Whether any outcome, harm or dose-finding result of the trial is stored."""
    return bool(
        any(endpoint.results for endpoint in trial.endpoints.values()) or trial.safety or trial.exposure or trial.dose_finding
    )


def mixture_words(trial: Trial) -> str:
    """The kinds of patients of a mixed trial with their numbers as printed; "" where no source counts them."""
    parts = []
    for mixture in trial.population.mix:
        unit = " %" if mixture.unit == "percent" else ""
        of = mixture.arm or ""
        arm = f" ({ARM_GROUPS[of] if of in ARM_GROUPS else trial.arms[of].label})" if of else ""
        parts.append(", ".join(f"{kind} {figure.text}{unit}" for kind, figure in mixture.kinds.items()) + arm)
    return "; ".join(parts)


def haystack(trial: Trial) -> str:
    population = trial.population
    texts = [*map(str, population.prior), *(dose.text for dose in doses(trial)), *(note.text for note in trial.notes)]
    return in_one_spelling(" ".join([*names(trial), trial.title, population.summary, *texts]))


def doses(trial: Trial) -> list[Dose]:
    return [dose for arm in trial.arms.values() if not arm.external for dose in arm.drugs]


def dose_notes(trial: Trial, arm: str, drug: str) -> list[PlacedNote]:
    """The notes on an arm, or on the dose of a drug in it."""
    return [
        note
        for note in trial.notes_of_arms
        if note.about.get("section") == "arms"
        and arm in one_or_more(note.about.get("arm", arm))
        and drug in one_or_more(note.about.get("drug", drug))
    ]


def is_suspect_dose(trial: Trial, arm: str, drug: str) -> bool:
    """Whether a note calls the printed dose of a drug in an arm suspect; such a dose is never printed without its mark."""
    return any(note.kind == "suspect" for note in dose_notes(trial, arm, drug))


def _suspect_doses(trial: Trial) -> list[str]:
    """The notes that call a dose of the trial's own arms suspect, each in a line."""
    own = ((id_, dose.drug) for id_, arm in trial.arms.items() if not arm.external for dose in arm.drugs)
    notes = (note for id_, drug in own for note in dose_notes(trial, id_, drug) if note.kind == "suspect")
    return list(dict.fromkeys(note.short or note.text for note in notes))


def line_notes(trial: Trial) -> list[str]:
    """The marking notes of the population that speak of a line of therapy, each in a line: `called first-line; ...`.

    A file has them at its population as a whole, whatever of it they are on.
    """
    notes = (note for note in trial.notes_of_population if note.about.get("section") == "population")
    said = (note.short or note.text for note in notes if note.remark.marks is not False)
    return [text for text in said if _LINE_OF_THERAPY.search(text)]


def default_order(trial: Trial) -> tuple[object, ...]:
    """Setting, line of therapy, year, name: the order of every list. Never the result."""
    return order_of(trial.setting, trial.population.line, year_of(trial), trial.name)


def receptor_pairs(population: Eligibility) -> list[list[str]]:
    """HR and HER2 status together of those who could enter, each "not stated" where no source says.

    Of a declared pair that did not ask for HR both could enter.
    """
    if not population.disease:
        return [[hr or "not stated", her2 or "not stated"] for hr, her2 in population.pairs]
    asked = [(hr, her2) for found, her2 in population.pairs for hr in ((found,) if found else ("positive", "negative"))]
    return [[hr, her2 or "not stated"] for hr, her2 in asked]


def profile_of(trial: Trial, rows: Sequence[FigureRow], terms: Terms) -> Profile:
    """The profile of a trial with its rows."""
    n, n_of = size_of(trial)
    own = doses(trial)
    drugs = list(dict.fromkeys(terms.drug(dose.drug) for dose in own))
    population = trial.population
    return Profile(
        id=trial.id, name=trial.name, title=trial.title, registry=list(trial.registry), kind=trial.kind,
        about=about_of(trial, terms), phase=trial.phase, setting=trial.setting, status=trial.status.is_,
        as_of=trial.status.as_of or "", hr=list(population.hr_statuses), her2=list(population.her2_statuses),
        receptors=receptor_pairs(population),
        menopause=list(population.menopause), tumours=list(population.tumours), line=population.line,
        prior=list(map(str, population.prior)),
        prior_of_some=[str(therapy) for therapy in population.prior if therapy.share],
        prior_names=[list(terms.therapies_in(therapy.is_) or (therapy.is_,)) for therapy in population.prior],
        # "Chemotherapy for metastatic disease" leaves out nobody who had had it before.
        naive=[known for therapy in population.naive if not therapy.share and (known := terms.therapy(therapy.is_))],
        doses=[dose.text for dose in own], drugs=drugs,
        classes=list(dict.fromkeys(terms.drug_class(drug) for drug in drugs)),
        isolates=list(isolated(trial, rows)),
        endpoints=list(dict.fromkeys(row.endpoint for row in rows if row.endpoint)),
        primary=list(primary_endpoints(trial)), arms=len(trial.arms),
        is_randomised=trial.are_randomised([id_ for id_, arm in trial.arms.items() if not arm.external]),
        bases=list(dict.fromkeys(row.place.basis for row in rows if row.endpoint)), has_results=has_results(trial),
        year=year_of(trial), n=n, n_of=n_of, subtype=subtype_words(trial), mixture=mixture_words(trial),
        regimen=regimen(trial), regimen_shorter=shorter_regimens(trial), regimen_notes=_suspect_doses(trial),
        line_notes=line_notes(trial),
        labels={id_: arm.label for id_, arm in trial.arms.items()},
        contrasts=contrasts_in_short(trial, {(row.arm, row.comparator): None for row in rows if row.kind == "effect"}),
        groups={id_: group.label for id_, group in trial.populations.items()}, figures=len(rows), best_basis=best_basis(rows),
    )  # fmt: skip


def headline_of(trial: Trial, rows: Sequence[FigureRow]) -> Headline:
    """The headline of a trial with its rows."""
    primary = primary_analyses(rows, trial)
    if primary:
        return Headline(tuple(primary), outside=_outside(primary[0], rows, trial))
    last = latest(analyses(rows, trial), trial)[0]
    in_words = (one for one in last if one.first.kind == "statement" and one.role in PRIMARY_ROLES and is_main(one))
    if primary := list(in_words):
        return Headline(tuple(primary))
    others = (
        analysis
        for analysis in last
        if analysis.first.population == ALL and analysis.is_default and analysis.outcomes and not analysis.only_counts
    )
    return Headline(other=tuple(islice(others, 1)))


def _outside(found: Analysis, rows: Iterable[FigureRow], trial: Trial) -> tuple[Analysis, ...]:
    """The default figures of the historical controls at the endpoint of an analysis of a trial that compares nothing itself."""
    controls = {id_ for id_, arm in trial.arms.items() if arm.external} - found.arms
    told = (row for row in rows if row.key == found.first.key and row.kind == "outcome" and row.default)
    return tuple(Analysis((row,)) for row in told if row.arm in controls and not found.effects and not row.is_spread)


class ArmSize(NamedTuple):
    """The patients of an arm as printed ("" where no source counts them), what they are, and the notes on their number."""

    n: str
    of: str
    notes: tuple[PlacedNote, ...]


def arm_size(trial: Trial, arm: str) -> ArmSize:
    """The size of an arm: `randomised` where the arms add up to what was and no note says otherwise; else `in the arms`.

    The file does not say of each arm whether it counts the randomised, the treated or the analysed.
    """
    notes = tuple(note for note in dose_notes(trial, arm, "") if note.only == {"n"})
    own = [one.n or "" for one in trial.arms.values() if not one.external]
    total = str(sum(map(int, own))) if all(map(str.isdigit, own)) else ""
    randomised = {participants.counts.get("randomised") for participants in trial.participants}
    return ArmSize(trial.arms[arm].n or "", "randomised" if total in randomised and not notes else "in the arms", notes)
