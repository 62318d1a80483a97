"""Files to models: every broken rule is named with file, line, column and how to write it; a near miss loads."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.collection.folders import root_of
from evtrials.collection.loading import Loaded
from evtrials.collection.store import Folder, Store, open_store
from evtrials.errors import DataError, EvTrialsError

OS_ROW = "      - {cut: final, eve: not reached, pbo: 26.6 (22.6 to not reached), src: Doe2020 Abstract}\n"
PFS = (
    "{cut: final, eve: 7.8 (6.9 to 8.5), pbo: 3.2 (2.8 to 4.1), hr: 0.45 (0.34 to 0.59), p: <0.0001, assessor: investigator, "
    "src: Doe2020 Abstract}"
)

# Each rule: what is changed in the toy, the field that is named, a piece of the message; and a near miss that loads.
RULES: dict[str, tuple[tuple[str, str], str, str, tuple[str, str] | None]] = {
    "key": (("cut: final, eve: 7.8", "asessor: central, cut: final, eve: 7.8"), "endpoints.pfs.results.1.asessor",
            '"asessor" is neither a field nor an arm of this trial (eve, pbo)',
            ("cut: final, eve: 7.8 (6.9 to 8.5), pbo: 3.2", "cut: final, method: log-rank test, eve: 7.8 (6.9 to 8.5), pbo: 3.2")),
    "estimate": (("hr: 0.45 (0.34 to 0.59)", "hr: 0.45 (0.34-0.59)"), "endpoints.pfs.results.1.hr",
                 'write "0.45 (0.34 to 0.59)": between two numbers stands "to"', ("hr: 0.45 (0.34 to 0.59)", "hr: 0.45")),
    "figure": (("eve: 7.8 (6.9 to 8.5)", "eve: NR"), "endpoints.pfs.results.1.eve", '"NR" is ambiguous',
               ("eve: 7.8 (6.9 to 8.5)", "eve: not reached")),
    "p": (("p: <0.0001", "p: ns"), "endpoints.pfs.results.1.p", 'write "stated not significant"', ("p: <0.0001", "p: stated significant")),
    "source place": (("assessor: investigator, src: News2020 News", "assessor: investigator, src: News2020"), "endpoints.pfs.results.0.src",
                     'name the place in the source too: "News2020 Abstract"', None),
    "source": (("src: News2020 News", "src: Roe2020 News"), "endpoints.pfs.results.0.src",
               'the source "Roe2020" is declared neither in this file', None),
    "cut": (("cut: interim, eve", "cut: middle, eve"), "endpoints.pfs.results.0.cut", '"middle" is not declared under cuts (interim, final)',
            None),
    "no cut": (("cut: interim, eve", "eve"), "endpoints.pfs.results.0", "say which cut this is", None),
    "population": (("population: visceral", "population: bone"), "endpoints.pfs.results.3.population",
                   '"bone" is not declared under populations (visceral)', None),
    "twice": ((OS_ROW, OS_ROW + OS_ROW), "endpoints.os.results.1", "one analysis from one source",
              (OS_ROW, OS_ROW + OS_ROW.replace("Doe2020 Abstract", "News2020 News"))),
    "row of a table": (("Diarrhoea: [34, 2, 19, <1]", "Diarrhoea: [34, 2, 19]"), "safety.0.rows.Diarrhoea",
                       'the row "Diarrhoea" has 3 cells for 4 columns', ("Diarrhoea: [34, 2, 19, <1]", "Diarrhoea: not reported")),
    "no columns of a table": (("    columns: [eve any, eve 3-4, pbo any, pbo 3-4]\n", ""), "safety.0.rows", "name the columns of the table", None),
    "no columns in a list": (("[eve any, eve 3-4, pbo any, pbo 3-4]", "[]"), "safety.0.rows", "name the columns of the table", None),
    "no columns of words": (("    columns: [eve any, eve 3-4, pbo any, pbo 3-4]\n    rows:\n      Stomatitis: [59, 8, 12, 0]\n      Diarrhoea: [34, 2, 19, <1]\n",
                             "    rows:\n      Stomatitis: not reported\n"), "safety.0.rows", "name the columns of the table", None),
    "column of a table": (("columns: [eve any, eve 3-4", "columns: [eve any, eve severe"), "safety.0.columns",
                          "write a column as an arm and a grade band", ("columns: [eve any, eve 3-4", "columns: [eve any, eve >=3")),
    "arm of a table": (("pbo any, pbo 3-4", "plc any, plc 3-4"), "safety.0.columns.2", '"plc" is not an arm of this trial', None),
    "p of a table": (("columns: [eve any, eve 3-4", "columns: [p any, eve 3-4"), "safety.0.rows.Stomatitis.0", "write p as",
                     ("pbo any, pbo 3-4", "pbo any, p 3-4")),
    "day of the calendar": (("date: 2018-01-31", "date: 2018-02-29"), "cuts.interim.date", "2018-02-29 is no day of the calendar",
                            ("date: 2018-01-31", "date: 2016-02-29")),
    "key of a source": (("  News2020: {", "  News/2020: {"), "sources.News/2020", "the key of a source is letters", None),
    "unknown field": (("phase: 3\n", "phase: 3\nsettings: advanced\n"), "settings", 'did you mean "setting"?', None),
    "missing field": (("title: Everolimus plus letrozole in an invented disease\n", ""), "", '"title" is missing here', None),
    "closed list": (("setting: advanced", "setting: metastatic"), "setting", '"metastatic" is not one of: advanced', None),
    "dose": (("everolimus 10 mg daily", "everolimus 10 mg dayly"), "arms.eve.drugs.0", "write a drug as", None),
    "date": (("date: 2018-01-31", "date: 2018-13-31"), "cuts.interim.date", "write a date as", ("date: 2018-01-31", "date: 2018-12")),
    "count": (("n: 200,", "n: 1_200,"), "arms.eve.n", "write a count as digits alone", ("n: 200,", "n: about 200,")),
    "registration": (("NCT00000001", "NCT0001"), "registry.0", 'a number of ClinicalTrials.gov is written as "NCT00863655"', ("NCT00000001", "2008-006556-21")),
    "arm named as a field": (("populations:\n", "  hr: {label: Third, src: Doe2020 Abstract}\npopulations:\n"), "arms.hr", "is a word of a row and cannot name an arm", None),
    "contrast": ((", control: true", ""), "endpoints.pfs.results.0", "say which arms this compares", None),
    "no measure": (("    measure: median\n    unit: months\n    results:\n      - {cut: interim", "    unit: months\n    results:\n      - {cut: interim"),
                   "endpoints.pfs.results.0", "say what the arms' figures are", None),
    "no unit of a table": (("    unit: percent\n", ""), "safety.0", "say the unit of the cells", None),
    "note on nothing": (("safety:\n", "notes:\n  - {about: {endpoint: orr}, kind: caveat, text: Nothing}\nsafety:\n"), "notes.0.about",
                        "this marks no figure of the trial",
                        ("safety:\n", "notes:\n  - {about: {endpoint: os}, kind: caveat, text: Something}\nsafety:\n")),
    "note on a column that is none": (("safety:\n", "notes:\n  - {about: {endpont: os}, kind: caveat, text: Nothing}\nsafety:\n"), "notes.0.about",
                                      '"endpont" is no column of the tidy table; nearest: endpoint', None),
    "interaction without factor": (("src: News2020 News}", "p_interaction: 0.2, src: News2020 News}"), "endpoints.pfs.results.0.p_interaction",
                                   "a test of interaction names its factor", ("src: News2020 News}", "p_interaction: 0.2, factor: age, src: News2020 News}")),
    "row without figure": (("eve: not reached, pbo: 26.6 (22.6 to not reached), ", ""), "endpoints.os.results.0", "holds no figure", None),
    "pools of a trial": (("phase: 3\n", "phase: 3\npools: [toy-2]\n"), "pools", "only a", ("phase: 3\n", "phase: 3\nkind: pooled analysis\npools: [toy-2]\n")),
    "reports": (("reports: Doe2020", "reports: Roe2020"), "sources.News2020.reports", "is not declared", None),
    "old word of a group": (("planning: prespecified", "planned: prespecified"), "populations.visceral.planned",
                            '"planned" is "planning" here since format 2', None),
    "old word of a reading": (("safety:\n", "curation: {extracted: {by: a reader, on: 2026-01-01}}\nsafety:\n"), "curation.extracted.on",
                              '"on" is "date" here since format 2', ("safety:\n", "curation: {extracted: {by: a reader, date: 2026-01-01}}\nsafety:\n")),
    "report with a date": (("label: Final analysis, ", "label: Final analysis, report: true, "), "cuts.final.report",
                           '"date" makes this a named cut of the data', ("label: Final analysis, date: 2019-06-30, followup: 18 months, events: 210",
                                                                         "label: Final analysis, report: true, followup: 18 months")),
    "report before a cut": (("label: Interim analysis, date: 2018-01-31", "label: Interim analysis, report: true"), "cuts.final",
                            'named cuts stand before the reports that name none; move it above "interim"', None),
    "reports out of order": (("cuts:\n", "cuts:\n  late: {report: true, label: Late, src: News2020 News}\n"), "cuts.interim",
                             'move it above "late"', None),
    "pairs against sets": (("  hr: [positive]\n", "  disease: [hr+/her2-, hr-/her2-]\n  hr: [positive]\n"), "population.hr",
                           "the pairs under disease say positive, negative", ("  hr: [positive]\n", "  disease: [hr+/her2-]\n  hr: [positive]\n")),
    "a pair": (("  hr: [positive]\n", "  disease: [HER2+]\n"), "population.disease.0", "write who could enter as pairs: hr+/her2-",
               ("  hr: [positive]\n  her2: [negative]\n", "  disease: [hr-any/her2+]\n")),
    "share": (("prior: [aromatase inhibitor]", "prior: [{is: aromatase inhibitor, share: most}]"), "population.prior.0.share", "write a figure as",
              ("prior: [aromatase inhibitor]", "prior: [{is: aromatase inhibitor, share: 96/104}]")),
    "unit of a share": (("prior: [aromatase inhibitor]", "prior: [{is: aromatase inhibitor, share: 96/104, unit: percent}]"),
                        "population.prior.0", "nor of 96/104",
                        ("prior: [aromatase inhibitor]", "prior: [{is: aromatase inhibitor, share: 33 to 35, unit: percent}]")),
    "unit without a share": (("prior: [aromatase inhibitor]", "prior: [{is: aromatase inhibitor, unit: percent}]"),
                             "population.prior.0", "it is not said without one", None),
    "statement beside a figure": ((OS_ROW, OS_ROW.replace("src:", "stated: {says: consistent, text: as elsewhere}, src:")), "endpoints.os.results.0.stated",
                                  "a result in words stands in a row without a figure",
                                  (OS_ROW, OS_ROW + "      - {cut: final, stated: {says: favours eve, text: longer}, src: Doe2020 Abstract}\n")),
    "statement of no arm": ((OS_ROW, OS_ROW + "      - {cut: final, stated: {says: favours plc, text: longer}, src: Doe2020 Abstract}\n"),
                            "endpoints.os.results.1.stated.says", '"plc" is not an arm of this trial', None),
    "word of a statement": ((OS_ROW, OS_ROW + "      - {cut: final, stated: {says: similar, text: similar}, src: Doe2020 Abstract}\n"),
                            "endpoints.os.results.1.stated.says", "write what is stated as no difference, favours <arm>", None),
    "arm named as a group of arms": (("populations:\n", "  together: {label: Third, src: Doe2020 Abstract}\npopulations:\n"), "arms.together",
                                     "is a word of a row and cannot name an arm", None),
    "words of a contrast": (("hr: 0.45 (0.34 to 0.59)", "of: eve vs pbo, hr: 0.45"), "endpoints.pfs.results.1.of", 'write a contrast as two arms',
                 ("hr: 0.45 (0.34 to 0.59)", "of: eve with pbo, hr: 0.45")),
    "note on no cell": ((OS_ROW, OS_ROW.replace("src:", "note: {only: hr, text: Immature}, src:")), "endpoints.os.results.0.note.only",
                        '"hr" is nothing that a note here can mark by "only"; it can be: print, eve, pbo',
                        (OS_ROW, OS_ROW.replace("src:", "note: [Immature, {only: [print, pbo], text: The median is early}], src:"))),
    "note on no term": (("    rows:\n", "    note: {term: Cough, text: Mild}\n    rows:\n"), "safety.0.note.term", "it can be: Stomatitis, Diarrhoea",
                        ("    rows:\n", "    note: {term: Diarrhoea, only: [eve 3-4, pbo], text: Mild}\n    rows:\n")),
    "note on no drug": (("n: 200,", "n: 200, note: {drug: exemestane, text: No},"), "arms.eve.note.drug", "it can be: everolimus, letrozole",
                        ("n: 200,", "n: 200, note: [{drug: letrozole, text: Yes}, {only: n, text: Yes}],")),
    "drug of a row": ((OS_ROW, OS_ROW.replace("src:", "note: {drug: letrozole, text: No}, src:")), "endpoints.os.results.0.note.drug",
                      'leave "drug" out', None),
    "note that marks by the design": (("masking: double-blind,", "masking: double-blind, note: {text: No, marks: true},"), "design.note.marks",
                                      "a note of the design marks no figure", ("masking: double-blind,", "masking: double-blind, note: Yes,")),
    "long short": ((OS_ROW, OS_ROW.replace("src:", f"note: {{text: No, short: {77 * 'a'}}}, src:")), "endpoints.os.results.0.note.short",
                   "write it in at most 76 characters", (OS_ROW, OS_ROW.replace("src:", f"note: {{text: No, short: {76 * 'a'}}}, src:"))),
    "empty table": (("    columns: [eve any, eve 3-4, pbo any, pbo 3-4]\n    rows:\n      Stomatitis: [59, 8, 12, 0]\n      Diarrhoea: [34, 2, 19, <1]\n", ""),
                    "safety.0", "this table holds nothing",
                    ("    columns: [eve any, eve 3-4, pbo any, pbo 3-4]\n    rows:\n      Stomatitis: [59, 8, 12, 0]\n      Diarrhoea: [34, 2, 19, <1]\n",
                     "    stated: {Fatigue: {says: as frequent, text: as frequent}}\n")),
    "part": (("n: 200,", "n: 200, part: second,"), "arms.eve.part", "is not declared under parts",
             ("design: {", "parts: {second: {label: Second, src: Doe2020 Abstract}}\ndesign: {")),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_a_broken_rule_is_named_with_its_place(rule: str, load_toy: Callable[..., Loaded]) -> None:
    """A file that breaks one rule does not load, and the message names the field, the line and how to write it."""
    change, field, message, _ = RULES[rule]
    with pytest.raises(DataError) as caught:
        load_toy(change)
    found = [problem for problem in caught.value.problems if message in problem.message]
    assert [field] == [problem.field for problem in found][:1]
    assert all(problem.line > 0 and problem.column > 0 for problem in found)


@pytest.mark.parametrize("rule", [name for name, case in RULES.items() if case[3]])
def test_a_near_miss_loads(rule: str, load_toy: Callable[..., Loaded]) -> None:
    """What only looks like the broken rule is accepted."""
    near_miss = RULES[rule][3]
    assert near_miss is not None
    assert "toy-1" == load_toy(near_miss).trial.id


def test_all_errors_of_a_file_come_at_once(load_toy: Callable[..., Loaded]) -> None:
    """Two faults of the types are told together, in the order of the lines."""
    with pytest.raises(DataError) as caught:
        load_toy(("p: <0.0001", "p: ns"), ("phase: 3", "phase: III"))
    assert ["phase", "endpoints.pfs.results.1.p"] == [problem.field for problem in caught.value.problems]


def test_the_line_is_the_line_of_the_file(load_toy: Callable[..., Loaded], toy_folder: Path) -> None:
    """The printed error is file:line:column, then field and message, so that an editor can jump there."""
    with pytest.raises(DataError) as caught:
        load_toy(("p: <0.0001", "p: ns"))
    text = (toy_folder / "toy-1.yaml").read_text(encoding="utf-8").splitlines()
    problem = caught.value.problems[0]
    assert "ns" == text[problem.line - 1][problem.column - 1 :].split(",")[0]
    assert str(problem).startswith(
        f"{toy_folder / 'toy-1.yaml'}:{problem.line}:{problem.column}  endpoints.pfs.results.1.p: write"
    )


def test_the_id_is_the_name_of_the_file(write_toy: Callable[..., Path], toy_folder: Path) -> None:
    """A file whose id is another than its name does not load."""
    write_toy().rename(toy_folder / "other.yaml")
    with pytest.raises(DataError, match="the file is named"):
        Store([Folder(toy_folder)]).load("other")


def test_a_link_out_of_the_folder_is_not_followed(write_toy: Callable[..., Path], tmp_path: Path, toy_folder: Path) -> None:
    """A symbolic link that leads out of the collection is refused."""
    outside = write_toy().rename(tmp_path / "toy-1.yaml")
    (toy_folder / "toy-1.yaml").symlink_to(outside)
    with pytest.raises(DataError, match="link out of the folder"):
        Store([Folder(toy_folder)]).load("toy-1")


def test_a_bad_file_leaves_the_others_unharmed(write_toy: Callable[..., Path], toy_folder: Path) -> None:
    """The trials beside a faulty file load, and the fault stands in its place."""
    write_toy()
    (toy_folder / "bad.yaml").write_text("a: [", encoding="utf-8")
    found = {type(loaded) for loaded in Store([Folder(toy_folder)]).load_each()}
    assert {Loaded, DataError} == found


def test_a_later_folder_overrides_by_id(write_toy: Callable[..., Path], toy_folder: Path, tmp_path: Path) -> None:
    """Of two files with one id the later folder's is taken, and the store says so."""
    path = write_toy()
    second = tmp_path / "second"
    second.mkdir()
    (second / "toy-1.yaml").write_text(path.read_text(encoding="utf-8").replace("name: TOY-1", "name: TOY-1b"), encoding="utf-8")
    store = Store([Folder(toy_folder), Folder(second)])
    assert ("TOY-1b", ("toy-1",)) == (store.load("toy-1").trial.name, store.overridden)


