"""The command line. This module imports Typer alone; each command imports what its answer needs."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Annotated

import typer

from evtrials.cli.commands import COMMANDS
from evtrials.cli.grouped import Grouped
from evtrials.cli.saying import say
from evtrials.cli.streams import out, prepare, put, write_no_more

# They stand before the command or after it.
_GLOBAL = ("--no-cache", "--no-pager", "--debug")
# Typer's options of completion take the name of a shell where this is set, and ignore it where not.
os.environ["_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION"] = "1"


def app_of(names: Iterable[str]) -> typer.Typer:
    """The program with these of its commands."""
    app = typer.Typer(
        name="evtrials",
        cls=Grouped,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        help="Trials of everolimus and the other mTOR inhibitors in breast cancer, with the source of every figure.",
        epilog="Evidence, not medical advice; the literature was not searched systematically.",
    )
    app.callback()(_root)
    for name in names:
        module, _, function = COMMANDS[name].place.partition(".")
        command = getattr(import_module(f"evtrials.cli.{module}"), function)
        # \b keeps the lines as they are.
        examples = "\n".join(("\b", "Examples:", *(f"  {example}" for example in COMMANDS[name].examples)))
        app.command(name, epilog=examples)(command)
    return app


def with_globals_first(arguments: list[str]) -> list[str]:
    """The arguments with the options of the program before the command, wherever they were typed."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    is_global = [index < end and word in _GLOBAL for index, word in enumerate(arguments)]
    first = [word for word, ours in zip(arguments, is_global, strict=True) if ours]
    return first + [word for word, ours in zip(arguments, is_global, strict=True) if not ours]


def asked_for(arguments: list[str]) -> Iterable[str]:
    """The command that is asked for; all of them for help, completion, or a word that is none."""
    word = next((argument for argument in arguments if not argument.startswith("-")), "")
    return (word,) if word in COMMANDS and "_EVTRIALS_COMPLETE" not in os.environ else COMMANDS


def _version(asked: bool) -> None:
    if asked:
        from evtrials import __version__
        from evtrials.collection.library import Library

        version, day = Library().version
        data = f"data {version} of {day}" if version else "data without a version"
        put(f"evtrials {__version__}; {data}. Evidence, not medical advice; the literature was not searched systematically.\n")
        raise typer.Exit


def _root(
    version: Annotated[  # noqa: ARG001 - answered by its callback
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Versions of tool and data.")
    ] = False,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Read every file anew; keep no cache.")] = False,
    no_pager: Annotated[bool, typer.Option("--no-pager", help="Print long answers without a pager.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,  # noqa: ARG001 - see run()
) -> None:
    if no_cache:
        os.environ["EVTRIALS_CACHE"] = "off"
    if no_pager:
        os.environ["EVTRIALS_PAGER"] = ""


def main() -> None:
    """Run the command line and leave with its exit code: 0 answered, 1 could not, 2 wrong usage, 130 interrupted."""
    # Modules and profiles are kept to the end: to look through them for garbage takes a tenth of the time of an answer.
    gc.set_threshold(500_000)
    prepare()
    code = run(sys.argv[1:])
    try:
        out().flush()
    except BrokenPipeError:
        pass  # the reader of a pipe has what it wanted
    except OSError as error:
        code = _say(f"the answer could not be written: {error.strerror}", 1)
    # Nothing is left to be written or kept; to free each object besides takes a seventh of the time of an answer.
    os._exit(code)


def run(arguments: list[str]) -> int:
    """Run one command and give its exit code; the one place where errors become messages."""
    from evtrials.cli.completing import with_shell
    from evtrials.errors import EvTrialsError, UsageError

    try:
        arguments = with_shell(with_globals_first(arguments))
        command = typer.main.get_command(app_of(asked_for(arguments)))
        code = command.main(args=arguments, prog_name="evtrials", standalone_mode=False)
        out().flush()
        return code if isinstance(code, int) else 0
    except typer.Exit as exit_:
        return exit_.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except (BrokenPipeError, SystemExit) as error:
        # Completion leaves so, and Typer with 1 where the reader of a pipe has gone; but then it has what it wanted.
        if isinstance(error, SystemExit) and not isinstance(error.__context__, BrokenPipeError):
            return error.code if isinstance(error.code, int) else 0
        write_no_more()
        return 0
    except UsageError as error:
        return _say(error, 2)
    except EvTrialsError as error:
        return _say(error, 1)
    except OSError as error:
        write_no_more()
        return _say(f"{error.filename or 'the answer could not be written'}: {error.strerror or error}", 1)
    except Exception as error:
        # Typer's own errors of usage: which class they are differs between its versions, what they offer does not.
        if hasattr(error, "show") and hasattr(error, "exit_code"):
            told = io.StringIO()
            error.show(told)
            say(told.getvalue().rstrip("\n"))
            if "TRIAL" in told.getvalue() and "unexpected extra argument" in told.getvalue():
                say('A name of several words stands in quotes: "bolero 2".')
            return int(error.exit_code)
        if "--debug" in arguments:
            raise
        return _say(f"a fault of evtrials itself ({type(error).__name__}: {error}); run again with --debug and report it", 1)


def _say(error: object, code: int) -> int:
    say(f"evtrials: {error}")
    return code
