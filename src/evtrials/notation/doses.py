"""How a drug and its dose are written, and read: `everolimus 2.5 mg every other day then 5 mg daily from day 13`.

    drug [amount unit] [schedule] [then amount unit schedule ...]

The last step is the target. A dose is comma-free, so that a list of drugs can be written in one line.
Nothing is converted: milligrams stay milligrams, weekly stays weekly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from evtrials.errors import NotationError
from evtrials.notation.mends import mended_dose
from evtrials.notation.patterns import compiled

_NUMBER = r"\d+(?:\.\d+)?"
_UNIT = r"(?:mg/m2|mg/kg|g/m2|kBq/kg|mg|g|mcg|ml|IU)"
_AMOUNT = rf"(?:(?P<low>{_NUMBER})(?:-(?P<high>{_NUMBER}))? (?P<unit>{_UNIT})|AUC (?P<auc>{_NUMBER}))"
MAX_LENGTH = 300
_DAYS = r"\d+(?:[-+]\d+)*"
_PHRASES = (
    "once daily",
    "twice daily",
    "three times daily",
    "four times daily",
    "daily",
    "every other day",
    "twice weekly",
    "three times weekly",
    "weekly",
    "monthly",
    # Else "once daily" could be read in two ways, and a long text of it in 2 to the power of its length.
    "once(?! daily)",
    "continuous",
    "loading",
    "maintenance",
    "orally",
    "intravenously",
    "subcutaneously",
    "over 30 minutes",
    r"every \d+ (?:days|weeks|months)",
    r"every \d+ to \d+ days",
    rf"days? {_DAYS}",
    rf"on days? {_DAYS}",
    r"\d+ days (?:a|per) week",
    r"\d+ days every \d+ weeks",
    r"for \d+ (?:days|weeks|months|years|cycles)",
    r"for \d+ year",
    r"from (?:day|week) \d+",
    r"until progression",
    r"of each \d+ day cycle",
)
_SCHEDULE = rf"(?:{'|'.join(_PHRASES)})(?: (?:{'|'.join(_PHRASES)}))*"
_STEP = compiled(rf"{_AMOUNT}(?: (?P<schedule>{_SCHEDULE}))?|(?P<bare>{_SCHEDULE})", re.ASCII)
# Whatever follows the unit, and in digits of any alphabet: "10 mg/day" and "10mg" are no name either.
_LOOKS_LIKE_A_DOSE = compiled(
    rf"(?:^| )(?:(?:\S*[^\s\w])?{_NUMBER} ?(?i:{_UNIT}|ug|\u00b5g|\u03bcg|milligram\w*)\b|then(?: |$)|AUC\d*(?: |$)|\d\S* to$)"
)

Rhythm = Literal["daily", "weekly", "other", "unknown"]
# What says how long, from when or by which way, and nothing of how often.
_UNTIMED = compiled(
    r"for \d+ (?:days|weeks|months|years?|cycles)|from (?:day|week) \d+|until progression|of each \d+ day cycle|over 30 minutes"
    r"|continuous|loading|maintenance|orally|intravenously|subcutaneously",
    re.ASCII,
)
# Spellings of one schedule, and the one by which they are compared.
_SPELT = (
    (compiled(r"\bonce daily\b"), "daily"),
    (compiled(r"\bon (?=days? )"), ""),
    (compiled(r"\bdays (?=\d)"), "day "),
    (compiled(r"\bdays per week\b"), "days a week"),
)
_DAILY = compiled(r"\bdaily\b")
_INTAKES = {"twice": 2, "three times": 3, "four times": 4}
_WEEKLY = compiled(r"(?<!twice )(?<!three times )\bweekly\b")

HOW = (
    'write a drug as "everolimus 10 mg daily", "everolimus 2.5-10 mg daily", '
    '"everolimus 2.5 mg every other day then 5 mg daily from day 13", "paclitaxel 80 mg/m2 days 1+8+15 every 28 days", '
    '"carboplatin AUC 6 every 21 days" or the name alone'
)

HOW_ALONE = f"a dose stands behind its drug; in a list a comma separates, and the decimal point is typed as \".\"; {HOW}"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a schedule: amount from `low` to `high` (equal unless a range is printed), unit, schedule; all as printed."""

    low: str = ""
    high: str = ""
    unit: str = ""
    schedule: str = ""

    @property
    def meaning(self) -> tuple[str, ...]:
        """Amount and schedule, equal for two spellings of one: `once daily` is `daily`, `on days 1+8` is `days 1+8`."""
        return self.low, self.high, self.unit, _plain(self.schedule)

    @property
    def frequency(self) -> str:
        """The words for how often it is given, without how long, from when and by which way: "10 mg once daily for 24 weeks" is
        given `daily`, other than "daily days 1-5 every 14 days".
        """
        return " ".join(_plain(_UNTIMED.sub("", self.schedule)).split())

    @property
    def rhythm(self) -> Rhythm:
        """How often it is given, by the words for it alone; `unknown` where only a duration, a start or a route is printed.

        Days of a cycle leave a daily dose daily ("daily days 1-5 every 14 days"); by themselves they are `other`, as are
        every other day, every 3 weeks and monthly. Twice daily is `daily`: the amount is one intake, as printed.
        """
        told = self.frequency
        if not told:
            return "unknown"
        return "daily" if _DAILY.search(told) else "weekly" if _WEEKLY.search(told) else "other"

    @property
    def is_daily(self) -> bool | None:
        """Whether it is given day by day: True, False (a weekly amount is no daily dose), or None where no rhythm is printed.

        For filters on a daily dose: "for 24 weeks" and "from week 4" are a duration and a start, not a rhythm.
        """
        return None if self.rhythm == "unknown" else self.rhythm == "daily"

    @property
    def intakes(self) -> int:
        """How many intakes of the amount make the dose of a day: 2 of `50 mg twice daily`; 1 where no number is printed."""
        return next((count for words, count in _INTAKES.items() if f"{words} daily" in self.schedule), 1)


