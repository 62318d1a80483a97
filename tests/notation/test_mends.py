"""What people type instead of the notation: the message names the way out, and guesses nothing that has two meanings."""

import pytest

from evtrials.errors import NotationError
from evtrials.notation.figures import HOW_ESTIMATE, HOW_FIGURE, parse_estimate, parse_figure
from evtrials.notation.p_values import HOW_P, parse_p

TO = 'between two numbers stands "to"'
CI95 = "limits without a label are read as a 95 % CI"
RANGE = f'{CI95}; if it is a range, write "0.43 (range 0.35 to 0.54)"'
LABEL = 'the label is "95 % CI" or "95 % CrI", with one space behind it'
UNIT = 'the unit is said once, under "unit"'
ONE_LIMIT = 'a single limit is written "to 0.94" or "from 0.50", if no other is printed'


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("0·43", 'write "0.43": "·" is typed as "." here'),
        ("0·43 (0·35 to 0·54)", f'write "0.43 (0.35 to 0.54)": "·" is typed as "." here; {RANGE}'),
        ("0.35–0.54", f'write "0.35 to 0.54": {TO}'),
        ("0.43 (0.35–0.54)", f'write "0.43 (0.35 to 0.54)": {TO}; {RANGE}'),
        ("0.43 (0.35-0.54)", f'write "0.43 (0.35 to 0.54)": {TO}; {RANGE}'),
        ("0.43 [0.35, 0.54]", f'write "0.43 (0.35 to 0.54)": brackets are round; {TO}; {RANGE}'),
        ("31.0 (28.0 – not reached)", f'write "31.0 (28.0 to not reached)": {TO}; {CI95}'),
        ("0.43 (95% CI, 0.35 to 0.54)", f'write "0.43 (95 % CI 0.35 to 0.54)": {LABEL}'),
        ("0.43 (95%CI 0.35 to 0.54)", f'write "0.43 (95 % CI 0.35 to 0.54)": {LABEL}'),
        ("0.43 (CI 95% 0.35 to 0.54)", f'write "0.43 (95 % CI 0.35 to 0.54)": {LABEL}'),
        ("0.43 (95% credible interval: 0.35 to 0.54)", f'write "0.43 (95 % CrI 0.35 to 0.54)": {LABEL}'),
        ("0.43, 95% CI 0.35 to 0.54", 'write "0.43 (95% CI 0.35 to 0.54)": the interval stands in round brackets'),
        ("0.71 (95 % CI <0.94)", f'write "0.71 (95 % CI to 0.94)": {ONE_LIMIT}'),
        ("0.71 (95 % CI 0.50 to)", f'write "0.71 (95 % CI from 0.50)": {ONE_LIMIT}'),
        (".62", 'write "0.62": a digit stands before the point'),
        ("1.2e-5", 'write "0.000012": digits are written out'),
        ("1.2 × 10−5", 'write "0.000012": digits are written out'),
        ("1,112", 'write "1112": no thousands separators'),
        ("1,234,567", 'write "1234567": no thousands separators'),
        ("0,43", 'write "0.43": the decimal point is typed as "."'),
        ("12/40 (30,5 %)", 'write "12/40 (30.5 %)": the decimal point is typed as "."'),
        ("12 %", f'write "12": {UNIT}'),
        ("12% (8% to 17%)", f'write "12 (8 to 17)": {UNIT}; {CI95}; if it is a range, write "12 (range 8 to 17)"'),
        ("7.8 months", f'write "7.8": {UNIT}'),
        ("< 1", 'write "<1": no space behind the operator'),
        ("≥1", 'write ">=1": "≥" is typed as ">="'),
        ("~3", 'write "about 3": "about" is a word here'),
        ("+5", 'write "5": a plus sign is not written'),
        ("−5.2", 'write "-5.2": the minus sign is typed as "-"'),
        ("62 ± 6.3", 'write "62 (SD 6.3)": a standard deviation is named, if it is one'),
        ("64 (range: 41–86)", f'write "64 (range 41 to 86)": write "range" and one space; {TO}'),
        ("12 of 40", 'write "12/40": a count is written "12/40"'),
        ("12/40 (30)", 'write "12/40 (30 %)": the percentage of a count has its "%"'),
        ("0.43(0.35 to 0.54)", f'write "0.43 (0.35 to 0.54)": one space before the bracket; {RANGE}'),
        ("Not reached", 'write "not reached": small letters'),
        ("not reached", 'write "not reached": single spaces, and none at the ends'),
        ("NR", '"NR" is ambiguous: write "not reached" or "not reported", whichever the source means'),
        ("26.6 (22.6 to NR)", '"NR" is ambiguous: write "not reached" or "not reported", whichever the source means'),
        ("NA", '"NA" is ambiguous: write "not applicable", "not reported" or "not reached", or leave the line out where nothing was seen'),
        ("N/A", '"N/A" is ambiguous: write "not applicable", "not reported" or "not reached", or leave the line out where nothing was seen'),
        ("NE", '"NE" is an abbreviation: write "not estimable", if that is what the source means'),
        ("NS", '"NS" is said of a p value: write "p: stated not significant"; a figure that is not printed is left out'),
    ],
)  # fmt: skip
def test_a_slip_in_a_figure_is_named_with_its_mend(typed: str, message: str) -> None:
    """What papers print and people type is refused with what to write instead."""
    with pytest.raises(NotationError) as error:
        parse_figure(typed)
    assert message == str(error.value)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("NS", 'write "stated not significant": "NS" is what was stated'),
        ("significant", 'write "stated significant": "significant" is what was stated'),
        ("p<0.001", 'write "<0.001": the letter "p" is not written again'),
        ("P = .03", 'write ".03": no space behind the operator; the letter "p" is not written again'),
        ("0.05 (two-sided)", 'write "0.05 two-sided": no brackets; single spaces'),
        ("0.05 2-sided", 'write "0.05 two-sided": write "two-sided"'),
        ("0.03, one-tailed", 'write "0.03 one-sided": no brackets; write "one-sided"'),
        ("1.2e-5", 'write "0.000012": digits are written out'),
        ("0·05", 'write "0.05": "·" is typed as "." here'),
        ("0,05", 'write "0.05": the decimal point is typed as "."'),
        ("≤0.05", 'write "<=0.05": "≤" is typed as "<="'),
    ],
)
def test_a_slip_in_a_p_value_is_named_with_its_mend(typed: str, message: str) -> None:
    """A p value keeps its digits, even those without a 0 before the point."""
    with pytest.raises(NotationError) as error:
        parse_p(typed)
    assert message == str(error.value)


