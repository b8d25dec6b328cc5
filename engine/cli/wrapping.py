"""Prints sentences: wrapped on a terminal, whole lines elsewhere."""

from __future__ import annotations

from textwrap import wrap

from rich.text import Text

from engine.cli import output


def print_wrapped(text: str) -> None:
    """Print the lines of *text*; what stands at the margin is a heading."""
    screen = output.console()
    for line in text.splitlines():
        style = "bold" if line and not line.startswith(" ") else ""
        for row in _wrapped(line, screen.width):
            screen.print(Text(row, style=style), soft_wrap=True)


def _wrapped(line: str, width: int) -> list[str]:
    """Return *line* in rows of *width*, the later ones as far in as the first and a little further."""
    margin = line[: len(line) - len(line.lstrip())]
    return wrap(line, width, subsequent_indent=f"{margin}  ", break_on_hyphens=False) or [""]
