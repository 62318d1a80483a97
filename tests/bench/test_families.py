"""What single checks catch and let pass beyond their example: the real cases, and the edges of rounding."""

from __future__ import annotations

import pytest
from whole import write_whole

from evtrials.bench.checks import check_paths

LABEL = "sources: {Label: {title: Prescribing information, year: 2021, basis: label}}"


def results(endpoint: str, *rows: str) -> str:
    """The fragment of an endpoint with these rows."""
    return f"endpoints:\n  {endpoint}:\n    results:\n" + "".join(f"      - {{{row}}}\n" for row in rows)


def harms(columns: str, *rows: str) -> str:
    """The fragment of a table of harms with these rows."""
    return f"safety:\n  - columns: [{columns}]\n    rows:\n" + "".join(f"      {row}\n" for row in rows)


@pytest.fixture
def codes(tmp_path):
    """The codes found in the trial to which these fragments belong."""

    def found(*fragments: str) -> list[str]:
        return [finding.code for finding in check_paths([write_whole(tmp_path, *fragments)]).findings]

    return found


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ("hr: 0.89 (0.73 to 1.10), p: 0.14", ["W220"]),  # BOLERO-2, overall survival
        ("hr: 0.89 (0.73 to 1.08), p: 0.1166", ["W220"]),  # BOLERO-1, progression-free survival
        ("hr: 0.90 (0.76 to 1.07), p: 0.25", []),  # HORIZON
        ("hr: 0.75 (0.60 to 0.93), p: 0.009", []),  # HORIZON, 65 years or less
        ("hr: 0.94 (0.77 to 1.14), p: 0.52", []),  # S1207
        ("hr: 0.74 (0.58 to 0.95), p: .0084", ["W220"]),  # BOLERO-2, quality of life
        ("hr: 0.74 (90 % CI 0.57 to 0.97)", []),  # BOLERO-6
        ("hr: 0.89 (0.73 to 1.10), p: 0.14 two-sided", ["W221"]),
        ("hr: 0.89 (0.73 to 1.10), p: 0.27 one-sided", ["W221"]),
        ("hr: 0.89 (0.73 to 1.10), p: <0.001", ["W221"]),
        ('hr: 0.45 (0.38 to 0.54), p: ">0.05"', ["W221"]),
        ("hr: 0.45 (0.38 to 0.54), p: <0.0001", []),
        ("hr: 0.80 (0.66 to 0.97), p: 0.07", ["W222"]),
        ("hr: 0.89 (0.73 to 1.10), p: stated significant", ["W222"]),
        ("hr: 0.77 (0.65 to 0.92), p: 0.0049 stated not significant", []),  # BOLERO-1, a bound for the subset
        # 10 events, Wald 0.066, log-rank 0.034: example in R of stats.stackexchange.com/questions/141626
        ("hr: 0.1267 (0.01399 to 1.147), p: 0.0661", []),
        ("hr: 0.1267 (0.01399 to 1.147), p: 0.03419", ["N320"]),
        ("hr: 0.67 (0.24 to 1.89), p: 0.045", ["W222"]),  # the figures asked about there
        ("hr: 0.78 (0.65 to 0.95), p: 0.0067", ["N320"]),  # BOLERO-3, progression-free survival
        ("hr: 0.25 (0.15 to 0.42), p: 0.0000001", []),
        ("hr: 0.25 (0.15 to 0.42), p: 0.00001", ["N320"]),  # far from 1 a log-rank test lies further off
        ("hr: 0.80 (0.64 to 1.00), p: 0.049", ["N321"]),
        ("hr: 0.80 (0.64 to 1.00), p: 0.05", []),
        ("difference: -4.0 (-8.0 to 0.0), p: 0.05", []),
        ("difference: -4.0 (-8.0 to 0.0), p: 0.30", ["W221"]),
    ],
)
def test_p_beside_its_interval(figures, expected, codes):
    """One-sided, contradictory or far-off p values are told apart; what rounding or another test explains is let pass."""
    assert expected == codes(results("os", figures))


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ("hr: 0.89 (0.73 to 1.10), p: 0.27 one-sided", "consistent if two-sided"),
        ("hr: 0.89 (0.73 to 1.10), p: 0.14 two-sided", "consistent if one-sided"),
        ("hr: 0.70 (0.55 to 0.89), p: 0.0142 two-sided", "consistent if the interval is one of 90 %"),
        ("hr: 0.70 (0.55 to 0.89), p: 0.0071", "consistent if one-sided and the interval is one of 90 %"),
        ("hr: 0.9 (0.3 to 1.8)", "consistent if numbers are cut off, not rounded"),
        ("odds_ratio: 3.0 (1.2 to 4.8), p: 0.029", "consistent if the interval is made on the plain scale"),
        ("hr: 0.54 (0.34 to 0.59)", "(numbers are cut off, not rounded; the interval is made on the plain scale)"),
        (
            "hr: 0.67 (0.24 to 1.89), p: 0.045",
            "inconsistent under every reading tried (one-sided; the interval is one of 80, 90, 97.5, 99 %; numbers are cut off, "
            "not rounded; the interval is made on the plain scale)",
        ),
        ("hr: 0.78 (0.65 to 0.95), p: 0.0067", "a log-rank, stratified or exact test may differ as much; consistent if one-sided"),
        ("hr: 0.80 (0.64 to 1.00), p: 0.049", "by the interval it is 0.045 to 0.055 (two-sided, derived); consistent only by rounding"),
    ],
)
def test_a_finding_tells_which_reading_would_do(figures, expected, tmp_path):
    """Sides, level, numbers cut off and the scale are tried one by one, then sides and level together."""
    messages = [finding.message for finding in check_paths([write_whole(tmp_path, results("os", figures))]).findings]
    assert {expected} == {message[-len(expected) :] for message in messages}


