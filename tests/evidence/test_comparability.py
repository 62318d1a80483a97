"""The gate: in what trials must be alike to share a number, and what is said where they are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from evtrials.collection.loading import Loaded
from evtrials.evidence.comparability import FOR_INDIRECT, FOR_POOLING, Feature, features, forbidding, refused
from evtrials.evidence.respects import BACKBONE, DISEASE, SETTING, Subject

Load = Callable[..., Loaded]
Toy = tuple[str, str]
HER2 = ("her2: [negative]", "her2: [positive]")
UNSAID = ("  her2: [negative]\n", "")
ADJUVANT = ("setting: advanced", "setting: adjuvant")
CHEMOTHERAPY = ("letrozole 2.5 mg daily", "vinorelbine 25 mg/m2 weekly")
RIDAFOROLIMUS = ("everolimus 10 mg", "ridaforolimus 10 mg")
TTP = ("  pfs:\n", "  ttp:\n")


def held(load_toy: Load, other: Sequence[Toy], first: Sequence[Toy] = ()) -> tuple[Feature, ...]:
    """What the toy and another one, with parts of their texts replaced, say in each respect of the gate."""
    loaded = [load_toy(*first), load_toy(*other, id="toy-2")]
    effects = [[row for row in one.figures if row.measure == "hazard ratio"][:1] for one in loaded]
    return features(
        [Subject(one.trial, ("eve", "pbo"), found) for one, found in zip(loaded, effects, strict=True)], loaded[0].terms
    )


@pytest.mark.parametrize(("other", "code", "words"), [
    (HER2, "different-diseases",
     "not pooled: the trials are of different diseases: HR+/HER2- (toy-1) and HR+/HER2+ (toy-2). One number over them would be "
     "about no patient. Choose one with --subtype. --across subtype does it nevertheless, and says so."),
    (UNSAID, "different-diseases",
     "not pooled: the trials are of different diseases: HR+/HER2- (toy-1) and HR+, HER2 not stated (toy-2). What is not stated "
     "may differ. One number over them would be about no patient. Choose one with --subtype. --across subtype does it "
     "nevertheless, and says so."),
    (ADJUVANT, "different-settings",
     "not pooled: the trials are of different settings: advanced (toy-1) and adjuvant (toy-2). A recurrence after surgery and a "
     "progression of advanced disease are no common event. Choose one with --setting. --across setting does it nevertheless, "
     "and says so."),
    (TTP, "different-endpoints",
     "not pooled: the trials tell different endpoints: pfs, hazard ratio (toy-1) and ttp, hazard ratio (toy-2). Deaths count in "
     "one and not in another, or limits differ. Ask for one of them."),
    (RIDAFOROLIMUS, "different-drugs",
     "not pooled: their contrasts isolate different things: everolimus (toy-1) and ridaforolimus (toy-2). The effects of "
     "different drugs or doses have no common size. Choose one with --isolates."),
    (CHEMOTHERAPY, "different-backbones",
     "not pooled: the drug was added to different classes of treatment: endocrine therapy (toy-1) and chemotherapy (toy-2). "
     "What it adds to one need not be what it adds to another. Name trials of one class. --across backbone does it "
     "nevertheless, and says so."),
])  # fmt: skip
def test_what_forbids_a_common_number_is_said_with_the_trials(other: Toy, code: str, words: str, load_toy: Load) -> None:
    """Each respect in which trials must be alike has a code and a sentence that names what each trial says."""
    error = refused("pooled", forbidding(held(load_toy, [other]), FOR_POOLING), ["toy-1", "toy-2"])
    assert (code, ("toy-1", "toy-2"), words) == (error.code, error.trials, str(error))


def test_trials_that_say_nothing_are_not_alike(load_toy: Load) -> None:
    """Two trials neither of which says its HER2 status may be of two diseases."""
    found = forbidding(held(load_toy, [UNSAID], [UNSAID]), FOR_POOLING)
    assert "not pooled: of toy-1, toy-2 the subtype is not known: HR+, HER2 not stated (toy-1, toy-2)." in str(
        refused("pooled", found, ["toy-1", "toy-2"])
    )


def test_every_difference_is_named_at_once(load_toy: Load) -> None:
    """Who overrides one difference should not meet the next: all are named, with the words that override them."""
    error = refused("pooled", forbidding(held(load_toy, [HER2, CHEMOTHERAPY]), FOR_POOLING), ["toy-1", "toy-2"])
    assert "They differ in class of backbone too. --across subtype,backbone does it nevertheless, and says so." in str(error)
    error = refused("pooled", forbidding(held(load_toy, [HER2, RIDAFOROLIMUS]), FOR_POOLING), ["toy-1", "toy-2"])
    assert "They differ in isolated drug too." in str(error)
    assert "--across" not in str(error)


@pytest.mark.parametrize(("other", "across"), [(HER2, DISEASE), (ADJUVANT, SETTING), (CHEMOTHERAPY, BACKBONE)])
def test_a_difference_that_is_named_is_overridden(other: Toy, across: str, load_toy: Load) -> None:
    """Across what is named the number is made; nothing else is overridden by it."""
    found = held(load_toy, [other])
    assert [] == forbidding(found, FOR_POOLING, {across})
    assert forbidding(found, FOR_POOLING, {DISEASE, SETTING, BACKBONE} - {across}) != []


def test_an_indirect_comparison_may_isolate_two_drugs(load_toy: Load) -> None:
    """What its contrasts isolate differs by its nature, and so may what they were added to."""
    assert [] == forbidding(held(load_toy, [RIDAFOROLIMUS, CHEMOTHERAPY]), FOR_INDIRECT)


def test_diseases_are_the_same_by_the_pairs_that_could_enter(load_toy: Load) -> None:
    """HR+ and HR- declared apart, and HR that nobody asked for, are one disease."""
    apart = ("  hr: [positive]\n  her2: [negative]\n", "  hr: [positive, negative]\n  her2: [positive]\n")
    unasked = ("  hr: [positive]\n  her2: [negative]\n", "  disease: [hr-any/her2+]\n")
    assert [] == forbidding(held(load_toy, [unasked], [apart]), FOR_POOLING)


def test_line_masking_and_the_rest_are_told_and_forbid_nothing(load_toy: Load) -> None:
    """What differs in line, prior therapy, masking, crossover and early stop is a difference, and no refusal."""
    other = [
        ("line: 1+", "line: 2+"), ("masking: double-blind", "masking: open label"),
        ("prior: [aromatase inhibitor]", "prior: [tamoxifen]"),
        ("participants:", "stopped: {why: slow accrual, src: Doe2020 Abstract}\n"
         "crossover: {text: everolimus at progression, src: Doe2020 Abstract}\nparticipants:"),
    ]  # fmt: skip
    found = held(load_toy, other)
    assert [] == forbidding(found, FOR_POOLING)
    assert ["line", "prior therapy", "masking", "crossover", "early stop"] == [
        one.name for one in found if not one.is_alike and one.name not in ("definition",)
    ]
