"""Does what the README and the pages under `docs/` say: every block of YAML, every quick command, every link."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent

import pytest
from typer.testing import CliRunner

from engine.authoring import tests_shape
from engine.authoring.contracts import contracts
from engine.authoring.folders import bound_at
from engine.authoring.neighbours import Neighbours
from engine.bootstrap import policies
from engine.cli.main import app
from engine.compiler.rule_sets import compiled
from engine.diagnostics import Diagnostic, Severity
from tests.real.published import published

CHECKOUT = Path(__file__).parents[1]
README = CHECKOUT / "README.md"
RULE_FILES = CHECKOUT / "docs" / "rule-files.md"
EVALUATE = CHECKOUT / "docs" / "evaluate.md"
PAGES = sorted({*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/**/*.md"), *CHECKOUT.glob("rules/*/*.md")})

# What the fragments of the pages mention beside what they declare themselves; the README's rule file is round it.
MENTIONED = """\
parameters:
  exit_points: {type: number, default: 50}
measures:
  cqc_rating: {type: choice, of: [Outstanding, Good, Requires improvement, Inadequate]}
  serious_incidents: {type: count}
  reviewed: {type: flag}
  regulation_breach: {type: flag}
kpis:
  regulator:
    value: cqc_rating
    bands: {good: [Outstanding, Good], requires_improvement: [Requires improvement], inadequate: [Inadequate]}
  assessment: {value: visits_planned}
  visits: {value: visits_missed}
  safe: {value: visits_missed, better: lower, bands: {good: 3, requires_improvement: 5}}
  caring: {value: visits_missed, better: lower, bands: {good: 4, requires_improvement: 9}}
"""
# The value of the KPI whose further keys a fragment shows, by a word of the fragment.
VALUES = {
    "Outstanding": "value: cqc_rating",
    "serious_incidents": "value: serious_incidents",
    "or more": "value: 100 * visits_missed / visits_planned\nprecision: 0 dp, half up",
}


def blocks(page: Path, language: str) -> list[str]:
    """Return the fenced blocks of *page* in *language*."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def parts(text: str, margin: str = "") -> dict[str, str]:
    """Return what stands under each key that begins after *margin*, the key included."""
    found = re.split(rf"^{margin}(?=\w+:)", text, flags=re.MULTILINE)
    return {part.partition(":")[0]: margin + part for part in found[1:]}


def merged(file: str, more: str) -> str:
    """Return *file* with the keys of *more*, one by one where both declare measures, parameters or KPIs."""
    whole = parts(file)
    for key, part in parts(more).items():
        if key in {"measures", "parameters", "kpis"} and key in whole:
            below = parts(whole[key], "  ") | parts(part, "  ")
            whole[key] = "\n".join([f"{key}:", *(one.rstrip() for one in below.values())])
        else:
            whole[key] = part
    return "\n".join(part.rstrip() for part in whole.values()) + "\n"


def completed(fragment: str) -> str:
    """Return the rule file that *fragment* is a part of."""
    match fragment.partition(":")[0]:
        case "rule_set":
            return fragment
        case "good":
            good, price = fragment.splitlines()
            limits = f"value: visits_missed\nbetter: higher\nbands:\n  {good}"
            more = f"{kpi(limits)}payment:\n  - policy: service_credits\n    {price}\n"
        case "bands" | "ratings":
            value = next(value for word, value in VALUES.items() if word in fragment)
            more = kpi(f"{value}\n{fragment}")
        case "quality":
            more = f"kpis:\n{indent(fragment, '  ')}"
        case _:
            more = fragment
    return merged(merged(blocks(README, "yaml")[0], MENTIONED), more)


def kpi(keys: str) -> str:
    """Return the part of a rule file that declares a KPI with *keys*."""
    return f"kpis:\n  shown:\n{indent(keys, '    ')}\n"


def errors(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    """Return what refuses a file."""
    return [str(one) for one in diagnostics if one.severity is Severity.ERROR]


RULES = [text for page in (README, RULE_FILES) for text in blocks(page, "yaml") if not text.startswith("tests:")]


@pytest.mark.parametrize("fragment", [pytest.param(text, id=text.partition("\n")[0]) for text in RULES])
def test_every_block_of_rules_in_the_documents_compiles(fragment):
    shipped = Neighbours().of(CHECKOUT / "rules" / "homecare-framework")

    found = compiled("rules.yaml", completed(fragment).encode(), policies(plugins=False), bases=shipped)

    assert errors(found.diagnostics) == []


# Each block of tests, and what of the page it is about.
TESTS = [text for text in blocks(RULE_FILES, "yaml") if text.startswith("tests:")]
UNDER = [
    MENTIONED,
    *(
        next(text for text in blocks(RULE_FILES, "yaml") if word in text)
        for word in ("rectification_plan", "value_at_award")
    ),
]


@pytest.mark.parametrize(("shown", "more"), [*zip(TESTS, UNDER, strict=True)])
def test_the_tests_that_the_page_shows_pass_under_the_rules_of_the_readme(tmp_path, shown, more):
    (tmp_path / "rules.yaml").write_text(merged(merged(blocks(README, "yaml")[0], MENTIONED), more))
    (tmp_path / "tests.yaml").write_text(shown)

    result = CliRunner().invoke(app, ["test", str(tmp_path)])

    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "1 passed, 0 failed")


