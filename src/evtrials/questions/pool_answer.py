"""A pooled result as it is told: whom it is about, the ratios that went in, the number, what is missing, how it was made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evtrials.collection.selection import LeftOut
from evtrials.errors import counted, joined
from evtrials.evidence.columns import BY_NAME, Column
from evtrials.evidence.entrants import Barred, Entrant, n_of
from evtrials.evidence.regimens import contrast_regimen
from evtrials.evidence.respects import DISEASE, ISOLATED, SETTING, disease_words, prior_words
from evtrials.notation.spaces import NBSP, unbroken
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Block, Facts, Item, Line, Listing, Page, Paragraph
from evtrials.questions.columns import LINE, NAME, TRIAL
from evtrials.questions.columns import SETTING as SETTING_COLUMN
from evtrials.questions.contrasts_found import RELATED
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.in_short import arms_in_short, ratio_of
from evtrials.questions.pool import LEVEL, NOT_SYSTEMATIC, Pooling
from evtrials.trial.terms import told_apart

if TYPE_CHECKING:
    from evtrials.evidence.contrasts import ContrastLine
    from evtrials.stats.pooling import Pooled
    from evtrials.trial.model import Trial

FORMULA = (
    "Each logarithm with its standard error, (ln upper - ln lower) / 2 z at the printed level; inverse-variance weights"
)
_METHODS = {
    "REML": "restricted maximum likelihood (REML; Viechtbauer 2005)",
    "DL": "DerSimonian and Laird 1986 (DL)",
    "PM": "Paule and Mandel 1982 (PM)",
}
TEST = "Hartung-Knapp-Sidik-Jonkman in its conservative form (Röver 2015)"
_DIGITS = 10
_TWO, _FEW = 2, 5


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A row of the answer: a number over the trials, a ratio that entered with its weights, or a trial that could not enter."""

    pooling: Pooling
    pooled: Pooled | None = None
    entrant: Entrant | None = None
    barred: Barred | None = None
    weight: float | None = None
    weight_common: float | None = None

    @property
    def part(self) -> str:
        """What the row is."""
        return "pooled" if self.pooled else "entered" if self.entrant else "could not enter"

    @property
    def trial(self) -> Trial | None:
        """The trial of the row."""
        one = self.entrant or self.barred
        return one.trial if one else None

    @property
    def line(self) -> ContrastLine | None:
        """The contrast of the row."""
        one = self.entrant or self.barred
        return one.line if one else None


def _of_trial(column: Column) -> Column:
    return column.of(lambda row: row.trial)


def _of_pooled(name: str, get: Callable[[PoolRow, Pooled], object], kind: str, meaning: str) -> Column:
    return Column(name, lambda row: get(row, row.pooled) if row.pooled else "", kind, meaning)  # type: ignore[arg-type]


def _number(number: float | None) -> object:
    return "" if number is None else round(number, _DIGITS)


def _printed(name: str, of_pooled: Callable[[Pooled], float]) -> Column:
    """A number as printed of a trial, as computed of the pool."""
    own = BY_NAME[name]

    def get(row: PoolRow) -> object:
        if row.pooled:
            return _number(of_pooled(row.pooled))
        lead = row.line.lead if row.line and row.line.effect else None
        return own.get(lead) if lead else ""

    return own.by(get)


def _of_line(name: str) -> Column:
    return BY_NAME[name].by(lambda row: getattr(row.line, name) if row.line else "")


def _tidy(*names: str) -> tuple[Column, ...]:
    return tuple(BY_NAME[name].of(lambda row: row.line.lead if row.line else None) for name in names)


