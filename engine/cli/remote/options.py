"""The options of commands that ask a server."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

ServerOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--server", metavar="HOST:PORT", help="The server to ask; that of the settings where none is named."),
]
ContractOption: TypeAlias = Annotated[
    str, typer.Option(metavar="NAME", help="Those of this contract only.", show_default=False)
]
ProviderOption: TypeAlias = Annotated[
    str, typer.Option(metavar="NAME", help="Those of this provider only.", show_default=False)
]
RuleSetOption: TypeAlias = Annotated[
    str, typer.Option(metavar="NAME", help="Those under this rule set only.", show_default=False)
]
AsOfOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="As of the end of this day: only what had happened by then."),
]
AsKnownAtOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--as-known-at", metavar="INSTANT", help="With what was recorded by then, such as 2026-05-11T09:30Z."),
]
