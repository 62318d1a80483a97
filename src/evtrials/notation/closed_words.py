"""The closed lists of words of a trial file and of the tidy table."""

from __future__ import annotations

from typing import Literal, get_args

Basis = Literal["full text", "label", "registry", "abstract", "conference abstract", "review", "press"]
BASES: tuple[Basis, ...] = get_args(Basis)  # best first
SECOND_HAND: tuple[Basis, ...] = ("review", "press")  # what others print of a report

# How a row of all arms as one names its arm, in a file and in the tidy table.
TOGETHER = "together"
# What stands in place of an arm, and how a reader is told.
ARM_GROUPS = {
    TOGETHER: "arms together",
    "one-arm": "one arm (not named which)",
    "across-arms": "range over the arms",
}

Kind = Literal["trial", "pooled analysis", "cohort", "expanded access"]
Phase = Literal["0", "1", "1b", "1/2", "1b/2", "2", "2b", "2/3", "3", "3b", "4", "not applicable", "not stated"]
Setting = Literal["advanced", "neoadjuvant", "adjuvant", "supportive", "not stated"]
StatusWord = Literal[
    "planned",
    "in progress",
    "recruiting",
    "active not recruiting",
    "completed",
    "terminated",
    "withdrawn",
    "results published",
    "not stated",
]
Allocation = Literal["randomised", "non-randomised", "single arm", "not stated"]
Masking = Literal["open label", "single-blind", "double-blind", "not stated"]
Control = Literal["placebo", "active", "no added treatment", "dose comparison", "historical", "none", "not stated"]
HormoneReceptor = Literal["positive", "negative", "unknown"]
Her2 = Literal["positive", "low", "negative", "mutated", "unknown"]
Menopause = Literal["pre", "peri", "post", "men"]
Tumour = Literal["breast", "other"]
Planning = Literal["prespecified", "exploratory", "post hoc", "not stated"]
Role = Literal[
    "primary",
    "co-primary",
    "key secondary",
    "secondary",
    "exploratory",
    "supportive",
    "post hoc",
    "safety",
    "not stated",
]
Assessor = Literal["investigator", "central", "patient", "not stated"]
ASSESSORS: tuple[Assessor, ...] = get_args(Assessor)
Measure = Literal[
    "median",
    "mean",
    "standard deviation",
    "minimum",
    "maximum",
    "lower quartile",
    "upper quartile",
    "rate",
    "landmark rate",
    "deaths",
    "events",
    "count",
    "ratio",
    "change from baseline",
    "probability",
    "dose",
    "hazard ratio",
    "odds ratio",
    "risk ratio",
    "difference",
    "test",
]
Unit = Literal[
    "days",
    "weeks",
    "months",
    "years",
    "percent",
    "percentage points",
    "relative percent",
    "participants",
    "points",
    "events",
    "cycles",
    "doses",
    "lesions",
    "mg",
    "mg/day",
    "mg/week",
    "mg/m2",
    "ng/ml",
    "microgram/ml",
    "mm",
    "lines",
    "regimens",
    "therapies",
    "metastatic sites",
    "ratio",
    "not stated",
]
# What is counted one by one: a whole number of it is exact, not rounded.
EXACT_UNITS: tuple[Unit, ...] = ("participants", "events", "lesions", "doses", "cycles")
Grade = Literal[
    "any",
    "1",
    "2",
    "3",
    "4",
    "5",
    "1-2",
    "1-3",
    "2-3",
    "2-4",
    "3-4",
    "3-5",
    "4-5",
    ">=2",
    ">=3",
    "serious",
    "not serious",
    "fatal",
    "dose-limiting",
    "led to discontinuation",
]
GRADES: tuple[Grade, ...] = get_args(Grade)
Attribution = Literal["any cause", "related", "not stated"]
NoteKind = Literal["conflict", "caveat", "erratum", "suspect"]
Section = Literal[
    "design",
    "strata",
    "stopped",
    "crossover",
    "population",
    "participants",
    "arms",
    "cuts",
    "dose_finding",
    "status",
    "sources",
    "endpoints",
]
FigureKind = Literal[
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
]
PRIMARY_ROLES = ("primary", "co-primary")

# The sections of what is told of one trial, in order; how a pool is made; in what its trials may differ when that is asked for.
SECTIONS = ("about", "results", "harms", "exposure", "subgroups", "biomarkers", "baseline", "dose-finding", "notes", "sources")
POOL_METHODS = ("REML", "DL", "PM")
POOL_MODELS = ("random", "common")
POOLED_ACROSS = ("subtype", "setting", "backbone")
# The orders of a list of trials; never a result.
SORTS = ("name", "year", "n", "phase", "line", "setting")
