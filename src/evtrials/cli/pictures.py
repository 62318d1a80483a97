"""Pictures: the options by which an answer is drawn, and how it is: with characters, or into a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from evtrials.cli.reading import show_lines
from evtrials.cli.saying import say
from evtrials.cli.streams import lacks_characters, out, size

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.plots.files import Picture

Plot = Annotated[bool, typer.Option("--plot", help="Draw it with characters.")]
Output = Annotated[
    str | None,
    typer.Option("-o", "--output", metavar="FILE.svg|.png", help="Draw it into a file, whose text can be selected (svg)."),
]


def is_picture(plot: bool, output: str | None, format: str | None, json: bool) -> bool:
    """Whether a picture is asked for rather than figures; UsageError for both, or for a file that cannot be drawn."""
    if not plot and output is None:
        return False
    from evtrials.errors import UsageError

    if format not in (None, "table") or json:
        raise UsageError("a picture is no table of data; leave out --plot and --output, or --format and --json")
    if output is not None:
        from evtrials.plots.files import ending, require_matplotlib

        ending(output)
        require_matplotlib()
    return True


def draw(picture: Picture, plot: bool, output: str | None, library: Library) -> None:
    """Write the file that is asked for, and draw on the terminal where that is."""
    if output is not None:
        from evtrials.plots.files import save
        from evtrials.questions.phrases import EVIDENCE_NOT_ADVICE

        version, day = library.version
        data = f"data {version} of {day}" if version else "data without a version"
        save(picture, output, f"evtrials, {data}. {EVIDENCE_NOT_ADVICE}")
        say(f"drawn: {output}")
    if plot or output is None:
        show_lines(_lines(picture, size().columns))


def _lines(picture: Picture, columns: int) -> list[str]:
    """The picture in characters that the stream can write, each of which stands where it was drawn."""
    if not lacks_characters(out()):
        return picture.lines(columns)
    from evtrials.answers.plain import every_text, in_place, plain
    from evtrials.plots.characters import wrapped

    encoding = out().encoding
    drawn = every_text(picture, lambda text: in_place(text, encoding)).lines(columns)
    # A sentence below the picture may have grown.
    lines = [plain(line, encoding) for line in drawn]
    return [part for line in lines for part in (wrapped(line, columns) if len(line) > columns else [line])]
