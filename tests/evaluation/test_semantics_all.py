"""Every line of SEMANTICS that deciding touches has a test that names its number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

# Relief (17), suspended sums (27), the ledger's corrections (30, 31) come with the life of a contract.
DECIDED = [*range(1, 17), *range(18, 27), 28, 29]
_TESTS = Path(__file__).parent.parent
_NAMED = re.compile(r"^def test_semantics_(\d+)_", re.MULTILINE)


@pytest.mark.parametrize("number", DECIDED)
def test_each_line_of_semantics_has_a_test_of_its_number(number):
    named = {int(one) for path in _TESTS.rglob("test_*.py") for one in _NAMED.findall(path.read_text("utf-8"))}

    assert number in named
