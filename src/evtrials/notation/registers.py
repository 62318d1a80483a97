"""Numbers of trial registers: each register of the WHO platform and ClinicalTrials.gov has its own pattern."""

from __future__ import annotations

import re
from typing import NamedTuple

from evtrials.notation.numbers import for_editors
from evtrials.notation.patterns import compiled


class Register(NamedTuple):
    """A register of trials: its name, what its numbers look like, one as an example."""

    name: str
    number: str
    example: str


REGISTERS = (
    Register("ClinicalTrials.gov", r"NCT\d{8}", "NCT00863655"),
    Register("EudraCT", r"(?:19|20)\d\d-\d{6}-\d\d", "2008-008698-69"),
    Register("EU CTIS", r"20\d\d-5\d{5}-\d\d-\d\d", "2022-500014-26-00"),
    Register("ISRCTN", r"ISRCTN\d{8}", "ISRCTN12345678"),
    Register("UMIN", r"(?:JPRN-)?(?:UMIN\d{9}|C\d{9})", "UMIN000001234"),
    Register("jRCT", r"(?:JPRN-)?jRCT(?:\d{10}|[a-z]\d{9})", "jRCT2031200001"),
    Register("JapicCTI", r"(?:JPRN-)?JapicCTI-?\d{6}", "JapicCTI-101234"),
    Register("JMACCT", r"(?:JPRN-)?JMA-IIA\d{5}", "JMA-IIA00123"),
    Register("ChiCTR", r"ChiCTR(?:\d{10}|-[A-Z]{2,5}-\d{8})", "ChiCTR2000030001"),
    Register("ITMCTR", r"ITMCTR\d{10}", "ITMCTR2020000001"),
    Register("ANZCTR", r"ACTRN\d{14}", "ACTRN12605000001673"),
    Register("DRKS", r"DRKS\d{8}", "DRKS00001234"),
    Register("CTRI", r"CTRI/\d{4}/\d{2,3}/\d{6}", "CTRI/2010/091/001234"),
    Register("Netherlands", r"NTR\d{1,5}|NL\d{1,5}|NL-OMON\d{1,6}", "NTR1234"),
    Register("CRIS", r"KCT\d{7}", "KCT0001234"),
    Register("PACTR", r"PACTR\d{15,16}", "PACTR201012000123456"),
    Register("IRCT", r"IRCT\d{11,14}N\d{1,3}", "IRCT201012345678N1"),
    Register("ReBec", r"RBR-[a-z0-9]{5,8}", "RBR-2b5xyz"),
    Register("RPCEC", r"RPCEC\d{8}", "RPCEC00000123"),
    Register("REPEC", r"PER-\d{3}-\d{2}", "PER-012-10"),
    Register("SLCTR", r"SLCTR/\d{4}/\d{3}", "SLCTR/2010/001"),
    Register("TCTR", r"TCTR\d{11}", "TCTR20120000001"),
    Register("LBCTR", r"LBCTR\d{10}", "LBCTR2018010001"),
    Register("WHO UTN", r"U1111-\d{4}-\d{4}", "U1111-1234-5678"),
)
REGISTRATION_PATTERN = for_editors(*(register.number for register in REGISTERS))
_HOW = (
    'write a register number as the register does, "NCT00863655" or "2008-008698-69"; registers known: '
    + ", ".join(register.name for register in REGISTERS)
    + "; a number of another is an alias"
)
_WITHIN = compiled(rf"(?<![A-Za-z0-9-])(?:{REGISTRATION_PATTERN})(?![A-Za-z0-9-])", re.ASCII)


def how_to_write(typed: str) -> str:
    """How to write what was typed as a register number: alone, or as that register writes its numbers."""
    joined = re.sub(r"\s", "", typed)
    if found := _WITHIN.search(typed) or _WITHIN.fullmatch(joined):
        return f'write the number of the register alone: "{found[0]}"'
    for register in REGISTERS:
        if joined.casefold().startswith((_letters(register.example), register.name.casefold())):
            return f'a number of {register.name} is written as "{register.example}"{_digits(joined, register.number)}'
    return _HOW


def _digits(typed: str, number: str) -> str:
    """Where only the number of digits is wrong, how many a register has; "" where it is something else."""
    most = re.fullmatch(r"[A-Za-z]+\\d\{(\d+)\}", number)
    digits = re.fullmatch(r"[A-Za-z]+[-:]?(\d+)", typed)
    if not most or not digits or len(digits[1]) == int(most[1]):
        return ""
    return f", with {most[1]} digits; here are {len(digits[1])}"


def comparable(number: str) -> str:
    """A register number as it is compared with others: `JPRN-UMIN000001234` is UMIN000001234, JapicCTI-101234 JapicCTI101234."""
    return re.sub(r"[^a-z0-9]", "", number.casefold().removeprefix("jprn-"))


def _letters(example: str) -> str:
    """The letters with which the numbers of a register begin, in small letters; those of bare digits begin with no letter."""
    found = re.match(r"[A-Za-z]{2,}", example)
    return found[0].casefold() if found else "\0"
