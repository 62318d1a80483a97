"""What is computed over the shipped trials: which may enter a number, which may not, and that nobody is told a number about nobody."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evtrials.collection.filters import query_of
from evtrials.collection.library import Library
from evtrials.collection.loading import Loaded
from evtrials.collection.store import open_store
from evtrials.errors import Refused
from evtrials.questions.absolute import AbsoluteAsked, AbsoluteFound, absolute_of
from evtrials.questions.indirect import Indirect, IndirectAsked, indirect_of, side_named
from evtrials.questions.indirect_answer import differing
from evtrials.questions.pool import PoolAsked, Pooling, pooling_of
from evtrials.questions.pool_answer import headline, pool_answer

Ask = Callable[..., Pooling]


@pytest.fixture(scope="module")
def library(load_shipped: Callable[[str], Loaded]) -> Library:
    """The shipped trials, each read once for all tests."""
    store = open_store(["shipped"])
    store.load = load_shipped  # type: ignore[method-assign]
    return Library(store)


@pytest.fixture
def pooled(library: Library) -> Ask:
    """Pool an endpoint in trials by id, or in those of some filters."""

    def ask(endpoint: str, *names: str, across: tuple[str, ...] = (), model: str = "", **filters: str) -> Pooling:
        query = query_of(**filters)
        selection = library.selection_of(names) if names else library.select(query)
        return pooling_of(PoolAsked(library, selection, query, endpoint, names, across=across, model=model))

    return ask


FIVE = ("bolero-2", "pre0102", "miracle", "main-a", "bolero-5")


def test_everolimus_in_one_disease(pooled: Ask) -> None:
    """The five trials with a ratio enter, by name or by filters, and give metafor's numbers; the others are told with why not."""
    by_name = pooled("pfs", *FIVE)
    by_filters = pooled("pfs", isolates="everolimus", subtype="hr+/her2-", setting="advanced")
    assert list(FIVE) == [one.trial.id for one in by_name.entrants] == [one.trial.id for one in by_filters.entrants]
    assert {"adela": "not-read", "leo": "no-interval", "s1222": "in-words", "tamrad": "not-read"} == {one.trial.id: one.code for one in by_filters.barred}
    assert by_name.random is not None
    assert by_name.common is not None
    # R 4.2, metafor 3.8-1: rma(method = "REML", test = "adhoc") and rma(method = "EE") on the data of pool --r.
    assert (-0.591582, -0.863061, -0.320103, 0.020319) == pytest.approx((*by_name.random.estimate, by_name.random.tau2), abs=2e-6)
    assert (-0.653481, -0.781940, -0.525022) == pytest.approx(tuple(by_name.common.estimate), abs=2e-6)
    assert (-1.071514, -0.111650) == pytest.approx(by_name.prediction_of_log[1:] if by_name.prediction_of_log else (), abs=2e-6)


@pytest.mark.parametrize(("endpoint", "filters"), [
    ("pfs", {"isolates": "everolimus", "subtype": "hr+/her2-", "setting": "advanced"}),
    ("os", {"isolates": "everolimus", "subtype": "hr+/her2-", "setting": "advanced"}),
    ("pfs", {"subtype": "her2+"}),
    ("idfs", {}),
])  # fmt: skip
def test_every_trial_of_the_collection_is_in_a_pooling_or_told(endpoint: str, filters: dict[str, str], pooled: Ask) -> None:
    """It entered, is named with why it could not, or is left out by a reason: none is dropped without a word. What isolates
    the drug that is asked for is of the question, whether its allocation is printed or not."""
    found = pooled(endpoint, **filters)
    answer = pool_answer(found)
    told = [one.trial.id for one in (*found.entrants, *found.barred)] + [id_ for one in answer.left_out for id_ in one.ids]
    assert len(found.asked.library.profiles) == len(told) + answer.out
    assert len(told) == len(set(told))
    assert not ("isolates" in filters and found.unasked)


