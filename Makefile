# What a person types. `make help` says what each word does; every recipe works in a folder with spaces in its name.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Any Python from 3.11 to 3.13: `make up PYTHON=/opt/python/bin/python3.12`. Without it the first fitting one on the PATH.
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do "$$p" -c "$(FITS)" 2>/dev/null && { echo "$$p"; exit; }; done; echo python3)
UV_VERSION := 0.13.9

BIN := .venv/bin
RUN := $(BIN)/python -m
PYTEST := $(RUN) pytest
FRONTEND := $(shell find campaign_ui/static/src campaign_ui/package.json campaign_ui/package-lock.json campaign_ui/build.mjs scripts/build_frontend.py -type f 2>/dev/null)
QUERIES := $(shell find services -name '*.sql' 2>/dev/null)
SHELL_SCRIPTS := .ci/run $(shell find docker scripts -name '*.sh' 2>/dev/null)
DOCKERFILES := $(shell find docker -name '*.Dockerfile' 2>/dev/null)

.PHONY: help install up down test lint format types unit guards integration dags browser bench quality lock

help: ## Say what every word does
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

install: .venv/.installed campaign_ui/static/dist/.built ## Build the environment in .venv/ and the site's scripts and styles

up: install ## Start everything, run the whole pipeline once, say what was found and where to look
	@$(BIN)/jobs up

down: ## Stop everything that `make up` started; the data stays in .local/
	@if [ -x $(BIN)/jobs ]; then $(BIN)/jobs down; else echo "Nothing is installed here, so nothing runs."; fi

# The longest files first: the workers then end at about the same time. Three on two cores, because one of them mostly
# waits for Airflow.
test: lint ## Check and test everything: lint, then unit, guard, integration, DAG and browser tests
	$(PYTEST) -n 3 --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered \
		tests/dags tests/browser tests/integration tests/guards tests/unit

lint: install ## Check style, types, layers, SQL, templates, shell, containers and workflows
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --disable-progress-bar $(QUERIES) docker/init
	$(BIN)/sqlfluff lint --disable-progress-bar --templater jinja dbt/models $(wildcard dbt/tests)
	$(BIN)/djlint --quiet --profile jinja --lint campaign_ui/templates
	$(BIN)/djlint --quiet --profile jinja --lint --ignore H021 services/auth/templates services/notifier/templates services/shared/templates
	$(BIN)/shellcheck $(SHELL_SCRIPTS)
	$(BIN)/hadolint $(DOCKERFILES)
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/zizmor --offline --no-progress --quiet .github/workflows

types: install ## Check types alone
	$(BIN)/mypy

format: install ## Rewrite Python and SQL the way the checks want it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix --disable-progress-bar $(QUERIES)

unit: install ## Run the tests that touch neither network nor database
	$(PYTEST) tests/unit

guards: install ## Run the tests about the code base itself
	$(PYTEST) tests/guards

integration: install ## Run the tests on a real PostgreSQL and real local servers
	$(PYTEST) -n 2 --dist loadfile tests/integration

dags: install ## Run the Airflow tests
	$(PYTEST) tests/dags

browser: install ## Run the tests that drive Chromium
	$(PYTEST) tests/browser

bench: install ## Measure speed and memory as ratios inside one run; writes JOBS_HOME/bench.json
	$(RUN) tests.benchmarks

quality: install ## Measure how good enrichment, ranking and matching are; writes JOBS_HOME/quality.json
	$(RUN) tests.benchmarks.quality

lock: .venv/.installed ## Pin every dependency anew in requirements.lock, with hashes and without addresses
	$(RUN) uv pip compile --universal --upgrade --generate-hashes --no-emit-index-url --group dev \
		pyproject.toml -o requirements.lock

# Compiled once here: a dbt or Airflow process otherwise compiles thousands of modules anew at every start where Python
# may not keep them (PYTHONDONTWRITEBYTECODE, a read-only environment).
.venv/.installed: requirements.lock pyproject.toml
	@"$(PYTHON)" -c "$(FITS)" 2>/dev/null || { \
		echo "Python 3.11, 3.12 or 3.13 is needed; '$(PYTHON)' is $$("$(PYTHON)" --version 2>&1 || echo 'not there')."; \
		echo "Name another one: make install PYTHON=/path/to/python3.12"; exit 1; }
	@[ -x $(BIN)/python ] && $(BIN)/python -m pip --version >/dev/null 2>&1 || "$(PYTHON)" -m venv --clear .venv || { \
		echo "Python cannot make virtual environments here. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(RUN) pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(RUN) uv pip sync --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	$(RUN) uv pip install --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

campaign_ui/static/dist/.built: .venv/.installed $(FRONTEND)
	$(BIN)/python scripts/build_frontend.py
	@mkdir -p $(@D) && touch $@
