"""The options of the suite."""


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what came out beside the broken rule files, instead of comparing it",
    )
