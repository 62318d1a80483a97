"""The JSON Schema of a trial file, draft 7, for editors: generated from the models, said in the words of a curator.

Editors read YAML with numbers (`7.8` is one, `<1` is not), so figures, counts and dates are text or number.
The schema helps while typing; what a trial file must be is decided by the models alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from evtrials.notation.closed_words import ALL_ARMS, GRADES
from evtrials.notation.figures import MISSING
from evtrials.trial.fields import Record, one_or_many
from evtrials.trial.model import Trial
from evtrials.trial.results import ROW_FIELDS

DRAFT = "http://json-schema.org/draft-07/schema#"
FIRST_LINE = "# yaml-language-server: $schema=_schema.json"

_OBVIOUS = "write one line of text"

# What a field says, by `Model.field` where the name means different things, else by name alone.
_DESCRIPTIONS = {
    "about": "which figures: columns of the tidy table with their values; or section: with arm, drug, cut or endpoint",
    "aliases": "every other name, number or author that should find the trial",
    "allocation": "how patients came to their arm",
    "also": "what further sources say of this cut",
    "analysed": "patients in the analysis",
    "analysis_set": "who was analysed where it is not everyone randomised: eligible patients, measurable disease",
    "arm": "the arm's id",
    "arms": "the arms by their ids, which are the columns of every table: two or more of a-z 0-9 -",
    "as_of": "when that was said",
    "assay": "how a biomarker was measured",
    "assessor": "who judged the endpoint; left out where that means nothing",
    "at": "the time point of a rate or a score: 12 months",
    "attribution": "adverse events of any cause, or those that were called related to treatment",
    "authors": "authors as printed: Surname AB",
    "baseline": "tables of the patients' characteristics",
    "basis": "what was read of this source, best first: full text, label, registry, abstract, ... press",
    "by": "who read the sources",
    "check": "the code of the check that is answered",
    "columns": "the columns of the table: arm ids",
    "Harms.columns": f"the columns of the table: an arm's id and a grade band ({', '.join(GRADES)})",
    "control": "true for the arm that the others are compared with",
    "countries": "number of countries",
    "crossover": "what patients of the control arm could receive later",
    "Curve.cut": "the id of the cut that the figure shows",
    "Curve.endpoint": "the key of the endpoint",
    "Curve.unit": "the unit of the times in the file",
    "Curve.url": "where the data were taken from",
    "curves": "survival data rebuilt from a published figure; never among the printed figures",
    "curation": "the two independent readings of the sources",
    "cut": "the id of the cut at which one looked",
    "cuts": "looks at the data, oldest first; where a report names no cut, the report is the cut",
    "date": "the date of the data cut",
    "definition": "how the report defines it",
    "design": "allocation, masking, control, size of the network",
    "difference": "printed difference, first arm less second",
    "dlt": "dose-limiting toxicities as printed",
    "doi": "digital object identifier",
    "dose_finding": "what a dose escalation found",
    "drugs": "each drug with its dose",
    "endpoints": "endpoints by your own short names",
    "enrolled": "patients enrolled",
    "events": "number of events, of the whole or by arm",
    "exposure": "tables of dose intensity, duration and discontinuation",
    "external": "true, or the id of the trial a historical control comes from; shown, never in an effect",
    "extracted": "the first reading",
    "factor": "the factor of a subgroup or of a test of interaction",
    "file": "the data, one row for each patient: time, event (1 or 0), arm (its id)",
    "followup": "median follow-up",
    "her2": "every HER2 status that the protocol let in; empty where no source says",
    "hr": "hazard ratio, first arm to second",
    "id": "the permanent id, which is also the file's name",
    "instrument": "the questionnaire or scale",
    "is": "the term of _terms.yaml, where the key is another",
    "isolates": "what a contrast isolates, only where the drugs of its arms do not tell",
    "issue": "issue of the volume",
    "journal": "journal, abbreviated",
    "kind": "what kind of study this is",
    "label": "a name a reader understands",
    "level": "the level of the factor that makes this group",
    "levels": "number of dose levels",
    "licence": "licence of the data and its holder",
    "line": "the line of therapy for advanced disease that could enter",
    "made_by": "who rebuilt the data, and how",
    "masking": "who knew the treatment",
    "measure": "what the figures are",
    "meeting": "conference of an abstract",
    "menopause": "every menopausal status that the protocol let in; empty where no source says",
    "method": "method of the analysis where the report has more than one",
    "mix": "patients of several kinds in one trial: each kind with its number or share",
    "mtd": "maximum tolerated dose; not reached is a result",
    "n": "number of patients, of the whole or by arm",
    "n_src": "the source of n, where it is not that of the drugs",
    "naive": "treatment that no patient had had",
    "name": "the name that users know",
    "not_seen": "what of this source was cut off or not shown",
    "notes": "remarks on figures",
    "number": "abstract number",
    "odds_ratio": "odds ratio, first arm to second",
    "of": "the contrast in the printed direction",
    "on": "when",
    "p": "p value as printed",
    "p_interaction": "p value of a test of interaction; its factor stands beside it",
    "pages": "pages",
    "part": "the part of the protocol, declared under parts",
    "participants": "numbers of patients, each as one source prints them",
    "parts": "phases or separately randomised cohorts of one protocol",
    "per": "what an association is of, where no randomisation made it: ESR1 D538G v none",
    "period": "the time a figure covers: years 0 to 2",
    "phase": "phase of the trial",
    "planned": "patients planned",
    "Population.planned": "whether this analysis was planned",
    "pmid": "PubMed number",
    "pools": "ids of the trials that a pooled analysis pools",
    "population": "the id of a subgroup or biomarker group; left out for all patients",
    "Trial.population": "whom the protocol let in",
    "populations": "subgroups and biomarker groups, each declared once; results name them",
    "prior": "treatment that every patient had had",
    "publisher": "publisher of a web page, registry or label",
    "randomised": "patients randomised",
    "ratio": "the allocation ratio, in the order of the arms",
    "reconstructs": "the published figure that was rebuilt",
    "registry": "registrations",
    "reports": "the source that a second-hand page retells",
    "results": "one analysis from one source in each row",
    "risk_ratio": "risk ratio, first arm to second",
    "role": "the role that the protocol gave it",
    "rows": "each term with a cell for each column, or one word for the whole row",
    "rp2d": "recommended phase 2 dose, drug by drug",
    "safety": "tables of adverse events; each block is one table of one report",
    "screened": "patients screened",
    "setting": "setting of the disease",
    "Design.control": "what the control patients received",
    "sites": "number of sites",
    "sources": "what was read, and only that; sources cited by several trials stand in _sources.yaml",
    "src": "where it stands",
    "status": "where the trial stood, and when that was said",
    "Status.is": "where the trial stood",
    "Isolates.is": "what the contrast isolates",
    "stopped": "why the trial ended early",
    "strata": "the factors by which randomisation was stratified",
    "Strata.by": "the factors of stratification",
    "summary": "whom the protocol let in, in one line",
    "text": "the remark in one line",
    "Crossover.text": "what the source says, in one line",
    "threshold": "the report's threshold for listing a term",
    "Endpoint.threshold": "the change that counts: 5 % decrease",
    "title": "what the trial is, in one line",
    "Publication.title": "title as printed",
    "treated": "patients treated",
    "tumours": "breast, or other where other cancers were let in too",
    "unit": "the unit of the figures",
    "url": "where it was read",
    "verified": "the second reading",
    "volume": "volume",
    "waivers": "checks that are answered, with the reason",
    "why": "the reason, with a source or a rule of arithmetic",
    "Stopped.why": "why it was stopped",
    "year": "year of publication",
}  # fmt: skip


def trial_schema() -> dict[str, Any]:
    """The JSON Schema (draft 7) of a trial file."""
    models = Trial.model_json_schema(by_alias=True)
    definitions = models.pop("$defs")
    definitions["Trial"] = models
    for name, model in definitions.items():
        _as_written(name, model["properties"], model)
    classes = {model.__name__: model for model in _models(Record)}
    schema = {
        name: {**_converted(model), "properties": _properties(name, model["properties"], classes[name])}
        for name, model in definitions.items()
    }
    trial = schema.pop("Trial")
    return {"$schema": DRAFT, "title": "A trial file of evtrials", **trial, "definitions": schema}


def schema_text() -> str:
    """The schema as it stands in `_schema.json`, with a line end."""
    return json.dumps(trial_schema(), indent=2, ensure_ascii=False) + "\n"


def _as_written(name: str, properties: dict[str, Any], model: dict[str, Any]) -> None:
    """What a model gathers or spreads on reading, said as it is written in the file."""
    if name == "Row":
        figure = properties.pop("values")["additionalProperties"]
        described = {**figure, "description": f"the figure of an arm; {figure['description']}"}
        model["patternProperties"] = {_arm_ids(ROW_FIELDS): described}
    elif name == "Mixture":
        figure = properties.pop("kinds")["additionalProperties"]
        model["required"].remove("kinds")
        model["additionalProperties"] = figure
    elif name in ("Block", "Harms"):
        cells = properties["rows"]["additionalProperties"]
        properties["rows"]["additionalProperties"] = {"anyOf": [cells, {"enum": list(MISSING)}]}
        if name == "Harms":
            properties["columns"] = {
                "type": "array",
                "items": {"type": "string", "pattern": rf"^\S+ (?:{'|'.join(GRADES)})$"},
            }
    elif name == "Arm":
        properties["external"] = {"type": ["string", "boolean"]}
    elif name == "Trial":
        (arm,) = properties["arms"]["patternProperties"].values()
        properties["arms"]["patternProperties"] = {_arm_ids((*ROW_FIELDS, ALL_ARMS)): arm}


def _arm_ids(taken: tuple[str, ...]) -> str:
    """An arm's id: as any id, and none of the names that are taken; in a row `all` is the arms together."""
    return rf"^(?!(?:{'|'.join(taken)})$)[a-z0-9][a-z0-9-]{{0,62}}[a-z0-9]$"


