"""Rule files for the tests: whole ones on disk, and one that says only what a test is about."""

from dataclasses import fields
from pathlib import Path

from engine.bootstrap import policies
from engine.compiler.rule_sets import compiled

HERE = Path(__file__).parent
EXAMPLES = sorted((HERE / "examples").glob("*.yaml"))
BROKEN = sorted((HERE / "broken").glob("*.yaml"))

HEAD = """\
rule_set: homecare-north
in_force: 2026-04-01
reporting: {every: month}
scale: procurement-act-2023
failure: requires_improvement
over_not_rated: skips
"""


def on_disk(name):
    return (HERE / "examples" / f"{name}.yaml").read_text()


def with_kpi(*lines, head=HEAD, measures="  figure: {type: number}", after=""):
    """A rule file with one KPI, `kpi`, whose keys are *lines*; its value is the measure `figure` unless they say."""
    value = () if any(line.startswith(("value:", "worst_of:")) for line in lines) else ("value: figure",)
    body = "\n".join(f"    {line}" for line in ("clause: 1", *value, *lines))
    return f"{head}\nmeasures:\n{measures}\nkpis:\n  kpi:\n{body}\n{after}"


def compiling(text, file="rules.yaml"):
    return compiled(file, text.encode() if isinstance(text, str) else text, policies())


def rules_of(text):
    """The rules that *text* says, without an error."""
    found = compiling(text)
    assert found.rules is not None, "\n".join(map(str, found.diagnostics))
    return found.rules


def headlines(text):
    """What is said of *text*, without the file's name."""
    return [one.headline().removeprefix("rules.yaml:") for one in compiling(text).diagnostics]


def said(rules):
    """Everything that *rules* say, to compare two of them: they are equal only to themselves."""
    return {field.name: getattr(rules, field.name) for field in fields(rules)}
