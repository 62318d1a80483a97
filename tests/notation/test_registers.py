"""Register numbers: each register's own pattern, and what to write for one that does not read."""

import re

import pytest

from evtrials.notation.registers import REGISTERS, REGISTRATION_PATTERN, Register, how_to_write


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.name)
def test_every_register_reads_its_example(register: Register) -> None:
    """The example that a message shows is itself a number of that register and of no other."""
    assert [register] == [other for other in REGISTERS if re.fullmatch(other.number, register.example, re.ASCII)]


@pytest.mark.parametrize(
    "number",
    ["NCT00863655", "2013-004153-24", "2022-500014-26-00", "jRCTs031180123", "JPRN-UMIN000001234", "ChiCTR-IPR-15006319",
     "CTRI/2010/091/001234", "NL1234", "IRCT20100127003210N25", "RBR-2b5xyz", "U1111-1234-5678"],
)  # fmt: skip
def test_numbers_of_registers_are_read(number: str) -> None:
    """Older and newer forms of one register are read alike."""
    assert re.fullmatch(REGISTRATION_PATTERN, number, re.ASCII)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("NCT 00863655", 'write the number of the register alone: "NCT00863655"'),
        ("EudraCT 2008-008698-69", 'write the number of the register alone: "2008-008698-69"'),
        ("NCT00863655 (BOLERO-2)", 'write the number of the register alone: "NCT00863655"'),
        ("NCT0086365", 'a number of ClinicalTrials.gov is written as "NCT00863655", with 8 digits; here are 7'),
        ("nct00863655", 'a number of ClinicalTrials.gov is written as "NCT00863655"'),
        ("NCT008636551", 'a number of ClinicalTrials.gov is written as "NCT00863655", with 8 digits; here are 9'),
        ("UMIN123", 'a number of UMIN is written as "UMIN000001234"'),
        ("ISRCTN 1234", 'a number of ISRCTN is written as "ISRCTN12345678", with 8 digits; here are 4'),
        ("EudraCT 2008-8698", 'a number of EudraCT is written as "2008-008698-69"'),
    ],
)
def test_a_number_that_does_not_read_is_told_how_its_register_writes_it(typed: str, message: str) -> None:
    """The number alone, where one stands in what was typed; else the form of the register that was meant."""
    assert message == how_to_write(typed)


def test_a_number_of_no_register_is_told_the_registers() -> None:
    """What no register is known for is an alias."""
    assert how_to_write("BOLERO-2").startswith('write a register number as the register does, "NCT00863655"')
    assert how_to_write("BOLERO-2").endswith("a number of another is an alias")
