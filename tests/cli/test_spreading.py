"""Options that several commands share are stated once, and stand where the command names them."""

from __future__ import annotations

from typing import Annotated, NamedTuple, TypeAlias

import typer
from typer.testing import CliRunner

from engine.cli.spreading import spread

WhoOption: TypeAlias = Annotated[str, typer.Option(metavar="WHO")]


class Circumstances(NamedTuple):
    by: WhoOption
    papers: Annotated[list[str] | None, typer.Option("--paper")] = None


def asked(*arguments):
    """What a command got that takes a contract, `Circumstances`, and a server; its help is the options in order."""
    got = []
    app = typer.Typer(rich_markup_mode=None)

    @app.command()
    @spread
    def record(contract: str, *, circumstances: Circumstances, server: str = "here") -> None:
        got.append((contract, circumstances, server))

    result = CliRunner().invoke(app, list(arguments))
    return result, got


def test_a_command_gets_the_options_of_a_group_as_one_value():
    _, got = asked("cedar", "--by", "A. Officer", "--paper", "minutes", "--paper", "letter", "--server", "there")

    assert got == [("cedar", Circumstances("A. Officer", ["minutes", "letter"]), "there")]


def test_an_option_of_a_group_is_left_out_where_it_has_a_default_and_only_there():
    _, got = asked("cedar", "--by", "A. Officer")
    missing, _ = asked("cedar")

    assert got == [("cedar", Circumstances("A. Officer"), "here")]
    assert (missing.exit_code, "Missing option '--by'" in missing.stderr) == (2, True)


def test_the_options_of_a_group_stand_where_it_does():
    shown, _ = asked("--help")

    assert shown.stdout.index("--by WHO") < shown.stdout.index("--paper") < shown.stdout.index("--server")
