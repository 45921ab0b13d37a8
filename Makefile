# The commands of the project; `make` alone lists them.
#   EXPORTS=folder   the store's exports (CSV or Parquet); without it seeds/exports
#   VARS='{...}'     dbt vars for one run, as JSON or YAML
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
export EXPORTS VARS

# A Python that the locked packages support. `make build PYTHON=...` names another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$python; break; }; done)
VENV := .venv
RUN := $(VENV)/bin/python

.PHONY: help build publish report test test-all lint exports screenshots lock clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

build: $(VENV)/main.done ## Exports to offers, then publish (EXPORTS=folder for the store's own)
	@$(RUN) -m commands.build

publish: $(VENV)/main.done ## Publish the last whole build again
	@$(RUN) -m commands.publish

report: $(VENV)/main.done ## Write the pages in published/ again from what is published
	@$(RUN) -m commands.report

test: $(VENV)/test.done ## All tests but the slow ones
	@$(RUN) -m pytest -m "not slow"

test-all: $(VENV)/test.done ## All tests
	@$(RUN) -m pytest

lint: $(VENV)/test.done ## Check the Python style
	@$(RUN) -m ruff check . && $(RUN) -m ruff format --check .

exports: $(VENV)/main.done ## Make the demo exports anew (ARGS='--customers N')
	@$(RUN) -m commands.generate_exports $(ARGS)

screenshots: $(VENV)/test.done ## Take the pictures in docs/ anew (publish the demo first)
	@$(RUN) -m commands.screenshots

lock: ## Pin the packages of requirements/*.in with their hashes (needs uv)
	@cd requirements && for group in main test; do \
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-header $$group.in -o $$group.txt || exit 1; done

clean: ## Forget the warehouse, the models and the published files
	@rm -rf target logs warehouse/* published/*

$(VENV)/pyvenv.cfg:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer was found: install one, or name it: make build PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# pip writes to a log: it is shown when something fails.
$(VENV)/%.done: requirements/%.txt commands/dbt | $(VENV)/pyvenv.cfg
	@echo "Installing the packages of requirements/$*.txt into $(VENV) (a minute or two) ..."
	@$(RUN) -m pip install --require-hashes --disable-pip-version-check -r $< > $(VENV)/$*.log 2>&1 \
	|| { cat $(VENV)/$*.log >&2; exit 1; }
	@install -m 755 commands/dbt $(VENV)/bin/dbt
	@touch $@
$(VENV)/test.done: $(VENV)/main.done
