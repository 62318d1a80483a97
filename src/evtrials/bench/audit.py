"""The audit: do the figures of a trial stand in the texts of its sources that the curator keeps?

The figures of one row that come from one source must stand in one place of its text and in order; a single figure
must stand beside a word of its row. Each row is confirmed, not found (with what stands there instead), or not checkable.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from evtrials.bench.passages import OTHERS, REACH, Claim, Nearby, Span, Wanted, candidates, dense, find, regions
from evtrials.bench.texts import Number, Text, canonical, phrase, stems
from evtrials.collection.store import Loaded, shown
from evtrials.errors import DataError, EvTrialsError, Problem
from evtrials.evidence.rows import Path as Place
from evtrials.notation.closed_words import ALL_ARMS
from evtrials.notation.doses import Dose
from evtrials.notation.figures import Figure
from evtrials.notation.p_values import PValue
from evtrials.trial.fields import Source
from evtrials.trial.model import Trial
from evtrials.trial.reader import ReadError, read_file
from evtrials.trial.results import EFFECTS, Endpoint, Row
from evtrials.trial.tables import Block, arm_and_grade
from evtrials.trial.terms import Terms

MAPPING = "_texts.yaml"
SHARED = "shared"
_MAX_BYTES = 8 << 20

Result = Literal["confirmed", "not found", "not checkable"]
Mapped = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the audit says of one row of figures from one source.

    field: the path in the file; printed: the figures as the file has them; figures: how many they are.
    where: `text:line` of the place that confirms; reason and candidates: why not, and what stands there instead.
    """

    trial: str
    file: str
    line: int
    column: int
    field: str
    source: str
    locator: str
    printed: str
    figures: int
    result: Result
    where: str = ""
    reason: str = ""
    candidates: tuple[str, ...] = ()

    def __str__(self) -> str:
        head = f"{self.file}:{self.line}:{self.column}  {self.field}: {self.printed}  [{self.source} {self.locator}]"
        lines = [head, *([f"    {self.reason}"] if self.reason else [])]
        return "\n".join([*lines, *(f"    near: {candidate}" for candidate in self.candidates)])


class Texts:
    """The texts that a curator keeps: folders, which files belong to which source, and the words by which to look.

    mapping: for each trial id, and under `shared` for all, source key to names of text files; a source that is not
    mapped has the text `<key>.txt`. A name without .txt or .json means .txt. Texts are read when asked for.
    """

    def __init__(self, folders: Sequence[Path], mapping: Mapped, terms: Terms) -> None:
        for folder in folders:
            if not folder.is_dir():
                raise EvTrialsError(f"{folder} is no folder; give --texts the folder that holds the texts of the sources")
        self.folders, self.mapping, self.terms = tuple(folders), mapping, terms
        self._read: dict[Path, Text] = {}

    def names(self, trial: str, key: str) -> tuple[str, ...]:
        """The file names of a source's texts, whether or not they are there."""
        named = self.mapping.get(trial, {}).get(key) or self.mapping.get(SHARED, {}).get(key) or [key]
        return tuple(name if name.endswith((".txt", ".json")) else f"{name}.txt" for name in named)

    def of(self, trial: str, key: str) -> tuple[Text, ...]:
        """The texts of a source that are there."""
        found = []
        for name in self.names(trial, key):
            path = next((folder / name for folder in self.folders if (folder / name).is_file()), None)
            if path is not None:
                if path not in self._read:
                    self._read[path] = _read_text(path)
                found.append(self._read[path])
        return tuple(found)


def open_texts(folders: Sequence[str], terms: Terms, mapping: Path | None = None) -> Texts:
    """The texts in the folders, by the mapping file where one is given; DataError with the place of a fault in it."""
    return Texts([Path(folder) for folder in folders], read_mapping(mapping) if mapping else {}, terms)


