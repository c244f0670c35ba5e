# CivicSense. `make` or `make help` says what each target does.
PYTHON ?= python3
ARGS   ?=
PORT   ?=
JOBS   ?= 2

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PREPARE := $(PYTHON) -I scripts/prepare.py
BIN     := .venv/bin
PY      := $(BIN)/python

.PHONY: help setup demo up test check bench campaign eval kafka kafka-jars model \
        model-reference lock format clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / {printf "  make %-16s %s\n", $$1, $$2}' Makefile

setup: ## Make .venv and all it needs; a second time there is nothing to do
	@$(PREPARE) setup

demo: ## Run the whole system on this machine (PORT=9000 another port, ARGS="…" for cli demo)
	@$(PREPARE) demo
	@exec env -u PYTHONDONTWRITEBYTECODE $(PY) -m cli demo $(if $(PORT),--port $(PORT)) $(ARGS)

up: ## Start broker, Redis, indexer and API, without the tour (ARGS="--city DIR …")
	@$(PREPARE) demo
	@exec env -u PYTHONDONTWRITEBYTECODE $(PY) -m cli up $(if $(PORT),--api-port $(PORT)) $(ARGS)

test: ## Set up, check, and run every test (ARGS="tests/core -k words" for some of them)
	@$(PREPARE) test
	@$(MAKE) check
	@if [ -f web/package.json ] && command -v npm >/dev/null; then \
	    npm --prefix web run --silent --if-present test; fi
	@exec $(PY) -m pytest -n $(JOBS) --dist loadfile $(ARGS)

check: ## Format, lint, types, import arrows, catalogues of phrases, compose file
	@$(PREPARE) check
	@$(BIN)/ruff format --check --quiet --output-format concise . || { echo "make format puts it right"; exit 1; }
	@$(BIN)/ruff check --quiet --output-format concise .
	@PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(BIN)/pyright
	@$(BIN)/lint-imports --no-logo
	@$(PY) -m assistant.phrases
	@$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

format: ## Put the code in the house's form
	@$(PREPARE) check
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix --quiet .

bench: ## Measure, on a real Kafka and Redis: one JSON line a figure
	@$(PREPARE) test
	@exec $(PY) -m cli bench $(ARGS)

campaign: ## The long forms of the failure tests: kills, storms, rebuilds
	@$(PREPARE) test
	@exec $(PY) -m pytest -m campaign $(ARGS)

eval: ## Score the assistant, plant faults, compare retrieval: build/evals (ARGS="run …" for one)
	@$(PREPARE) test
	@exec $(PY) -m evals $(or $(ARGS),all)

kafka: kafka-jars ## Run a real Kafka on loopback until Ctrl-C (ARGS="--port 9092 --partitions 4")
	@$(PREPARE) setup
	@exec $(PY) scripts/run_kafka.py $(ARGS)

kafka-jars: ## Bring Apache Kafka into the user's cache (Java 17, Maven)
	@$(PYTHON) -I scripts/prepare_kafka.py

model: ## Make the embedding model in the user's cache, now
	@$(PREPARE) setup
	@$(PYTHON) -I scripts/prepare_model.py

model-reference: model ## Compare the model with sentence-transformers itself (several GB of torch)
	@$(PYTHON) -I scripts/compare_model.py

lock: ## Choose the newest versions anew: requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --group runtime --group llm --group dev --universal \
	    --python-version 3.11 --no-annotate --no-header --no-emit-index-url --upgrade --quiet \
	    --output-file requirements.lock

clean: ## Remove .venv, what was built and what was run; the user's cache stays
	@rm -rf .venv .civicsense .pytest_cache .ruff_cache .hypothesis .import_linter_cache \
	    api/static/app web/node_modules tests/peers/aimock/node_modules
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