def test_levels_of_other_intervals_of_the_trial_are_tried(tmp_path):
    """An interim analysis may have intervals of 98.2 %: a p value that fits one as such is said to."""
    rows = (results("pfs", "hr: 0.60 (98.2 % CI 0.47 to 0.77)"), results("os", "hr: 0.70 (0.55 to 0.89), p: 0.00045"))
    (message,) = (finding.message for finding in check_paths([write_whole(tmp_path, *rows)]).findings)
    assert message.endswith("; consistent if the interval is one of 98.2 %")


@pytest.mark.parametrize(
    ("endpoint", "row", "expected"),
    [
        ("pfs", "events: 210, hr: 0.80 (90 % CI 0.60 to 1.07)", "consistent if the interval is one of 95 %"),
        ("pfs", "events: 70, hr: 0.45 (0.34 to 0.59)", "inconsistent under every reading tried (the interval is one of 80, 90, 97.5, 99 %)"),
        ("orr", "n: {eve: 40}, eve: 30 (18.3 to 44.0)", "consistent if the interval is one of 90 %"),
        ("orr", "n: {eve: 25}, eve: 36 (21.1 to 57.4)", "(the interval is one of 80, 90, 97.5, 99 %; it is of 20, 200 patients; "
         "numbers are cut off, not rounded)"),  # carboplatin + everolimus, clinical benefit
        ("orr", "n: {eve: 40}, eve: 30 (11.9 to 54.3)", "consistent if it is of 20 patients"),
        ("orr", "n: {eve: 40}, eve: 30 (16.6 to 64.5)", "(the interval is one of 80, 90, 97.5, 99 %; it is of 20, 200 patients; "
         "numbers are cut off, not rounded)"),
        ("orr", "eve: 45, pbo: 30, difference: 50", "consistent if it is in percent of one of them"),
        ("pfs", "eve: 30.1, pbo: 12.0, difference: 20.0", "inconsistent under every reading tried (it is in percent of one of them)"),
    ],
)  # fmt: skip
def test_levels_patients_and_percent_of_percent_are_tried(endpoint, row, expected, tmp_path):
    """An interval may be of another level or of other patients of the arm, a difference in percent of one of its figures."""
    # Another figure of the arm is of 20 patients.
    fragments = (results(endpoint, row), results("cbr", "n: {eve: 20}, eve: 50"))
    messages = [finding.message for finding in check_paths([write_whole(tmp_path, *fragments)]).findings]
    assert [expected] == [message[-len(expected) :] for message in messages]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("n: {eve: 54, pbo: 57}, eve: 61, pbo: 42, p: 0.045", ""),  # TAMRAD, clinical benefit: chi-square
        ("n: {eve: 66, pbo: 65}, eve: 18.2, pbo: 12.3, p: .47", ""),  # PrE0102, response: Fisher's exact test
        ("n: {eve: 66, pbo: 65}, eve: 63.6, pbo: 41.5, p: .01", ""),  # PrE0102, clinical benefit
        ("eve: 15/32 (46.9 %), pbo: 19/29 (65.5 %), p: 0.14", ""),  # mucoadhesive mouthwash: chi-square
        ("n: {eve: 80, pbo: 76}, eve: 28.8, pbo: 46.1, odds_ratio: 0.47 (0.24 to 0.92), p: 0.026", ""),  # DESIREE, stomatitis
        ("n: {eve: 94, pbo: 94}, eve: 26.6, pbo: 13.8, difference: 12.8 (0.48 to 24.7)", ""),  # evERA, response
        ("n: {eve: 54, pbo: 57}, eve: 61, pbo: 42, p: 0.0045", "0.045 to 0.07, two-sided (derived); inconsistent under every reading tried"
         " (one-sided)"),
        ("n: {eve: 100, pbo: 100}, eve: 50, pbo: 37, p: 0.03", "consistent if one-sided"),
        ("n: {eve: 100, pbo: 100}, eve: 50, pbo: 37, p: <0.001", "inconsistent under every reading tried (one-sided)"),
        ("n: {eve: 80, pbo: 76}, eve: 28.8, pbo: 46.1, odds_ratio: 0.62 (0.41 to 0.95)", "consistent if it is the risk ratio"),
        ("n: {eve: 80, pbo: 76}, eve: 28.8, pbo: 46.1, odds_ratio: 0.62 (0.41 to 0.95), method: adjusted", ""),
        ("n: {eve: 80, pbo: 76}, eve: 28.8, pbo: 46.1, risk_ratio: 0.62 (0.47 to 0.82)", "consistent if the interval is one of 80 %"),
        ("n: {eve: 94, pbo: 94}, eve: 26.6, pbo: 13.8, difference: 12.8 (5.4 to 20.2)", "consistent if the interval is one of 80 %"),
        ("n: {eve: 80, pbo: 76}, eve: 0, pbo: 46.1, odds_ratio: 0.01 (0.001 to 0.1)", ""),
    ],
)  # fmt: skip
def test_two_rates_and_what_is_made_of_them(row, expected, tmp_path):
    """A p value, ratio or interval that the rates of the arms do not give by the usual methods is found, with what would do."""
    messages = [finding.message for finding in check_paths([write_whole(tmp_path, results("orr", row))]).findings]
    assert ([expected] if expected else []) == [message[-len(expected) :] for message in messages]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ("hr: 0.38 (0.3 to 0.5)", []),  # BOLERO-2, the label: limits with one digit
        ("hr: 0.45 (0.38 to 0.45)", ["W210"]),
        ("hr: 0.45 (not estimable to 0.60)", ["W217"]),
        ("difference: 4.6 (1.2 to not reached)", ["W217"]),
        ("eve: 4.6 (1.2 to not reached)", []),
        ("hr: 0.05 (0.0 to 0.9)", []),
        ("difference: 18 (1 to 35)", []),
        ("difference: 18 (1 to 25)", ["W210"]),
        ("difference: -0.7 (-4.3 to 3.0)", []),  # BOLERO-2, quality of life at baseline
        ("eve: 7.8 (6.9 to 15.0)", []),
        ("eve: 7.8 (8.0 to 15.0)", ["E110"]),
        ("eve: 7.8 (8 to 15.0)", []),
        ("eve: 64 (range 41 to 60)", ["E110"]),
        ("eve: 64 (range 41 to 86)", []),
        ("eve: 6 to 2", ["E111"]),
        ("eve: 64 (range 86 to 41)", ["E111"]),
        ("hr: 0.71 (95 % CI to 0.94)", ["W218"]),
        ("hr: 0.71 (95 % CI to 0.94), p: 0.01 one-sided", []),
        ("hr: 0.98 (95 % CI to 0.94)", ["E110", "W218"]),
        ("hr: 0.71 (95 % CI from 0.84)", ["E110", "W218"]),
        ("hr: 0.71 (0.71 to 0.710)", ["W216"]),
        ("eve: 7 (7 to 7)", ["W216"]),
        ("hr: 0.54 (CI 0.34 to 0.59), p: 0.60", []),  # of which level is not printed
        ("hr: 0.62 (CI 0.34 to 0.59)", ["E110"]),
        ("hr: 0.54 (95 % CrI 0.34 to 0.59), p: 0.60", []),  # a credible interval follows its prior too
    ],
)
def test_estimate_and_interval(figures, expected, codes):
    """Each printed number is given its whole rounding interval; medians need not be in the middle."""
    assert expected == codes(results("os", figures))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("events: {eve: 140, pbo: 70}, hr: 0.80 (0.60 to 1.07)", []),
        ("events: {eve: 14, pbo: 7}, hr: 0.80 (0.60 to 1.07)", ["W211"]),
        ("events: 210, hr: 0.80 (0.60 to 1.07)", []),
        ("events: 210, hr: 0.80 (90 % CI 0.60 to 1.07)", ["W211"]),
        ("hr: 0.80 (0.30 to 2.13)", []),  # deaths are not the events of the cut
        ("measure: deaths, unit: participants, eve: 100, pbo: 60, hr: 0.80 (0.79 to 0.81)", ["W211"]),
    ],
)
def test_width_of_the_interval_against_the_events(row, expected, codes):
    """The events are those printed in the row, or those of the cut for the primary endpoint alone."""
    assert expected == codes("cuts: {final: {events: 210}}", results("os", row))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("n: {eve: 40}, eve: 43.5", ["W230"]),
        ("n: {eve: 40}, eve: 43", []),
        ("n: {eve: 40}, eve: <43.5", []),
        ("eve: 43.5", []),
        ("measure: landmark rate, at: 1 year, n: {eve: 40}, eve: 43.5", []),
        ("eve: 58/182 (31.87 %)", []),
        ("eve: 58/182 (31.78 %)", ["E130"]),
        ("eve: 0/40 (2.5 %)", ["E130"]),
        ("eve: 0/40 (0 %)", []),
        ("eve: 12/40 (30 %; 16.6 to 46.5)", []),
        ("eve: 12/40 (30 %; 18.1 to 45.4)", []),  # the score interval
        ("eve: 12/40 (30 %; 26.6 to 46.5)", ["W215"]),
    ],
)
def test_counts_and_percentages(row, expected, codes):
    """A share of patients is held against its printed denominator and against nothing else."""
    assert expected == codes(results("orr", row))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("eve: 30, pbo: 12, odds_ratio: 3.1 (1.8 to 5.3)", []),
        ("eve: 12, pbo: 30, odds_ratio: 3.1 (1.8 to 5.3)", ["W213"]),
        ("eve: 30, pbo: 12, difference: 18 (8 to 28)", []),
        ("eve: 30, pbo: 12, difference: 19", []),
        ("eve: 30, pbo: 12, difference: 20", ["W214"]),
        ("eve: 30, pbo: 12, method: stratified, difference: 20", []),
        ("n: {eve: 200, pbo: 100}, odds_ratio: 0.5 (0.3 to 0.8)", []),
    ],
)
def test_arms_against_their_effect(row, expected, codes):
    """Direction and size of an effect are held against the figures of its arms, not against their numbers of patients."""
    assert expected == codes(results("orr", row))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("[59, 8, 12, <1]", []),
        ("[<1, 1, 12, 0]", []),
        ("[<1, 2, 12, 0]", ["E140"]),
        ("[8, 8.4, 12, 0]", []),
        ("[8, 8.6, 12, 0]", ["E140"]),
        ("[not reported, 8, 12, 0]", []),
        ("[about 8, 59, 12, 0]", ["E140"]),
    ],
)
def test_grade_bands_nest_whatever_rounding_hides(cells, expected, codes):
    """A bound or a word is no contradiction; more decimals in one column are not either."""
    assert expected == codes(harms("eve any, eve 3-4, pbo any, pbo 3-4", f"Stomatitis: {cells}"))