COLUMNS: tuple[Column, ...] = (
    Column("part", lambda row: row.part, "text", "pooled: a number over the trials, derived; entered; could not enter"),
    *map(_of_trial, (TRIAL, NAME)),
    Column("code", lambda row: row.barred.code if row.barred else "", "text", "why a trial could not enter, in a word"),
    Column("why", lambda row: row.barred.why if row.barred else "", "text", "why a trial could not enter"),
    *map(_of_trial, (SETTING_COLUMN, LINE)),
    Column("subtype", lambda row: disease_words(row.trial) if row.trial else "", "text", "the receptor status in short"),
    Column("prior_text", lambda row: prior_words(row.trial) if row.trial else "", "text", "what patients had had, or had not"),
    *map(_of_line, ("arm", "comparator", "isolates")),
    BY_NAME["n"].by(lambda row: _patients(row)),
    BY_NAME["endpoint"].by(lambda row: row.pooling.asked.endpoint),
    BY_NAME["measure"].by(lambda row: row.pooling.measure if row.pooled else row.line.lead.measure if row.line else ""),
    *_tidy("text"),
    _printed("value", lambda pooled: pooled.ratio.value),
    _printed("ci_low", lambda pooled: pooled.ratio.low),
    _printed("ci_high", lambda pooled: pooled.ratio.high),
    _printed("ci_level", lambda pooled: pooled.level),
    _printed("p", lambda pooled: pooled.p),
    *_tidy("p_text"),
    BY_NAME["log_ratio"].by(lambda row: _log(row, 0)),
    BY_NAME["se"].by(lambda row: _log(row, 1)),
    BY_NAME["derived_from"].by(lambda row: row.entrant.log.derived_from if row.entrant else ""),
    Column("weight", lambda row: _number(row.weight), "number", "share of the first number that the trial has, 0 to 1"),
    Column("weight_common", lambda row: _number(row.weight_common), "number", "share of the common effect that it has, 0 to 1"),
    _of_pooled("model", lambda _, pooled: "common" if pooled.method == "common" else "random", "text",
               "common: one true effect in all trials; random: the mean of a distribution of effects"),
    _of_pooled("tau2_method", lambda _, pooled: "" if pooled.method == "common" else pooled.method, "text",
               "how the variance between trials was estimated: REML, DL, PM"),
    _of_pooled("test", lambda _, pooled: pooled.test, "text", "what the interval is by: normal, HKSJ conservative"),
    _of_pooled("df", lambda _, pooled: pooled.df or "", "number", "degrees of freedom of t; empty of a normal interval"),
    _of_pooled("tau2", lambda _, pooled: _number(pooled.tau2), "number", "variance between trials, of the logarithm"),
    _of_pooled("prediction_low", lambda row, pooled: _prediction(row, pooled, 1), "number",
               "lower limit for the ratio of a new trial, t with k - 1 degrees of freedom"),
    _of_pooled("prediction_high", lambda row, pooled: _prediction(row, pooled, 2), "number", "upper limit for it"),
    _of_pooled("q", lambda row, _: _number(row.pooling.heterogeneity.q) if row.pooling.heterogeneity else "", "number",
               "Cochran's Q"),
    _of_pooled("i2_of_q", lambda row, _: _number(row.pooling.heterogeneity.i2) if row.pooling.heterogeneity else "", "number",
               "I2 by Q, in percent"),
    *_tidy("assessor", "cut", "cut_date", "followup", "basis", "source", "locator", "flag", "note"),
)  # fmt: skip


def _log(row: PoolRow, place: int) -> object:
    """The logarithm (0) or its standard error (1)."""
    if row.pooled:
        return _number(row.pooled.effect[place])
    return round(float(row.entrant.log[place]), _DIGITS) if row.entrant else ""


def _patients(row: PoolRow) -> object:
    if row.pooled:
        return row.pooling.patients
    if row.line and (total := n_of(row.line.trial, row.line)) is not None:
        return total
    return (n_of(row.trial, None) or "") if row.trial else ""


def _prediction(row: PoolRow, pooled: Pooled, place: int) -> object:
    if pooled.method == "common" or row.pooling.prediction is None:
        return ""
    return _number(row.pooling.prediction[place])


