"""The acceptance cases: each a rule file with its tests, some with variants that are refused or warned about."""

from pathlib import Path

import pytest

from engine.bootstrap import policies
from engine.compiler.rule_sets import compiled
from tests.rule_folders import codes, differences, names_of

CASES = Path(__file__).parent
FOLDERS = sorted(file.parent for file in CASES.glob("ac-*/tests.yaml"))

WRITTEN = [
    pytest.param(folder, name, id=f"{folder.name[:5].upper()}: {name}")
    for folder in FOLDERS
    for name in names_of(folder)
]

GREEN_AMBER, AMBER_RED = "`green` and `amber`", "`amber` and `red`"

DIAGNOSED = [
    pytest.param(
        "ac-02-precision-and-gaps/refused-at-1-dp.yaml",
        [
            ("18:51", "error", "bands-gap", "between `good` and `approaching_target` at 1 dp", "95.5"),
            ("18:83", "error", "bands-gap", "between `approaching_target` and `requires_improvement` at 1 dp", "89.5"),
        ],
        id="AC-02: whole-number bands have gaps at one decimal place",
    ),
    pytest.param(
        "ac-02-precision-and-gaps/refused-without-precision.yaml",
        [("17:5", "error", "precision-missing", "expected a `precision`", "printed ranges")],
        id="AC-02: printed bands without a precision are refused",
    ),
    pytest.param(
        "ac-03-overlapping-bands/refused-without-a-policy.yaml",
        [("18:38", "error", "bands-overlap", GREEN_AMBER, "90"), ("18:53", "error", "bands-overlap", AMBER_RED, "75")],
        id="AC-03: overlaps that nothing settles are refused",
    ),
    pytest.param(
        "ac-03-overlapping-bands/warned-best-band.yaml",
        [
            ("19:38", "warning", "bands-overlap", GREEN_AMBER, "90"),
            ("19:53", "warning", "bands-overlap", AMBER_RED, "75"),
        ],
        id="AC-03: overlaps that the better band settles are warnings",
    ),
    pytest.param(
        "ac-03-overlapping-bands/warned-worst-band.yaml",
        [
            ("19:38", "warning", "bands-overlap", GREEN_AMBER, "90"),
            ("19:53", "warning", "bands-overlap", AMBER_RED, "75"),
        ],
        id="AC-03: overlaps that the worse band settles are warnings",
    ),
]

# Those of what is built so far.
NUMBERS = [
    1,
    2,
    3,
    4,
    7,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
    16,
    18,
    19,
    20,
    23,
    24,
    25,
    27,
    29,
    30,
    32,
    33,
    35,
    38,
    40,
    43,
    44,
    47,
    52,
    53,
    55,
    56,
    59,
    64,
    66,
    68,
    71,
    72,
    73,
]


def test_every_case_has_a_folder():
    assert [int(folder.name[3:5]) for folder in FOLDERS] == NUMBERS


@pytest.mark.parametrize(("folder", "name"), WRITTEN)
def test_the_case_comes_out(folder, name):
    assert differences(folder, name) == ()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_files_of_a_case_are_without_mistakes(folder):
    assert codes(folder) == ({"bands-overlap"} if folder.name.startswith("ac-03") else set())


@pytest.mark.parametrize(("file", "expected"), DIAGNOSED)
def test_a_variant_is_diagnosed_at_its_place_with_the_figure(file, expected):
    compilation = compiled(file, (CASES / file).read_bytes(), policies())

    places, severities, codes, names, figures = zip(*expected, strict=True)
    found = compilation.diagnostics
    assert tuple(f"{one.place.line}:{one.place.column}" for one in found) == places
    assert tuple(one.severity.value for one in found) == severities
    assert tuple(one.code for one in found) == codes
    assert [one.message for one, name in zip(found, names, strict=True) if name not in one.message] == []
    assert [one.message for one, figure in zip(found, figures, strict=True) if figure not in one.message] == []


@pytest.mark.parametrize(("file", "expected"), DIAGNOSED)
def test_a_variant_with_errors_makes_no_rules_and_one_with_warnings_does(file, expected):
    compilation = compiled(file, (CASES / file).read_bytes(), policies())

    refused = "error" in {severity for _, severity, *_ in expected}
    assert (compilation.rules is None) is refused
