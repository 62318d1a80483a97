"""Whether the audit tells the arms apart: the ways in which texts tell whose number is whose, and what does not tell."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.bench.arm_words import ArmWords
from evtrials.bench.audit import Confirmation, audit, audit_json
from evtrials.bench.corpus import Texts
from evtrials.bench.texts import Text
from evtrials.collection.loading import Loaded

Load = Callable[..., Loaded]
Say = Callable[..., dict[str, Confirmation]]

NOT_TOLD = "confirmed, arms not told apart"
ROW = "endpoints.pfs.results.1"
# The toy's row with the values alone: everolimus 7.8, placebo 3.2.
VALUES = ("eve: 7.8 (6.9 to 8.5), pbo: 3.2 (2.8 to 4.1), hr: 0.45 (0.34 to 0.59), p: <0.0001", "eve: 7.8, pbo: 3.2")
RESPONSE = (VALUES[0], "measure: rate, unit: percent, eve: 12.0, pbo: 30.0")
# Told with A everolimus and B placebo as the file has them, and told the other way round with the two changed over.
TOLD = {
    "a word after each number": "Median PFS was 7.8 months with {A} and 3.2 months with {B}.",
    "a word before each number": "Median PFS: {A} 7.8 months, {B} 3.2 months.",
    "named with a colon": "PFS, {A}: 7.8; {B}: 3.2 months.",
    "named in brackets": "Median PFS was 7.8 months ({A}) versus 3.2 months ({B}).",
    "named with sizes": "PFS: {A} + letrozole n = 200, median 7.8 months; {B} + letrozole n = 100, median 3.2 months.",
    "the second first": "PFS rose from 3.2 months with {B} plus letrozole to 7.8 months with {A} plus letrozole.",
    "the first alone": "PFS was 7.8 months with {A} v 3.2 months.",
    "the last alone": "PFS was 7.8 months versus 3.2 months in the {B} arm.",
    "before and after": "PFS was 7.8 months with {A} compared with {B} 3.2 months.",
    "in order before": "PFS, {A} v {B}: 7.8 v 3.2 months.",
    "in order before a list": "All patients, {A} versus {B}: OS 20.1 v 18.2 months; PFS 7.8 v 3.2 months.",
    "in order after": "PFS was 7.8 v 3.2 months for {A} v {B}.",
    "in order after, another order before": "The HR of {A} v {B} was 0.45; medians of PFS were 3.2 and 7.8 months for {B} and {A}.",
    "in order before, another order of another endpoint after": "PFS, {A} v {B}: 7.8 v 3.2 months, and deaths with {B} and {A}.",
    "in a table of which the last column has intervals": "Outcome {A} {B} HR (95% CI)\nPFS, months 7.8 3.2 0.45 (0.34-0.59)",
    "improved to": "{B} with letrozole gave a median PFS of 3.2 months, which {A} improved to 7.8 months.",
    "respectively": "PFS was 7.8 and 3.2 months in the {A} and {B} arms, respectively.",
    "respectively, of arms in the sentence before": (
        "Response was 20% with {A} and 10% with {B}. PFS was 7.8 and 3.2 months, respectively."
    ),
    "in order with figures of their own": "Response was 20% ({A}) versus 10% ({B}), PFS 7.8 versus 3.2 months.",
    "in brackets at the end of a list": "PFS 7.8 v 3.2 months (P < .001); OS 20.1 v 18.2 months (P = .4) ({A} v {B}).",
    "compared above": "A trial of {A} 10 mg (n = 200) versus {B} (n = 100).\nPFS, as assessed: 7.8 v 3.2 months.",
    "compared above in a sentence": "The trial compared {A} with {B}, both with letrozole.\nPFS was 7.8 v 3.2 months.",
    "superior to": "{A} was not superior to {B} in median PFS (7.8 v 3.2 months).",
    "within brackets with the interval": "PFS was 7.8 months (95% CI 6.9 to 8.5; {A}) and 3.2 months (95% CI 2.8 to 4.1; {B}).",
    "than": "PFS was longer than with {B} (7.8 v 3.2 months).",
    "by the numbers that it gives to arms": (
        "Patients had letrozole with {A} (arm 1) or {B} (arm 2). Median PFS: 7.8 months arm 1, 3.2 months arm 2."
    ),
    "by short forms that it gives to arms": (
        "Given were {A} + letrozole (X/L) and {B} + letrozole (Y/L). PFS was 7.8 months (X/L) v 3.2 months (Y/L)."
    ),
    "group by group": (
        "Results 1: \n  Arm/Group Title: {A} + Letrozole\n  Analyzed: 200\n  PFS, months: 7.8\n"
        "Results 2: \n  Arm/Group Title: {B} + Letrozole\n  Analyzed: 100\n  PFS, months: 3.2\n"
    ),
}
BARE = {
    "no arm named": "PFS was 7.8 v 3.2 months.",
    "one or the other": "Patients had everolimus or placebo. PFS was 7.8 v 3.2 months.",
    "listed in another sentence": "There were 200 patients (everolimus); 100 (placebo). PFS was 7.8 v 3.2 months.",
    "what both arms have": "PFS with letrozole: 7.8 v 3.2 months.",
    "part of another word": "In this placebo-controlled trial PFS was 7.8 v 3.2 months.",
    "with or without": "Letrozole with or without everolimus: PFS 7.8 v 3.2 months.",
    "plus or minus": "Letrozole ± everolimus: PFS 7.8 v 3.2 months.",
    "the control named first": "Compared with placebo, everolimus improved PFS (median, 7.8 v 3.2 months).",
    "one added to the other": "Adding everolimus to letrozole improved PFS from 3.2 to 7.8 months.",
    "a number torn from its pair": "Rash with everolimus v placebo: 12% v 7.8 months of PFS, then 3.2 v 1.",
    "compared above in either order": "Everolimus v placebo. Placebo v everolimus. PFS was 7.8 v 3.2 months.",
}


@pytest.mark.parametrize("text", TOLD.values(), ids=TOLD.keys())
def test_number_and_arm_agree(say: Say, text: str) -> None:
    """Where a text tells the arms apart, the row is confirmed only where each number stands with its own arm."""
    as_it_is, turned = text.format(A="everolimus", B="placebo"), text.format(A="placebo", B="everolimus")
    assert ("confirmed", "not found") == (say(as_it_is, VALUES)[ROW].result, say(turned, VALUES)[ROW].result)


@pytest.mark.parametrize("text", BARE.values(), ids=BARE.keys())
def test_a_text_that_names_no_arm_beside_the_numbers_does_not_tell(say: Say, text: str) -> None:
    """The figures are there, and nothing says whose they are: confirmed, and counted apart."""
    assert NOT_TOLD == say(text, VALUES)[ROW].result


def test_the_longest_name_is_taken(say: Say) -> None:
    """`letrozole` within `everolimus plus letrozole` is not the arm of letrozole; `letrozole alone` is."""
    text = "Response was 12.0% with everolimus plus letrozole and 30.0% with letrozole alone."
    turned = (VALUES[0], "measure: rate, unit: percent, eve: 30.0, pbo: 12.0")
    assert ("confirmed", "not found") == (say(text, RESPONSE)[ROW].result, say(text, turned)[ROW].result)


def test_an_arm_is_named_by_what_it_is(say: Say) -> None:
    """The control group and the combination are arms where the file says which is the control, and which has more drugs."""
    text = "PFS was 7.8 months with the combination and 3.2 months in the control group."
    turned = (VALUES[0], "eve: 3.2, pbo: 7.8")
    assert ("confirmed", "not found") == (say(text, VALUES)[ROW].result, say(text, turned)[ROW].result)


def test_a_sentence_that_speaks_of_one_arm_gives_it_the_first_number(say: Say) -> None:
    """`more frequent with everolimus were A (x v y), B (x v y)`; of a sentence about the control no such thing is said."""
    text = "Longer with {} were OS (20.1 v 18.2 months) and, as assessed, PFS (7.8 v 3.2 months)."
    turned = (VALUES[0], "eve: 3.2, pbo: 7.8")
    results = [say(text.format(arm), row)[ROW].result for arm in ("everolimus", "placebo") for row in (VALUES, turned)]
    assert ["confirmed", "not found", NOT_TOLD, NOT_TOLD] == results


def test_the_columns_of_a_table_have_heads(say: Say) -> None:
    """Cells after one another stand in the order of the heads above them, however far; of one trial or of several."""
    table = "Table 2 Side effects\n\n{} {}{}\n\nRash\n\n20\n1\n\n10\n0{}\n\nStomatitis\n\n59 \n8\n\n12 \n0{}\n\nEnd of it."
    one = [table.format(*heads, "", "", "") for heads in (("Everolimus", "Placebo"), ("Placebo", "Everolimus"))]
    several = [
        table.format(*heads, " " + " ".join(heads), "\n\n30\n2\n\n11\n1", "\n\n26 \n1\n\n4 \n1")
        for heads in (("EVE", "Placebo"), ("Placebo", "EVE"))
    ]
    results = [say(text)["safety.0.rows.Stomatitis"].result for text in (*one, *several)]
    assert ["confirmed", "not found", "confirmed", "not found"] == results


def test_the_groups_of_a_record_have_titles(load_toy: Load, tmp_path: Path) -> None:
    """The keys of a registry's record (OG000) are those of the titles last given to them, which change from outcome to outcome."""

    def outcome(first: str, second: str, *values: str) -> dict[str, object]:
        groups = [{"id": "OG000", "title": first}, {"id": "OG001", "title": second}]
        measured = [{"groupId": f"OG00{index}", "value": value} for index, value in enumerate(values)]
        return {"title": "PFS", "groups": groups, "unit": "months", "measurements": measured}

    def result(*titles: str) -> str:
        record = [outcome(*reversed(titles), "1.1", "2.2"), outcome(*titles, "7.8", "3.2")]
        (tmp_path / "record.json").write_text(json.dumps(record), encoding="utf-8")
        texts = Texts([tmp_path], {"toy-1": {"Doe2020": ["record.json"]}})
        return next(row.result for row in audit(load_toy(VALUES), texts) if row.field == ROW)

    assert "confirmed" == result("Everolimus + Letrozole", "Placebo + Letrozole")
    assert "not found" == result("Placebo + Letrozole", "Everolimus + Letrozole")


