"""Records as an Arrow table, every type declared by its columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from evtrials.errors import NotInstalled

if TYPE_CHECKING:
    import pyarrow

    from evtrials.evidence.columns import Column


def arrow_table(columns: Sequence[Column], records: Iterable[Sequence[object]]) -> pyarrow.Table:
    """The records under their columns: numbers double (null where there is none), flags bool, texts and lists string.

    NotInstalled where pyarrow is not installed.
    """
    try:
        import pyarrow
    except ImportError:
        raise NotInstalled("pyarrow", "arrow") from None
    types = {"number": pyarrow.float64(), "flag": pyarrow.bool_()}
    rows = list(records)
    return pyarrow.table(
        {
            column.name: pyarrow.array([column.typed(row[place]) for row in rows], types.get(column.type, pyarrow.string()))
            for place, column in enumerate(columns)
        }
    )
