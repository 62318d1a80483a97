"""Spaces at which no line ends: within a figure, and between a number and its unit."""

from __future__ import annotations

from evtrials.notation.patterns import compiled

# A no-break space keeps a figure in one piece wherever text is wrapped.
NBSP = "\u00a0"
UNITS = (
    r"(?:%|per cent\b|(?:mg|g|kg|mcg|microgram|ng|ml|mm|cm|hours?|minutes?|days?|weeks?|months?|years?|cycles?|points?|patients?"
    r"|events?)(?![\w-]))"
)
_HELD = compiled(rf"(?<=\d) (?={UNITS})|(?<=\d\)) (?={UNITS})|(?<=\b[Gg]rade) (?=[≥\d])|(?<=\bAUC) (?=\d)")


def unbroken(text: str) -> str:
    """The text with spaces that no renderer breaks."""
    return text.replace(" ", NBSP)


def with_units(text: str) -> str:
    """A text of which no line ends between a number and its unit: `1250 mg/m2`, `12 weeks`, `grade 3`."""
    return _HELD.sub(NBSP, text)
