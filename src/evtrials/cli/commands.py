"""The commands by group: where each one is, and two real examples. Help, docs/commands.md and its test read them here."""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """A command of the program."""

    place: str  # the module of evtrials.cli and the function in it
    examples: tuple[str, str]


GROUPS: dict[str, dict[str, Command]] = {
    "Look up": {
        "list": Command(
            "browse.list_trials",
            ("evtrials list --subtype her2+ --line 1", "evtrials list --drug temsirolimus --columns trial,subtype,result"),
        ),
        "show": Command("browse.show", ("evtrials show bolero-2", "evtrials show NCT00863655 --only results,harms")),
        "compare": Command(
            "browse.compare", ("evtrials compare bolero-2 horizon", "evtrials compare bolero-2 bolero-5 --format markdown")
        ),
        "search": Command("provenance.search", ("evtrials search RAD001 mouthwash", "evtrials search Afinitor --limit 5")),
        "map": Command("draw.evidence_map", ("evtrials map", "evtrials map --subtype her2+ --phase 3 --output map.svg")),
    },
    "Ask": {
        "results": Command(
            "ask.results",
            (
                "evtrials results --endpoint pfs --subtype hr+/her2- --setting advanced",
                "evtrials results --endpoint os --subtype her2+ --plot",
            ),
        ),
        "quote": Command("ask.quote", ("evtrials quote bolero-2 pfs", "evtrials quote horizon --json")),
        "safety": Command(
            "ask.safety",
            ("evtrials safety stomatitis --grade 3+", "evtrials safety pneumonitis --grade 3+ --everolimus-dose 5"),
        ),
        "exposure": Command(
            "ask.exposure", ("evtrials exposure discontinuation", "evtrials exposure dose reduction --subtype her2+")
        ),
        "doses": Command("ask.doses", ("evtrials doses everolimus", "evtrials doses temsirolimus --format csv")),
        "subgroups": Command(
            "ask.subgroups",
            ("evtrials subgroups bolero-2 --factor visceral", "evtrials subgroups --endpoint pfs --subtype her2+"),
        ),
        "biomarkers": Command(
            "ask.biomarkers", ("evtrials biomarkers PIK3CA", "evtrials biomarkers ESR1 --endpoint pfs --format csv")
        ),
        "curve": Command("draw.curve", ("evtrials curve bolero-2", "evtrials curve bolero-2 --format csv")),
    },
    "Where it comes from": {
        "trace": Command("provenance.trace", ("evtrials trace bolero-2 orr", "evtrials trace bolero-2 stomatitis")),
        "conflicts": Command("provenance.conflicts", ("evtrials conflicts bolero-2", "evtrials conflicts --endpoint pfs")),
        "sources": Command("provenance.sources", ("evtrials sources bolero-2", "evtrials sources --subtype her2+ --phase 3")),
    },
    "Compute": {
        "absolute": Command(
            "compute.absolute",
            ("evtrials absolute bolero-3 neutropenia", "evtrials absolute bolero-2 stomatitis --denominator treated"),
        ),
        "pool": Command(
            "compute.pool",
            (
                "evtrials pool pfs --isolates everolimus --subtype hr+/her2- --setting advanced",
                "evtrials pool pfs bolero-2 bolero-5 pre0102 miracle main-a --plot",
            ),
        ),
        "indirect": Command(
            "compute.indirect",
            (
                "evtrials indirect bolero-2:eve sofea:ful-pbo --across subtype",
                "evtrials indirect pre0102:eve belle-3:bup",
            ),
        ),
    },
    "Hand on": {
        "figures": Command(
            "browse.figures", ("evtrials figures bolero-2 --format csv", "evtrials figures --endpoint pfs --format jsonl")
        ),
        "arms": Command("browse.arms", ("evtrials arms bolero-2 bolero-5", "evtrials arms --drug everolimus --format csv")),
        "export": Command(
            "hand_on.export",
            ("evtrials export tables --subtype her2+", "evtrials export her2 --subtype her2+ --format sqlite"),
        ),
        "report": Command(
            "hand_on.report",
            ("evtrials report --subtype her2+ -o her2.html", "evtrials report --about all -o evidence.html"),
        ),
        "mcp": Command("hand_on.mcp", ("evtrials mcp --config", "evtrials mcp --trials shipped --trials my-trials --config")),
        "columns": Command("columns.columns", ("evtrials columns figures", "evtrials columns --format csv")),
        "cite": Command(
            "provenance.cite", ("evtrials cite bolero-2 -o bolero-2.ris", "evtrials cite --subtype her2+ --phase 3 --all")
        ),
    },
    "Curate": {
        "new": Command(
            "curate.new",
            ("evtrials new my-trial --minimal --into my-trials", "evtrials new radar --skeleton radar --into readings"),
        ),
        "check": Command("check.check", ("evtrials check trials --strict", "evtrials check --explain W211")),
        "reconcile": Command(
            "curate.reconcile",
            (
                "evtrials reconcile trials/radar.yaml radar.second.yaml",
                "evtrials reconcile trials/radar.yaml radar.second.yaml --format markdown",
            ),
        ),
        "diff": Command("curate.diff", ("evtrials diff main HEAD --format markdown", "evtrials diff trials my-trials")),
        "schema": Command("curate.schema", ("evtrials schema --into my-trials", "evtrials schema > _schema.json")),
    },
    "Setup": {
        "cache": Command("cache.cache", ("evtrials cache", "evtrials cache --rebuild")),
    },
}
COMMANDS = {name: command for group in GROUPS.values() for name, command in group.items()}
