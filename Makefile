# Every target does the set-up that it needs. `make PYTHON=python3.13 setup` picks another interpreter.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Test processes, each with brokers of its own.
WORKERS ?= 2

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test check format bench chart kafka schemas dashboards lock

help: ## Shows this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(STAMP) ## Makes .venv with everything that is locked, and Tollwire itself.

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Tollwire needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another one: make PYTHON=python3.12 setup" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP) ## Starts a broker and the services, feeds the sample wire and shows the live table.
	$(BIN)/tollwire demo

test: $(STAMP) ## Runs all tests, on Apache Kafka where Java and Maven are, else on the embedded broker.
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

check: $(STAMP) ## Checks style, types and the arrows of imports.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP) ## Formats the code and mends what ruff can mend.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP) ## Measures throughput and latency on Apache Kafka; prints a table and writes JSON.
	PYTHONPATH=tests $(BIN)/python -m bench $(ARGS)

chart: $(STAMP) ## Plays the sample wire under a real Prometheus and draws docs/war.svg from what it scraped.
	PYTHONPATH=tests:deploy/grafana $(BIN)/python -m chart $(ARGS)

kafka: $(STAMP) ## Runs one node of Apache Kafka on this machine, until Ctrl-C.
	$(BIN)/python -m tollwire.platform.broker --kind kafka

schemas: $(STAMP) ## Writes schemas/ anew from the models in services/tollwire/events/.
	$(BIN)/python -m tollwire.events.schemas
	$(BIN)/python -m tollwire.ingest.push.openapi
	$(BIN)/python -m tollwire.api.openapi

dashboards: $(STAMP) ## Writes Grafana's dashboards anew from deploy/grafana/boards/.
	PYTHONPATH=deploy/grafana $(BIN)/python -m boards

lock: ## Compiles requirements.lock from pyproject.toml, with uv from the PATH.
	@command -v uv >/dev/null || { echo "make lock needs uv: pipx install uv" >&2; exit 1; }
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header -o requirements.lock