def pool_answer(pooling: Pooling) -> Answer:
    """The answer in all its forms."""
    asked, selection = pooling.asked, pooling.asked.selection
    told: dict[str, object] = {"endpoint": [asked.endpoint], "trials": list(asked.named), "without": list(asked.without)}
    told |= {"across": list(asked.across), "assessor": asked.assessor, "model": asked.model, "method": asked.method}
    ids = tuple(one.trial.id for one in pooling.outside)
    outside = LeftOut("of other patients, drugs or partners than those that enter", ids)
    unasked = LeftOut("without a randomised contrast that is asked for", pooling.unasked)
    without = LeftOut("left out with --without", tuple(id_ for id_ in asked.without if id_ in selection.ids))
    return Answer(
        name="pool",
        columns=COLUMNS,
        rows=tuple(_rows(pooling)),
        page=lambda: _page(pooling),
        query={**asked.query.asked, **{name: value for name, value in told.items() if value}},
        caveats=(*across_words(pooling), headline(pooling), *assumed(pooling), *filter(None, caveats(pooling))),
        left_out=(*selection.left_out, *(one for one in (outside, unasked, without) if one.ids)),
        tally=f"{counted(len(pooling.entrants), 'trial')} {'in the number' if pooling.pooled else 'side by side'}, "
        f"{len(pooling.barred)} could not enter",
        out=selection.out,
        is_page=True,
    )


def _rows(pooling: Pooling) -> Iterator[PoolRow]:
    yield from (PoolRow(pooling, pooled=one) for one in pooling.pooled)
    first = pooling.pooled[0].weights if pooling.pooled else None
    common = pooling.common.weights if pooling.common else None
    for index, one in enumerate(pooling.entrants):
        weights = (first[index] if first else None, common[index] if common else None)
        yield PoolRow(pooling, entrant=one, weight=weights[0], weight_common=weights[1])
    yield from (PoolRow(pooling, barred=one) for one in pooling.barred)


def headline(pooling: Pooling) -> str:
    """What the number is about, and in what its trials differ: the sentence that a reader must not miss."""
    by_name = {one.name: one for one in pooling.features}
    said = (list(dict.fromkeys(by_name[name].values)) for name in (ISOLATED, DISEASE, SETTING))
    isolated, disease, setting = (joined(words, "and") for words in said)
    about = f"{pooling.short} with {_effect_of(isolated)} in {disease}, {setting}"
    least = "" if all(n_of(one.trial, one.line) for one in pooling.entrants) else "at least "
    trials = f"{counted(len(pooling.entrants), 'trial')}, {least}{pooling.patients} patients"
    differing = f" They differ, or may, in {joined(pooling.differing, 'and')}." if pooling.differing else ""
    share = round(100 * pooling.share_missing)
    missing = ""
    if pooling.barred:
        unsaid = any(n_of(one.trial, one.line) is None for one in pooling.barred)
        missing = f" {counted(len(pooling.barred), 'more trial')}, {'at least ' if unsaid else ''}{pooling.missing} patients "
        missing += f"({share} %), could not enter."
    if pooling.is_much_missing:
        missing = (
            f" More than a fifth of the patients of the question ({share} %: {pooling.missing} of "
            f"{pooling.missing + pooling.patients}) are in trials that could not enter."
        )
    none = ""
    if not pooling.pooled:
        none = " Two trials: no pooled answer; both stand side by side."
    return f"{about}: {trials}.{none}{missing}{differing}"


def _effect_of(isolated: str) -> str:
    return f"{isolated} added" if is_added(isolated) else isolated


def is_added(isolated: str) -> bool:
    """Whether what a contrast isolates is a drug, or several, that one arm has besides."""
    return isolated == " + ".join(part for part, drug in told_apart(isolated) if part == drug)


def across_words(pooling: Pooling) -> tuple[str, ...]:
    """What is said first where trials are pooled that the gate would hold apart."""
    if not pooling.crossed:
        return ()
    told = [f"{one.name} ({joined(list(dict.fromkeys(one.values)), 'and')})" for one in pooling.crossed]
    return (f"Across {joined(told, 'and')}, as asked with --across: the number is about no one kind of patient.",)


