"""`plimsoll ledger`: looks after the file that everything is recorded in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from engine.cli import output
from engine.cli.output import Format, FormatOption

if TYPE_CHECKING:
    from engine.ledger.sqlite.mistake import Mistake, Seal
    from engine.ledger.sqlite.verification import Verified
    from engine.model.document import Json

app = typer.Typer(
    name="ledger",
    help="The file that everything is recorded in: verified and copied, also while a server uses it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

LedgerOption: TypeAlias = Annotated[
    Path | None, typer.Option("--ledger", metavar="FILE", help="The ledger; that of the settings where none is named.")
]


@app.command("verify")
def verify_ledger(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="The ledger; that of the settings where none is named.", show_default=False
        ),
    ] = None,
    *,
    seal: Annotated[
        str | None,
        typer.Option(metavar="SEAL", help="A seal that was noted before: what it covers must be there, unchanged."),
    ] = None,
    log: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A decision log to hold against it; rotated ones first.", exists=True),
    ] = None,
    format: FormatOption = Format.TABLE,  # noqa: A002  # the option's name
) -> None:
    """Verify that every entry is there, in order, and as it was recorded.

    Positions must have no gap, versions none within a contract, and every hash must cover the one before. Ends with 1
    and names the first bad link or gap where there is one. The seal that is printed, noted where nobody who can write
    the ledger can write, shows later whether entries were cut off at the end or all written anew. With --log, every
    decision must be in the log once, in order, and as the ledger has it.
    """
    from engine.ledger.sqlite.verification import Verified, verify

    path = _existing(file)
    found = verify(path, _seal(seal))
    if not isinstance(found, Verified):
        _print_mistake(found, path, format)
        raise typer.Exit(output.FINDINGS)
    if format is Format.JSON:
        output.print_json({"ledger": str(path), **_document(found)})
    else:
        typer.echo(f"{path}: {_words(found)}, all as recorded")
        typer.echo(f"seal: {found.seal}")
    if log:
        _verify_log(log, path, format)


@app.command("backup")
def backup_ledger(
    target: Annotated[Path, typer.Argument(metavar="PATH", help="The file to make.")],
    *,
    ledger: LedgerOption = None,
    replace: Annotated[bool, typer.Option("--replace", help="Take the place of a file that is there.")] = False,
) -> None:
    """Copy the ledger as it is at one moment, also while a server uses it. The copy is verified before it is named."""
    from engine.ledger.sqlite.backup import backup

    path = _existing(ledger)
    typer.echo(f"{target}: {_words(backup(path, target, replace=replace))}")


def _verify_log(files: list[Path], ledger: Path, format: Format) -> None:  # noqa: A002  # the option's name
    from engine.decision_log import verified
    from engine.ledger.sqlite.reading import SqliteEntries

    with SqliteEntries(ledger) as entries:
        found = verified(files, entries)
    if found.mistake:
        mistake = found.mistake
        output.print_failure(f"{mistake.file}:{mistake.line}: {mistake.message}")
        raise typer.Exit(output.FINDINGS)
    if format is Format.JSON:
        output.print_json({"lines": found.lines, "first": found.first, "last": found.last, "waiting": found.waiting})
    else:
        held = output.count(found.lines, "decision")
        waiting = f", {found.waiting} to be written" if found.waiting else ""
        typer.echo(f"decision log: {held} as the ledger has them{waiting}")


def _existing(file: Path | None) -> Path:
    from engine.errors import NotFoundError
    from engine.settings import settings

    path = file or settings().ledger
    if not path.is_file():
        what = "a folder" if path.is_dir() else "none"
        raise NotFoundError(f"expected the file of a ledger, and `{path}` is {what}")
    return path


def _seal(text: str | None) -> Seal | None:
    from engine.ledger.sqlite.mistake import Seal

    try:
        return None if text is None else Seal.parse(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--seal") from None


def _words(found: Verified) -> str:
    entries = "1 entry" if found.entries == 1 else f"{found.entries or 'no'} entries"
    return f"{entries} on {output.count(found.contracts, 'contract')}, {output.count(found.decisions, 'decision')}"


def _document(found: Verified) -> dict[str, Json]:
    return {
        "entries": found.entries,
        "contracts": found.contracts,
        "decisions": found.decisions,
        "rule_sets": found.rule_sets,
        "requests": found.requests,
        "seal": str(found.seal),
    }


def _print_mistake(mistake: Mistake, path: Path, format: Format) -> None:  # noqa: A002  # the option's name
    if format is Format.JSON:
        named: dict[str, Json] = {
            "position": mistake.position,
            "contract": mistake.contract,
            "version": mistake.version,
        }
        output.print_json({"ledger": str(path), "mistake": mistake.message, **named})
    else:
        output.print_failure(f"{path}: {mistake}")
