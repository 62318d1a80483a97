"""The collection: get a trial by any of its names, filter by a Query, suggest what was meant.

A filter has three answers. A trial is *in* if every patient it enrolled fits, *mixed* if some do, *unstated* if its
sources do not say, else *out*. Only what is in is shown, unless the others are asked for.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import Enum

from evtrials.doses import Dose, Step
from evtrials.errors import DataError, NameNotFound, UsageError
from evtrials.figures import figures, isolates
from evtrials.models import Trial
from evtrials.rows import FigureRow
from evtrials.store import Store, open_store
from evtrials.terms import Terms, folded
from evtrials.vocabulary import BASES


class Fit(Enum):
    """How a trial answers a filter."""

    IN = "in"
    MIXED = "mixed"
    UNSTATED = "unstated"
    OUT = "out"


_SEVERITY = [Fit.IN, Fit.MIXED, Fit.UNSTATED, Fit.OUT]

SUBTYPES = ("her2+", "her2-", "her2-low", "her2-mutated", "hr+", "hr-", "tnbc")
_SUBTYPE_WORDS = {
    "er+": "hr+", "er-": "hr-", "her2positive": "her2+", "her2negative": "her2-", "hrpositive": "hr+", "hrnegative": "hr-",
    "erpositive": "hr+", "ernegative": "hr-", "triplenegative": "tnbc", "her2low": "her2-low", "her2mutated": "her2-mutated",
    "her2mutant": "her2-mutated", "her2amplified": "her2+",
}  # fmt: skip
_STATUS_SETS: dict[str, tuple[str, frozenset[str]]] = {
    "her2+": ("her2", frozenset({"positive"})),
    "her2-": ("her2", frozenset({"negative", "low"})),
    "her2-low": ("her2", frozenset({"low"})),
    "her2-mutated": ("her2", frozenset({"mutated"})),
    "hr+": ("hr", frozenset({"positive"})),
    "hr-": ("hr", frozenset({"negative"})),
}

ABOUT = ("mtor", "mtor-in-both-arms", "supportive-care", "comparator", "pooled", "all")
SORTS = ("name", "year", "n", "phase", "line", "setting")
ONGOING = ("planned", "recruiting", "active not recruiting")
ONGOING_YEARS = 3
_SETTINGS = ("advanced", "neoadjuvant", "adjuvant", "supportive", "not stated")


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of the collection; an empty tuple or None asks nothing. Values of one field are alternatives."""

    subtype: tuple[str, ...] = ()
    line: tuple[int, ...] = ()
    setting: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    drug: tuple[str, ...] = ()
    drug_class: tuple[str, ...] = ()
    dose: tuple[str, ...] = ()
    everolimus_dose: tuple[str, ...] = ()
    prior: tuple[str, ...] = ()
    menopause: tuple[str, ...] = ()
    isolates: tuple[str, ...] = ()
    endpoint: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    with_results: bool | None = None
    year: tuple[str, ...] = ()
    min_n: int | None = None
    search: tuple[str, ...] = ()
    about: tuple[str, ...] = ("mtor",)
    mixed: bool = False
    unstated: bool = False

    @property
    def asked(self) -> dict[str, object]:
        """The filters that are set, by name, for the answer to repeat."""
        found: dict[str, object] = {}
        for entry in fields(self):
            value = getattr(self, entry.name)
            if value not in ((), None, False):
                found[entry.name] = list(value) if isinstance(value, tuple) else value
        return found


