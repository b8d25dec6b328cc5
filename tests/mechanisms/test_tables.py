"""The tables under `docs/mechanisms`: each row shows its mechanism, and what it names is there."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.rule_folders import names_of

DOCS = Path(__file__).parents[2] / "docs" / "mechanisms"
PAGES = sorted(page for page in DOCS.glob("*.md") if page.name != "README.md")
FOLDERS = sorted(file.parent for file in Path(__file__).parent.glob("*/tests.yaml"))

# A link, and what stands behind it up to the next one or the end of its cell.
LINK = re.compile(r"\]\(([^)#]+)[^)]*\)([^\[|]*)")

a_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def rows(page: Path) -> list[str]:
    """Return the rows of the tables of *page*, without their heads."""
    lines = page.read_text(encoding="utf-8").splitlines()
    below = [line for before, line in pairwise(lines) if before.startswith("|")]
    return [line for line in below if line.startswith("|") and not line.startswith("|---")]


def shown(row: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each link of *row*, with the tests that are named in backticks between it and the next one."""
    for link, after in LINK.findall(row):
        yield link, re.findall(r"`([^`]+)`", after)


def named_at(place: Path) -> set[str]:
    """Return the names of the tests at *place*: a folder of rules with tests, or a file of tests."""
    if place.suffix == ".py":
        return set(re.findall(r"^ *def (test_\w+)", place.read_text(encoding="utf-8"), re.MULTILINE))
    return set(names_of(place))


@a_page
def test_every_row_links_to_what_shows_its_mechanism(page):
    assert [row for row in rows(page) if not LINK.search(row)] == []


@a_page
def test_every_link_of_a_row_leads_to_tests(page):
    links = {link for row in rows(page) for link, _ in shown(row)}

    assert [link for link in sorted(links) if not named_at((page.parent / link).resolve())] == []


@a_page
def test_every_test_named_beside_a_link_is_there(page):
    named = {(link, test) for row in rows(page) for link, tests in shown(row) for test in tests}

    assert [one for one in sorted(named) if one[1] not in named_at((page.parent / one[0]).resolve())] == []


@a_page
def test_a_file_of_tests_is_linked_to_with_the_test_that_shows_it(page):
    bare = {link for row in rows(page) for link, tests in shown(row) if link.endswith(".py") and not tests}

    assert sorted(bare) == []


def test_every_folder_of_a_mechanism_stands_in_a_table():
    linked = {(page.parent / link).resolve() for page in PAGES for row in rows(page) for link, _ in shown(row)}

    assert [folder.name for folder in FOLDERS if folder not in linked] == []


def test_the_index_names_every_page():
    index = (DOCS / "README.md").read_text(encoding="utf-8")

    assert [page.name for page in PAGES if page.name not in index] == []