def mapping_of(folder: Path) -> Path | None:
    """The mapping file of a collection, where it has one."""
    path = folder / MAPPING
    return path if path.is_file() else None


def read_mapping(path: Path) -> Mapped:
    """Read a mapping file: trial id (or `shared`) to source key to a list of names of text files."""
    try:
        document = read_file(path)
    except ReadError as error:
        raise DataError([Problem(shown(path), error.line, error.column, "", error.message)]) from None
    problems: list[Problem] = []

    def fault(place: Place, message: str) -> None:
        line, column = document.place(place)
        problems.append(Problem(shown(path), line, column, ".".join(map(str, place)), message))

    how = 'write trial: {Key: [name, ...]}; "shared" stands for all trials'
    if not isinstance(document.data, dict):
        raise DataError([Problem(shown(path), 1, 1, "", how)])
    for trial, sources in document.data.items():
        if not isinstance(sources, dict):
            fault((trial,), how)
            continue
        for key, names in sources.items():
            if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                fault((trial, key), "is a list of names of text files: [name, ...]")
                continue
            for index, name in enumerate(names):
                if "/" in name or "\\" in name or name.startswith("."):
                    fault((trial, key, index), "is the plain name of a file; the folder is given with --texts")
    if problems:
        raise DataError(problems)
    return document.data


def audit(loaded: Loaded, texts: Texts) -> list[Confirmation]:
    """Every row of figures of a trial against the texts of its source, in the order of the file."""
    return _Auditor(loaded, texts).confirmations()


def audit_report(confirmations: Iterable[Confirmation]) -> list[str]:
    """The audit in lines: what was not found, what could not be checked and why, and the numbers of figures."""
    rows = list(confirmations)
    lines = [str(row) for row in rows if row.result == "not found"]
    reasons: dict[str, int] = {}
    for row in rows:
        if row.result == "not checkable":
            reasons[row.reason] = reasons.get(row.reason, 0) + row.figures
    count = {result: sum(row.figures for row in rows if row.result == result) for result in _RESULTS}
    lines += [f"not checkable: {figures} figures: {reason}" for reason, figures in sorted(reasons.items())]
    lines.append("; ".join(f"{result}: {count[result]} figures" for result in _RESULTS))
    return lines


def audit_json(confirmations: Iterable[Confirmation]) -> dict[str, Any]:
    """The audit as one object: the numbers of figures by result, and every row."""
    rows = list(confirmations)
    return {
        "counts": {result: sum(row.figures for row in rows if row.result == result) for result in _RESULTS},
        "rows": [asdict(row) for row in rows],
    }


_RESULTS: tuple[Result, ...] = ("confirmed", "not found", "not checkable")


@dataclass(frozen=True, slots=True)
class _Item:
    """One row to look for: its place in the file, its figures as printed, and ways in which a text may say it.

    ways: each is a list of claims that must all be found in one text.
    """

    path: Place
    source: Source
    printed: tuple[str, ...]
    ways: tuple[tuple[Claim, ...], ...]


