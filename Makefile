# On a machine with Python 3.11 or newer and make: `make demo` shows Plimsoll at work, `make test` proves it.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check bench clean

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

# The year of four homecare providers under the shipped rules. One row is mistyped and refused, which is a finding
# (status 1) of `evaluate` and part of the story; anything else fails the demo.
PACK := rules/homecare-service-points
YEAR := $(PACK) --submissions $(PACK)/evidence/2026-27.csv --contracts $(PACK)/evidence/contracts.yaml \
	--received-column received

demo: .venv/.installed
	@$(BIN)/plimsoll evaluate $(YEAR) || test $$? -eq 1
	@$(BIN)/plimsoll explain $(YEAR) --contract cedar --period 2026-08

test: .venv/.developed
	$(BIN)/python -m pytest -n auto --dist loadfile
	$(BIN)/plimsoll test rules

check: .venv/.developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.benched
	$(BIN)/python -m tests.bench

clean:
	rm -rf .venv
