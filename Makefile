# Every target sets up what it needs: a private .venv from a lock with hashes.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A process for each processor, with one thread for its numbers; what is started many times is compiled once.
ONE_THREAD := OPENBLAS_NUM_THREADS=1 POLARS_MAX_THREADS=1
TESTS := PYTHONDONTWRITEBYTECODE= $(ONE_THREAD) $(BIN)/python -m pytest -n auto --dist worksteal

# List the targets.
help:
	@awk '/^# /{text=substr($$0,3)} /^[a-z-]+:/{if(text){split($$0,a,":"); printf "  make %-8s %s\n", a[1], text}} {if($$0 !~ /^# /) text=""}' $(MAKEFILE_LIST)

# Fictional cases through check, risk and release, then the site (DEMO_ONCE=1 ends after a self-check).
demo: $(VENV)/ready-demo
	@$(BIN)/python -m fanal.cli.demo

# Every test.
test: $(VENV)/ready-dev
	@$(TESTS) -m "not soak"

# Lint and formatting.
lint: $(VENV)/ready-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

# Mend what the linter can mend.
fix: $(VENV)/ready-dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# Types, strict on the engines.
types: $(VENV)/ready-dev
	@$(BIN)/mypy

# Speed and memory against a peer or a limit, in one run (QUICK=1 for a short one).
bench: $(VENV)/ready-dev .venv-peers/ready $(if $(QUICK),,.venv-attacks/ready)
	@$(BIN)/python -m benchmarks $(if $(QUICK),--quick)

# The environment of anonymeter, for `fanal evaluate --attacks`; says where its Python is.
attacks: .venv-attacks/ready
	@echo "FANAL_ANONYMETER_PYTHON=$(CURDIR)/.venv-attacks/bin/python"

# Long trials: the tests marked soak.
soak: $(VENV)/ready-dev
	@$(TESTS) -m soak

# Write the locks anew from pyproject.toml (needs uv).
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-emit-package fanal -q -o requirements/dev.txt
	uv pip compile pyproject.toml --extra release --extra site --extra print --extra build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-emit-package fanal -q -c requirements/dev.txt -o requirements/demo.txt
	uv pip compile pyproject.toml --extra site --extra build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-emit-package fanal -q -c requirements/dev.txt -o requirements/site.txt
	uv pip compile requirements/peers.in --no-deps --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate -q -o requirements/peers.txt
	uv pip compile requirements/attacks.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate -q -o requirements/attacks.txt

# The two set-ups; the stamp makes a second run start at once.
$(VENV)/ready-%: requirements/%.txt pyproject.toml
	@test -x $(BIN)/python || { $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Fanal needs Python 3.11 or newer; say which with make PYTHON=/path/to/python3.11"; exit 1; }; echo "Setting up .venv (once)…"; $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/$*.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# What is compared with lives apart, for its pins conflict with ours: each lock names all that is installed.
.venv-%/ready: requirements/%.txt | $(VENV)/ready-dev
	@echo "Setting up .venv-$* (once)…"; $(BIN)/python -m venv .venv-$*
	@.venv-$*/bin/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@

.PHONY: help demo test lint fix types bench attacks soak lock