def test_a_trial_that_may_be_of_the_question_is_missed(pooled: Ask) -> None:
    """MANTA's HER2 status is not stated and no ratio was seen, ADELA has no result: with MANTA a third of the patients cannot enter."""
    found = pooled("pfs", isolates="everolimus", subtype="hr+/her2-", setting="advanced", unstated=True)
    assert {"adela", "manta", "leo", "s1222", "tamrad"} == {one.trial.id for one in found.barred}
    assert "More than a fifth of the patients" in headline(found)


def test_two_trials_of_her2_positive_disease_have_no_pooled_answer(pooled: Ask) -> None:
    """BOLERO-1 and BOLERO-3 stand side by side; a common effect is made where it is asked for."""
    side_by_side = pooled("pfs", subtype="her2+")
    assert ["bolero-3", "bolero-1"] == [one.trial.id for one in side_by_side.entrants]
    assert () == side_by_side.pooled
    assert "Two trials: no pooled answer" in headline(side_by_side)
    assert 1 == len(pooled("pfs", subtype="her2+", model="common").pooled)


def test_each_adjuvant_trial_gives_one_ratio(pooled: Ask) -> None:
    """Of S1207 neither the ratios of its periods nor those of its subgroups, of UNIRAD the whole."""
    assert [("unirad", "0.95 (0.69 to 1.32)"), ("s1207", "0.94 (0.77 to 1.14)")] == [
        (one.trial.id, one.row.figure.text) for one in pooled("idfs").entrants
    ]


def test_two_diseases_are_pooled_only_where_that_is_asked_for(pooled: Ask) -> None:
    """Seven trials of two diseases make 0.65: a number about nobody, said to be so."""
    with pytest.raises(Refused, match=r"HR\+/HER2- \(bolero-2, .*\) and HER2\+ \(bolero-3, bolero-1\)"):
        pooled("pfs", isolates="everolimus")
    assert ["subtype", "class of backbone"] == [
        one.name for one in pooled("pfs", isolates="everolimus", across=("subtype", "backbone")).crossed
    ]


@pytest.mark.parametrize(("endpoint", "names", "code"), [
    ("pfs", ("bolero-1", "bolero-3", "bolero-1-3-biomarkers"), "pooled-file"),
    ("pfs", ("bolero-2", "nct02756364"), "patients-twice"),
    ("pfs", ("bolero-2", "belle-3"), "different-drugs"),
    ("pfs", ("bolero-2", "tamrad"), "one-trial"),
    ("pfs", ("viktoria-1", "bolero-2"), "subgroup"),
    ("pfs", ("leo", "manta"), "no-trial"),
    ("pfs", ("cohort-china-2024", "bolero-2"), "association"),
    ("cbr", ("horizon", "bolero-3"), "suspect"),
])  # fmt: skip
def test_what_must_not_be_pooled_is_refused(endpoint: str, names: tuple[str, ...], code: str, pooled: Ask) -> None:
    """Patients twice, subgroups, other drugs and endpoints, associations, suspect figures, ratios without an interval."""
    with pytest.raises(Refused) as refused:
        pooled(endpoint, *names)
    assert code == refused.value.code


@pytest.fixture
def absolute(library: Library) -> Callable[..., AbsoluteFound]:
    """The absolute effects of an endpoint or a harm of a trial."""

    def ask(trial: str, endpoint: str = "", event: str = "", denominator: str = "") -> AbsoluteFound:
        return absolute_of(AbsoluteAsked(library, library.trial(trial), endpoint, event, denominator))

    return ask


def test_neutropenia_is_counted(absolute: Callable[..., AbsoluteFound]) -> None:
    """BOLERO-3 prints 204 of 280 and 175 of 282: 10.8 more per 100."""
    first = absolute("bolero-3", event="Neutropenia").effects[0]
    assert "counts" == first.way
    assert (10.80, 3.05, 18.37) == pytest.approx((100 * first.value.least, 100 * first.value.low, 100 * first.value.high), abs=0.005)


def test_clinical_benefit_with_its_limits_needs_no_denominator(absolute: Callable[..., AbsoluteFound]) -> None:
    """TAMRAD prints 61 (47 to 74) % and 42 (29 to 56) %."""
    (only,) = absolute("tamrad", "cbr").effects
    assert ("rates and limits", 19.0) == (only.way, pytest.approx(100 * only.value.least))