def test_a_value_of_a_record_has_its_group_above_it(say: Say) -> None:
    """The number of one group and that of the next row's other group are no pair, whatever leads from one to the other."""
    record = "Reasons: physician\n{0}\n3.2\n{1}\n7.8\nReasons: PFS on treatment\n{0}\n3.2\n{1}\n7.8\nAge\n{0}\n64\n"
    assert "confirmed" == say(record.format("Placebo", "Everolimus"), VALUES)[ROW].result
    assert "not found" == say(record.format("Everolimus", "Placebo"), VALUES)[ROW].result


def test_counts_by_arm_are_told_apart_too(say: Say) -> None:
    """The patients of a row stand with their arms, as its values do."""
    row = (VALUES[0], "eve: 7.8, pbo: 3.2, n: {eve: 190, pbo: 95}")
    text = "PFS of 190 patients with {} and of 95 with {} was 7.8 v 3.2 months."
    fields = [say(text.format(*arms), row)[f"{ROW}.n"].result for arms in (("everolimus", "placebo"), ("placebo", "everolimus"))]
    assert ["confirmed", "not found"] == fields


THREE = (
    ("pbo: {label: Placebo", "cap: {label: Capecitabine, drugs: [capecitabine], src: Doe2020 Abstract}\n  pbo: {label: Placebo"),
    ("hr: 0.43 (0.32 to 0.58)", "of: eve v pbo, hr: 0.43 (0.32 to 0.58)"),
    ("hr: 0.38 (0.28 to 0.51)", "of: eve v pbo, hr: 0.38 (0.28 to 0.51)"),
    ("hr: 0.47 (0.31 to 0.71)", "of: eve v pbo, hr: 0.47 (0.31 to 0.71)"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("PFS: everolimus 7.8, placebo 3.2, capecitabine 9.6 months.", "confirmed"),
        ("PFS: everolimus 7.8, capecitabine 3.2, placebo 9.6 months.", "not found"),
        ("PFS: 7.8 months with everolimus, 3.2 with placebo and 9.6 with capecitabine.", "confirmed"),
        ("PFS: 7.8 months with capecitabine, 3.2 with placebo and 9.6 with everolimus.", "not found"),
        ("Everolimus, placebo and capecitabine: PFS was 7.8, 3.2 and 9.6 months.", "confirmed"),
        ("Placebo, everolimus and capecitabine: PFS was 7.8, 3.2 and 9.6 months.", "not found"),
        ("Everolimus, placebo: PFS was 7.8, 3.2 and 9.6 months.", NOT_TOLD),
    ],
)
def test_three_arms_are_told_apart(say: Say, text: str, result: str) -> None:
    """Each number stands with its own arm; two of three are not enough to give three numbers an order."""
    assert result == say(text, *THREE, (VALUES[0], "eve: 7.8, pbo: 3.2, cap: 9.6"))[ROW].result