def test_serious_harms_are_compared_with_no_grade(codes):
    """A serious event may be of any grade, and more patients may have one than have grade 3-4; a registry counts the others apart."""
    assert [] == codes(harms("eve any, eve serious, pbo 3-4, pbo serious", "Stomatitis: [59, 8, 1, 12]"))
    assert [] == codes(harms("eve serious, eve not serious, pbo serious, pbo not serious", "Stomatitis: [7, 26, 0, 8]"))


@pytest.mark.parametrize("kind", ["conflict", "erratum", "suspect"])
def test_a_note_answers_a_disagreement_of_sources(kind, codes):
    """Where the file tells the reader of the conflict there is nothing to look at again."""
    rows = (LABEL, results("pfs", "eve: 7.8, pbo: 3.2", "eve: 7.6, pbo: 3.2, src: Label section 14"))
    note = "notes: [{about: {endpoint: pfs, arm: eve, source: Label}, kind: %s, text: Prints 7.6}]"
    assert ["W260"] == codes(*rows)
    assert [] == codes(*rows, note % kind)
    assert ["W260"] == codes(*rows, note % "caveat")


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ("eve: 7.80, pbo: 3", []),
        ("eve: about 8, pbo: <4", []),
        ("eve: not reported", []),
        ("eve: not reached", ["W260"]),
        ("eve: 7.8 (6.9 to 8.6)", ["W260"]),
        ("hr: 0.45 (90 % CI 0.36 to 0.57)", []),
        ("hr: 0.45, p: <0.001", []),
        ("hr: 0.45, p: 0.01", ["W260"]),
        ("assessor: central, analysis_set: measurable disease, eve: 9.9", []),
    ],
)
def test_sources_agree_to_the_coarser_precision(figures, expected, codes):
    """Figures, intervals and p values are compared as far as both sources print them, for the same question."""
    paper = "eve: 7.8 (6.9 to 8.5), pbo: 3.2 (2.8 to 4.1), hr: 0.45 (0.34 to 0.59), p: <0.0001"
    assert expected == codes(LABEL, results("pfs", paper, f"{figures}, src: Label section 14"))


