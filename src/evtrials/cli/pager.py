"""The pager of long answers: which one, and when. The beginning of an answer stays on the screen with it."""

from __future__ import annotations

import os
import shlex
import shutil

from evtrials.cli.saying import say
from evtrials.cli.streams import Size, is_dumb, lacks_characters, out, plainly
from evtrials.notation.patterns import compiled

# What less needs: to end where all fits on the screen, to let styles through, to leave the text on the screen.
_LESS = "FRX"
_STYLE = compiled(r"\x1b\[[0-9;]*m")
_OFF = ("", "0", "false", "no", "off")


def is_longer(text: str, screen: Size) -> bool:
    """Whether a text and the prompt after it are longer than the screen."""
    from evtrials.plots.characters import height

    return height(_STYLE.sub("", text), screen.columns) >= screen.lines


def pager() -> list[str]:
    """The words of the pager: of EVTRIALS_PAGER, else of PAGER, else less where it is installed; none where none is wanted.

    None is wanted where the variable is empty or `cat`, in continuous integration, and on a terminal that cannot.
    """
    if os.environ.get("CI", "").casefold() not in _OFF or is_dumb() or (os.name != "nt" and not os.environ.get("TERM")):
        return []
    named = os.environ.get("EVTRIALS_PAGER", os.environ.get("PAGER"))
    if named is None:
        return ["less"] if shutil.which("less") else []
    try:
        words = shlex.split(named, posix=os.name != "nt")
    except ValueError:  # a quotation without an end
        words = [named]
    return [] if words in ([], ["cat"]) else words


def paged(text: str, command: list[str]) -> bool:
    """Show a text with a pager, until it is left; whether that could be."""
    import signal
    import subprocess

    environment = {"LESS": _LESS, **os.environ}
    if not lacks_characters(out()):
        environment.setdefault("LESSCHARSET", "utf-8")
    out().flush()
    try:
        reader = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)
    except OSError as error:
        say(f"no pager: {command[0]}: {error.strerror}")
        return False
    # What is typed in the pager is for the pager, Ctrl-C too.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        # That it is left before the end is no fault.
        reader.communicate(plainly(text).encode(out().encoding, "backslashreplace"))
        # Ctrl-C ends some pagers; any other end but its own lost the answer.
        return reader.returncode in (0, -signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
