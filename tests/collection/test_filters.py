"""Every filter parts the collection: shown, mixed, unstated, about something else, out; alternatives are their union."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from evtrials.collection.filters import FILTERS, query_of
from evtrials.collection.judging import Fit
from evtrials.collection.library import Library
from evtrials.collection.selection import Selection
from evtrials.collection.store import Folder, Store
from evtrials.collection.typed_values import SUBTYPES, Range, united
from evtrials.errors import UsageError
from evtrials.evidence.profile import digits
from evtrials.notation.dates import today
from evtrials.notation.doses import parse_dose

JUDGING = [name for name, one in FILTERS.items() if one.judge]


@pytest.fixture(scope="module")
def shipped() -> Library:
    """The shipped collection."""
    return Library()


@pytest.fixture
def toy(write_toy: Callable[..., Path], toy_folder: Path) -> Callable[..., Library]:
    """A collection of the toy with parts of its text replaced."""

    def made(*replacements: tuple[str, str]) -> Library:
        write_toy(*replacements)
        return Library(Store([Folder(toy_folder)]))

    return made


def fits(library: Library, **asked: Any) -> dict[str, Fit]:
    """How every trial of a collection answers, by id; one that is out is left out."""
    return {one.profile.id: one.fit for one in library.select(**asked, about="all", mixed=True, unstated=True).shown}


def sizes(selection: Selection) -> int:
    """All that a selection counts."""
    return len(selection) + sum(len(ids) for _, ids in selection.left_out) + selection.out


def values_of(name: str, library: Library) -> list[Any]:
    """Every value of a filter: the words of its list, or every name and number that the collection knows."""
    terms, profiles = library.terms, list(library.profiles.values())
    if FILTERS[name].vocabulary:
        return list(FILTERS[name].vocabulary)
    doses = [parse_dose(dose) for profile in profiles for dose in profile.doses]
    treatments = [*terms.drugs, *terms.classes]
    amounts = sorted({step.low for dose in doses if dose.drug == "everolimus" for step in dose.steps if step.low}, key=float)
    values: dict[str, Iterable[Any]] = {
        "subtype": [*SUBTYPES, *(f"hr{hr}/{her2}" for hr in "+-" for her2 in ("her2+", "her2-", "her2-low", "her2-mutated"))],
        "line": [*range(1, 10), "2+", "1-2", "..2"],
        "drug": [*treatments, "everolimus/trastuzumab", "everolimus/cdk4/6 inhibitor"],
        "drug_class": terms.classes,
        "dose": [f"{dose.drug} {step.low}{' weekly' if step.rhythm == 'weekly' else ''}" for dose in doses for step in dose.steps if step.low],
        "everolimus_dose": [*amounts, "7.5", *(f"{low}..{high}" for low in ("", *amounts) for high in amounts if not low or float(low) < float(high))],
        "prior": [*treatments, *(text for profile in profiles for text, names in zip(profile.prior, profile.prior_names, strict=True) if [text] == names)],
        "isolates": [*terms.drugs, *(text for profile in profiles for text in profile.isolates)],
        "endpoint": [*terms.endpoints, *(text for profile in profiles for text in profile.endpoints)],
        "with_results": [True, False],
        "year": [*(profile.year for profile in profiles if profile.year), "..2015", "2016.."],
        "min_n": [1, *(digits(profile.n) for profile in profiles)],
        "search": ["stomatitis", "mouthwash", "tumor"],
    }  # fmt: skip
    return list(dict.fromkeys(values[name]))


ADDING: list[dict[str, Any]] = [{}, {"mixed": True, "unstated_for": "line,prior"}, {"unstated": True, "about": ["comparator", "pooled"]}]


@pytest.mark.parametrize("name", JUDGING)
def test_every_value_parts_the_collection(name: str, shipped: Library) -> None:
    """Shown, left out for a reason and out are the whole collection, and no trial is in two of them, whatever is added."""
    for value in values_of(name, shipped):
        for more in ADDING:
            selection = shipped.select(**{name: value}, **more)
            told = [*selection.ids, *(id_ for _, ids in selection.left_out for id_ in ids)]
            assert (len(shipped), len(told)) == (sizes(selection), len(set(told))), (name, value, more)


@pytest.mark.parametrize("name", [name for name in JUDGING if FILTERS[name].many])
def test_alternatives_are_judged_as_their_union(name: str, shipped: Library) -> None:
    """Two values together find all that either finds, never less surely."""
    values = values_of(name, shipped)
    values = values if len(values) < 25 else values[:: len(values) // 12]
    alone = [fits(shipped, **{name: value}) for value in values]
    order = list(Fit)
    for first, second in ((a, b) for a in range(len(values)) for b in range(a)):
        both = fits(shipped, **{name: [values[first], values[second]]})
        assert alone[first].keys() | alone[second].keys() <= both.keys()
        for id_, fit in both.items():
            best = min(order.index(found.get(id_, Fit.OUT)) for found in (alone[first], alone[second]))
            assert order.index(fit) <= best, (id_, values[first], values[second])


def passes(value: str, dose: str) -> bool | None:
    """Whether a dose as printed has an amount within a range, as its text alone shows; None where it has none."""
    low, high = (float(end or default) for end, default in zip((value if ".." in value else f"{value}..{value}").split(".."), ("0", "inf"), strict=True))
    amounts = re.findall(r"(?:([\d.]+)-)?([\d.]+) (?:mg|ml|mcg|g)\b|AUC ([\d.]+)", dose)
    return any(float(first or last or auc) <= high and float(last or auc) >= low for first, last, auc in amounts) if amounts else None


def test_no_trial_of_everolimus_is_missed_by_a_dose_that_it_may_have(shipped: Library) -> None:
    """Of every dose of the collection: a trial that is out says another one in every arm with everolimus, or a weekly one."""
    with_it = {id_: own for id_, profile in shipped.profiles.items() if (own := [dose for dose in profile.doses if dose.split()[0] == "everolimus"])}
    for value in values_of("everolimus_dose", shipped):
        found = fits(shipped, everolimus_dose=value)
        assert found.keys() <= with_it.keys()
        for id_ in with_it.keys() - found.keys():
            assert [] == [dose for dose in with_it[id_] if passes(value, dose) is not False and " weekly" not in dose], (value, id_)


def test_no_trial_of_a_drug_is_missed_by_a_dose_that_it_may_have(shipped: Library) -> None:
    """Of every printed dose of every drug: a trial is out where each arm with the drug prints another, and no class stands for it."""
    terms = shipped.terms
    own = {id_: [parse_dose(dose) for dose in profile.doses] for id_, profile in shipped.profiles.items()}
    printed = {(terms.drug(dose.drug), step.low) for doses in own.values() for dose in doses for step in dose.steps if step.low}
    assert len(printed) > 50
    for drug, amount in sorted(printed):
        found = fits(shipped, dose=f"{drug} {amount}")
        may_be = {drug, *terms.classes_of(drug)}
        for id_ in own.keys() - found.keys():
            assert [] == [dose.text for dose in own[id_] if terms.drug(dose.drug) in may_be and passes(amount, dose.text) is not False], (drug, amount, id_)


@pytest.mark.parametrize(
    ("dose", "expected"),
    [("2.5", {"desiree": Fit.MIXED}), ("5", {"desiree": Fit.MIXED, "j2101": Fit.MIXED, "bolero-3": Fit.IN}), ("7.5", {"desiree": Fit.MIXED, "unirad": Fit.MIXED}),
     ("10", {"desiree": Fit.IN, "radher": Fit.IN, "nectar": Fit.IN, "bolero-2": Fit.IN, "unirad": Fit.MIXED}), ("2.5..10", {"desiree": Fit.IN, "unirad": Fit.IN})],
)  # fmt: skip
def test_five_or_ten_milligrams(dose: str, expected: dict[str, Fit], shipped: Library) -> None:
    """A stepwise start to 10 mg is a trial of 10 mg and passes through the doses below."""
    assert expected.items() <= fits(shipped, everolimus_dose=dose).items()


# Values that leave nobody out, whatever the sources say or do not say.
PARTITIONS: list[tuple[str, list[Any]]] = [
    ("subtype", ["hr+", "hr-"]),
    ("subtype", ["hr+/her2+", "hr+/her2-", "hr-"]),
    ("subtype", ["hr+/her2+", "hr+/her2-", "hr-/her2+", "tnbc"]),
    *((name, [word for word in FILTERS[name].vocabulary if word != "not stated"]) for name in ("setting", "phase", "status", "menopause")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "values"), PARTITIONS)
def test_all_of_a_partition_leave_nothing_mixed_or_unstated(name: str, values: list[Any], shipped: Library) -> None:
    """Who asks for everybody gets every trial wholly; but for a subtype of breast cancer those that took other tumours too."""
    found = fits(shipped, **{name: values})
    apart = {id_ for id_, profile in shipped.profiles.items() if name == "subtype" and "other" in profile.tumours}
    assert found.keys() == shipped.profiles.keys()
    assert {} == {id_: fit for id_, fit in found.items() if fit is not Fit.IN and id_ not in apart}


@pytest.mark.parametrize("hr", ["positive", "positive, negative", "unknown", "positive, unknown", ""])
@pytest.mark.parametrize("her2", ["negative", "positive, low", "negative, unknown", "unknown", ""])
def test_every_status_is_one_of_a_partition(hr: str, her2: str, toy: Callable[..., Library]) -> None:
    """Unknown or not stated, a receptor is positive or negative; of one of the two alone that is mixed, or not said."""
    library = toy(("hr: [positive]\n  her2: [negative]", f"hr: [{hr}]\n  her2: [{her2}]"))
    for values in (["hr+", "hr-"], ["her2+", "her2-"], ["tnbc", "hr+", "her2+"], ["her2+", "her2-/hr+", "hr-/her2-"]):
        assert Fit.IN is fits(library, subtype=values).get("toy-1"), values
    fit = {"positive": Fit.IN, "": Fit.UNSTATED}.get(hr, Fit.MIXED)
    assert fit is fits(library, subtype="hr+").get("toy-1")


def test_trials_of_either_subtype_are_in_for_both(toy: Callable[..., Library]) -> None:
    """A trial that took HER2-positive and HER2-negative patients is mixed for each, and in for the two together."""
    library = toy(("her2: [negative]", "her2: [negative, positive]"))
    found = [fits(library, subtype=subtype).get("toy-1") for subtype in ("her2+", "her2-", ["her2+", "her2-"])]
    assert [Fit.MIXED, Fit.MIXED, Fit.IN] == found


def test_arms_of_two_doses_are_in_for_both(toy: Callable[..., Library]) -> None:
    """Every arm has one of the doses asked for."""
    library = toy(("placebo daily, letrozole 2.5", "everolimus 5 mg daily, letrozole 2.5"))
    found = [fits(library, everolimus_dose=dose).get("toy-1") for dose in ("5", "10", "5,10", "..7")]
    assert [Fit.MIXED, Fit.MIXED, Fit.IN, Fit.MIXED] == found


@pytest.mark.parametrize(("other", "fits_10", "fits_5"), [("", Fit.MIXED, Fit.UNSTATED), (" 5 mg daily", Fit.MIXED, Fit.MIXED)])
def test_an_arm_without_a_dose_is_not_of_the_other_arm_s_dose(
    other: str, fits_10: Fit, fits_5: Fit, toy: Callable[..., Library]
) -> None:
    """Beside an arm of 10 mg, one whose dose no source states may be of 5 mg: the trial is not out for 5."""
    library = toy(("placebo daily, letrozole 2.5", f"everolimus{other}, letrozole 2.5"))
    found = [fits(library, everolimus_dose=dose).get("toy-1") for dose in ("10", "5")]
    assert [fits_10, fits_5] == found


@pytest.mark.parametrize(
    ("dose", "asked", "fit"),
    [
        ("paclitaxel 80 mg/m2 weekly", "paclitaxel 80", Fit.IN),
        ("paclitaxel 80 mg/m2 weekly", "paclitaxel 80 mg/m2 weekly", Fit.IN),
        ("paclitaxel 80 mg/m2 weekly", "paclitaxel 80 mg", Fit.OUT),
        ("paclitaxel 80 mg/m2 weekly", "paclitaxel 80 daily", Fit.OUT),
        ("paclitaxel weekly", "paclitaxel 80 daily", Fit.OUT),
        ("paclitaxel weekly", "paclitaxel 80", Fit.UNSTATED),
        ("fulvestrant 500 mg days 1+15 then 500 mg every 28 days", "fulvestrant 500", Fit.IN),
        ("trastuzumab 4 mg/kg then 2 mg/kg weekly", "trastuzumab 4", Fit.MIXED),
        ("paclitaxel 80 mg/m2 days 1+8+15 every 28 days", "paclitaxel 80 weekly", Fit.MIXED),
        ("vistusertib 50 mg twice daily", "vistusertib 50", Fit.IN),
        ("vistusertib 50 mg twice daily", "vistusertib 50 daily", Fit.MIXED),
        ("vistusertib 50 mg twice daily", "vistusertib 100 daily", Fit.MIXED),
    ],
)
def test_a_dose_is_asked_for_as_it_is_printed(dose: str, asked: str, fit: Fit, toy: Callable[..., Library]) -> None:
    """Of any rhythm and unit unless one is said; of a loading dose the target is what counts."""
    assert fit is fits(toy(("letrozole 2.5 mg daily], src: Doe2020 Abstract}\n  pbo", f"{dose}], src: Doe2020 Abstract}}\n  pbo")), dose=asked).get("toy-1", Fit.OUT)


@pytest.mark.parametrize(
    ("dose", "asked", "fit"),
    [
        ("everolimus 10 mg daily for 24 weeks", "10", Fit.IN),
        ("everolimus 5 mg daily from week 4", "5", Fit.IN),
        ("everolimus 30 mg weekly", "30", Fit.OUT),
        ("everolimus 70 mg weekly for 24 weeks", "70", Fit.OUT),
        ("everolimus 5 mg every other day", "5", Fit.MIXED),
    ],
)
def test_how_long_is_not_how_often(dose: str, asked: str, fit: Fit, toy: Callable[..., Library]) -> None:
    """A duration or a start in weeks leaves a dose daily; a weekly amount is none."""
    assert fit is fits(toy(("everolimus 10 mg daily", dose)), everolimus_dose=asked).get("toy-1", Fit.OUT)


@pytest.mark.parametrize(
    ("subtype", "fit"),
    [("hr+/her2-", Fit.OUT), ("her2+", Fit.MIXED), ("hr+", Fit.MIXED), ("tnbc", Fit.MIXED), (["her2+", "tnbc"], Fit.IN)],
)
def test_declared_pairs_are_judged_as_pairs(subtype: Any, fit: Fit, toy: Callable[..., Library]) -> None:
    """Of HER2-positive (whatever HR) and triple-negative disease no HR-positive/HER2-negative patient could enter."""
    library = toy(("hr: [positive]\n  her2: [negative]", "disease: [hr-any/her2+, hr-/her2-]"))
    assert fit is fits(library, subtype=subtype).get("toy-1", Fit.OUT)


@pytest.mark.parametrize(("share", "told"), [("96/104", "96/104"), ("33 to 35, unit: percent", "33 to 35 %")])
def test_prior_therapy_of_some_is_mixed(share: str, told: str, toy: Callable[..., Library]) -> None:
    """Where a share of the patients had had it, the filter says so."""
    library = toy(("prior: [aromatase inhibitor]", f"prior: [aromatase inhibitor, {{is: cdk4/6 inhibitor, share: {share}}}]"))
    found = [fits(library, prior=therapy).get("toy-1") for therapy in ("cdk4/6", "aromatase", "chemotherapy")]
    assert [Fit.MIXED, Fit.IN, None] == found
    assert [f"cdk4/6 inhibitor ({told})"] == [str(therapy) for therapy in library["toy-1"].population.prior if therapy.share]


@pytest.mark.parametrize(
    ("prior", "naive", "fitting"),
    [
        ("CDK4/6 inhibitor", "", {"cdk4/6": Fit.IN, "palbociclib": Fit.IN, "ribociclib": Fit.IN, "chemotherapy": Fit.OUT}),
        ("epirubicin", "", {"chemotherapy": Fit.IN, "anthracyclines": Fit.IN, "doxorubicin": Fit.OUT, "taxane": Fit.OUT}),
        ("first-line chemotherapy", "", {"chemo": Fit.IN, "first-line chemotherapy": Fit.IN, "docetaxel": Fit.IN, "taxane": Fit.UNSTATED}),
        ("non-steroidal aromatase inhibitor", "", {"letrozole": Fit.IN, "AI": Fit.IN, "endocrine therapy": Fit.IN, "exemestane": Fit.OUT}),
        ("endocrine therapy", "exemestane", {"letrozole": Fit.IN, "exemestane": Fit.OUT, "NSAI": Fit.UNSTATED}),
        ("", "mTOR inhibitor", {"everolimus": Fit.OUT, "rapalog": Fit.OUT, "chemotherapy": Fit.UNSTATED}),
        ("", "chemotherapy for metastatic disease", {"chemotherapy": Fit.UNSTATED}),
        ("surgery", "", {"surgery": Fit.IN, "chemotherapy": Fit.OUT}),
    ],
)  # fmt: skip
def test_prior_therapy_is_found_by_drug_and_class(
    prior: str, naive: str, fitting: dict[str, Fit], toy: Callable[..., Library]
) -> None:
    """A drug finds its class and a class its drugs; a wider class leaves a narrower one unsaid, and what none had had is out."""
    library = toy(("  prior: [aromatase inhibitor]\n", f"  prior: [{prior}]\n  naive: [{naive}]\n"))
    known = {word: fit for word, fit in fitting.items() if word != "surgery" or prior == "surgery"}
    assert known == {word: fits(library, prior=word).get("toy-1", Fit.OUT) for word in known}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"prior": "palbociclib"}, ("palbociclib is a CDK4/6 inhibitor; trials with the class are shown too",)),
        ({"prior": "docetaxel"}, ("docetaxel is chemotherapy and a taxane; trials with one of the classes are shown too",)),
        ({"prior": "cdk4/6"}, ()),
        ({"drug": "cdk4/6"}, ("CDK4/6 inhibitor is a class of drugs; trials with any drug of it are shown",)),
        ({"subtype": "hr+,her2-"}, ("--subtype hr+,her2- is for either of them; hr+/her2- asks for both in one patient",)),
        ({"subtype": ["hr+/her2-", "her2+"]}, ()),
        ({"subtype": ["her2+", "her2-"]}, ()),
    ],
)
def test_what_a_word_means_beside_is_told(asked: dict[str, Any], told: tuple[str, ...], shipped: Library) -> None:
    """A drug that finds its class too, a class that stands for its drugs, alternatives that may have been meant together."""
    assert told == shipped.select(**asked).caveats


def test_a_drug_that_was_had_before_finds_what_its_class_finds(shipped: Library) -> None:
    """`after palbociclib` is asked as `after a CDK4/6 inhibitor`, for eligibility seldom names the drug."""
    by_drug, by_class = (shipped.select(prior=word) for word in ("palbociclib", "CDK4/6 inhibitor"))
    assert by_class.ids
    assert (by_class.ids, by_class.left_out) == (by_drug.ids, by_drug.left_out)


@pytest.mark.parametrize(
    ("drugs", "asked", "fit"),
    [
        ("CDK4/6 inhibitor", "palbociclib", Fit.UNSTATED),
        ("palbociclib 125 mg", "CDK4/6 inhibitors", Fit.IN),
        ("palbociclib 125 mg", "everolimus/cdk4/6 inhibitor", Fit.IN),
        ("palbociclib 125 mg", "everolimus + palbociclib", Fit.IN),
        ("palbociclib 125 mg", "everolimus and ribociclib", Fit.OUT),
        ("aromatase inhibitor", "everolimus/exemestane", Fit.UNSTATED),
        ("FEC", "fluorouracil + epirubicin + cyclophosphamide", Fit.IN),
    ],
)
def test_drugs_are_found_together_and_by_class(drugs: str, asked: str, fit: Fit, toy: Callable[..., Library]) -> None:
    """What is a name itself is looked up before it is parted; a class in an arm leaves open which drug it was."""
    library = toy(("everolimus 10 mg daily, letrozole 2.5 mg daily", f"everolimus 10 mg daily, {drugs}"), ("placebo daily, letrozole 2.5 mg daily", "placebo daily"))
    assert fit is fits(library, drug=asked).get("toy-1", Fit.OUT)


def test_a_dose_of_a_class_is_not_stated(toy: Callable[..., Library]) -> None:
    """An aromatase inhibitor may be letrozole, at its dose."""
    library = toy(("everolimus 10 mg daily, letrozole 2.5 mg daily", "everolimus 10 mg daily, aromatase inhibitor"), ("placebo daily, letrozole 2.5 mg daily", "placebo daily"))
    assert [Fit.UNSTATED, Fit.UNSTATED] == [fits(library, dose=f"letrozole {amount}").get("toy-1") for amount in ("2.5", "5")]


def test_unstated_is_added_for_some_filters_alone(shipped: Library) -> None:
    """Of what two filters leave unsaid, `unstated_for` adds what one does, and not what the other does."""
    asked = {"line": 2, "prior": "cdk4/6"}
    line, prior = (fits(shipped, **{name: value}) for name, value in asked.items())
    for flags, expected in (
        ("line", {id_ for id_, fit in prior.items() if fit is Fit.IN and line.get(id_) in (Fit.IN, Fit.UNSTATED)}),
        ("line,prior", {id_ for id_, fit in prior.items() if fit in (Fit.IN, Fit.UNSTATED) and line.get(id_) in (Fit.IN, Fit.UNSTATED)}),
    ):
        assert expected == set(shipped.select(**asked, unstated_for=flags, about="all").ids)


@pytest.mark.parametrize(
    ("said", "asked", "fit"),
    [("recruiting", "completed", Fit.UNSTATED), ("recruiting", "planned", Fit.OUT), ("completed", "recruiting", Fit.OUT), ("recruiting", "ongoing", Fit.UNSTATED),
     ("in progress", "recruiting", Fit.UNSTATED), ("in progress", "planned", Fit.OUT)],
)
def test_a_status_of_years_ago_may_have_passed(said: str, asked: str, fit: Fit, toy: Callable[..., Library]) -> None:
    """To any later one, and to no earlier."""
    library = toy(("is: results published", f"is: {said}"))
    assert fit is fits(library, status=asked).get("toy-1", Fit.OUT)


@pytest.mark.parametrize(("asked", "fit"), [("ongoing", Fit.IN), ("recruiting", Fit.UNSTATED), ("completed", Fit.OUT)])
def test_a_trial_in_progress_may_be_recruiting(asked: str, fit: Fit, toy: Callable[..., Library]) -> None:
    """It is under way, whether it recruits is not said, and it is not over."""
    library = toy(("is: results published, as_of: 2020-06-30", f"is: in progress, as_of: {today().year}"))
    assert fit is fits(library, status=asked).get("toy-1", Fit.OUT)


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        (("setting: advanced", "setting: not stated"), {"setting": "adjuvant"}),
        (("phase: 3", "phase: not stated"), {"phase": "2"}),
        (("line: 1+", "line: not stated"), {"line": 2}),
        (("menopause: [post]", "menopause: []"), {"menopause": "pre"}),
    ],
)
def test_what_is_not_stated_is_not_out(change: tuple[str, str], asked: dict[str, Any], toy: Callable[..., Library]) -> None:
    """Where the sources do not say, a trial is left out as unstated, and counted so."""
    assert [("unstated", ("toy-1",))] == list(toy(change).select(**asked).left_out)


def test_a_trial_of_another_subject_is_told_as_such(shipped: Library) -> None:
    """It is counted under what it is about, however it fits."""
    left_out = dict(shipped.select(subtype="her2+").left_out)
    assert {"mixed", "unstated"} < left_out.keys()
    assert all(shipped.profiles[id_].about == "comparator" for id_ in left_out.get("about comparator", ()))


def test_several_drugs_together(shipped: Library) -> None:
    """A stroke joins drugs for and; either of two drugs is asked by two values."""
    both = set(shipped.select(drug="everolimus/trastuzumab").ids)
    apart = [set(shipped.select(drug=drug).ids) for drug in ("everolimus", "trastuzumab")]
    assert apart[0] & apart[1] == both
    assert apart[0] | apart[1] == set(shipped.select(drug="everolimus,trastuzumab").ids)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"setting": "adjvant"}, '--setting: "adjvant" is not one of: advanced, neoadjuvant, adjuvant, supportive; did you mean adjuvant?'),
        ({"line": "later"}, '--line: "later" is no line of therapy'),
        ({"subtype": "hr+/hr-"}, "asks for hr+ and hr- in one patient; write hr+,hr- for either"),
        ({"everolimus_dose": "70 mg weekly"}, 'is no daily dose in mg; ask for another with --dose "everolimus 70 weekly"'),
        ({"everolimus_dose": "2,5"}, '"2,5" may be 2.5 or two doses; write 2.5'),
        ({"subtype": "luminal"}, "is no subtype; use her2"),
        ({"dose": "30"}, "is no drug with a dose"),
        ({"drug": "everolimsu"}, "did you mean everolimus"),
        ({"drug": "everolimus/trastuzmab"}, "did you mean trastuzumab"),
        ({"endpoint": "pfsx"}, "did you mean pfs"),
        ({"search": ""}, "--search: an empty word"),
        ({"prior": "..."}, "--prior: an empty word"),
        ({"prior": "xyz"}, '"xyz" is no drug or class of drugs of this collection; see what is stored'),
        ({"prior": "palbocyclib"}, "did you mean palbociclib"),
        ({"drug_class": "everolimus"}, '"everolimus" is no class of drug of this collection; it is a drug of the class rapalog'),
        ({"unstated_for": "endpoint"}, '--unstated-for: "endpoint" is not one of: subtype, line, setting'),
        ({"min_n": "many"}, "--min-n: 'many' is no number"),
        ({"with_results": "no"}, "--with-results/--without-results: 'no' is neither True nor False"),
        ({"mixed": [False]}, "--mixed: [False] is neither True nor False"),
        ({"colour": "red"}, '"colour" is no filter; filters are: subtype'),
    ],
)
def test_a_wrong_word_is_wrong_usage(asked: dict[str, Any], message: str, shipped: Library) -> None:
    """The message names the option and the words that there are, or the nearest."""
    with pytest.raises(UsageError, match=re.escape(message)):
        shipped.select(**asked)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ({"phase": ["phase III", "Phase 3", "3", "III"]}, ["3"]), ({"phase": ["2b", "IIb", "phase IIB"]}, ["2b"]),
        ({"phase": ["1/2", "I/II", "phase 1-2"]}, ["1/2"]), ({"phase": ["Phase Ib/II"]}, ["1b/2"]),
        ({"line": ["line 2+", "2+", "2nd line or later", ">=2", "second-line or later"]}, ["2+"]),
        ({"line": ["2", "2nd", "second", "second-line", "2L", "Line 2"]}, ["2"]), ({"line": ["1-2", "..2", "up to 2"]}, ["1-2"]),
        ({"menopause": ["postmenopausal", "Post-menopausal", "post menopausal women", "POST"]}, ["post"]),
        ({"setting": ["metastatic", "Advanced", "MBC", "stage iv"]}, ["advanced"]), ({"setting": "early"}, ["neoadjuvant", "adjuvant"]),
        ({"everolimus_dose": ["10mg", "10 mg", "10 mg/day", "everolimus 10 mg daily"]}, ["10"]),
        ({"everolimus_dose": ["2.5-10", "2.5 to 10 mg", "2.5\u201310"]}, ["2.5..10"]),
        ({"dose": ["paclitaxel 80mg/m\u00b2/week", "paclitaxel 80 mg/m2 once weekly"]}, ["paclitaxel 80 mg/m2 weekly"]),
        ({"subtype": ["hr+ her2-", "HR+HER2-", "ER+/PR+/HER2\u2212", "hr-positive and HER2-negative"]}, ["hr+/her2-"]),
        ({"subtype": ["triple negative", "Triple-negative breast cancer", "ER-/PR-/HER2-"]}, ["hr-/her2-"]),
        ({"year": ["2012-2014", "from 2012 to 2014", "2012-14"]}, ["2012..2014"]), ({"everolimus_dose": "5 or 10 mg"}, ["5", "10"]),
        ({"drug": "letrozole or Femara"}, ["letrozole", "Femara"]), ({"setting": "advanced or adjuvant"}, ["advanced", "adjuvant"]),
        ({"subtype": "hr+/her2- or TNBC"}, ["hr+/her2-", "hr-/her2-"]), ({"search": "this or that"}, ["this or that"]), ({"year": ["since 2012", "2012+"]}, ["2012.."]),
        ({"status": ["Published", "results published"]}, ["results published"]), ({"basis": ["Full-text", "paper"]}, ["full text"]),
        ({"about": ["real-world", "cohorts"]}, ["cohort"]), ({"about": "supportive care"}, ["supportive-care"]),
    ],
)  # fmt: skip
def test_words_are_read_as_people_type_them(asked: dict[str, Any], meant: list[str]) -> None:
    """Every spelling of a value is one value."""
    assert {**asked, **dict.fromkeys(asked, meant)}.items() <= query_of(**asked).asked.items()


def test_the_query_repeats_what_was_asked() -> None:
    """Values as they are written, by the names of the filters."""
    query = query_of(subtype="ER+/HER2-negative", line=["1", 2], everolimus_dose="..5,5..10", dose="temsirolimus 30", min_n=7, mixed=True)
    assert {
        "subtype": ["hr+/her2-"], "line": ["1", "2"], "dose": ["temsirolimus 30"], "everolimus_dose": ["..5", "5..10"], "min_n": 7,
        "about": ["mtor"], "mixed": True,
    } == query.asked  # fmt: skip


def test_ranges_that_meet_are_one() -> None:
    """A printed range of 2.5 to 10 lies within ..5 and 5.. together."""
    assert [Range(1, 4), Range(5, 10)] == united([Range(7, 10), Range(1, 4), Range(5, 7)])


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_says_what_it_is(name: str) -> None:
    """Its name is its flag, which Python can write; its help is a sentence, and completion offers only words that it takes."""
    one = FILTERS[name]
    assert one.flag.startswith("--")
    assert len(one.help) > 10
    for word in (*one.vocabulary, *one.examples):
        assert query_of(**{name: word})


def test_what_a_contrast_isolates_is_found_whether_its_ratio_was_seen_or_not(shipped: Library) -> None:
    """Of two arms that randomisation or a control sets against each other, alike but for one drug, that drug is isolated.

    MANTA's ratio of everolimus is nowhere printed, and ADELA has no result yet.
    """
    alone: dict[str, set[str]] = {}
    for trial in shipped:
        for first, second in permutations((id_ for id_, arm in trial.arms.items() if not arm.external), 2):
            one, other = ({dose.drug: dose.text for dose in trial.arms[id_].drugs if dose.drug != "placebo"} for id_ in (first, second))
            is_made = trial.is_randomised_between(first, second) or trial.arms[first].control != trial.arms[second].control
            if is_made and not trial.isolates and other.items() < one.items() and len(one) == len(other) + 1:
                alone.setdefault(next(iter(one.keys() - other.keys())), set()).add(trial.id)
    assert {"manta", "adela"} <= alone["everolimus"]
    missed = {drug: sorted(ids - fits(shipped, isolates=drug).keys()) for drug, ids in alone.items()}
    assert {} == {drug: ids for drug, ids in missed.items() if ids}
