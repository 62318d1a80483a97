"""Names that the vocabulary does not know: a drug without a class, an endpoint without a direction, a misspelt harm."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from evtrials.bench.checks.base import Doubt, check
from evtrials.collection.loading import Loaded
from evtrials.evidence.rows import Path
from evtrials.notation.doses import HOW
from evtrials.notation.spelling import suggest
from evtrials.trial.terms import EndpointTerm, Term, Terms

# Kinds of treatment that are no drug and no class of drugs.
_KINDS_OF_THERAPY = ("systemic therapy", "surgery", "radiotherapy")

_PLURAL = {"therapy": "therapies"}


@check("W270", mend="Correct the spelling, or add the drug to _terms.yaml with its class.")
def unknown_drug(loaded: Loaded) -> Iterator[Doubt]:
    """A drug of an arm is not in the vocabulary, so that its class is not known and no filter by class finds the trial."""
    named = (
        (dose.drug, ("arms", id_, "drugs", index))
        for id_, arm in loaded.trial.arms.items() for index, dose in enumerate(arm.drugs)
    )  # fmt: skip
    for name, path in _not_known(named, loaded.terms.drug, loaded.terms.drugs).items():
        known, rest = _drug_before(name, loaded.terms)
        told = f'behind the drug "{known}" stands "{rest}", which is no dose; {HOW}' if rest else ""
        yield Doubt(path, told or _unknown("drug", name, loaded.terms.drugs))


def _drug_before(name: str, terms: Terms) -> tuple[str, str]:
    """The known drug with which a name begins, and what stands behind it; "" and "" where it begins with none."""
    words = name.split(" ")
    heads = ((" ".join(words[:end]), " ".join(words[end:])) for end in range(len(words) - 1, 0, -1))
    return next(((head, rest) for head, rest in heads if terms.drug(head) in terms.drugs), ("", ""))


@check("W271", mend="Say which term it is (is: ...), or add the term to _terms.yaml.")
def unknown_endpoint(loaded: Loaded) -> Iterator[Doubt]:
    """An endpoint is not in the vocabulary, so that it is compared with no other and has no better direction."""
    for key, endpoint in loaded.trial.endpoints.items():
        name = endpoint.is_ or key
        if loaded.terms.endpoint(name) not in loaded.terms.endpoints:
            path = ("endpoints", key, "is") if endpoint.is_ else ("endpoints", key)
            yield Doubt(path, _unknown("endpoint", name, loaded.terms.endpoints))


@check("N370", mend="Correct the spelling, or add the term or synonym to _terms.yaml.")
def unknown_adverse_event(loaded: Loaded) -> Iterator[Doubt]:
    """An adverse event is not in the vocabulary, so that it is not joined with its other names."""
    terms = loaded.terms
    named = ((term, ("safety", index, "rows", term)) for index, block in enumerate(loaded.trial.safety) for term in block.rows)
    yield from _free_names("adverse event", _not_known(named, terms.adverse_event, terms.adverse_events), terms.adverse_events)


@check("N371", mend="Correct the spelling, or add the factor to _terms.yaml.")
def unknown_factor(loaded: Loaded) -> Iterator[Doubt]:
    """The factor of a subgroup is not in the vocabulary."""
    terms = loaded.terms
    named = ((group.factor, ("populations", id_, "factor")) for id_, group in loaded.trial.populations.items())
    yield from _free_names("factor", _not_known(named, terms.factor, terms.factors), terms.factors)


@check("N372", mend="Correct the spelling, or add the drug or class to _terms.yaml.")
def unknown_therapy(loaded: Loaded) -> Iterator[Doubt]:
    """A therapy that all or none had had before names no drug, class or kind of treatment that the vocabulary knows, so that a
    search for it passes the trial over.
    """
    terms = loaded.terms
    known: dict[str, Term] = {drug.class_: Term() for drug in terms.drugs.values()} | {**terms.drugs, **terms.classes}
    known |= dict.fromkeys(_KINDS_OF_THERAPY, Term())
    named = (
        (therapy.is_, ("population", list_, index))
        for list_ in ("prior", "naive") for index, therapy in enumerate(getattr(loaded.trial.population, list_))
        if not terms.therapies_in(therapy.is_) and not any(kind in therapy.is_.casefold() for kind in _KINDS_OF_THERAPY)
    )  # fmt: skip
    yield from _free_names("therapy", _not_known(named, str, known), known)


def _not_known(
    named: Iterable[tuple[str, Path]], term_of: Callable[[str], str], known: Mapping[str, Term]
) -> dict[str, Path]:
    """The names that are no term's, each with the first place where it stands."""
    found: dict[str, Path] = {}
    for name, path in named:
        if term_of(name) not in known:
            found.setdefault(name, path)
    return found


def _free_names(what: str, names: dict[str, Path], known: Mapping[str, Term]) -> Iterator[Doubt]:
    """A name that is near a known one may be misspelt and is told alone; the rest are told together, at the first."""
    rest = [name for name in names if not _meant(name, known)]
    for name, path in names.items():
        if name not in rest:
            yield Doubt(path, _unknown(what, name, known))
    if rest:
        yield Doubt(names[rest[0]], f"{_PLURAL.get(what, f'{what}s')} that are not in the vocabulary: {', '.join(rest)}")


def _unknown(what: str, name: str, known: Mapping[str, Term]) -> str:
    near = _meant(name, known)
    hint = f"; nearest: {', '.join(near)}" if near else ""
    return f'the {what} "{name}" is not in the vocabulary{hint}'


def _meant(name: str, known: Mapping[str, Term]) -> tuple[str, ...]:
    return suggest(name, {spelling: id_ for id_, term in known.items() for spelling in _spellings(id_, term)}, misspelt=True)


def _spellings(id_: str, term: Term) -> Iterable[str]:
    return (id_, *term.synonyms, *((term.name,) if isinstance(term, EndpointTerm) else ()))
