"""Pictures as files, SVG or PNG, drawn with matplotlib, which is loaded here and only when a file is asked for."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from evtrials.errors import EvTrialsError, UsageError
from evtrials.notation.spaces import NBSP
from evtrials.plots.characters import wrapped
from evtrials.trial.whole_files import in_place_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ENDINGS = (".svg", ".png")
MISSING = (
    'a picture as a file needs matplotlib: install evtrials with its extra "plot", or run: pip install matplotlib '
    "(--plot draws with characters and needs nothing)"
)
SMALL = 7.5
# Inches: a line of text, and the margin around everything.
LINE = 0.17
MARGIN = 0.25
_DOTS = 150
_TALLEST = 120.0
_STYLE: Any = {
    # Text stays text: it can be selected, searched and read aloud.
    "svg.fonttype": "none",
    # The same answer is the same file.
    "svg.hashsalt": "evtrials",
    "font.size": SMALL,
    "axes.linewidth": 0.7,
    # And means nothing, whatever a user's own settings say: LaTeX would run what a label says.
    "text.parse_math": False,
    "text.usetex": False,
}


class Picture(Protocol):
    """What can be drawn with characters and as a file."""

    def lines(self, width: int) -> list[str]:
        """The picture in characters, no line longer than `width` (at least 40)."""
        ...

    def figure(self) -> Figure:
        """The picture for a file."""
        ...


def ending(path: str) -> str:
    """The ending of a file's name; UsageError with the allowed ones for any other."""
    found = Path(path).suffix.casefold()
    if found not in ENDINGS:
        raise UsageError(f'--output: "{path}" ends in none of {", ".join(ENDINGS)}; name the file so, as in forest.svg')
    return found


def require_matplotlib() -> None:
    """Load matplotlib; EvTrialsError with the way to install it, where it is missing.

    A notebook names the window that its pictures go to, which another Python need not have: a file needs none.
    """
    # It tells of its settings, and of every font that it looks for in vain.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    window = os.environ.pop("MPLBACKEND", None)
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise EvTrialsError(MISSING) from None
    finally:
        if window is not None:
            os.environ["MPLBACKEND"] = window


def save(picture: Picture, path: str, foot: str) -> None:
    """Draw a picture into a file, with a line at its foot; an existing file is replaced as a whole or not at all."""
    kind = ending(path).removeprefix(".")
    require_matplotlib()
    import matplotlib

    with matplotlib.rc_context(_STYLE), warnings.catch_warnings():
        # Letters that no font here has are text in an SVG, which another machine may have; in a PNG they show as empty boxes.
        warnings.filterwarnings("ignore", r"Glyph \d+ .*missing from")
        figure = picture.figure()
        if figure.get_figheight() > _TALLEST:
            raise EvTrialsError("this picture would be taller than 3 metres; choose fewer trials or terms")
        figure.text(MARGIN / figure.get_figwidth(), 0.12 / figure.get_figheight(), foot, fontsize=SMALL, color="#666666")
        try:
            with in_place_of(Path(path)) as file:
                metadata = {"Date": None, "Creator": "evtrials"} if kind == "svg" else {"Software": "evtrials"}
                figure.savefig(file, format=kind, dpi=_DOTS, metadata=metadata)
        except OSError as error:
            raise EvTrialsError(
                f"{path} cannot be written ({error.strerror}); name a file in a folder that is there and yours"
            ) from None


class Sheet:
    """A figure of a given width that grows downwards to `y`, with text and axes placed from its upper left corner; inches."""

    def __init__(self, width: float) -> None:
        from matplotlib.figure import Figure

        self.width, self.y = width, MARGIN
        self.figure = Figure()
        self._placed: list[tuple[Any, Callable[[float], tuple[float, ...]]]] = []

    def text(self, x: float, y: float, text: str, **style: Any) -> None:
        """Text whose first line has its middle at `y`."""
        style = {"ha": "left", "va": "center_baseline", "fontsize": SMALL, **style}
        shown = self.figure.text(0, 0, text.replace(NBSP, " "), **style)
        self._placed.append((shown, lambda height: (x / self.width, 1 - y / height)))

    def paragraph(self, text: str, indent: str = "", **style: Any) -> None:
        """Text wrapped to the width, further lines indented, and `y` moved below it; nothing for no text."""
        size = style.get("fontsize", SMALL) * (1.15 if style.get("weight") == "bold" else 1)
        letters = int((self.width - 2 * MARGIN) / (size * 0.0076))
        for line in wrapped(text, letters, indent) if text else ():
            self.text(MARGIN, self.y + LINE / 2, line, **{"color": "#333333", **style})
            self.y += LINE

    def axes(self, x: float, y: float, width: float, height: float) -> Axes:
        """Axes in a box whose upper left corner lies at (x, y)."""
        axes = self.figure.add_axes((0, 0, 1, 1))
        share = x / self.width, width / self.width
        self._placed.append((axes, lambda whole: (share[0], 1 - (y + height) / whole, share[1], height / whole)))
        return axes

    def finished(self) -> Figure:
        """The figure, of the height that it has grown to and a margin for the line at its foot."""
        height = self.y + MARGIN + LINE
        self.figure.set_size_inches(self.width, height)
        for artist, box in self._placed:
            artist.set_position(box(height))
        return self.figure


def inches(texts: Sequence[str]) -> float:
    """The width of the longest of some texts."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    measure, font = TextToPath(), FontProperties(size=SMALL)
    widths = [measure.get_text_width_height_descent(text, font, False)[0] for text in texts if text]
    return max(widths, default=0.0) / 72
