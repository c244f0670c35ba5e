# CivicSense. `make help` says what each target does.
PYTHON ?= python3
PORT   ?= 8000
ARGS   ?=
PY     := .venv/bin/python
SHELL  := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help
help: ## Show this list
	@awk -F':.*## ' '/^[a-z][a-z-]*:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup setup-dev
setup: ## Make .venv and all it needs (the second time: nothing to do)
	@$(PYTHON) -I scripts/prepare_environment.py runtime

setup-dev: ## The same, and what checks and tests need
	@$(PYTHON) -I scripts/prepare_environment.py runtime llm dev