def test_an_answer_of_two_collections_is_of_two_versions(write_toy: Callable[..., Path], toy_folder: Path) -> None:
    """The version of a stack is not that of its last folder alone."""
    write_toy()
    (toy_folder / "_collection.yaml").write_text("format: 2\nversion: 9.9\ndate: 2020\n", encoding="utf-8")
    own = open_store(["shipped"]).version
    assert (f"{own[0]} + 9.9", f"{own[1]} + 2020") == open_store(["shipped", str(toy_folder)]).version
    assert ("9.9", "2020") == open_store([str(toy_folder), str(toy_folder)]).version


def test_shared_sources_are_lent_to_the_files_that_cite_them(write_toy: Callable[..., Path], toy_folder: Path) -> None:
    """A key of _sources.yaml needs no declaration in the file; one that is not cited is not added."""
    (toy_folder / "_sources.yaml").write_text(
        "Roe2014: {title: A review, basis: review}\nUnused2014: {title: Another, basis: review}\n", encoding="utf-8"
    )
    write_toy(("src: News2020 News", "src: Roe2014 Table 1"))
    trial = Store([Folder(toy_folder)]).load("toy-1").trial
    assert {"Doe2020", "News2020", "Roe2014"} == set(trial.sources)


def test_a_folder_that_does_not_exist_is_named() -> None:
    """A wrong --trials says which folder, and what to give."""
    with pytest.raises(EvTrialsError, match="nowhere is no folder of trials"):
        open_store(["nowhere"])