def test_the_page_on_rule_files_names_every_key():
    shown = CliRunner().invoke(app, ["schema"], env={"PLIMSOLL_PLUGINS": "false"}).stdout
    page = RULE_FILES.read_text(encoding="utf-8")
    keys = set(keys_in(json.loads(shown)))

    assert {"rule_set", "missing", "percentage_gap"} <= keys
    assert sorted(key for key in keys if not re.search(rf"\b{key}\b", page)) == []


def test_the_page_on_rule_files_names_every_key_of_tests():
    page = RULE_FILES.read_text(encoding="utf-8").partition("\n## Tests\n")[2]
    keys = {
        key for shape in (tests_shape.TestsShape, tests_shape.TestShape) for key in keys_in(shape.model_json_schema())
    }

    assert {"decided_again", "recorded", "not_submitted"} <= keys
    assert sorted(key for key in keys if not re.search(rf"\b{key}\b", page)) == []


def keys_in(schema: object) -> Iterator[str]:
    """Yield the keys that *schema* knows, at any depth."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
    for below in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from keys_in(below)


def commands(page: Path) -> list[str]:
    """Return the commands of *page*, each in one line."""
    text = "\n".join(blocks(page, "console")).replace("\\\n", " ")
    return [line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ ")]


# Those on published figures are run where the figures are: `tests/real/test_readme.py`; those that ask a server, where
# one is: `tests/clients/test_readme.py`.
ASKING = "serve|contracts|events|submit|due|standing|statement|review|benefits|decisions|ledger"
SERVED = re.compile(rf"plimsoll ({ASKING})\b|curl|bin/pip")
QUICK = [command for command in commands(README) if not re.search(f"make|tests/real|{SERVED.pattern}", command)]


@pytest.mark.parametrize("command", [pytest.param(text, id=" ".join(text.split()[1:3])) for text in QUICK])
def test_every_quick_command_of_the_readme_does_what_it_says(command):
    program, *arguments = shlex.split(command, comments=True)

    run = subprocess.run(
        [Path(sys.executable).with_name(Path(program).name), *arguments],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.stdout
    assert run.returncode == (1 if "ends with 1" in command else 0), run.stderr


@pytest.mark.parametrize("command", [pytest.param(text, id=text.split()[2]) for text in commands(EVALUATE)])
def test_published_figures_are_decided_by_the_commands_that_the_page_shows(command):
    _, *arguments = shlex.split(command)
    arguments[1] = str(CHECKOUT / arguments[1])
    arguments[3] = str(published(arguments[3]))
    (decided,) = re.findall(rf"{re.escape(arguments[1].rpartition('/')[2])}.*?`(\d+ rows decided)`", ONE_LINE)

    result = CliRunner().invoke(app, arguments)

    assert result.exit_code == 0
    assert result.stderr.splitlines()[-1].startswith(decided)


ONE_LINE = " ".join(EVALUATE.read_text(encoding="utf-8").split())


def test_a_file_of_figures_says_the_same_in_csv_json_and_yaml(tmp_path):
    (tmp_path / "rules.yaml").write_text(blocks(README, "yaml")[0])
    said = []

    for ending, language in (("csv", "csv"), ("jsonl", "json"), ("yaml", "yaml")):
        figures = tmp_path / f"figures.{ending}"
        figures.write_text(blocks(EVALUATE, language)[0])
        arguments = ["evaluate", str(tmp_path), "--submissions", str(figures), "--format", "json"]
        said.append(CliRunner().invoke(app, arguments).stdout)

    assert '"outcome": "no_action"' in said[0]
    assert said[0] == said[1] == said[2]


def test_the_file_of_contracts_that_the_page_shows_fits_the_shipped_rules():
    book = bound_at(CHECKOUT / "rules" / "homecare-service-points", policies(plugins=False)).book
    (shown,) = [text for text in blocks(EVALUATE, "yaml") if text.startswith("contracts:")]

    found = contracts("contracts.yaml", shown.encode(), book, {})

    assert errors(found.diagnostics) == []
    assert set(found.found) == {"alder"}


def test_the_page_on_evaluate_names_every_option_and_every_field():
    page = EVALUATE.read_text(encoding="utf-8")
    options = set(re.findall(r"--[a-z-]+", CliRunner().invoke(app, ["evaluate", "--help"]).stdout)) - {"--help"}
    year = CHECKOUT / "rules" / "homecare-service-points" / "evidence" / "2026-27.csv"
    arguments = ["evaluate", str(year.parents[1]), "--submissions", str(year), "--format", "json"]
    decision = json.loads(CliRunner().invoke(app, arguments).stdout.partition("\n")[0])
    fields = {*decision, *decision["payment"], *decision["ladders"]["contract"], *decision["kpis"]["missed_visits"]}

    assert {"--only", "--gaps"} <= options
    assert {"reasons", "payable", "checks", "limits"} <= fields
    assert sorted(word for word in options | {f"`{field}`" for field in fields} if word not in page) == []


@pytest.mark.parametrize("page", [pytest.param(page, id=str(page.relative_to(CHECKOUT))) for page in PAGES])
def test_every_link_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []
