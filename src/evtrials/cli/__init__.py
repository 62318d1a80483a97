"""The command line. This module imports Typer alone; each command imports what its answer needs."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from evtrials.cli import ask, browse, check, curate

app = typer.Typer(
    name="evtrials",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Trials of everolimus and the other mTOR inhibitors in breast cancer, with the source of every figure.",
    epilog="Evidence, not medical advice; the literature was not searched systematically.",
)
app.command("list")(browse.list_trials)
app.command("show")(browse.show)
app.command("compare")(browse.compare)
app.command("figures")(browse.figures)
app.command("arms")(browse.arms)
app.command("results")(ask.results)
app.command("safety")(ask.safety)
app.command("subgroups")(ask.subgroups)
app.command("biomarkers")(ask.biomarkers)
app.command("check")(check.check)
app.command("reconcile")(curate.reconcile)
app.command("diff")(curate.diff)
app.command("new")(curate.new)
app.command("schema")(curate.schema)


def _version(asked: bool) -> None:
    if asked:
        from evtrials import __version__
        from evtrials.store import open_store

        version, day = open_store().version
        data = f"data {version} of {day}" if version else "data without a version"
        typer.echo(
            f"evtrials {__version__}; {data}. Evidence, not medical advice; the literature was not searched systematically."
        )
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Versions of tool and data.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Options before the command."""


def main() -> None:
    """Run the command line and leave with its exit code: 0 answered, 1 could not, 2 wrong usage, 130 interrupted."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and give its exit code; the one place where errors become messages."""
    from evtrials.errors import EvTrialsError, UsageError

    command = typer.main.get_command(app)
    try:
        code = command.main(args=arguments, prog_name="evtrials", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except typer.Exit as exit_:
        return exit_.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        # The reader has what it wanted; nothing may be written at shutdown either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except UsageError as error:
        return _say(error, 2)
    except EvTrialsError as error:
        return _say(error, 1)
    except Exception as error:
        # Typer's own errors of usage: which class they are differs between its versions, what they offer does not.
        if hasattr(error, "show") and hasattr(error, "exit_code"):
            error.show()
            return int(error.exit_code)
        if "--debug" in arguments:
            raise
        return _say(f"a fault of evtrials itself ({type(error).__name__}: {error}); run again with --debug and report it", 1)


def _say(error: object, code: int) -> int:
    typer.echo(f"evtrials: {error}", err=True)
    return code
