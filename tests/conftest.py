"""The options of the suite."""

import os

from hypothesis import settings

# `make test` draws the same examples every time: what fails on one machine fails on all. A search for new ones is
# PLIMSOLL_SEARCH=1, with as many examples as there is time for.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=int(os.environ.get("PLIMSOLL_EXAMPLES", "2000")))
settings.load_profile("search" if os.environ.get("PLIMSOLL_SEARCH") else "steady")


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what came out beside the broken rule files, instead of comparing it",
    )
