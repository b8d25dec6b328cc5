"""Lets the tests of this folder use the Python client, as those of the clients do."""

from tests.clients import conftest  # noqa: F401  # puts the client's sources on the path, after our own stubs
