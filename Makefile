# Every target makes its own environment in .venv first; it is made again when setup.cfg changes.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# The first of these that is new enough. Another one: make test PYTHON=/path/to/python3.12
PYTHONS := python3 python3.14 python3.13 python3.12 python3.11
PYTHON ?= $(shell for p in $(PYTHONS); do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)

# What is imported is compiled once, by whoever comes first: compiling all that is installed takes far longer.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
DEMO := .venv/.demo
READY := .venv/.ready
# The demo asks for little and starts soon; all else wants everything.
DEMO_EXTRAS := demo,media
EXTRAS := $(DEMO_EXTRAS),analysis,postgres,s3,soap,celery,metrics,testing,dev
WORKERS ?= 2
# What is checked beside src; a folder that is not there yet is left out.
TYPED := src $(wildcard examples)
PURE := $(wildcard tests/unit/core tests/unit/ports tests/unit/pipeline)
# A file stays on one worker, and files start in the order of tests/conftest.py.
FILES = --dist loadfile --no-loadscope-reorder
SPREAD = -n $(WORKERS) $(FILES)
# What waits for nothing gains nothing from more workers than cores, and each collects all tests.
BUSY = -n auto --maxprocesses $(WORKERS) $(FILES)

.PHONY: help demo test outer nightly check lint types imports coverage examples bench docs clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

demo: $(DEMO) ## distribute a real release to simulators of all platforms until it is Live
	@$(BIN)/tunemantra demo

test: $(READY) ## run every test (ARGS="-k territory" narrows)
	@$(BIN)/python -m pytest $(SPREAD) $(ARGS)

outer: $(READY) ## run the tests that coverage does not run
	@$(BIN)/python -m pytest $(SPREAD) $(PURE:%=--ignore=%) $(ARGS)

nightly: $(READY) ## draw far more than a change needs: hours, not minutes
	@$(BIN)/python -m pytest -n $(WORKERS) -m nightly $(ARGS)

check: lint types imports coverage examples ## everything a change must pass beside the tests

lint: $(READY) ## style and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY) ## mypy --strict
	@$(BIN)/mypy --strict $(TYPED)

imports: $(READY) ## who may import whom
	@$(BIN)/lint-imports

coverage: $(READY) ## core, ports and pipeline: every line and branch
	@$(BIN)/python -m pytest -q $(BUSY) --cov --cov-config=setup.cfg $(PURE)

examples: $(READY) ## the snippets of README and docs
	@if [ -d tests/docs ]; then $(BIN)/python -m pytest -q tests/docs; fi

bench: $(READY) ## how fast it is, beside the bare tools
	@$(BIN)/python -m bench

docs: $(READY) ## write the reference pages
	@$(BIN)/python -m docs.build

clean: ## remove what the tools made
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage* build dist

$(DEMO): setup.cfg pyproject.toml
	$(call install,$(DEMO_EXTRAS))
	@touch $@

$(READY): setup.cfg pyproject.toml
	$(call install,$(EXTRAS))
	@touch $(DEMO) $@

define install
@if [ -z "$(PYTHON)" ]; then \
	echo "tunemantra needs Python 3.11 or newer, and none of $(PYTHONS) is. Install one, or name it:" >&2; \
	echo "    make $(or $(MAKECMDGOALS),test) PYTHON=/path/to/python3.12" >&2; exit 1; fi
@if ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	echo "$(PYTHON) is not Python 3.11 or newer." >&2; exit 1; fi
@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
	echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu:  apt install python3-venv" >&2; \
	exit 1; fi
@echo "Preparing .venv with $$($(PYTHON) --version); the first time takes a minute or two." >&2
@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
@$(BIN)/python -m pip install --quiet --upgrade pip
@$(BIN)/python -m pip install --quiet --no-compile --editable '.[$(1)]'
endef