def caveats(pooling: Pooling) -> tuple[str, ...]:
    """What is said under every answer."""
    total = len(pooling.entrants)
    second = pooling.second_hand
    read = f"{second} of {total} ratios {'was' if second == 1 else 'were'} read in a review or in the press" if second else (
        f"None of the {total} ratios was read in a review or in the press"
    )  # fmt: skip
    return (f"{read}. {NOT_SYSTEMATIC}", method_words(pooling))


def assumed(pooling: Pooling) -> Iterator[str]:
    total = len(pooling.entrants)
    if pooling.random and total < _FEW:
        yield f"Heterogeneity cannot be told from so few trials ({total})."
    if pooling.asked.model == "common":
        every = "both" if total == _TWO else f"all {total}"
        yield f"The common effect assumes one true effect in {every} trials."


def method_words(pooling: Pooling) -> str:
    """By which formula and method the numbers were made."""
    if not pooling.pooled:
        return ""
    random = pooling.random
    if random is None:
        return f"Method: {FORMULA}; common effect, normal interval."
    told = f"tau2 by {_METHODS[random.method]}; interval by {TEST}, t with {random.df} degrees of freedom"
    prediction = ", which the prediction interval has too" if pooling.prediction else ""
    return f"Method: {FORMULA}; {told}{prediction}; common effect with a normal interval."


def _page(pooling: Pooling) -> Page:
    notes = Footnotes()
    blocks: list[Block] = [Paragraph(text, strong=True) for text in across_words(pooling)]
    blocks += [Paragraph(headline(pooling), strong=True, follows=bool(blocks)), _populations(pooling, notes)]
    blocks += [_numbers(pooling)] if pooling.pooled else [Paragraph(_NO_NUMBER)]
    blocks += [Paragraph(text, strong=True, follows=True) for text in assumed(pooling)]
    if pooling.barred:
        blocks.append(_barred(pooling, notes))
    return Page("", tuple(blocks), notes=notes.lines, foot=(*filter(None, caveats(pooling)), _data(pooling)))


_NO_NUMBER = "--model common prints one number for both, which assumes one true effect in both trials."


def _data(pooling: Pooling) -> str:
    version, day = pooling.asked.library.version
    return f"d derived; data {version} of {day}." if version else "d derived; data without a version."


def _populations(pooling: Pooling, notes: Footnotes) -> Listing:
    """The trials side by side: regimen, patients, ratio."""
    weights = pooling.pooled[0].weights if pooling.pooled else ()
    items = []
    for index, one in enumerate(pooling.entrants):
        weight = f"weight {100 * weights[index]:.0f} %" if weights else ""
        items.append(_item(one, weight, pooling, notes))
    better = {one.row.better for one in pooling.entrants}
    side = {frozenset(("lower",)): "below", frozenset(("higher",)): "above"}.get(frozenset(better), "")
    toward = f"; a ratio {side} 1 favours the drug added, or the arm before v" if side else ""
    return Listing(tuple(items), lead=(f"What went in, intervals 95 % unless said{toward}",))


def _item(one: Entrant, weight: str, pooling: Pooling, notes: Footnotes) -> Item:
    trial, line, row = one.trial, one.line, one.row
    doses = "".join(notes.of_dose(trial, arm, dose.drug) for arm in (line.arm, line.comparator) for dose in trial.arms[arm].drugs)
    sizes = f"n {line.arm_n or '?'} v {line.comparator_n or '?'}" if line.arm_n or line.comparator_n else ""
    crossed = [one.name for one in pooling.crossed]
    of = (
        sizes,
        disease_words(trial) if DISEASE in crossed else "",
        phrases.line(trial.population.line) if trial.setting == "advanced" else trial.setting,
        phrases.assessor(line.assessor),
        trial.design.masking if trial.design.masking != "not stated" else "masking not stated",
        "stopped early" if trial.stopped else "",
    )
    reciprocal = "printed the other way round" if one.log.derived_from.endswith("reciprocal") else ""
    said = (phrases.flowing(phrases.effect(row)) + notes.of(row), weight, reciprocal)
    return Item(
        trial.id,
        (
            Line(text=contrast_regimen(trial, line.arm, line.comparator) + doses),
            Line(text="   ".join(unbroken(part) for part in of if part)),
            Line(text=f"had had: {prior_words(trial)}"),
            Line(text="   ".join(part for part in said if part)),
        ),
        ratio_of(row),
    )


