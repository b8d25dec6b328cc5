"""The command `plimsoll`: one command a file, and one way to fail.

Exit codes: 0 all is fine, 1 there is something that an author must look at, 2 it could not be done as it was asked.
"""

from __future__ import annotations

import errno
import sys
from importlib.metadata import version
from typing import Annotated

import typer
from typer.core import TyperGroup

from engine.cli import (
    benefits,
    check,
    compare,
    contracts,
    decisions,
    demo,
    due,
    evaluate,
    events,
    explain,
    ledger,
    price,
    resolve,
    review,
    schema,
    serve,
    settings,
    standing,
    statement,
    submit,
    test,
)
from engine.cli.output import USAGE, print_failure
from engine.errors import PlimsollError
from engine.settings import SettingError

_INTERRUPTED = 130  # what shells expect of a program that Ctrl-C ended


class _Commands(TyperGroup):
    """Answers every error that Plimsoll raises on purpose with one line and exit code 2."""

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]  # typer's own name for click's
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            # Typer lets pydantic say whose error it was, which is no matter of the reader's.
            error.message = error.message.removeprefix("Value error, ")
            raise
        except (PlimsollError, SettingError, OSError) as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise
            print_failure(_worded(error))
            raise typer.Exit(USAGE) from None
        except KeyboardInterrupt:
            raise typer.Exit(_INTERRUPTED) from None


app = typer.Typer(
    name="plimsoll",
    cls=_Commands,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_COMMANDS = (
    check.check,
    test.test,
    resolve.resolve,
    evaluate.evaluate,
    explain.explain,
    compare.compare,
    price.price,
    benefits.benefits,
    demo.demo,
    serve.serve,
    submit.submit,
    standing.standing,
    review.review,
    statement.statement,
    due.due,
    schema.schema,
    settings.settings,
)
for command in _COMMANDS:
    app.command()(command)
for group in (contracts.app, decisions.app, events.app, ledger.app):
    app.add_typer(group)


def run() -> None:
    """Run the command line; the entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):
        # The name of a file may hold what no encoding can write.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # both are text files here
    app()


def _print_version(asked: bool) -> None:  # noqa: FBT001  # typer calls it so
    if asked:
        typer.echo(f"plimsoll {version('plimsoll-engine')}")
        raise typer.Exit


@app.callback()
def plimsoll(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Decide what care contracts say when a provider reports its performance, and show why.

    Rules stand in files called rules.yaml, one folder for each contract's rules, with tests.yaml beside them.

    Exit codes: 0 all is fine, 1 there is something to look at, 2 it could not be done as asked.
    """


def _worded(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"cannot use `{error.filename}`: {error.strerror.lower()}" if error.filename else error.strerror.lower()
    return str(error)