def test_pooled_analyses_bear_the_registrations_of_their_trials(tmp_path):
    """The file of a pooled analysis is no second file of the registration."""
    write_whole(tmp_path)
    write_whole(tmp_path, "id: pool\nname: POOL\nkind: pooled analysis\npools: [toy-2]")
    assert () == check_paths([tmp_path]).findings


def test_historical_controls_and_parts_are_left_out_of_the_arm_sizes(codes):
    """Only the arms of one randomisation add up to the randomised."""
    assert [] == codes("arms: {old: {label: Older trial, external: true, n: 50, drugs: [letrozole]}}")


def test_unknown_names_are_told_with_the_nearest(tmp_path):
    """A misspelt harm is told alone with its neighbour; names that are near nothing are told together."""
    path = write_whole(tmp_path, harms("eve any", "Diarhoea: [1]", "Cheerfulness: [1]", "Levity: [1]"))
    assert [
        'the adverse event "Diarhoea" is not in the vocabulary; nearest: Diarrhoea',
        "adverse events that are not in the vocabulary: Cheerfulness, Levity",
    ] == [finding.message for finding in check_paths([path]).findings]


def test_events_of_both_arms_are_held_against_the_printed_total(codes):
    """A total printed for all arms is the sum of the arms."""
    row = "measure: deaths, unit: participants, eve: 60, pbo: 40, together: {}"
    assert [] == codes(results("os", row.format(100)))
    assert ["W232"] == codes(results("os", row.format(110)))


