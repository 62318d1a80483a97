"""Stored figures as a lazy sequence of rows of the tidy table, and as the tables that pandas and Arrow work on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, overload

from evtrials.collection.arrow import arrow_table
from evtrials.collection.notebook import html_table
from evtrials.errors import NotInstalled, counted
from evtrials.evidence.columns import FIGURES, number
from evtrials.evidence.rows import FigureRow

if TYPE_CHECKING:
    import pandas
    import pyarrow

_SHOWN = ("trial", "endpoint", "term", "measure", "arm", "comparator", "population", "cut", "text", "unit", "source", "locator")
_MOST = 50


class Figures(Sequence[FigureRow]):
    """Rows of the tidy table in order of trial and file, each a stored figure with its source.

    Iteration reads them some trials at a time and keeps none; `len` and indexing read and keep them all.
    """

    def __init__(self, rows: Callable[[], Iterator[FigureRow]], records: Callable[[], Iterator[tuple[object, ...]]]) -> None:
        self._rows = rows
        self._records = records

    @property
    def records(self) -> Iterator[tuple[object, ...]]:
        """The cells of each row, in the order of the columns of the tidy table; quicker than to make the rows."""
        return self._records()

    @cached_property
    def _kept(self) -> list[FigureRow]:
        return list(self._rows())

    def __iter__(self) -> Iterator[FigureRow]:
        return iter(self._kept) if "_kept" in self.__dict__ else self._rows()

    def __len__(self) -> int:
        return len(self._kept)

    @overload
    def __getitem__(self, place: int) -> FigureRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[FigureRow]: ...
    def __getitem__(self, place: int | slice) -> FigureRow | list[FigureRow]:
        return self._kept[place]

    def __repr__(self) -> str:
        return f"<Figures: {counted(len(self), 'row')} of {counted(len({row.trial for row in self}), 'trial')}>"

    def _repr_html_(self) -> str:
        columns = [column for column in FIGURES if column.name in _SHOWN]
        rows = [[column.get(row) for column in columns] for row in islice(self, _MOST)]
        return html_table([column.name for column in columns], rows, len(self), "figure")

    def to_pandas(self) -> pandas.DataFrame:
        """A DataFrame with the columns of the tidy table: numbers float64 (NaN where there is none), flags bool, text str.

        NotInstalled where pandas is not installed.
        """
        try:
            import pandas
        except ImportError:
            raise NotInstalled("pandas", "pandas") from None
        types = {"number": "float64", "flag": "bool"}
        return pandas.DataFrame(
            {name: pandas.Series(cells, dtype=types.get(type_, "str")) for name, type_, cells in self._columns()}
        )

    def to_arrow(self) -> pyarrow.Table:
        """An Arrow table with the columns of the tidy table: numbers double (null where there is none), flags bool, text string.

        NotInstalled where pyarrow is not installed.
        """
        return arrow_table(FIGURES, self.records)

    def _columns(self) -> Iterator[tuple[str, str, list[Any]]]:
        """Name, type and cells of every column."""
        rows = list(self)
        for column in FIGURES:
            cells = [column.get(row) for row in rows]
            if column.type == "number":
                cells = [number(cell) if isinstance(cell, str) else cell for cell in cells]
            yield column.name, column.type, cells
