"""Every line of SEMANTICS has a test that names its number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

_TESTS = Path(__file__).parent.parent
_NAMED = re.compile(r"^def test_semantics_(\d+)_", re.MULTILINE)


@pytest.mark.parametrize("number", range(1, 32))
def test_each_line_of_semantics_has_a_test_of_its_number(number):
    named = {int(one) for path in _TESTS.rglob("test_*.py") for one in _NAMED.findall(path.read_text("utf-8"))}

    assert number in named