@dataclass(frozen=True, slots=True)
class Dose:
    """A drug with its steps as printed; `text` is the whole as written."""

    text: str
    drug: str
    steps: tuple[Step, ...] = ()

    def __str__(self) -> str:
        return self.text

    @property
    def target(self) -> Step:
        """The last step; an empty one where no dose is stated."""
        return self.steps[-1] if self.steps else Step()

    @property
    def regimen(self) -> str:
        """The dose without the drug's name."""
        return self.text[len(self.drug) :].strip()

    @property
    def in_short(self) -> str:
        """The dose without the drug's name, of one that rises step by step its first and last: `stepwise 2.5 to 10 mg daily`."""
        first, target = (self.steps or (Step(),))[0], self.target
        rises = first.unit == target.unit and bool(first.low and target.low) and float(first.low) < float(target.low)
        if not rises:
            return self.regimen
        begins = f"{first.low} " if first.frequency == target.frequency else ""
        return f"stepwise {begins}to {target.low} {target.unit} {target.frequency}".rstrip()


def _plain(schedule: str) -> str:
    """A schedule in the spelling by which two are compared."""
    for spelt, plain in _SPELT:
        schedule = spelt.sub(plain, schedule)
    return schedule


def parse_dose(text: str) -> Dose:
    """Read a drug with its dose; NotationError with how to write it."""
    try:
        return _read_dose(text)
    except NotationError as error:
        raise NotationError(mended_dose(text, _read_dose, str(error))) from None


def _read_dose(text: str) -> Dose:
    if len(text) > MAX_LENGTH:
        raise NotationError(f"a drug with its dose has at most {MAX_LENGTH} characters; {HOW}")
    words = text.split(" ")
    for split in range(1, len(words)):
        steps = [_STEP.fullmatch(step) for step in " ".join(words[split:]).split(" then ")]
        if all(steps) and _is_drug(" ".join(words[:split])):
            return Dose(text, " ".join(words[:split]), tuple(_step(step) for step in steps if step))
    if not _is_drug(text):
        raise NotationError(HOW_ALONE if _STEP.fullmatch(text) else HOW)
    return Dose(text, text)


def _is_drug(name: str) -> bool:
    """Whether a text can be the name of a drug: a misspelt dose must not pass for one."""
    return bool(name.strip()) and "," not in name and not _LOOKS_LIKE_A_DOSE.search(name)


def _step(match: re.Match[str]) -> Step:
    if match["auc"]:
        return Step(match["auc"], match["auc"], "AUC", match["schedule"] or "")
    low = match["low"] or ""
    return Step(low, match["high"] or low, match["unit"] or "", match["schedule"] or match["bare"] or "")