def test_three_arms_changed_over_stand_in_an_order_that_no_run_has(say: Say) -> None:
    """Figures that are each known by itself are asked together whose they are, in whatever order the text has them."""
    figures = {"eve": "7.8 (6.9 to 8.5)", "pbo": "3.2 (2.8 to 4.1)", "cap": "9.6 (8.8 to 9.9)"}
    text = "Everolimus, placebo and capecitabine: PFS was 7.8 (6.9-8.5), 3.2 (2.8-4.1) and 9.6 (8.8-9.9) months, in that order."
    orders = (("eve", "pbo", "cap"), ("pbo", "eve", "cap"), ("pbo", "cap", "eve"))
    rows = [", ".join(f"{arm}: {figures[own]}" for arm, own in zip(figures, order, strict=True)) for order in orders]
    assert ["confirmed", "not found", "not found"] == [say(text, *THREE, (VALUES[0], row))[ROW].result for row in rows]


def test_the_figure_of_another_arm_of_the_trial_is_passed_over(say: Say) -> None:
    """Where a row has two of three arms, the third with its own number stands in nobody's way."""
    row = (VALUES[0], "eve: 7.8, cap: 9.6")
    texts = ("PFS: everolimus 7.8, placebo 3.2, capecitabine 9.6 months.", "PFS: capecitabine 7.8, placebo 3.2, everolimus 9.6.")
    assert ["confirmed", "not found"] == [say(text, *THREE, row)[ROW].result for text in texts]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("PFS with everolimus was 7.8 months.", "confirmed"),
        ("PFS with placebo was 7.8 months.", "not found"),
        ("PFS was 7.8 months with letrozole.", NOT_TOLD),
        ("PFS was longer than with placebo (7.8 months).", NOT_TOLD),
    ],
)
def test_the_figure_of_one_arm_alone_must_not_stand_with_another(say: Say, text: str, result: str) -> None:
    """A row of one of two arms is held against the words of both."""
    assert result == say(text, (VALUES[0], "eve: 7.8"))[ROW].result