@pytest.mark.parametrize(
    ("total", "rates", "messages"),
    [
        # Neoadjuvant letrozole with everolimus or placebo (Baselga 2009), and everolimus with letrozole or FEC (Wu 2021)
        (270, ["eve: 57, pbo: 30", "eve: 68.1, pbo: 59.1", "eve: 36.2, pbo: 39.4"], ["of the 270 patients only 138 and 132 give"]),
        (40, ["eve: 65.0, pbo: 40.0", "eve: 90.0, pbo: 70.0"], ["of the 40 patients only 20 and 20 give 65.0 %, 90.0 % (eve) and"]),
        # GeparQuinto: the percentages are of fewer than the 403 randomised
        (403, ["eve: 3.6, pbo: 5.6", "eve: 54.4, pbo: 61.9"], ["no split of the 403 patients into two arms gives 3.6 %, 54.4 % (eve)"]),
        (432, ["eve: 7.6, pbo: 2.1"], []),  # BELLE-3: many splits do
        (40, ["n: {eve: 19, pbo: 20}, eve: 63.2, pbo: 40.0"], []),
    ],
)
def test_sizes_of_arms_that_only_their_total_tells(total, rates, messages, tmp_path):
    """Where the sizes of two arms are not printed, the splits of the total that give all percentages are looked for."""
    unsized = f"participants: {{randomised: {total}}}\narms: {{eve: {{n: not printed}}, pbo: {{n: not printed}}}}"
    fragments = [results(endpoint, rate) for endpoint, rate in zip(("orr", "cbr", "pcr"), rates, strict=False)]
    if len(rates) == 3:
        fragments[2] = fragments[2].replace("pcr:", "pcr:\n    measure: rate\n    unit: percent")
    found = [finding.message for finding in check_paths([write_whole(tmp_path, unsized, *fragments)]).findings]
    assert messages == [message[: len(expected)] for message, expected in zip(found, messages, strict=True)]