@dataclass(frozen=True, slots=True)
class Entry:
    """A trial of an answer, with how it fits and, where it is mixed, in what."""

    trial: Trial
    fit: Fit = Fit.IN
    why: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """The answer of a filter: the trials in order, and those left out, by the reason and with the flag that adds them."""

    entries: tuple[Entry, ...]
    left_out: dict[str, tuple[str, ...]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def trials(self) -> tuple[Trial, ...]:
        """The trials of the answer."""
        return tuple(entry.trial for entry in self.entries)


class Library:
    """A collection of trials, read as far as a question needs."""

    def __init__(self, store: Store | None = None, *, skip_invalid: bool = False) -> None:
        self.store = store or open_store()
        self.skip_invalid = skip_invalid
        self.skipped: list[DataError] = []
        self._trials: dict[str, Trial] = {}
        self._rows: dict[str, list[FigureRow]] = {}
        self._complete = False

    @property
    def terms(self) -> Terms:
        """The vocabulary of the collection."""
        return self.store.terms

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all trials, without reading any."""
        return tuple(self.store.files)

    def trials(self) -> tuple[Trial, ...]:
        """Every trial of the collection, in order of id; DataError with every fault of every file unless `skip_invalid`."""
        if not self._complete:
            failures: list[DataError] = []
            for loaded in self.store.load_each(id_ for id_ in self.store.files if id_ not in self._trials):
                if isinstance(loaded, DataError):
                    failures.append(loaded)
                else:
                    self._trials[loaded.trial.id], self._rows[loaded.trial.id] = loaded.trial, loaded.figures
            if failures and not self.skip_invalid:
                raise DataError([problem for failure in failures for problem in failure.problems])
            self.skipped, self._complete = failures, True
        return tuple(self._trials[id_] for id_ in self.store.files if id_ in self._trials)

    def figures(self, trial: Trial) -> list[FigureRow]:
        """The tidy rows of a trial."""
        if trial.id not in self._rows:
            self._rows[trial.id] = figures(trial, self.terms)
        return self._rows[trial.id]

    def get(self, name: str) -> Trial:
        """A trial by id, name, alias, registration, PMID or author; NameNotFound with candidates.

        An id needs only its own file to be good. Any other name is looked for in the whole collection; one that fits
        several trials is not guessed.
        """
        if not name.strip():
            raise NameNotFound("an empty name names no trial; see them all with: evtrials list --about all")
        key = folded(name)
        by_id = [id_ for id_ in self.store.files if folded(id_) == key]
        if len(by_id) == 1:
            return self._by_id(by_id[0])
        found = [trial for trial in self.trials() if key in {folded(alias) for alias in names(trial)}]
        if not found:
            found = [trial for trial in self.trials() if key in {folded(author) for author in authors(trial)}]
        if len(found) == 1:
            return found[0]
        if found:
            ids = tuple(trial.id for trial in found)
            raise NameNotFound(f'"{name}" fits {len(ids)} trials: {", ".join(ids)}; name one of them', ids)
        near = self.suggest(name)
        hint = f"did you mean {_or(near)}?" if near else "see them all with: evtrials list --about all"
        raise NameNotFound(f'there is no trial "{name}"; {hint}', near)

    def suggest(self, name: str) -> tuple[str, ...]:
        """Ids of the trials whose names are nearest to a name that was not found."""
        by_name = {folded(alias): trial.id for trial in self.trials() for alias in (trial.id, *names(trial))}
        key = folded(name)
        near = difflib.get_close_matches(key, by_name, 6, cutoff=0.6)
        near += [alias for alias in by_name if len(key) >= 3 and key in alias]
        return tuple(dict.fromkeys(by_name[alias] for alias in near))[:3]

    def select(self, query: Query) -> Selection:
        """The trials that a query asks for, in order of setting, line and year, and what was left out, by reason."""
        judges = _judges(query, self)
        entries: list[Entry] = []
        left_out: dict[str, list[str]] = {}
        for trial in self.trials():
            about = about_of(trial, self.terms)
            judged = [(name, *judge(trial)) for name, judge in judges]
            fit = max((fit for _, fit, _ in judged), key=_SEVERITY.index, default=Fit.IN)
            why = "; ".join(reason for _, this, reason in judged if this is fit and reason)
            if fit is Fit.OUT:
                continue
            if "all" not in query.about and about not in query.about:
                left_out.setdefault(f"--about {about}", []).append(trial.id)
            elif fit is Fit.MIXED and not query.mixed:
                left_out.setdefault("--mixed", []).append(trial.id)
            elif fit is Fit.UNSTATED and not query.unstated:
                left_out.setdefault("--unstated", []).append(trial.id)
            else:
                entries.append(Entry(trial, fit, why))
        entries.sort(key=lambda entry: default_order(entry.trial))
        return Selection(tuple(entries), {flag: tuple(ids) for flag, ids in left_out.items()})

    def loosened(self, query: Query) -> dict[str, int]:
        """For each filter of a query, how many trials the rest of it would find without that filter."""
        found = {}
        for name in query.asked:
            if name in ("about", "mixed", "unstated"):
                continue
            empty = None if name in ("with_results", "min_n") else ()
            count = len(self.select(replace(query, **{name: empty})).entries)  # type: ignore[arg-type]
            if count:
                found[name] = count
        return found

    def _by_id(self, id_: str) -> Trial:
        if id_ not in self._trials:
            loaded = self.store.load(id_)
            self._trials[id_], self._rows[id_] = loaded.trial, loaded.figures
        return self._trials[id_]


def names(trial: Trial) -> tuple[str, ...]:
    """Every name that finds this trial alone: name, aliases, registrations, PMIDs of its primary reports."""
    pmids = [publication.pmid for publication in trial.sources.values() if publication.pmid]
    dois = [publication.doi for publication in trial.sources.values() if publication.doi]
    return (trial.id, trial.name, *trial.aliases, *trial.registry, *pmids, *dois)


def authors(trial: Trial) -> tuple[str, ...]:
    """First authors of what was read of this trial itself (reviews and press apart), as `Baselga`, `Baselga 2012`."""
    found: list[str] = []
    for publication in trial.sources.values():
        if publication.authors and publication.basis not in ("review", "press"):
            surname = re.sub(r"(?: [A-Z][A-Z-]{0,3})+$", "", publication.authors[0])
            found.append(surname)
            if publication.year:
                found.append(f"{surname} {publication.year}")
    return tuple(found)


def about_of(trial: Trial, terms: Terms) -> str:
    """What a trial is evidence about: one of ABOUT. Derived from kind, setting and the drugs of its arms."""
    if trial.kind == "pooled analysis":
        return "pooled"
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
    words = isolates(trial, arm, comparator).replace(" v ", " + ").split(" + ")
    return any(terms.is_mtor_inhibitor(word.removeprefix("dose of ").removeprefix("schedule of ")) for word in words)


def year_of(trial: Trial) -> str:
    """Year of the first publication of the primary result; of any figure, where no source says which; "" without one."""
    primary = [
        trial.sources[row.src.key].year or ""
        for endpoint in trial.endpoints.values()
        for row in endpoint.results
        if (row.role or endpoint.role) in ("primary", "co-primary")
    ]
    years = [year for year in primary if year] or [
        trial.sources[row.src.key].year or "" for endpoint in trial.endpoints.values() for row in endpoint.results
    ]
    return min((year for year in years if year), default="")


def size_of(trial: Trial) -> tuple[str, str]:
    """Number of patients as (digits, what they are): randomised, else enrolled, treated, analysed, planned; or empty."""
    for name in ("randomised", "enrolled", "treated", "analysed", "planned"):
        for participants in trial.participants:
            if name in participants.counts:
                return participants.counts[name], name
    return "", ""


def best_basis(rows: Sequence[FigureRow]) -> str:
    """The best basis among a trial's figures of outcome; "" without one."""
    return min((row.basis for row in rows if row.endpoint), key=BASES.index, default="")


def default_order(trial: Trial) -> tuple[object, ...]:
    """Setting, line of therapy, year, name: the order of every list. Never the result."""
    return (_SETTINGS.index(trial.setting), _first_line(trial), year_of(trial) or "9999", trial.name.casefold())


def sort_key(by: str) -> Callable[[Trial], tuple[object, ...]]:
    """The order for `--sort`."""
    keys: dict[str, Callable[[Trial], tuple[object, ...]]] = {
        "name": lambda trial: (trial.name.casefold(),),
        "year": lambda trial: (year_of(trial) or "9999", trial.name.casefold()),
        "n": lambda trial: (-int(re.sub(r"\D", "", size_of(trial)[0]) or 0), trial.name.casefold()),
        "phase": lambda trial: (trial.phase, trial.name.casefold()),
        "line": lambda trial: (_first_line(trial), trial.name.casefold()),
        "setting": default_order,
    }
    return keys[by]


def parse_subtype(text: str) -> str:
    """A subtype in the tool's words, `hr+/her2-`; UsageError with the allowed ones."""
    parts = []
    for part in text.split("/"):
        word = part.strip().casefold()
        word = _SUBTYPE_WORDS.get(re.sub(r"[^a-z0-9+-]|(?<=[a-z0-9])-(?=[a-z])", "", word), word)
        if word not in SUBTYPES:
            raise UsageError(f'"{text}" is no subtype; use {", ".join(SUBTYPES)}, joined by "/" for and: hr+/her2-')
        parts += ["hr-", "her2-"] if word == "tnbc" else [word]
    return "/".join(dict.fromkeys(parts))


def subtype_words(trial: Trial) -> str:
    """The subtype of a trial as its sets say: `HR+/HER2-`, `HER2+ (HR+, HR-)`, `not stated`."""
    population = trial.population
    if population.hr == ("negative",) and population.her2 and set(population.her2) <= {"negative", "low"}:
        return "TNBC"
    signs = {"positive": "+", "negative": "-", "low": "-low", "mutated": "-mutated", "unknown": " unknown"}
    single, several = [], []
    for name, statuses in (("HR", population.hr), ("HER2", population.her2)):
        if len(statuses) == 1:
            single.append(name + signs[statuses[0]])
        elif statuses:
            several.append(", ".join(name + signs[status] for status in statuses))
    parts = (["/".join(single)] if single else []) + ([f"({'; '.join(several)})"] if several else [])
    return " ".join(parts) or "not stated"


def parse_range(text: str) -> tuple[float, float]:
    """`5`, `5..10`, `..5`, `5..` as two limits; UsageError with how to write it."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)?(\.\.)?(\d+(?:\.\d+)?)?", text)
    if match is None or not (match[1] or match[3]) or (match[3] and not match[2]):
        raise UsageError(f'"{text}" is no number or range; write 5, 5..10, ..5 or 5..')
    first = float(match[1]) if match[1] else float("-inf")
    last = float(match[3]) if match[3] else float("inf") if match[2] else first
    return first, last


def _judges(query: Query, library: Library) -> list[tuple[str, Callable[[Trial], tuple[Fit, str]]]]:
    """For each filter that is set, the function that judges a trial by it."""
    terms = library.terms
    judges: list[tuple[str, Callable[[Trial], tuple[Fit, str]]]] = []

    def plain(name: str, test: Callable[[Trial], bool]) -> None:
        judges.append((name, lambda trial: (Fit.IN if test(trial) else Fit.OUT, "")))

    if query.subtype:
        wanted = [parse_subtype(text) for text in query.subtype]
        judges.append(("subtype", lambda trial: _best(_subtype_fit(trial, one) for one in wanted)))
    if query.everolimus_dose:
        ranges = [parse_range(text) for text in query.everolimus_dose]
        judges.append(("everolimus_dose", lambda trial: _best(_dose_fit(trial, "everolimus", one, terms) for one in ranges)))
    if query.dose:
        asked = [parse_drug_dose(text) for text in query.dose]
        judges.append(("dose", lambda trial: _best(_dose_fit(trial, drug, limits, terms) for drug, limits in asked)))
    if query.menopause:
        judges.append(("menopause", lambda trial: _set_fit(trial.population.menopause, set(query.menopause), "menopause")))
    if query.line:
        judges.append(("line", lambda trial: _line_fit(trial, query.line)))
    if query.setting:
        plain("setting", lambda trial: trial.setting in query.setting)
    if query.phase:
        plain("phase", lambda trial: _phase_fits(trial.phase, query.phase))
    if query.status:
        judges.append(("status", lambda trial: _status_fit(trial, query.status)))
    if query.drug:
        drugs = {folded(terms.drug(name)) for name in query.drug}
        plain("drug", lambda trial: any(folded(terms.drug(dose.drug)) in drugs for dose in _doses(trial)))
    if query.drug_class:
        classes = {folded(name) for name in query.drug_class}
        plain("drug_class", lambda trial: any(folded(terms.drug_class(dose.drug)) in classes for dose in _doses(trial)))
    if query.prior:
        priors = [folded(text) for text in query.prior]
        plain("prior", lambda trial: any(word in folded(entry) for word in priors for entry in trial.population.prior))
    if query.isolates:
        words = {folded(terms.drug(text)) for text in query.isolates}
        plain("isolates", lambda trial: any(folded(row.isolates) in words for row in library.figures(trial) if row.isolates))
    if query.endpoint:
        endpoints = {terms.endpoint(text) for text in query.endpoint}
        plain("endpoint", lambda trial: any(row.endpoint in endpoints for row in library.figures(trial)))
    if query.basis:
        plain("basis", lambda trial: any(row.basis in query.basis for row in library.figures(trial) if row.endpoint))
    if query.with_results is not None:
        plain("with_results", lambda trial: has_results(trial) is query.with_results)
    if query.year:
        years = [parse_range(text) for text in query.year]
        plain("year", lambda trial: any(low <= float(year_of(trial) or "nan") <= high for low, high in years))
    if query.min_n is not None:
        least = query.min_n
        plain("min_n", lambda trial: int(re.sub(r"\D", "", size_of(trial)[0]) or 0) >= least)
    if query.search:
        texts = [text.casefold() for text in query.search]
        plain("search", lambda trial: any(text in _haystack(trial) for text in texts))
    return judges


def has_results(trial: Trial) -> bool:
    """Whether any outcome, harm or dose-finding result of the trial is stored."""
    return bool(
        any(endpoint.results for endpoint in trial.endpoints.values()) or trial.safety or trial.exposure or trial.dose_finding
    )


def parse_drug_dose(text: str) -> tuple[str, tuple[float, float]]:
    """`temsirolimus 30` as a drug and the limits of its dose."""
    drug, _, amount = text.strip().rpartition(" ")
    if not drug:
        raise UsageError(f'"{text}" is no drug with a dose; write --dose "temsirolimus 30" or --dose "everolimus 5..10"')
    return drug, parse_range(amount)


def _subtype_fit(trial: Trial, subtype: str) -> tuple[Fit, str]:
    fits = []
    for part in subtype.split("/"):
        name, wanted = _STATUS_SETS[part]
        fits.append(_set_fit(getattr(trial.population, name), wanted, name.upper()))
    fit, why = max(fits, key=lambda judged: _SEVERITY.index(judged[0]))
    if "other" in trial.population.tumours and fit is Fit.IN:
        fit, why = Fit.MIXED, "other tumours too"
    if fit is Fit.MIXED:
        why = mixture_words(trial) or why
    return fit, why


def mixture_words(trial: Trial) -> str:
    """The kinds of patients of a mixed trial with their numbers as printed; "" where no source counts them."""
    parts = []
    for mixture in trial.population.mix:
        unit = " %" if mixture.unit == "percent" else ""
        arm = f" ({trial.arms[mixture.arm].label})" if mixture.arm else ""
        parts.append(", ".join(f"{kind} {figure.text}{unit}" for kind, figure in mixture.kinds.items()) + arm)
    return "; ".join(parts)


def _set_fit(statuses: Iterable[str], wanted: Iterable[str], name: str) -> tuple[Fit, str]:
    """How a set of enrolled statuses answers a wanted set."""
    enrolled, asked = set(statuses), set(wanted)
    if not enrolled:
        return Fit.UNSTATED, f"{name} not stated"
    if enrolled <= asked:
        return Fit.IN, ""
    if enrolled & asked or enrolled == {"unknown"}:
        return Fit.MIXED, f"{name} {', '.join(sorted(enrolled))}"
    return Fit.OUT, ""


def _dose_fit(trial: Trial, drug: str, limits: tuple[float, float], terms: Terms) -> tuple[Fit, str]:
    """How the daily doses of a drug answer a range: all of them in, some of them mixed. Weekly is not daily."""
    low, high = limits
    name = folded(terms.drug(drug))
    doses = [dose for dose in _doses(trial) if folded(terms.drug(dose.drug)) == name]
    if not doses:
        return Fit.OUT, ""
    stated = [dose for dose in doses if dose.target.low]
    if not stated:
        return Fit.UNSTATED, f"{drug} dose not stated"
    fits = [_one_dose(dose, low, high) for dose in stated]
    if all(fit is Fit.IN for fit in fits):
        return Fit.IN, ""
    if all(fit is Fit.OUT for fit in fits):
        return Fit.OUT, ""
    return Fit.MIXED, "; ".join(dict.fromkeys(dose.text for dose in stated))


def _one_dose(dose: Dose, low: float, high: float) -> Fit:
    target = dose.target
    if not _same_rhythm(target):
        return Fit.OUT
    first, last = float(target.low), float(target.high)
    if low <= first and last <= high:
        return Fit.IN
    passes = any(float(step.low) <= high and float(step.high) >= low for step in dose.steps if step.low and _same_rhythm(step))
    return Fit.MIXED if passes else Fit.OUT


def _same_rhythm(step: Step) -> bool:
    """Whether a step is given day by day: a weekly amount is not a daily dose."""
    return "week" not in step.schedule or "days" in step.schedule


def _line_fit(trial: Trial, lines: Sequence[int]) -> tuple[Fit, str]:
    text = trial.population.line
    if text in ("not stated", "any"):
        return (Fit.UNSTATED, "line not stated") if text == "not stated" else (Fit.IN, "")
    if text == "not applicable":
        return Fit.OUT, ""
    first = int(text[0])
    last = first if len(text) == 1 else 99 if text.endswith("+") else int(text[-1])
    return (Fit.IN if any(first <= line <= last for line in lines) else Fit.OUT), ""


def _status_fit(trial: Trial, statuses: Sequence[str]) -> tuple[Fit, str]:
    status = trial.status
    if status.is_ in statuses:
        return Fit.IN, ""
    if "ongoing" in statuses and status.is_ in ONGOING:
        if status.as_of and int(status.as_of[:4]) >= date.today().year - ONGOING_YEARS:
            return Fit.IN, ""
        return Fit.UNSTATED, f"{status.is_}, last said in {status.as_of or 'a source without a date'}"
    return Fit.OUT, ""


def _phase_fits(phase: str, wanted: Sequence[str]) -> bool:
    """A phase fits by its own word, or by its number: `1` finds 1, 1b, 1/2 and 1b/2."""
    return any(phase == word or word in re.findall(r"\d", phase) for word in wanted)


def _best(fits: Iterable[tuple[Fit, str]]) -> tuple[Fit, str]:
    return min(fits, key=lambda judged: _SEVERITY.index(judged[0]))


def _doses(trial: Trial) -> list[Dose]:
    return [dose for arm in trial.arms.values() if not arm.external for dose in arm.drugs]


def _first_line(trial: Trial) -> int:
    text = trial.population.line
    return int(text[0]) if text[0].isdigit() else 9


def _haystack(trial: Trial) -> str:
    population = trial.population
    drugs = [dose.text for dose in _doses(trial)]
    return " ".join(
        [*names(trial), trial.title, population.summary, *population.prior, *drugs, *(note.text for note in trial.notes)]
    ).casefold()


def _or(names_: Sequence[str]) -> str:
    return " or ".join([", ".join(names_[:-1]), names_[-1]]) if len(names_) > 1 else names_[0]
