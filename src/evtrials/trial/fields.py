"""The field types of a trial file: figures, p values, doses, dates, sources, and the closed lists of words."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

from evtrials.errors import NotationError
from evtrials.notation import doses, p_values, registers
from evtrials.notation import figures as notation
from evtrials.notation.patterns import compiled


class Record(BaseModel):
    """A mapping of a trial file: frozen, and a field it does not know is an error."""

    # What validates is built at the first trial, for the whole of it, not for each of its parts at import.
    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1, defer_build=True)


def _as_editors_read(pattern: str, how: str) -> dict[str, Any]:
    """The JSON Schema of a text that editors may read as a number: `7.8` is one to them, `<1` is not.

    How to write it is its comment; the description is that of the field which has the type.
    """
    number = any(re.fullmatch(pattern, digits) for digits in ("1", "12", "0.5", "2013"))
    return {"type": ["string", "number"] if number else "string", "pattern": f"^(?:{pattern})$", "$comment": how}


class _Notated:
    """Makes a frozen dataclass of `notation` or `doses` a field type: text in, the parsed object held, text out."""

    def __init__(self, kind: type, parse: Any, how: str, pattern: str) -> None:
        self.kind, self.parse, self.how, self.pattern = kind, parse, how, pattern

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self._read, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: Any) -> dict[str, Any]:
        return _as_editors_read(self.pattern, self.how)

    def _read(self, value: Any) -> Any:
        if isinstance(value, self.kind):
            return value
        if not isinstance(value, str):
            raise PydanticCustomError("notation", "{how}", {"how": self.how})
        try:
            return self.parse(value)
        except NotationError as error:
            raise PydanticCustomError("notation", "{how}", {"how": str(error)}) from None


Figure = Annotated[
    notation.Figure,
    _Notated(notation.Figure, notation.parse_figure, notation.HOW_FIGURE, notation.FIGURE_PATTERN),
]
Estimate = Annotated[
    notation.Figure,
    _Notated(notation.Figure, notation.parse_estimate, notation.HOW_ESTIMATE, notation.ESTIMATE_PATTERN),
]
PValue = Annotated[p_values.PValue, _Notated(p_values.PValue, p_values.parse_p, p_values.HOW_P, p_values.P_PATTERN)]
Dose = Annotated[doses.Dose, _Notated(doses.Dose, doses.parse_dose, doses.HOW, r"[^,\s](?:[^,]*[^,\s])?")]


class Source(BaseModel):
    """Where a figure stands: the key of a source and the place in it, as `Yardley2013 Abstract`."""

    model_config = ConfigDict(frozen=True)

    key: str
    place: str

    def __str__(self) -> str:
        return f"{self.key} {self.place}"


def _read_source(value: Any) -> Any:
    if isinstance(value, (Source, dict)):
        return value
    key, _, place = value.partition(" ") if isinstance(value, str) else ("", "", "")
    if not key or not place.strip():
        if re.fullmatch(r"[A-Za-z][^\s\"\\]*", key):
            how = f'name the place in the source too: "{key} Abstract", "{key} Table 2"'
            raise PydanticCustomError("src", "{how}", {"how": how})
        raise PydanticCustomError("src", 'name the source and the place in it: "Yardley2013 Abstract", "Jerusalem2014 Table 2"')
    return {"key": key, "place": place.strip()}


Src = Annotated[
    Source,
    BeforeValidator(_read_source),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\S+ +\S.*$",
            "$comment": 'the key of a source and the place in it: "Yardley2013 Abstract"',
        }
    ),
]


class _Pattern:
    """Makes text of a given form a field type; a whole number is read as its digits. Letters and digits are those of
    ASCII, unless any text will do. `how` tells the way to write it, of what was typed where that helps."""

    def __init__(self, expression: str, how: str | Callable[[str], str], *, flags: re.RegexFlag = re.ASCII) -> None:
        self.compiled, self.how = compiled(expression, flags), how

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: Any) -> dict[str, Any]:
        return _as_editors_read(self.compiled.pattern, self._told(""))

    def _told(self, typed: str) -> str:
        return self.how(typed) if callable(self.how) else self.how

    def _check(self, value: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not self.compiled.fullmatch(value):
            small = value.strip().casefold() if isinstance(value, str) else ""
            how = self._told(value if isinstance(value, str) else "")
            if small and self.compiled.fullmatch(small):
                how = f'write "{small}", in small letters'
            raise PydanticCustomError("pattern", "{how}", {"how": how + _look_alike(value)})
        return value


def _look_alike(value: Any) -> str:
    """Names the first letter that only looks like one of ASCII: nobody sees that the a of an id is Cyrillic."""
    char = next((char for char in value if not char.isascii()), "") if isinstance(value, str) else ""
    return f'; "{char}" is U+{ord(char):04X}, {unicodedata.name(char, "no letter")}' if char else ""


def _in_the_calendar(value: str) -> str:
    if len(value) == len("2013-10-03"):
        try:
            date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("pattern", "{how}", {"how": f"{value} is no day of the calendar"}) from None
    return value


def _from_first_to_last(line: str) -> str:
    """A line of therapy as it is, unless it ends before or where it begins."""
    first, _, last = line.partition("-")
    if last and last <= first:
        raise PydanticCustomError("pattern", "{how}", {"how": _HOW_LINE})
    return line


def _bare_doi(value: str) -> str:
    return value[value.index("10.") :]


class Listed:
    """Makes a list of what may stand alone, in the file and in its schema.

    alone: one entry may stand for a list of one. text: a plain text stands for a mapping of this one field.
    """

    def __init__(self, *, alone: bool = True, text: str = "") -> None:
        self.alone, self.text = alone, text

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self._listed, handler(source))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: Any) -> dict[str, Any]:
        node: dict[str, Any] = handler(schema)
        if self.text:
            node["items"] = {"anyOf": [{"type": "string"}, node["items"]]}
        return {"anyOf": [node["items"], node]} if self.alone else node

    def _listed(self, value: Any) -> Any:
        if self.alone and isinstance(value, (dict, str)):
            value = [value]
        if self.text and isinstance(value, (list, tuple)):
            return [{self.text: entry} if isinstance(entry, str) else entry for entry in value]
        return value


def refuse_old_words(data: Any, **renamed: str) -> None:
    """Refuse a field by the name it had in format 1, and say what it is called now."""
    for old, new in renamed.items():
        if isinstance(data, dict) and old in data:
            raise PydanticCustomError("renamed", '"{old}" is "{new}" here since format 2', {"old": old, "new": new, "key": old})


DATE = r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
Date = Annotated[str, _Pattern(DATE, "write a date as 2013, 2013-10 or 2013-10-03"), AfterValidator(_in_the_calendar)]
Year = Annotated[str, _Pattern(r"(?:19|20)\d\d", "write a year as 2013")]
ID = r"[a-z0-9][a-z0-9-]{0,62}[a-z0-9]"
HOW_ID = "an id is two or more of a-z, 0-9 and -, with no - at either end"
Id = Annotated[str, _Pattern(ID, HOW_ID)]
Registration = Annotated[str, _Pattern(registers.REGISTRATION_PATTERN, registers.how_to_write)]
# The characters of RFC 3986 that part no address.
_OF_ADDRESSES = r"-\w.~:\[\]!$&'()*+,;=%"
Doi = Annotated[
    str,
    _Pattern(
        rf"(?:(?:https?://)?(?:dx\.)?doi\.org/|(?:doi|DOI): ?)?10\.\d{{4,9}}/[{_OF_ADDRESSES}/?#@]*"
        r"[\w~\[\]!$&'()*+=%/?#@-]",
        "write a DOI as 10.1056/NEJMoa1109653, as far as it is printed, with no full stop behind it"
        " and no \" < > \\ ^ ` { | } in it",
    ),
    AfterValidator(_bare_doi),
]
Pmid = Annotated[str, _Pattern(r"[1-9]\d{0,8}", "write a PubMed number as its digits, 22149876; one with PMC is another number")]
Url = Annotated[
    str,
    _Pattern(
        rf"https?://[{_OF_ADDRESSES}]+(?:[/?#][{_OF_ADDRESSES}/?#@]*)?",
        "write an address with http:// or https:// and no spaces: https://clinicaltrials.gov/study/NCT00863655; "
        "what no address holds (letters with accents, \" < > \\ ^ ` { | }) stands in it by its code: %7C",
    ),
]
_HOW_LINE = 'write the line of therapy as "1", "1+", "2-3", "any", "not stated" or "not applicable"'
Line = Annotated[
    str, _Pattern(r"[1-9](?:\+|-[2-9])?|any|not stated|not applicable", _HOW_LINE), AfterValidator(_from_first_to_last)
]
Count = Annotated[
    str, _Pattern(r"(?:about |<=|>=|<|>)?\d{1,7}", 'write a count as digits alone: "1112" (no thousands separator)')
]
Contrast = Annotated[
    str,
    _Pattern(
        r"[a-z0-9-]+ (?:v|with) [a-z0-9-]+",
        'write a contrast as two arms in the printed direction: "eve v pbo"; "eve with pbo" where no direction is printed',
    ),
]
Followup = Annotated[
    str,
    _Pattern(
        r"(?:about |>|>=)?\d{1,4}(?:\.\d{1,4})? (?:days|weeks|months|years)(?: \((?:range|IQR|95 % CI) [^()]+\))?",
        'write the median follow-up as "18 months"',
    ),
]
Ratio = Annotated[str, _Pattern(r"\d{1,3}(?::\d{1,3}){1,9}", 'write the allocation ratio as "2:1", in the order of the arms')]
CurveFile = Annotated[
    str,
    _Pattern(
        r"curves/[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.csv",
        "name a file of the folder curves beside the trial file: curves/bolero-2-os.csv",
    ),
]
Text = Annotated[str, _Pattern(r"\S(?:.*\S)?", "write one line of text", flags=re.NOFLAG)]
MAX_SHORT = 76
ShortText = Annotated[
    str, _Pattern(rf"(?=\S).{{0,{MAX_SHORT - 1}}}\S", f"write it in at most {MAX_SHORT} characters", flags=re.NOFLAG)
]
Disease = Annotated[
    str,
    _Pattern(
        r"hr(?:\+|-|-any|-unknown)/her2(?:\+|-|-low|-mutated|-any|-unknown)",
        'write who could enter as pairs: hr+/her2-, hr-any/her2+, hr+/her2-low, hr+/her2-mutated, hr+/her2-unknown',
    ),
]
Finding = Annotated[
    str,
    _Pattern(
        r"no difference|favours [a-z0-9-]+|not significant|consistent|as frequent|more frequent|other",
        "write what is stated as no difference, favours <arm>, not significant, consistent, as frequent, more frequent or other",
    ),
]
