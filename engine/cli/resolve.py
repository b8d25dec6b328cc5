"""`plimsoll resolve`: rules with all that they extend, and where each value of them stands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli import output
from engine.cli.output import Format, FormatOption

if TYPE_CHECKING:
    from engine.compiler.rule_sets import Compiled
    from engine.model.document import Json


def resolve(
    rules: Annotated[Path, typer.Argument(metavar="RULES", help="A rule file, or the folder that holds it.")],
    *,
    format: FormatOption = Format.TABLE,  # noqa: A002  # the option's name
) -> None:
    """Show rules with all that they extend, and where each value comes from.

    What is printed is a rule file that stands alone: behind each value is a comment with the file and line where an
    author wrote it. Of a folder every version is shown. Ends with 1 where there are errors, which are shown too.
    """
    from engine.authoring.folders import compiled_at
    from engine.bootstrap import neighbours, policies
    from engine.settings import settings

    chosen = settings()
    found = compiled_at(rules, policies(plugins=chosen.plugins), near=neighbours(chosen))
    errors = output.errors(diagnostic for one in found for diagnostic in one.diagnostics)
    if format is Format.JSON:
        output.print_json([_documented(one) for one in found])
    else:
        typer.echo("---\n".join(filter(None, map(_written, found))), nl=False)
    output.print_diagnostics(errors, error=True)
    if errors:
        raise typer.Exit(output.FINDINGS)


def _written(one: Compiled) -> str:
    from engine.authoring.writing_out import written_out

    root = one.findings.document.root
    if root is None:
        return ""
    found = f"as it stands alone, with the digest {one.rules.digest}" if one.rules else "as far as it can be read"
    return f"# {one.file} {found}\n{written_out(root)}"


def _documented(one: Compiled) -> Json:
    from engine.authoring.writing_out import values

    document = one.findings.document
    found = values(document.root) if document.root else ()
    return {
        "file": one.file,
        "extends": document.extends.text if document.extends else None,
        "digest": one.rules.digest if one.rules else None,
        "values": [
            {
                "path": path,
                "value": text,
                "file": place.file,
                "line": place.line,
                "column": place.column,
            }
            for path, text, place in found
        ],
    }
