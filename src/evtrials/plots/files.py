"""Pictures as files, SVG or PNG, drawn with matplotlib, which is loaded here and only when a file is asked for."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from evtrials.errors import EvTrialsError, UsageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ENDINGS = (".svg", ".png")
MISSING = (
    'a picture as a file needs matplotlib: install evtrials with its extra "plot", or run: pip install matplotlib '
    "(--plot draws with characters and needs nothing)"
)
SIZE = 9.0
SMALL = 7.5
# Inches: a line of text, and the margin around everything.
LINE = 0.19
MARGIN = 0.25
_DOTS = 150
_TALLEST = 120.0
_STYLE: Any = {
    # Text stays text: it can be selected, searched and read aloud.
    "svg.fonttype": "none",
    # The same answer is the same file.
    "svg.hashsalt": "evtrials",
    "font.size": SIZE,
    "axes.linewidth": 0.7,
    "text.parse_math": False,
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
    """EvTrialsError with the way to install it, where matplotlib is missing."""
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise EvTrialsError(MISSING) from None


def save(picture: Picture, path: str, foot: str) -> None:
    """Draw a picture into a file, with a line at its foot; an existing file is replaced as a whole or not at all."""
    kind = ending(path).removeprefix(".")
    require_matplotlib()
    import matplotlib

    # matplotlib tells of every font it looks for in vain.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    target = Path(path)
    with matplotlib.rc_context(_STYLE):
        figure = picture.figure()
        if figure.get_figheight() > _TALLEST:
            raise EvTrialsError("this picture would be taller than 3 metres; choose fewer trials or terms")
        figure.text(MARGIN / figure.get_figwidth(), 0.12 / figure.get_figheight(), foot, fontsize=SMALL, color="#666666")
        try:
            handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
            os.close(handle)
        except OSError as error:
            raise EvTrialsError(f"{path} cannot be written ({error.strerror}); name a folder that is there and yours") from None
        try:
            metadata = {"Date": None, "Creator": "evtrials"} if kind == "svg" else {"Software": "evtrials"}
            figure.savefig(name, format=kind, dpi=_DOTS, metadata=metadata)
            os.chmod(name, 0o666 & ~_umask())
            os.replace(name, target)
        except OSError as error:
            raise EvTrialsError(f"{path} cannot be written ({error.strerror}); name a file in a folder of yours") from None
        finally:
            Path(name).unlink(missing_ok=True)


class Sheet:
    """A figure of given size in inches with text placed from its upper left corner, in inches."""

    def __init__(self, width: float, height: float) -> None:
        from matplotlib.figure import Figure

        self.width, self.height = width, height
        self.figure = Figure(figsize=(width, height))

    def text(self, x: float, y: float, text: str, **style: Any) -> None:
        """Text with its first line at `y` inches from the top."""
        style = {"ha": "left", "va": "center_baseline", "fontsize": SIZE, **style}
        self.figure.text(x / self.width, 1 - y / self.height, text.replace("\u00a0", " "), **style)

    def axes(self, x: float, y: float, width: float, height: float) -> Axes:
        """Axes in a box whose upper left corner lies at (x, y)."""
        box = (x / self.width, 1 - (y + height) / self.height, width / self.width, height / self.height)
        return self.figure.add_axes(box)


def inches(texts: Sequence[str], size: float = SIZE, weight: str = "normal") -> float:
    """The width of the longest of some texts."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    measure, font = TextToPath(), FontProperties(size=size, weight=weight)
    widths = [measure.get_text_width_height_descent(text, font, False)[0] for text in texts if text]
    return max(widths, default=0.0) / 72


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