def test_unirads_rates_and_ratio_disagree(absolute: Callable[..., AbsoluteFound]) -> None:
    """88 v 89 % at three years and a hazard ratio of 0.95: both stand, neither is the headline."""
    found = absolute("unirad", "dfs")
    assert ["rates and limits", "ratio and baseline"] == [one.way for one in found.effects]
    assert found.disagreeing
    assert [-1, 1] == [one.side for one in found.effects]


def test_figures_under_suspicion_are_no_absence(absolute: Callable[..., AbsoluteFound]) -> None:
    """HORIZON's clinical benefit is printed, and suspect: nobody is told that it was not read."""
    with pytest.raises(Refused, match="every figure of CBR in horizon is under a note of suspicion"):
        absolute("horizon", "cbr")


def test_stomatitis_of_unknown_denominator_is_refused_unless_one_is_assumed(absolute: Callable[..., AbsoluteFound]) -> None:
    """BOLERO-2's rates stand without the number treated; those who were treated are in the registry's table."""
    with pytest.raises(Refused, match="--denominator treated or randomised"):
        absolute("bolero-2", event="Stomatitis")
    for effect in absolute("bolero-2", event="Stomatitis", denominator="treated").effects:
        assert effect.difference is not None
        assert effect.difference.is_assumed


@pytest.fixture
def indirect(library: Library) -> Callable[..., Indirect]:
    """The indirect comparison of two arms, each as it is typed."""

    def ask(first: str, second: str, across: tuple[str, ...] = ()) -> Indirect:
        return indirect_of(IndirectAsked(library, side_named(library, first), side_named(library, second), across=across))

    return ask


def test_everolimus_against_fulvestrant_goes_over_exemestane(indirect: Callable[..., Indirect]) -> None:
    """SoFEA does not state HER2: refused, and made where that is overridden, by both assessors, with BOLERO-5 beside BOLERO-2."""
    with pytest.raises(Refused, match=r"HR\+/HER2- \(bolero-2\) and HR\+, HER2 not stated \(sofea\)"):
        indirect("bolero-2:eve", "sofea:ful-pbo")
    found = indirect("bolero-2:eve", "sofea:ful-pbo", ("subtype",))
    assert "exemestane 25 mg daily" == found.common
    assert 0.45 / 0.95 == pytest.approx(found.estimates[0].ratio.value)
    assert [("bolero-2", "investigator"), ("bolero-2", "central"), ("bolero-5", "investigator")] == [
        (one.first[0].side.trial.id, one.first[0].line.lead.assessor) for one in found.estimates
    ]
    assert {"subtype", "line", "masking"} <= set(differing(found))


@pytest.mark.parametrize(("first", "second", "code", "words"), [
    ("bolero-2:eve", "confirm:ful-500", "no-common-comparator", "confirm:ful-500 was compared with fulvestrant 250 mg every 28 days"),
    ("bolero-2:eve", "bolero-3:eve", "no-common-comparator", "They are of different subtypes too: HR\\+/HER2- and HER2\\+"),
    ("bolero-6:eve-exe", "bolero-6:cape", "same-trial", "are arms of one trial"),
    ("bolero-2:eve", "bolero-5:eve", "same-regimen", "are one regimen"),
    ("bolero-2:eve", "fulvestrant", "regimen-not-named", '"fulvestrant" is 3 regimens here'),
    ("bolero-2:eve", "efect:ful", "no-ratio", "efect: no ratio"),
    ("bolero-2:eve", "miracle:eve", "dose-not-stated", "the schedule of everolimus and letrozole in miracle:eve is not stated"),
])  # fmt: skip
def test_what_has_no_common_comparator_is_refused(first: str, second: str, code: str, words: str, indirect: Callable[..., Indirect]) -> None:
    """Each with the reason: other comparators, one trial, one regimen, a drug that is several regimens, no ratio, no schedule."""
    with pytest.raises(Refused, match=words) as refused:
        indirect(first, second)
    assert code == refused.value.code