class _Auditor:
    """Walks one trial; makes an item of each row and judges it."""

    def __init__(self, loaded: Loaded, texts: Texts) -> None:
        self.loaded, self.texts, self.terms = loaded, texts, texts.terms
        self.trial: Trial = loaded.trial

    def confirmations(self) -> list[Confirmation]:
        judged = [self._judge(item) for item in self._counts()]
        for name in ("baseline", "exposure", "safety"):
            for index, block in enumerate(getattr(self.trial, name)):
                judged += self._block((name, index), block)
        for key, endpoint in self.trial.endpoints.items():
            for index, row in enumerate(endpoint.results):
                judged += [self._judge(item) for item in self._analysis(key, endpoint, row, ("endpoints", key, "results", index))]
        return sorted(judged, key=lambda row: (row.line, row.column))

    # What is said of one item

    def _judge(self, item: _Item) -> Confirmation:
        texts = self.texts.of(self.trial.id, item.source.key)
        if not texts:
            names = ", ".join(self.texts.names(self.trial.id, item.source.key))
            return self._said(item, "not checkable", reason=f"no text of {item.source.key} ({names})")
        for text in texts:
            where = regions(text, item.source.place)
            for way in item.ways:
                spans = [find(text, claim, where) for claim in way]
                if spans and all(spans):
                    return self._said(item, "confirmed", where=f"{text.name}:{text.line(spans[0][0])}")  # type: ignore[index]
        if all(wanted.missing for wanted in item.ways[0][0].runs[0]):
            return self._said(item, "not checkable", reason="the figure is a word")
        return self._said(
            item, "not found", reason="not in one place and in this order beside a word of the row", near=self._near(item, texts)
        )

    def _near(self, item: _Item, texts: Sequence[Text]) -> tuple[str, ...]:
        found: list[tuple[int, str]] = []
        for text in texts:
            for agreeing, span in candidates(text, item.ways[0][0], regions(text, item.source.place)):
                found.append((agreeing, f"{text.name}:{text.line(span[0])} ... {text.snippet(*span)[:_SNIPPET]} ..."))
        return tuple(snippet for _, snippet in sorted(found, key=lambda entry: -entry[0])[:2])

    def _said(self, item: _Item, result: Result, where: str = "", reason: str = "", near: tuple[str, ...] = ()) -> Confirmation:
        line, column = self.loaded.place(item.path)
        return Confirmation(
            self.trial.id, shown(self.loaded.file), line, column, ".".join(map(str, item.path)), item.source.key,
            item.source.place, " | ".join(item.printed), len(item.printed), result, where, reason, near,
        )  # fmt: skip

    # Counts, sizes and doses: single figures

    def _counts(self) -> Iterator[_Item]:
        trial = self.trial
        for index, participants in enumerate(trial.participants):
            for name, count in participants.counts.items():
                words = _patterns([*_PEOPLE, name, *self._names()])
                yield _single(("participants", index, name), participants.src, count, "participants", words)
        for name in ("sites", "countries"):
            if count := getattr(trial.design, name):
                yield _single(("design", name), trial.design.src, count, "participants", _patterns([name, "centre"]))
        for id_, arm in trial.arms.items():
            if arm.n is not None:
                words = self._arm_words(id_) + _patterns(_PEOPLE)
                yield _single(("arms", id_, "n"), arm.n_src or arm.src, arm.n, "participants", words)
            for position, dose in enumerate(arm.drugs):
                yield from self._dose(("arms", id_, "drugs", position), arm.src, dose)
        for id_, population in trial.populations.items():
            if population.n is not None:
                yield _single(
                    ("populations", id_, "n"), population.src, population.n, "participants", self._population_words(id_)
                )
        for id_, cut in trial.cuts.items():
            if cut.events is not None:
                yield _single(("cuts", id_, "events"), cut.src, cut.events, "events", _patterns(["events", "deaths"]))
            if cut.followup is not None:
                yield self._followup(("cuts", id_, "followup"), cut.src, cut.followup)
        for index, finding in enumerate(trial.dose_finding):
            if finding.levels is not None:
                yield _single(("dose_finding", index, "levels"), finding.src, finding.levels, "", _patterns(["level"]))
            for position, dose in enumerate(finding.rp2d):
                yield from self._dose(("dose_finding", index, "rp2d", position), finding.src, dose)
        for index, mixture in enumerate(trial.population.mix):
            for kind, figure in mixture.kinds.items():
                yield _item(
                    ("population", "mix", index, kind), mixture.src, [figure.text],
                    [_alternatives(figure, mixture.unit)], (Nearby(_patterns([kind])),),
                )  # fmt: skip

    def _dose(self, path: Place, source: Source, dose: Dose) -> Iterator[_Item]:
        """The amounts of a drug beside its name."""
        amounts = dict.fromkeys(amount for step in dose.steps for amount in (step.low, step.high) if amount)
        if amounts:
            run = tuple(Wanted(canonical(amount)) for amount in amounts)
            words = Nearby((*self._drug_words(dose.drug), *_patterns([dose.drug])))
            yield _Item(path, source, (dose.text,), ((Claim((run, run[::-1]), (words,)),),))

    def _followup(self, path: Place, source: Source, text: str) -> _Item:
        amount = re.search(r"\d+(?:\.\d+)?", text)
        assert amount is not None  # the model lets nothing else through
        operator = text[: amount.start()].strip()
        unit = text[amount.end() :].split()[0]
        spread = re.findall(r"(?<=[( ])\d+(?:\.\d+)?", text[amount.end() :].partition("(")[2].removeprefix("95 % CI"))
        run = (Wanted(amount[0], operator, unit), *(Wanted(digits, unit=unit) for digits in spread))
        return _Item(path, source, (text,), ((Claim((run,), (Nearby(_patterns(["follow"])),)),),))

    # Words of a row

    def _names(self) -> list[str]:
        return [self.trial.name, *self.trial.aliases]

    def _drug_words(self, drug: str) -> tuple[re.Pattern[str], ...]:
        known = self.terms.drugs.get(self.terms.drug(drug))
        return tuple(phrase(name) for name in (drug, *(known.synonyms if known else ())))

    def _arm_words(self, id_: str) -> tuple[re.Pattern[str], ...]:
        if id_ == ALL_ARMS:
            return _patterns(_PEOPLE)
        arm = self.trial.arms[id_]
        drugs = [pattern for dose in arm.drugs for pattern in self._drug_words(dose.drug)]
        return (*drugs, *_patterns([arm.label, *id_.split("-")]))

    def _population_words(self, id_: str) -> tuple[re.Pattern[str], ...]:
        """Words of the level; of the factor too, unless the level has a number by which it is known."""
        population = self.trial.populations[id_]
        numbered = [word for word in re.findall(r"\w+", population.level) if any(char.isdigit() for char in word)]
        return _patterns(numbered or [population.level, population.factor, *_known(self.terms.factors, population.factor)])

    def _endpoint_words(self, key: str, endpoint: Endpoint, row: Row) -> tuple[re.Pattern[str], ...]:
        term_id = self.terms.endpoint(endpoint.is_ or key)
        term = self.terms.endpoints.get(term_id)
        words = [key, term_id, endpoint.instrument, endpoint.threshold, row.at or endpoint.at, row.period, row.per]
        words += [term.name, *term.synonyms] if term else []
        measure = row.measure or endpoint.measure or ""
        words += ["death", "died"] if term_id == "os" or measure == "deaths" else []
        words += ["events"] if measure == "events" else []
        return _patterns([word for word in words if word])

    # Analyses

    def _analysis(self, key: str, endpoint: Endpoint, row: Row, path: Place) -> Iterator[_Item]:
        unit = row.unit or endpoint.unit or "not stated"
        arms = [_alternatives(figure, unit) for figure in row.values.values()]
        effects = [
            _alternatives(estimate, unit if name == "difference" else "ratio")
            for name in EFFECTS if (estimate := getattr(row, name)) is not None
        ]  # fmt: skip
        tests = [[[_wanted_p(p)]] for p in (row.p,) if p is not None and p.value]
        words = self._endpoint_words(key, endpoint, row)
        words_of_arms = (word for arm in self._row_arms(row) for word in self._arm_words(arm))
        is_long = sum(len(one[0]) for one in (*arms, *effects, *tests)) >= _LONG
        near = [Nearby((*words, *words_of_arms), reach=_PARAGRAPH if is_long else REACH)]
        if row.population:
            near.append(Nearby(self._population_words(row.population), reach=_PARAGRAPH))
        if row.p is not None and row.p.sides:
            near.append(Nearby((_SIDES[row.p.sides],), reach=_PARAGRAPH))
        printed = [figure.text for figure in row.values.values()]
        printed += [str(getattr(row, name)) for name in EFFECTS if getattr(row, name) is not None]
        if arms or effects or tests:
            printed += [row.p.text] if tests and row.p else []
            ways: list[tuple[Claim, ...]] = [(Claim(_orders(arms, effects, tests), tuple(near)),)]
            if shared := _shared(arms):
                ways.append((Claim(_orders(shared, effects, tests), (*near, _BOTH)),))
            if not effects and not tests and len(arms) > 1 and all(_is_rich(figure) for figure in row.values.values()):
                ways.append(
                    tuple(
                        Claim(_orders([parts], [], []), (*near, Nearby(self._arm_words(arm))))
                        for arm, parts in zip(row.values, arms, strict=True)
                    )
                )
            yield _Item(path, row.src, tuple(printed), tuple(ways))
        elif row.p is not None:
            yield _Item(path, row.src, (row.p.text,), ((Claim(((Wanted(missing="words"),),)),),))
        if row.p_interaction is not None and row.p_interaction.value:
            wanted = _wanted_p(row.p_interaction)
            about = Nearby(_patterns(["interaction", "heterogeneity", row.factor or ""]))
            yield _Item((*path, "p_interaction"), row.src, (row.p_interaction.text,), ((Claim(((wanted,),), (about,)),),))
        for name, counts, of in (("n", row.n, "participants"), ("events", row.events, "events")):
            if counts is not None:
                yield self._arm_counts((*path, name), row.src, counts, of, words)

    def _row_arms(self, row: Row) -> list[str]:
        contrast = row.of.split(" v ") if row.of else list(self.trial.implied_contrast() or ())
        return list(dict.fromkeys([*row.values, *contrast]))

    def _arm_counts(
        self, path: Place, source: Source, counts: str | Mapping[str, str], unit: str, words: tuple[re.Pattern[str], ...]
    ) -> _Item:
        """Counts beside a row: those of the arms in one place, or each beside a word of its arm."""
        by_arm = {"": counts} if isinstance(counts, str) else dict(counts)
        wanted = {arm: _wanted_count(count, unit) for arm, count in by_arm.items()}
        about = {arm: Nearby((*(self._arm_words(arm) if arm else _patterns(_PEOPLE)), *words)) for arm in by_arm}
        run = [replace(one, gap=_VALUE_BETWEEN) for one in wanted.values()]
        together = (tuple(run), tuple(run[::-1]))
        ways: list[tuple[Claim, ...]] = [(Claim(together, (next(iter(about.values())),)),)]
        if len(by_arm) > 1:
            ways.append(tuple(Claim(((wanted[arm],),), (about[arm],)) for arm in by_arm))
        return _Item(path, source, tuple(by_arm.values()), tuple(ways))

    # Tables

    def _block(self, path: Place, block: Block) -> Iterator[Confirmation]:
        columns = self._columns(block)
        for term, cells in block.rows.items():
            item = self._cells(path, block, term, cells)
            if columns and term in columns:
                text, printed, agrees = columns[term]
                place = f"{text.name}:{text.line(printed[0])}"
                if agrees:
                    yield self._said(item, "confirmed", where=place)
                else:
                    yield self._said(
                        item, "not found", reason="the table prints other cells in this trial's column",
                        near=(f"{place} ... {text.snippet(*printed, around=0)} ...",),
                    )  # fmt: skip
            else:
                yield self._judge(item)

    def _cells(self, path: Place, block: Block, term: str, cells: Sequence[Figure]) -> _Item:
        by_column = dict(zip(block.columns, cells, strict=True))
        parts = {column: _alternatives(cell, _cell_unit(cell, block)) for column, cell in by_column.items()}
        arms: dict[str, list[str]] = {}
        grades: dict[str, list[str]] = {}
        for column in block.columns:
            arm, grade = arm_and_grade(column)
            arms.setdefault(arm, []).append(column)
            grades.setdefault(grade, []).append(column)
        ways: list[tuple[Claim, ...]] = []
        for near in self._term_words(term, others=0 if len(cells) > 1 else OTHERS):
            ways.append((_row_claim([[parts[column] for column in order] for order in _arm_orders(list(arms.values()))], near),))
            if len(grades) == 1 and (shared := _shared(list(parts.values()))):
                ways.append((_row_claim([shared, shared[::-1]], near, _BOTH),))
            if len(grades) > 1 and (len(arms) > 1 or all(_is_rich(cell) for cell in cells)):
                by_grade = [[parts[column] for column in of_grade] for of_grade in grades.values()]
                ways.append(tuple(_row_claim([one, one[::-1]], near) for one in by_grade))
            if len(arms) > 1 and all(_is_rich(cell) for cell in cells):
                ways.append(tuple(_row_claim([[parts[column] for column in of_arm]], near) for of_arm in arms.values()))
        return _Item((*path, "rows", term), block.src, tuple(cell.text for cell in cells), tuple(ways))

    def _term_words(self, term: str, others: int) -> Iterator[Nearby]:
        """The words of a table's row: the names of an event, beside which its cells stand; half of the words of a phrase."""
        names = self._term_names(term)
        if names:
            yield Nearby(tuple(phrase(name) for name in names), others=others)
        words = tuple(stems([term]).values())
        if not names or len(words) > 1:
            yield Nearby(words or _patterns([term, *_PEOPLE]), max(1, len(words) // 2), others=others if names else OTHERS)

    def _term_names(self, term: str) -> list[str]:
        """The names of an adverse event; none where the term is a free phrase."""
        known = self.terms.adverse_event(term)
        if known not in self.terms.adverse_events:
            return []
        names = [term, known, *self.terms.adverse_events[known].synonyms, *term.split("/")]
        return list(dict.fromkeys([*names, *(_ANY_EVENT if known == "Any adverse event" else ())]))

    def _columns(self, block: Block) -> dict[str, tuple[Text, Span, bool]]:
        """For a table of several trials printed cell after cell: each row's cells in the column of this trial, and whether
        they agree with the file. Which column it is the rows tell: the one in which most of them agree.
        """
        width = len(block.columns)
        if width < 2 or not block.src.place.startswith("Table"):
            return {}
        for text in self.texts.of(self.trial.id, block.src.key):
            where = regions(text, block.src.place)
            printed = {term: groups for term in block.rows if (groups := self._groups(text, term, width, where))}
            votes: dict[int, int] = {}
            for term, groups in printed.items():
                for index, group in enumerate(groups):
                    if not group[0].missing and _group_agrees(group, block.rows[term], block):
                        votes[index] = votes.get(index, 0) + 1
            if not votes:
                continue
            column = max(votes, key=lambda index: votes[index])
            own = {term: groups[column] for term, groups in printed.items() if column < len(groups)}
            return {
                term: (text, (group[0].start, group[-1].end), _group_agrees(group, block.rows[term], block))
                for term, group in own.items()
            }
        return {}

    def _groups(self, text: Text, term: str, width: int, where: Sequence[Span]) -> list[list[Number]]:
        """The row of a term cut into the cells of each trial; a word for missing stands for all cells of one trial."""
        for name in self._term_names(term) or [term]:
            for start, end in text.places(phrase(name)):
                if not any(low <= start < high for low, high in where):
                    continue
                groups: list[list[Number]] = []
                for number in dense(text, end):
                    if number.missing or not groups or groups[-1][0].missing or len(groups[-1]) == width:
                        groups.append([number])
                    else:
                        groups[-1].append(number)
                if len(groups) > 1 and all(len(group) == width or group[0].missing for group in groups):
                    return groups
        return []


_SNIPPET = 240
_PARAGRAPH = 600  # characters within which a heading or a footnote still speaks of the figures
_VALUE_BETWEEN = 3  # numbers between the sizes of two arms: the value of one with its limits
_LONG = 5  # a run of so many numbers is known by itself: a heading may stand further off
_SIDES = {
    1: re.compile(r"\b(?:one|1)[- ]?(?:sided|tailed)", re.I),
    2: re.compile(r"\b(?:two|2)[- ]?(?:sided|tailed)", re.I),
}
_PEOPLE = (
    "patient", "participant", "woman", "women", "subject", "N", "population", "enrolled", "randomised", "assigned", "treated",
    "evaluable", "evaluated", "assessed",
)  # fmt: skip
_ANY_EVENT = ("adverse event", "toxicities", "toxicity", "side effects", "events", "TEAE", "SAE", "AE")
_BOTH = Nearby((re.compile(r"\b(?:both|each|either|all (?:three|four)|the two)\b", re.I),))


def _group_agrees(group: Sequence[Number], cells: Sequence[Figure], block: Block) -> bool:
    if group[0].missing:
        return all(cell.is_missing for cell in cells)
    wanted = [_alternatives(cell, _cell_unit(cell, block))[0] for cell in cells]
    return all(len(one) == 1 and one[0].fits(number) for one, number in zip(wanted, group, strict=True))


def _row_claim(orders: Iterable[Sequence[list[list[Wanted]]]], *near: Nearby) -> Claim:
    """The cells of a table's row, in one of the orders, in one sentence."""
    return Claim(_joined(orders), near, in_sentence=True)


def _cell_unit(cell: Figure, block: Block) -> str:
    return "percent" if cell.is_percent else block.unit or "participants"


def _patterns(words: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(stems(words).values())


def _known(entries: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return entries[name].synonyms if name in entries else ()


def _is_rich(figure: Figure) -> bool:
    """Whether a figure brings so many numbers that it is known by itself: a count of a total, a value with limits."""
    return bool(figure.n or figure.low)


def _single(path: Place, source: Source, count: str, unit: str, words: tuple[re.Pattern[str], ...]) -> _Item:
    return _Item(path, source, (count,), ((Claim(((_wanted_count(count, unit),),), (Nearby(words),)),),))


def _item(
    path: Place, source: Source, printed: Sequence[str], parts: list[list[list[Wanted]]], near: tuple[Nearby, ...]
) -> _Item:
    return _Item(path, source, tuple(printed), ((Claim(_joined([parts]), near),),))


def _wanted_count(count: str, unit: str) -> Wanted:
    match = re.fullmatch(r"(about |<=|>=|<|>)?(\d+)", count)
    assert match is not None  # the model lets nothing else through
    return Wanted(match[2], (match[1] or "").strip(), unit or "not stated")


def _wanted_p(p: PValue) -> Wanted:
    return Wanted(canonical(p.value), p.operator, "ratio")


def _alternatives(figure: Figure, unit: str) -> list[list[Wanted]]:
    """The numbers of one figure in each order in which texts print them."""
    if figure.is_missing and not figure.low:
        return [[Wanted(missing=figure.qualifier)]]
    if figure.between:
        return [[Wanted(canonical(figure.between[0]), unit=unit), Wanted(canonical(figure.between[1]), unit=unit, gap=0)]]
    limits: list[Wanted] = []
    if figure.low:
        limits = [
            _limit(figure.low, unit, gap=1, level=figure.level),
            _limit(figure.high, unit, gap=0),
        ]
    if figure.n:
        return _count_alternatives(figure, limits)
    operator = "" if figure.is_missing else figure.qualifier
    value = Wanted(missing=figure.qualifier) if figure.is_missing else Wanted(canonical(figure.value), operator, unit)
    spread = [Wanted(canonical(digits), unit=unit, gap=index == 0) for index, (_, digits) in enumerate(figure.spread)]
    return [[value, *limits, *spread]]


def _count_alternatives(figure: Figure, limits: list[Wanted]) -> list[list[Wanted]]:
    """`122/280 (43.57 %)` also stands as 43.57 % (122/280), or as 122 (43.57 %) where the total stands elsewhere."""
    events, total = Wanted(figure.events, unit="participants"), Wanted(figure.n, unit="participants", gap=0)
    elsewhere = Wanted(figure.n, unit="participants", beside=True)
    if not figure.is_percent:
        return [[events, total, *limits], [events, *limits, elsewhere]]
    percent = Wanted(canonical(figure.value), figure.qualifier, "percent", gap=0)
    first = Wanted(canonical(figure.value), figure.qualifier, "percent")
    after = Wanted(figure.events, unit="participants", gap=0)
    return [
        [events, total, percent, *limits], [first, *limits, after, total], [first, after, total, *limits],
        [events, percent, *limits, elsewhere],
    ]  # fmt: skip


def _shared(arms: list[list[list[Wanted]]]) -> list[list[list[Wanted]]]:
    """The figures of the arms with those that are the same given once, as `27% in both arms`; none where all differ."""
    once: list[list[list[Wanted]]] = []
    for arm in arms:
        if arm not in once:
            once.append(arm)
    return once if len(once) < len(arms) else []


def _limit(digits: str, unit: str, gap: int, level: str = "") -> Wanted:
    if digits.startswith("not "):
        return Wanted(missing=digits, gap=gap)
    return Wanted(canonical(digits), unit=unit, gap=gap, level=level, limit=True)


def _arm_orders(arms: list[list[str]]) -> list[list[str]]:
    """The columns arm by arm, in the order of the file and turned round."""
    return [[column for arm in order for column in arm] for order in (arms, arms[::-1])]


def _joined(orders: Iterable[Sequence[list[list[Wanted]]]]) -> tuple[tuple[Wanted, ...], ...]:
    """Every run that the orders of figures and the orders within each figure make."""
    runs: dict[tuple[Wanted, ...], None] = {}
    for order in orders:
        for choice in itertools.product(*order):
            runs[tuple(wanted for part in choice for wanted in part)] = None
    return tuple(runs)


def _orders(
    arms: list[list[list[Wanted]]], effects: list[list[list[Wanted]]], tests: list[list[list[Wanted]]]
) -> tuple[tuple[Wanted, ...], ...]:
    """The orders in which a sentence gives one analysis: arms in either direction, effect and p after or before them."""
    orders: list[list[list[list[Wanted]]]] = []
    for values in (arms, arms[::-1]):
        for ratios in (effects, effects[::-1]):
            orders += [[*values, *ratios, *tests], [*values, *tests, *ratios]]
            orders += [[*ratios, *tests, *values], [*ratios, *values, *tests], [*ratios[:1], *values, *ratios[1:], *tests]]
    return _joined(orders)


def _read_text(path: Path) -> Text:
    """Read a text; of a JSON file its words and numbers, one to a line."""
    if path.stat().st_size > _MAX_BYTES:
        raise EvTrialsError(f"{path} is larger than 8 MiB and was not read; keep the text of one source in one file")
    raw = path.read_bytes().decode("utf-8-sig", errors="replace")
    if path.suffix == ".json":
        try:
            raw = _GLUED.sub(" ", "\n".join(_leaves(json.loads(raw))))
        except (ValueError, RecursionError):
            raise EvTrialsError(f"{path} is not JSON; give it the ending .txt if it is plain text") from None
    return Text(raw, path.stem)


_GLUED = re.compile(r"(?<=[a-z]{3})(?=\d+/\d+ \()")  # `anemia2/55 (3.64%)` in records of a registry


def _leaves(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield str(key)
            yield from _leaves(value)
    elif isinstance(data, list):
        for value in data:
            yield from _leaves(value)
    elif data is not None:
        yield str(data)