def test_the_environment_names_folders(write_toy: Callable[..., Path], toy_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """EVTRIALS_TRIALS replaces the shipped collection."""
    write_toy()
    monkeypatch.setenv("EVTRIALS_TRIALS", str(toy_folder))
    assert ["toy-1"] == list(open_store().files)


def test_the_template_loads() -> None:
    """The commented example of every field is a file that loads, with figures of every kind."""
    from evtrials.collection.folders import shipped_folder
    from evtrials.collection.loading import load_file

    store = open_store()
    loaded = load_file(shipped_folder() / "_template.yaml", store.terms, store.sources)
    kinds = {row.kind for row in loaded.figures}
    assert {
        "outcome",
        "effect",
        "association",
        "interaction",
        "safety",
        "exposure",
        "dose finding",
        "baseline",
        "participants",
        "statement",
    } == kinds


def test_a_collection_of_format_1_is_refused_by_name(write_toy: Callable[..., Path], toy_folder: Path) -> None:
    """Files of another format are not half understood: the collection is named with its format and ours."""
    write_toy()
    for text, stated in (("name: Toys\nversion: 1.0\n", "1"), ("format: 3\n", "3")):
        (toy_folder / "_collection.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(DataError, match=rf"_collection\.yaml.* is of format {stated}; this evtrials reads format 2"):
            Store([Folder(toy_folder)]).load("toy-1")
    (toy_folder / "_collection.yaml").write_text("version: 1.0\nformat: 2\n", encoding="utf-8")
    assert ("1.0", "") == Folder(toy_folder).version
    assert "toy-1" == Store([Folder(toy_folder)]).load("toy-1").trial.id


def test_a_collection_file_is_checked(toy_folder: Path) -> None:
    """A slip in _collection.yaml is told as in any file."""
    (toy_folder / "_collection.yaml").write_text("format: 2\ndate: 1.2.2026\nversoin: 1\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        _ = Folder(toy_folder).version
    assert ["date", "versoin"] == sorted(problem.field for problem in caught.value.problems)


@pytest.fixture
def nested(write_toy: Callable[..., Path], toy_folder: Path) -> Path:
    """A folder with a trial in it, one two folders below, one that ends in .yml, and much that is no trial."""
    write_toy(("src: News2020 News", "src: Roe2014 Table 1"))
    (toy_folder / "_sources.yaml").write_text("Roe2014: {title: A review, basis: review}\n", encoding="utf-8")
    text = (toy_folder / "toy-1.yaml").read_text(encoding="utf-8")
    for id_, name in (("toy-2", "2020/old/toy-2.yaml"), ("toy-3", "2021/toy-3.yml")):
        path = toy_folder / name
        path.parent.mkdir(parents=True)
        path.write_text(text.replace("id: toy-1", f"id: {id_}", 1), encoding="utf-8")
    for name in (".git/a.yaml", "_drafts/b.yaml", "curves/c.yaml", "2020/_d.yaml", "2020/.e.yml", "notes.txt", "f.yaml.bak"):
        (toy_folder / name).parent.mkdir(exist_ok=True)
        (toy_folder / name).write_text("no trial\n", encoding="utf-8")
    return toy_folder


def test_trials_lie_in_the_folder_or_below_it(nested: Path) -> None:
    """Files are found at any depth, by either ending; hidden folders, names with an underscore and curves are passed over."""
    store = open_store([str(nested)])
    assert {"toy-1": "toy-1.yaml", "toy-2": "2020/old/toy-2.yaml", "toy-3": "2021/toy-3.yml"} == store.folders[0].names
    assert [nested / "toy-1.yaml", nested / "2020/old/toy-2.yaml", nested / "2021/toy-3.yml"] == list(store.files.values())


def test_shared_files_at_the_root_serve_the_trials_below(nested: Path) -> None:
    """A source of _sources.yaml is lent to a file two folders below."""
    assert "Roe2014" in open_store([str(nested)]).load("toy-2").trial.sources


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_a_link_to_a_folder_is_not_gone_into(nested: Path, tmp_path: Path) -> None:
    """What a link leads to is not of the collection, be it outside or the folder itself; the folder named may be a link."""
    (nested / "again").symlink_to(nested)
    (tmp_path / "alias").symlink_to(nested)
    assert ["toy-1", "toy-2", "toy-3"] == list(open_store([str(tmp_path / "alias")]).names)


def test_two_files_of_one_id_are_named(nested: Path) -> None:
    """Neither is taken for the trial; the others load."""
    (nested / "2021" / "toy-1.yml").write_text((nested / "toy-1.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    found = list(open_store([str(nested)]).load_each())
    assert [DataError, Loaded, Loaded] == list(map(type, found))
    assert isinstance(found[0], DataError)
    assert ["2021/toy-1.yml", "toy-1.yaml"] == [Path(one.file).relative_to(nested).as_posix() for one in found[0].problems]
    expected = "two files of one id: 2021/toy-1.yml and toy-1.yaml; keep one, or give the other an id and a name of its own"
    assert {expected} == {one.message for one in found[0].problems}


def test_a_folder_above_a_collection_is_none(nested: Path) -> None:
    """The sources and terms of a collection stand at its root; from above it would be half understood, so that is named."""
    with pytest.raises(EvTrialsError, match=r"^toys/_sources\.yaml marks the root of a collection within .*; name the folder .*/toys,"):
        open_store([str(nested.parent)])


@pytest.mark.parametrize("named", ["argument", "environment"])
def test_a_folder_without_a_trial_is_an_error(named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence would be taken for an answer: the folder is named, and how to begin, also where it is one of several."""
    (tmp_path / "_terms.yaml").write_text("drugs: {}\n", encoding="utf-8")
    if named == "environment":
        monkeypatch.setenv("EVTRIALS_TRIALS", str(tmp_path))
    with pytest.raises(EvTrialsError, match=r"has no trial file in it or below it \(.yaml or .yml; .*evtrials new my-trial"):
        open_store(["shipped", str(tmp_path)] if named == "argument" else [])


def test_folders_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that nests deeper than a collection, or has more folders, is not walked through; what to name is said."""
    deep = tmp_path.joinpath(*("a" * 12))
    deep.mkdir(parents=True)
    with pytest.raises(EvTrialsError, match="some more than 10 deep; name the folder that holds the trial files"):
        open_store([str(tmp_path)])
    monkeypatch.setattr("evtrials.collection.folders.MAX_FOLDERS", 3)
    with pytest.raises(EvTrialsError, match="has more than 3 folders"):
        open_store([str(tmp_path)])


@pytest.mark.parametrize(
    ("typed", "root"),
    [
        ("toys/toy-1.yaml", "toys"), ("toys/2020/old/toy-2.yaml", "toys"), ("toys/2020/../toy-1.yaml", "toys"),
        ("elsewhere/a.yaml", "elsewhere"), ("toys", "."),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("nested")
def test_the_root_of_a_collection_is_where_its_shared_files_are(
    typed: str, root: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file belongs to the nearest folder above it with a shared file; where there is none, to its own."""
    monkeypatch.chdir(tmp_path)
    assert (tmp_path / root).resolve() == root_of(Path(typed)).resolve()


def test_the_root_may_lie_above_the_working_folder(nested: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a folder within the collection the root is found upwards."""
    monkeypatch.chdir(nested / "2020" / "old")
    assert Path("../..") == root_of(Path("toy-2.yaml"))