def test_the_size_of_an_arm_is_its_own(say: Say) -> None:
    """The patients of an arm stand with its name, unless both arms have as many."""
    texts = ("Everolimus (n = 200), placebo (n = 100).", "Placebo (n = 200), everolimus (n = 100).")
    assert ["confirmed", "not found"] == [say(text)["arms.eve.n"].result for text in texts]
    equal = (("pbo: {label: Placebo + letrozole, n: 100", "pbo: {label: Placebo + letrozole, n: 200"), ("pbo: 100}", "pbo: 200}"))
    assert "confirmed" == say("Placebo (n = 200), everolimus.", *equal)["arms.eve.n"].result


def test_a_number_that_another_arm_has_too_is_of_either(say: Say) -> None:
    """Of one arm alone, twelve patients may stand beside the other arm of twelve; thirteen may not."""
    text = "Stomatitis without everolimus; with everolimus (n = {}): 7.8 months, PFS."
    for size, result in (("100", "confirmed"), ("101", "not found")):
        row = (VALUES[0], f"n: {{pbo: {size}}}, pbo: 3.2")
        assert result == say(text.format(size), row, ("n: 200", "n: 100"))[f"{ROW}.n"].result


def test_equal_figures_have_nothing_to_tell_apart(say: Say) -> None:
    """Where both arms have one figure, no order of arms can be wrong."""
    row = (VALUES[0], "measure: rate, unit: percent, eve: 27, pbo: 27")
    assert "confirmed" == say("PFS at one year: 27% v 27%.", row)[ROW].result


def test_figures_that_stand_with_other_arms_are_shown_with_them(say: Say) -> None:
    """The reason quotes the words of the text beside the figures of each arm."""
    row = say("PFS was 3.2 months with everolimus and 7.8 months with placebo.", VALUES)[ROW]
    assert 'the figures stand with other arms: that of pbo beside "everolimus", that of eve beside "placebo"' == row.reason
    assert row.candidates[0].startswith("Doe2020:1 ... PFS was 3.2 months with everolimus and 7.8")


def test_what_is_not_told_apart_is_counted_apart(say: Say) -> None:
    """In JSON the figures whose arms no text tells stand by themselves."""
    rows = say("PFS was 7.8 v 3.2 months.", VALUES).values()
    counts = audit_json(rows)["counts"]
    assert ["confirmed", NOT_TOLD, "not found", "not checkable"] == list(counts)
    assert 2 == counts[NOT_TOLD]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("everolimus 10 mg daily plus letrozole", {"everolimus 10 mg daily plus letrozole": {"eve"}}),
        ("RAD001 and letrozole", {"RAD001 and letrozole": {"eve"}}),
        ("EVE + LET v PBO + LET", {"EVE + LET": {"eve"}, "PBO + LET": {"pbo"}}),
        ("letrozole with placebo of everolimus", {"letrozole with placebo": {"pbo"}}),
        ("without everolimus", {"everolimus": {"pbo"}}),
        ("the experimental arm, the control arm", {"experimental arm": {"eve"}, "control": {"pbo"}}),
        ("disease control, prior everolimus, placebo-controlled, everolimus/placebo", {}),
    ],
)
def test_what_names_an_arm(load_toy: Load, text: str, named: dict[str, set[str]]) -> None:
    """Drugs with synonyms, short forms and doses, taken whole; roles; and no part of another word."""
    loaded, read = load_toy(), Text(text)
    mentions = ArmWords(loaded.trial, loaded.terms).mentions(read)
    assert named == {text[mention.start : mention.end].strip(): set(mention.arms) for mention in mentions}
