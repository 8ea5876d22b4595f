# Two commands do everything: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
DEMO := build/demo

.PHONY: help install demo test test-long check lint typing imports docs ci clean

help:
	@echo "make demo     try ldmjira against an embedded Jira"
	@echo "make test     run the tests"
	@echo "make check    lint, typing and import contracts"
	@echo "make docs     build the documentation"
	@echo "make ci       everything that continuous integration runs"

install: $(INSTALLED)

$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# A store of its own, made afresh: the demonstration is the same every time.
# No site is configured for it, whatever the environment says.
demo: $(INSTALLED)
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	@env -u LDMJIRA_URL LDMJIRA_SANDBOX=$(abspath $(DEMO))/sandbox.db BIN=$(abspath $(BIN)) bash examples/demo.sh

test: $(INSTALLED)
	$(BIN)/python -m pytest -q -n 2

check: lint typing imports

lint: $(INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

typing: $(INSTALLED)
	$(BIN)/mypy

imports: $(INSTALLED)
	$(BIN)/lint-imports

docs: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	$(BIN)/sphinx-build -W --keep-going -q -b html docs build/docs

# The longer tests: every kill, every fault, hundreds of random histories.
test-long: $(INSTALLED)
	$(BIN)/python -m pytest -q -n 2 -m ci

ci: test check test-long

clean:
	rm -rf $(VENV) build dist .nox
