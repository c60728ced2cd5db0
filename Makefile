# Warmline: every target says what it does; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets.
	@grep -hE '^[a-z.][a-zA-Z_.-]*:.*##' $(MAKEFILE_LIST) | sed -E 's/^([^:]+):.*## (.*)/  \1\t\2/' | expand -t 14

.PHONY: .venv
.venv: $(VENV)/.installed ## Make the virtual environment and install what runs the line.

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Warmline needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: run
run: $(VENV)/.installed ## Start everything on this machine, with a demo campus and its phones.
	@exec $(BIN)/warmline up --demo

.PHONY: test
test: $(VENV)/.installed-dev ## Run every test.
	$(BIN)/python -m pytest -n 2 --dist worksteal

.PHONY: check
check: $(VENV)/.installed-dev ## The whole gate: format, lint, types, walls, tests.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

.PHONY: audit
audit: $(VENV)/.installed-dev ## Ask the public advisories about every pinned dependency.
	.ci/audit

.PHONY: format
format: $(VENV)/.installed-dev ## Format the code.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: bench
bench: $(VENV)/.installed-dev ## Measure the numbers of docs/performance.md, each beside its yardstick.
	$(BIN)/python -m benchmarks

.PHONY: fuzz
fuzz: $(VENV)/.installed-dev ## Let chance run calls and texts for longer than `make test` does.
	HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest tests/machine tests/core -n 2 --dist worksteal

.PHONY: pictures
pictures: $(VENV)/.installed-dev ## Take the documentation's pictures anew (ADDRESS=http://…/phones/ of a running line).
	$(BIN)/python -m tests.web.pictures $(ADDRESS)

.PHONY: lock
lock: $(VENV)/.installed-dev ## Pin and hash every dependency anew; names no index.
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --upgrade --quiet pyproject.toml requirements/build.in -o requirements.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --upgrade --quiet --group dev pyproject.toml requirements/build.in -c requirements.txt -o requirements-dev.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --upgrade --quiet requirements/sentry.in -c requirements.txt -o requirements-sentry.txt
