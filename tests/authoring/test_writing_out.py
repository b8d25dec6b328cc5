"""Rules written out with all that they extend say the same, and say where each value stands."""

from pathlib import Path

import pytest

from engine.authoring.folders import compiled_at
from engine.authoring.writing_out import values, written_out
from engine.bootstrap import policies
from engine.compiler.reader import read
from engine.compiler.rule_sets import compiled

ROOT = Path(__file__).parents[2]
FILES = sorted([*ROOT.glob("rules/*/rules*.yaml"), *ROOT.glob("tests/compiler/examples/*.yaml")])
LOT = ROOT / "rules" / "homecare-lot-town" / "rules.yaml"


@pytest.mark.parametrize("file", [pytest.param(file, id=f"{file.parent.name}/{file.name}") for file in FILES])
def test_rules_written_out_are_the_same_rules_and_stand_alone(file):
    (found,) = compiled_at(file, policies())

    again = compiled("out.yaml", written_out(found.findings.document.root).encode(), policies())

    assert again.rules is not None, "\n".join(map(str, again.diagnostics))
    assert again.rules.digest == found.rules.digest


def test_every_value_has_the_line_that_an_author_wrote_it_in():
    (found,) = compiled_at(LOT, policies())

    came = {path: (text, place) for path, text, place in values(found.findings.document.root)}

    for path, text in (("kpis.punctuality.bands.good", "95"), ("kpis.punctuality.precision", "1 dp, half up")):
        said, place = came[path]
        assert said == text
        assert text in Path(place.file).read_text().splitlines()[place.line - 1][place.column - 1 :]
    assert Path(came["kpis.punctuality.bands.good"][1].file).parent.name == "homecare-lot-town"
    assert Path(came["kpis.punctuality.precision"][1].file).parent.name == "homecare-framework"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: {}\n", id="an empty mapping"),
        pytest.param("a: []\n", id="an empty list"),
        pytest.param("a: [[1, 2], [x, {w: z}]]\n", id="lists in lists"),
        pytest.param("- a: 1\n  b: [c: 2]\n- []\n", id="mappings in lists"),
        pytest.param("a: 'no: # comment'\n\"b c\": |\n  two\n  lines\n", id="text in quotes and in a block"),
        pytest.param("a: [x y, 'no', z:1]\n", id="text in quotes in brackets"),
        pytest.param("a:\n  - b, c\n  - [d]\n", id="a comma in an item"),
        pytest.param("a: one\n  two\n\n  three\n", id="text over several lines"),
        pytest.param('a: "\\t\\" \\\\ \\u00e9 £"\n', id="characters that need a backslash"),
    ],
)
def test_whatever_a_file_holds_is_written_out_as_it_is(text):
    root = read("in.yaml", text.encode()).root

    out = read("out.yaml", written_out(root).encode())

    assert out.diagnostics == ()
    assert [one[:2] for one in values(out.root)] == [one[:2] for one in values(root)]
