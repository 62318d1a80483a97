"""What a trial file says that its sources print: row by row, the figures, and the words beside which they must stand.

The figures of one row are one quotation, for they come from one place of one source; any other figure is one by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from evtrials.bench.grouping import grouped
from evtrials.bench.passages import OTHERS, REACH, Claim, Nearby, Wanted
from evtrials.bench.patient_groups import words_of_factor, words_of_group, words_of_level
from evtrials.bench.runs import Printings, given_once, joined, of_arm, orders_of_analysis, printings, wanted_count, wanted_p
from evtrials.bench.texts import canonical, phrase, stems
from evtrials.notation.closed_words import ARM_GROUPS
from evtrials.notation.doses import Dose
from evtrials.notation.figures import Figure
from evtrials.notation.phrasings import phrasing
from evtrials.trial.arms import Arm, CutFacts, Mixture, Population, Therapy
from evtrials.trial.fields import Source
from evtrials.trial.model import Design, Participants, Trial
from evtrials.trial.results import Endpoint, Row, arms_of
from evtrials.trial.tables import Block, DoseFinding, arm_and_grade
from evtrials.trial.terms import Terms
from evtrials.trial.walk import Node, Path, Stored, records

Words = tuple[re.Pattern[str], ...]

_PARAGRAPH = 600  # characters within which a heading or a footnote still speaks of the figures
_VALUE_BETWEEN = 3  # numbers between the sizes of two arms: the value of one with its limits
_LONG = 5  # a run of so many numbers is known by itself: a heading may stand further off
_PEOPLE = (
    "patient", "participant", "woman", "women", "subject", "N", "population", "enrolled", "randomised", "assigned", "treated",
    "evaluable", "evaluated", "assessed", "arm",
)  # fmt: skip
_OF_A_TABLE = ("safety", "adverse", "total")  # beside which the denominator of a table may stand too: `Total: 13/32`
_SIZE = re.compile(r"(?<![^\W_])n ?= ?", re.I)
_ANY_EVENT = ("adverse event", "toxicities", "toxicity", "side effects", "events", "TEAE", "SAE", "AE")
_BOTH = Nearby((re.compile(r"\b(?:both|each|either|all (?:three|four)|the two)\b", re.I),), about="both arms")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Figures that must stand in one source: where the file has them, as it has them, and ways in which a text may say them.

    ways: each is a list of claims that must all be found in one text.
    """

    path: Path
    source: Source
    printed: tuple[str, ...]
    ways: tuple[tuple[Claim, ...], ...]


def quotations(trial: Trial, terms: Terms) -> Iterator[Quotation]:
    """Everything that the sources of a trial must print."""
    quoting = _Quoting(trial, terms)
    for node in records(trial):
        if isinstance(node.record, Row):
            yield from quoting.analysis(node, node.record)
        elif isinstance(node.record, Block):
            yield from quoting.table(node.path, node.record)
        else:
            yield from quoting.single_figures(node)


def event_names(terms: Terms, term: str) -> list[str]:
    """The names of an adverse event; none where the term is a free phrase."""
    known = terms.adverse_event(term)
    if known not in terms.adverse_events:
        return []
    names = [term, known, *terms.adverse_events[known].synonyms, *term.split("/")]
    return list(dict.fromkeys([*names, *(_ANY_EVENT if known == "Any adverse event" else ())]))


def cell_unit(cell: Figure, block: Block) -> str:
    """The unit of a cell, which says so itself (122/280, 43 %) or has that of its table."""
    return "percent" if cell.is_percent else block.unit or "participants"


class _Quoting:
    """Makes the quotations of one trial, record by record."""

    def __init__(self, trial: Trial, terms: Terms) -> None:
        self.trial, self.terms = trial, terms

    # Counts, sizes, doses and follow-up: single figures

    def single_figures(self, node: Node) -> Iterator[Quotation]:
        """The figures of a record that is neither a row of results nor a table, each by itself."""
        for value in node.values("count", "dose", "follow-up", "figure"):
            assert value.source is not None  # whatever holds a figure has a src
            claim = self._claim(value)
            if claim is not None:
                yield Quotation(value.path, value.source, (str(value.value),), ((claim,),))

    def _claim(self, value: Stored) -> Claim | None:
        match value.notation:
            case "dose":
                return self._dose(value.value)
            case "follow-up":
                return _followup(value.value)
            case "count":
                unit, words = self._counted(value)
                return Claim(((replace(wanted_count(value.value, unit), arm=self._counted_arm(value)),),), (words,))
        record = value.node.record
        unit = record.unit or "not stated" if isinstance(record, Mixture | Therapy) else "not stated"
        names = [record.is_] if isinstance(record, Therapy) else list(map(str, value.keys))
        return Claim(joined([[printings(value.value, unit)]]), (_nearby(names),))

    def _counted(self, value: Stored) -> tuple[str, Nearby]:
        """What is counted (its unit, "" for any), and the words beside which the number stands."""
        record, id_ = value.node.record, str(value.node.path[-1])
        if isinstance(record, Participants):
            words = _patterns([*_PEOPLE, value.field, self.trial.name, *self.trial.aliases])
            return "participants", Nearby(words, about=f"patients ({value.field})")
        if isinstance(record, Design):
            return "participants", _nearby([value.field, "centre", "institution"])
        if isinstance(record, Arm):
            return "participants", Nearby(self._arm_words(id_) + _people(), about=f"{record.label}, or patients")
        if isinstance(record, Population):
            return "participants", Nearby(self._population_words(id_), about=record.label)
        if isinstance(record, CutFacts):
            return "events", _nearby(["events", "deaths", "dead"])
        if isinstance(record, DoseFinding):
            return "", _nearby(["level"])
        return "", _nearby([value.field])

    def _counted_arm(self, value: Stored) -> str:
        """The arm whose size a count is; "" of any other count, and of one that another arm has too."""
        id_ = str(value.node.path[-1])
        return id_ if isinstance(value.node.record, Arm) and not self._is_size_of_others(id_, value.value) else ""

    def _is_size_of_others(self, id_: str, count: str) -> bool:
        """Whether another arm has so many patients too, so that the number alone tells neither from the other."""
        return count in (arm.n for other, arm in self.trial.arms.items() if other != id_)

    def _dose(self, dose: Dose) -> Claim | None:
        """The amounts of a drug beside its name; None where it has no amount."""
        amounts = dict.fromkeys(amount for step in dose.steps for amount in (step.low, step.high) if amount)
        run = tuple(Wanted(canonical(amount)) for amount in amounts)
        words = Nearby((*self._drug_words(dose.drug), *_patterns([dose.drug])), about=dose.drug)
        return Claim((run, run[::-1]), (words,)) if run else None

    # Words beside which figures stand

    def _drug_words(self, drug: str) -> Words:
        known = self.terms.drugs.get(self.terms.drug(drug))
        return tuple(phrase(name) for name in (drug, *(known.synonyms if known else ())))

    def _arm_words(self, id_: str) -> Words:
        if id_ in ARM_GROUPS:
            return _people()
        arm = self.trial.arms[id_]
        drugs = [pattern for dose in arm.drugs for pattern in self._drug_words(dose.drug)]
        return (*drugs, *_patterns([arm.label, *id_.split("-")]))

    def _label(self, id_: str) -> str:
        """An arm, or patients of several, as a reader would say it."""
        return self.trial.arms[id_].label if id_ in self.trial.arms else "patients"

    def _population_words(self, id_: str) -> Words:
        """Words of the level; of the factor too, unless the level has a number by which it is known."""
        population = self.trial.populations[id_]
        level = words_of_level(population)
        if not any(char.isdigit() for word in level for char in word):
            level |= words_of_factor(population, self.terms)
        return tuple((level or words_of_group(population, self.terms)).values())

    def _endpoint_words(self, key: str, endpoint: Endpoint, row: Row) -> Words:
        term_id = self.terms.endpoint(endpoint.is_ or key)
        term = self.terms.endpoints.get(term_id)
        words = [key, term_id, endpoint.instrument, endpoint.threshold, row.at, row.period, row.per]
        words += [term.name, *term.synonyms] if term else []
        measure = row.measure or endpoint.measure or ""
        words += ["death", "died"] if term_id == "os" or measure == "deaths" else []
        words += ["events"] if measure == "events" else []
        return _patterns([word for word in words if word])

    # Rows of results

    def analysis(self, node: Node, row: Row) -> Iterator[Quotation]:
        """The values, effects and tests of a row together, its test of interaction, its counts."""
        key = str(node.path[1])
        endpoint = self.trial.endpoints[key]
        unit = row.unit or endpoint.unit or "not stated"
        shared = [printings(figure, unit) for figure in row.values.values()]
        arms = [of_arm(arm, printed) for arm, printed in zip(row.values, shared, strict=True)]
        effects = [
            printings(estimate, unit if measure == "difference" else "ratio") for measure, estimate in row.effects.items()
        ]
        tests = [[[wanted_p(p)]] for p in (row.p,) if p is not None and p.value]
        words = self._endpoint_words(key, endpoint, row)
        near = self._near_a_row(row, words, sum(len(one[0]) for one in (*arms, *effects, *tests)))
        printed = [str(figure) for figure in (*row.values.values(), *row.effects.values())]
        if arms or effects or tests:
            printed += [row.p.text] if tests and row.p else []
            ways: list[tuple[Claim, ...]] = [(Claim(orders_of_analysis(arms, effects, tests), near),)]
            if once := given_once(shared):
                ways.append((Claim(orders_of_analysis(once, effects, tests), (*near, _BOTH)),))
            if not effects and not tests and len(arms) > 1 and all(_is_rich(figure) for figure in row.values.values()):
                ways.append(
                    tuple(
                        Claim(orders_of_analysis([parts], [], []), (*near, Nearby(self._arm_words(arm), about=self._label(arm))))
                        for arm, parts in zip(row.values, arms, strict=True)
                    )
                )
            yield Quotation(node.path, row.src, tuple(printed), tuple(ways))
        elif row.p is not None:
            yield Quotation(node.path, row.src, (row.p.text,), ((Claim(((Wanted(missing="words"),),)),),))
        if row.p_interaction is not None and row.p_interaction.value:
            about = _nearby(["interaction", "heterogeneity", *([row.factor] if row.factor else [])])
            claim = Claim(((wanted_p(row.p_interaction),),), (about,))
            yield Quotation((*node.path, "p_interaction"), row.src, (row.p_interaction.text,), ((claim,),))
        for name, counts, of in (("n", row.n, "participants"), ("events", row.events, "events")):
            if counts is not None:
                yield self._arm_counts((*node.path, name), row.src, counts, of, words)

    def _near_a_row(self, row: Row, words: Words, length: int) -> tuple[Nearby, ...]:
        """What must stand near a row of so many numbers: a word of its endpoint or arms, of its population, of its test."""
        contrast = arms_of(row.of) if row.of else self.trial.implied_contrast() or ()
        arms = dict.fromkeys([*row.values, *contrast])
        words_of_arms = (word for arm in arms for word in self._arm_words(arm))
        reach = _PARAGRAPH if length >= _LONG else REACH
        near = [Nearby((*words, *words_of_arms), reach=reach, about="the endpoint or an arm")]
        if row.population:
            label = self.trial.populations[row.population].label
            near.append(Nearby(self._population_words(row.population), reach=_PARAGRAPH, about=label))
        if row.p is not None and row.p.sides and (sides := phrasing("p_sides", str(row.p.sides))):
            near.append(Nearby((sides,), reach=_PARAGRAPH, about=f"a {'one' if row.p.sides == 1 else 'two'}-sided test"))
        return tuple(near)

    def _arm_counts(self, path: Path, source: Source, counts: str | Mapping[str, str], unit: str, words: Words) -> Quotation:
        """Counts beside a row: those of the arms in one place, or each beside a word of its arm."""
        by_arm = {"": counts} if isinstance(counts, str) else dict(counts)
        of_any = {arm for arm, count in by_arm.items() if len(by_arm) == 1 and self._is_size_of_others(arm, count)}
        wanted = {arm: replace(wanted_count(count, unit), arm="" if arm in of_any else arm) for arm, count in by_arm.items()}
        about = {
            arm: Nearby((*(self._arm_words(arm) if arm else _people()), *words), about=self._label(arm))
            for arm in by_arm
        }
        run = [replace(one, gap=_VALUE_BETWEEN) for one in wanted.values()]
        together = (tuple(run), tuple(run[::-1]))
        ways: list[tuple[Claim, ...]] = [(Claim(together, (next(iter(about.values())),)),)]
        if len(by_arm) > 1:
            ways.append(tuple(Claim(((wanted[arm],),), (about[arm],)) for arm in by_arm))
        return Quotation(path, source, tuple(by_arm.values()), tuple(ways))

    # Tables

    def table(self, path: Path, block: Block) -> Iterator[Quotation]:
        """The denominators of a table, and the cells of each row."""
        if block.n:
            yield self._arm_counts((*path, "n"), block.src, block.n, "participants", (*_people(), *_patterns(_OF_A_TABLE)))
        yield from (self.cells(path, block, term) for term in block.rows)

    def cells(self, path: Path, block: Block, term: str) -> Quotation:
        """The cells of one row of a table."""
        cells = block.rows[term]
        shared = {column: printings(cell, cell_unit(cell, block)) for column, cell in zip(block.columns, cells, strict=True)}

        def of_same(which: int) -> list[list[Printings]]:
            columns = grouped(block.columns, lambda column: arm_and_grade(column)[which]).values()
            return [[of_arm(arm_and_grade(column)[0], shared[column]) for column in same] for same in columns]

        by_arm, by_grade = of_same(0), of_same(1)
        are_rich = all(map(_is_rich, cells))
        ways: list[tuple[Claim, ...]] = []
        for near in self._term_words(term, others=0 if len(cells) > 1 else OTHERS):
            ways.append((_row_claim([list(chain(*by_arm)), list(chain(*by_arm[::-1]))], near),))
            if len(by_grade) == 1 and (once := given_once(list(shared.values()))):
                ways.append((_row_claim([once, once[::-1]], near, _BOTH),))
            if len(by_grade) > 1 and (len(by_arm) > 1 or are_rich):
                ways.append(tuple(_row_claim([one, one[::-1]], near) for one in by_grade))
            if len(by_arm) > 1 and are_rich:
                ways.append(tuple(_row_claim([one], near) for one in by_arm))
        return Quotation((*path, "rows", term), block.src, tuple(cell.text for cell in cells), tuple(ways))

    def _term_words(self, term: str, others: int) -> Iterator[Nearby]:
        """The words of a table's row: the names of an event, beside which its cells stand; half of the words of a phrase."""
        names = event_names(self.terms, term)
        if names:
            yield Nearby(tuple(phrase(name) for name in names), others=others, about=term)
        words = tuple(stems([term]).values())
        if not names or len(words) > 1:
            needed, between = max(1, len(words) // 2), others if names else OTHERS
            yield Nearby(words or _patterns([term, *_PEOPLE]), needed, others=between, about=term)


def _followup(text: str) -> Claim:
    """The median follow-up with its range or quartiles, beside the word."""
    amount = re.search(r"\d+(?:\.\d+)?", text)
    assert amount is not None  # the model lets nothing else through
    operator = text[: amount.start()].strip()
    unit = text[amount.end() :].split()[0]
    spread = re.findall(r"(?<=[( ])\d+(?:\.\d+)?", text[amount.end() :].partition("(")[2].removeprefix("95 % CI"))
    run = (Wanted(amount[0], operator, unit), *(Wanted(digits, unit=unit) for digits in spread))
    return Claim((run,), (Nearby(_patterns(["follow"]), about="follow-up"),))


def _row_claim(orders: Iterable[Sequence[Printings]], *near: Nearby) -> Claim:
    """The cells of a table's row, in one of the orders, in one sentence."""
    return Claim(joined(orders), near, in_sentence=True)


def _nearby(words: Sequence[str]) -> Nearby:
    """Words of which one must stand near."""
    return Nearby(_patterns(words), about=" or ".join(words))


def _people() -> Words:
    """The words beside which a number of patients stands: `patients`, `n = 362`."""
    return (*_patterns(_PEOPLE), _SIZE)


def _patterns(words: Iterable[str]) -> Words:
    return tuple(stems(words).values())



def _is_rich(figure: Figure) -> bool:
    """Whether a figure brings so many numbers that it is known by itself: a count of a total, a value with limits."""
    return bool(figure.n or figure.has_interval)