def ratio_words(pooling: Pooling, pooled: Pooled) -> str:
    """A pooled ratio as a screen has it: `HR 0.55 (0.42 to 0.73) d`."""
    short = phrases.SHORT[pooling.measure]
    value, low, high = (f"{number:.2f}" for number in pooled.ratio)
    return f"{short} {unbroken(value)} ({unbroken(f'{low} to {high}')}){NBSP}d"


def _numbers(pooling: Pooling) -> Facts:
    rows: list[tuple[str, str]] = []
    if random := pooling.random:
        rows.append(("Mean effect", f"{ratio_words(pooling, random)}, random effects"))
    if prediction := pooling.prediction:
        span = unbroken(f"{prediction.low:.2f} to {prediction.high:.2f}")
        rows.append(("Next trial", f"{span}{NBSP}d, prediction interval at {LEVEL:g} %"))
    if common := pooling.common:
        rows.append(("Common effect", f"{ratio_words(pooling, common)}, if there is one true effect in all"))
    if (found := pooling.heterogeneity) and pooling.random:
        limits = f" ({found.i2_interval[0]:.0f} to {found.i2_interval[1]:.0f})" if found.i2_interval else ""
        of_q = f"I2 by Q {found.i2:.0f} %{limits}; Q {found.q:.1f}, {found.df} df, p {_p(found.p)}"
        rows.append(("Heterogeneity", f"{of_q}; tau2 {pooling.random.tau2:.3f}{NBSP}d"))
    return Facts(tuple(rows))


def _p(p: float) -> str:
    return f"{p:.2f}" if p >= 0.01 else f"{p:.3f}" if p >= 0.001 else "<0.001"


def _barred(pooling: Pooling, notes: Footnotes) -> Listing:
    """The trials that could not enter, with patients, what they print, and why."""
    items = []
    for one in pooling.barred:
        n = n_of(one.trial, one.line)
        line = one.line
        figures = arms_in_short(line.arm_row, line.comparator_row) if line else ""
        tests = [row for row in (line.effect, *line.tests) if row is not None] if line else []
        effect = phrases.flowing(phrases.effect(tests[0])) if tests and tests[0].measure != "test" else ""
        p = next((phrases.p_value(row) for row in tests if row.p), "")
        marks = notes.of(*tests, *((line.arm_row, line.comparator_row) if line else ()))
        told = (f"n {n}" if n is not None else "n not stated", effect, p, figures)
        said = "   ".join(phrases.flowing(part) for part in told if part)
        why = f"{one.why}{_related(one, pooling)}"
        items.append(Item(one.trial.id, (Line(text=f"{said}{marks}"), Line(text=why, joins=True))))
    return Listing(tuple(items), lead=("Could not enter",))


def _related(one: Barred, pooling: Pooling) -> str:
    """What else a trial without the endpoint tells, which asks nearly the same and is another endpoint."""
    if one.code != "not-read":
        return ""
    terms, endpoint = pooling.asked.library.terms, pooling.asked.endpoint
    has = pooling.asked.library.profiles[one.trial.id].endpoints
    found = [name for group in RELATED if endpoint in group for name in group if name in has and name != endpoint]
    told = joined([phrases.endpoint_short(name, terms) for name in found], "and")
    return f"; it tells {told}, another endpoint" if found else ""
