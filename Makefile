# On a machine with Python 3.11 or newer and make: `make demo` shows Plimsoll at work, `make test` proves it.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check bench proto clean

.venv/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Plimsoll needs Python 3.11 or newer; name one with make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/.developed: .venv/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

.venv/.benched: .venv/.developed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,bench]'
	@touch $@

# The year of four homecare providers under the shipped rules, and some months in the life of a fifth one's contract,
# through a real server that ends with the command.
demo: .venv/.installed
	@$(BIN)/plimsoll demo

test: .venv/.developed
	$(BIN)/python -m pytest -n auto --dist loadfile
	$(BIN)/plimsoll test rules

check: .venv/.developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python proto/generate.py lint

# After a change of proto/: the code that engine/api and the Python client hold, which tests compare.
proto: .venv/.developed
	$(BIN)/python proto/generate.py api
	$(BIN)/python proto/generate.py client

bench: .venv/.benched
	$(BIN)/python -m tests.bench

clean:
	rm -rf .venv clients/node/node_modules
