"""What the tests of decisions share."""

from __future__ import annotations

import pytest

from tests.evaluation.builders import EVALUATORS, run_by


@pytest.fixture(params=EVALUATORS)
def either_evaluator(request):
    """Both ways to run expressions: what holds, holds by either."""
    with run_by(request.param):
        yield