def _properties(model: str, properties: dict[str, Any], kind: type[Record]) -> dict[str, Any]:
    fields = {field.alias or name: field for name, field in kind.model_fields.items()}
    made: dict[str, Any] = {}
    for name, schema in properties.items():
        node = _converted(schema)
        if any(getattr(mark, "func", None) is one_or_many for mark in fields[name].metadata):
            node = {"anyOf": [node["items"], {key: value for key, value in node.items() if key != "default"}]}
        made[name] = _described(node, fields[name].description or _description(model, name))
    return made


def _description(model: str, name: str) -> str:
    return _DESCRIPTIONS.get(f"{model}.{name}") or _DESCRIPTIONS.get(name, "")


def _described(node: dict[str, Any], text: str) -> dict[str, Any]:
    """The node under a description; what it already says of its notation stands behind."""
    how = node.pop("description", "")
    if "$ref" in node:
        # Draft 7 ignores whatever stands beside a $ref.
        node = {"allOf": [node]}
    return {"description": f"{text}; {how}" if how else text, **node}


def _converted(node: Any) -> Any:
    """A part of pydantic's schema (2020-12) in draft 7, without what a trial file has no use for: null, titles."""
    if isinstance(node, list):
        return [_converted(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "anyOf" in node:
        kept = [choice for choice in node["anyOf"] if choice != {"type": "null"}]
        if len(kept) == 1:
            node = {**kept[0], **{key: value for key, value in node.items() if key != "anyOf"}}
        else:
            node = {**node, "anyOf": kept}
    made: dict[str, Any] = {}
    for key, value in node.items():
        if key == "$ref":
            made[key] = value.replace("#/$defs/", "#/definitions/")
        elif key == "enum":
            made["enum"] = [word for name in value for word in (name, *_numbers(name))]
        elif key in ("properties", "patternProperties"):
            made[key] = {name: _converted(schema) for name, schema in value.items()}
        elif key == "default":
            if value not in (None, [], {}) and not isinstance(value, dict):
                made[key] = value
        elif key == "description":
            if value != _OBVIOUS:
                made[key] = " ".join(value.split())
        elif key not in ("title", "propertyNames"):
            made[key] = _converted(value)
    if "enum" in made:
        made.pop("type", None)
    if "patternProperties" in made:
        made["additionalProperties"] = False
    return made


def _numbers(word: str) -> Iterator[int]:
    """The number that an editor makes of a word such as the phase `2`."""
    if word.isdecimal():
        yield int(word)


def _models(kind: type[Record]) -> Iterator[type[Record]]:
    for child in kind.__subclasses__():
        yield child
        yield from _models(child)
