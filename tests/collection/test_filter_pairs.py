"""Filters over generated trials: pairs part any collection, alternatives never show less, and what is unsaid is never out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evtrials.collection.filters import ABOUT, FILTERS, judges_of, query_of
from evtrials.collection.judging import Context, Fit, judged
from evtrials.collection.library import Library
from evtrials.evidence.profile import SETTINGS, Profile
from evtrials.notation.closed_words import BASES, Menopause, Phase, StatusWord
from evtrials.notation.doses import parse_dose
from evtrials.trial.terms import Terms

DRUGS = ("everolimus", "letrozole", "exemestane", "palbociclib", "paclitaxel", "temsirolimus")
DOSES = (
    "", " 5 mg daily", " 10 mg daily", " 2.5-10 mg daily", " 10 mg daily for 24 weeks", " 2.5 mg every other day then 5 mg daily", " 70 mg weekly",
    " 10 mg", " 80 mg/m2 days 1+8+15 every 28 days", " 5 mg twice daily",
)  # fmt: skip
CLASSES = ("aromatase inhibitor", "endocrine therapy", "CDK4/6 inhibitor", "chemotherapy")
THERAPIES = (*DRUGS, *CLASSES, "non-steroidal aromatase inhibitor", "taxane", "mTOR inhibitor")
LINES = ("1", "2", "1+", "2+", "1-2", "2-3", "any", "not applicable")
# What each filter is asked for here, of which any may be alternatives.
VALUES: dict[str, Sequence[Any]] = {
    "subtype": ("hr+", "hr-", "her2+", "her2-", "her2-low", "tnbc", "hr+/her2-", "hr+/her2+"), "line": ("1", "2", "3", "2+", "1-2"),
    "setting": SETTINGS[:-1], "phase": ("1", "2", "3", "2b", "not stated"), "status": (*get_args(StatusWord), "ongoing"),
    "drug": (*DRUGS, *CLASSES, "everolimus/letrozole", "everolimus/endocrine therapy"), "drug_class": CLASSES,
    "dose": ("everolimus 10", "everolimus 5..10 daily", "letrozole 5", "paclitaxel 80 weekly", "temsirolimus ..70"),
    "everolimus_dose": ("2.5", "5", "10", "..5", "5..10", "70"), "prior": THERAPIES, "menopause": get_args(Menopause), "isolates": ("everolimus", "rapalog"),
    "endpoint": ("pfs", "os"), "basis": BASES, "with_results": (True, False), "year": ("2012", "..2011", "2013.."), "min_n": (1, 100, 500),
    "search": ("mouthwash", "everolimus"),
}  # fmt: skip
# Facts that a source may leave unsaid, as a profile has them then.
UNSAID = {
    "line": "not stated", "setting": "not stated", "phase": "not stated", "status": "not stated", "menopause": [], "year": "", "n": "",
}  # fmt: skip
_SOME = {"suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow], "deadline": None, "max_examples": 60}


@pytest.fixture(scope="module")
def shipped() -> Library:
    """The shipped collection, of which the vocabulary is used."""
    return Library()


def test_every_filter_that_judges_is_asked_for_here() -> None:
    """A new filter comes with values to be tried."""
    assert {name for name, one in FILTERS.items() if one.judge} == VALUES.keys()


@cache
def subsets(values: Sequence[Any], least: int = 0) -> st.SearchStrategy[list[Any]]:
    """Some of the values, each once."""
    return st.lists(st.sampled_from(values), min_size=least, max_size=3, unique=True)


@st.composite
def profiles(draw: st.DrawFn, terms: Terms) -> Profile:
    """A trial of which everything is said."""
    doses = [drug + draw(st.sampled_from(DOSES[1:])) for drug in draw(subsets(DRUGS, 1)) for _ in range(draw(st.integers(1, 2)))]
    prior = draw(subsets(THERAPIES, 1))
    drugs = list(dict.fromkeys(parse_dose(dose).drug for dose in doses))
    filled = {
        "id": f"toy-{draw(st.integers(0, 10**9))}", "kind": "trial", "about": draw(st.sampled_from([*ABOUT][:-1])), "as_of": draw(st.sampled_from(["2010-01-01", "2099-01-01"])),
        "phase": draw(st.sampled_from([phase for phase in get_args(Phase) if phase != "not stated"])), "setting": draw(st.sampled_from(SETTINGS[:-1])),
        "status": draw(st.sampled_from(get_args(StatusWord)[:-1])), "line": draw(st.sampled_from(LINES)), "menopause": draw(subsets(get_args(Menopause), 1)),
        "receptors": draw(st.lists(st.tuples(st.sampled_from(["positive", "negative"]), st.sampled_from(["positive", "low", "negative"])), min_size=1, max_size=3)),
        "tumours": draw(st.sampled_from([["breast"], ["breast", "other"]])), "prior": prior, "prior_names": [[name] for name in prior],
        "prior_of_some": draw(st.sampled_from([[], prior[:1], prior])), "naive": [], "doses": doses, "drugs": drugs, "classes": list(map(terms.drug_class, drugs)),
        "isolates": draw(subsets(("everolimus", "letrozole", "schedule of everolimus"))), "endpoints": draw(subsets(("pfs", "os", "orr"))), "bases": draw(subsets(BASES)),
        "has_results": draw(st.booleans()), "year": draw(st.sampled_from(["2010", "2012", "2020"])), "n": draw(st.sampled_from(["50", "100", "900"])), "mixture": "",
        "name": "", "regimen": "",
    }  # fmt: skip
    return Profile._make(filled.get(field, ()) for field in Profile._fields)


@st.composite
def less_said(draw: st.DrawFn, profile: Profile, terms: Terms, of: str = "") -> Profile:
    """The same trial told by sources that leave some of it unsaid: a fact, a receptor, a dose, which drug of a class it was.

    of: the filter that asks for what is left unsaid; any where none is named.
    """
    about = of or draw(st.sampled_from([*VALUES]))
    if about == "subtype":
        unsaid = draw(st.sampled_from([("not stated", None), (None, "not stated"), ("not stated", "not stated"), ("unknown", None)]))
        return profile._replace(receptors=[[new or old for new, old in zip(unsaid, pair, strict=True)] for pair in profile.receptors])
    if about in ("drug", "drug_class", "dose", "everolimus_dose"):
        place = draw(st.integers(0, len(profile.doses) - 1))
        doses = list(profile.doses)
        drug = parse_dose(doses[place]).drug
        doses[place] = draw(st.sampled_from([drug, terms.drug_class(drug)]))
        drugs = list(dict.fromkeys(parse_dose(dose).drug for dose in doses))
        return profile._replace(doses=doses, drugs=drugs, classes=list(map(terms.drug_class, drugs)))
    if about == "prior":
        wider = [draw(st.sampled_from([name, *terms.classes_of(name)])) for name in profile.prior] if draw(st.booleans()) else []
        some = [new for new, old in zip(wider, profile.prior, strict=False) if old in profile.prior_of_some]
        return profile._replace(prior=wider, prior_names=[[name] for name in wider], prior_of_some=some)
    field = {"min_n": "n"}.get(about, about)
    return profile._replace(**{field: UNSAID[field]}) if field in UNSAID else profile


@st.composite
def asked(draw: st.DrawFn) -> dict[str, Any]:
    """Values of one filter or two."""
    names = draw(st.lists(st.sampled_from([*VALUES]), min_size=1, max_size=2, unique=True))
    return {name: draw(subsets(VALUES[name], 1)) if FILTERS[name].many else draw(st.sampled_from(VALUES[name])) for name in names}


def fit_of(profile: Profile, terms: Terms, **values: Any) -> Fit:
    """How a trial answers some filters."""
    context = Context(terms, lambda _: "everolimus mouthwash", lambda: [profile])
    return judged(profile, judges_of(query_of(**values), context)).fit


@settings(**_SOME)
@given(data=st.data())
def test_pairs_of_filters_part_any_collection(data: st.DataObject, shipped: Library) -> None:
    """Shown, mixed, unstated, of another subject and out are the whole, each trial once; two filters answer as the worse of the two."""
    own = data.draw(st.lists(profiles(shipped.terms), max_size=6, unique_by=lambda profile: profile.id))
    library = Library(shipped.store)
    library.profiles = {profile.id: profile for profile in own}
    values = data.draw(asked())
    values.pop("search", None)  # for which no files are there to be read
    more = data.draw(st.sampled_from([{}, {"mixed": True}, {"unstated": True}, {"unstated_for": "line,prior"}, {"about": "all", "mixed": True}]))
    selection = library.select(**values, **more)
    told = [*selection.ids, *(id_ for _, ids in selection.left_out for id_ in ids)]
    assert len(told) == len(set(told)) == len(own) - selection.out
    order = list(Fit)
    for profile in own:
        alone = [fit_of(profile, shipped.terms, **{name: value}) for name, value in values.items()]
        together = fit_of(profile, shipped.terms, **values)
        assert max(alone, key=order.index, default=Fit.IN) is together
        if together is Fit.IN and "about" not in more:
            assert (profile.id in selection.ids) == (profile.about == "mtor")


@settings(**_SOME)
@given(data=st.data())
def test_more_alternatives_never_show_less(data: st.DataObject, shipped: Library) -> None:
    """A trial answers a superset of alternatives at least as well."""
    profile = data.draw(less_said(data.draw(profiles(shipped.terms)), shipped.terms))
    name = data.draw(st.sampled_from([name for name in VALUES if FILTERS[name].many]))
    some = data.draw(subsets(VALUES[name], 1))
    more = data.draw(subsets(VALUES[name]))
    order = list(Fit)
    fits = [fit_of(profile, shipped.terms, **{name: values}) for values in (some, [*some, *more])]
    assert order.index(fits[1]) <= order.index(fits[0]), (name, some, more)


@pytest.mark.parametrize("name", [name for name, one in FILTERS.items() if one.fits[2]])
@settings(**_SOME)
@given(data=st.data())
def test_what_a_source_leaves_unsaid_is_not_out(name: str, data: st.DataObject, shipped: Library) -> None:
    """A trial that fits, wholly or in part, is never out for sources that say less of it: it is shown, or counted as unstated or mixed."""
    whole = data.draw(profiles(shipped.terms))
    part = data.draw(less_said(whole, shipped.terms, name))
    for value in (value for value in VALUES[name] if fit_of(whole, shipped.terms, **{name: value}) is not Fit.OUT):
        assert fit_of(part, shipped.terms, **{name: value}) is not Fit.OUT, (name, value, part)


def test_the_doses_of_the_generated_trials_are_read() -> None:
    """Each is a dose as trial files write it."""
    assert [] == [dose for dose in DOSES if not re.fullmatch(r"everolimus.*", parse_dose(f"everolimus{dose}").text)]