@pytest.mark.parametrize("typed", ["abc", "", "0.4.3", "12/40 (30 %; x)", "5 (0.3 to )", "12 345", "7" + " %" * 100])
def test_what_is_no_known_slip_is_told_the_notation(typed: str) -> None:
    """A mend that does not read is never offered, and a long text is not searched."""
    with pytest.raises(NotationError) as error:
        parse_figure(typed)
    assert HOW_FIGURE == str(error.value)


def test_a_mend_fits_the_place() -> None:
    """A count is no estimate, however well it is written; and a p value is no figure above 1."""
    with pytest.raises(NotationError) as estimate:
        parse_estimate("12 of 40")
    with pytest.raises(NotationError) as p:
        parse_p("1,112")
    assert (HOW_ESTIMATE, HOW_P) == (str(estimate.value), str(p.value))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("64 (33-85)", f'write "64 (33 to 85)": {TO}; {CI95}; if it is a range, write "64 (range 33 to 85)"'),
        ("12/40 (30%; 16.6-46.5)", f'write "12/40 (30%; 16.6 to 46.5)": {TO}; {CI95}'),
    ],
)
def test_limits_without_a_label_are_offered_as_a_range_too(typed: str, message: str) -> None:
    """What stands behind a median age is rarely a confidence interval; a share of a count has no range."""
    with pytest.raises(NotationError) as error:
        parse_figure(typed)
    assert message == str(error.value)


def test_a_ratio_has_no_range() -> None:
    """The limits of a ratio are offered as those of confidence alone."""
    with pytest.raises(NotationError) as error:
        parse_estimate("0.43 (0.35-0.54)")
    assert f'write "0.43 (0.35 to 0.54)": {TO}; {CI95}' == str(error.value)
