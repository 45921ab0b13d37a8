# The commands of the project; `make` alone lists them.
#   EXPORTS=folder   the store's exports (CSV or Parquet); without it seeds/exports
#   VARS='{...}'     dbt vars for one run, as JSON or YAML
#   TARGET=dev       a target of profiles/profiles.yml; without it production
#   TARGET=spark     Apache Spark in a session on this machine (docs/scaling.md)
#   MEMORY_LIMIT=4GB what DuckDB may take; without it half of the machine
#   VERBOSE=1        dbt's own output
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
export VARS ID TARGET VERBOSE DB
# An EXPORTS that is given and empty is refused, so it is passed on only where it is given.
ifneq ($(origin EXPORTS),undefined)
export EXPORTS
endif

# Paths and texts are UTF-8, also where the locale is POSIX.
export PYTHONUTF8 := 1

# A Python that the locked packages support. `make build PYTHON=...` names another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$python; break; }; done)
VENV := .venv
RUN := $(VENV)/bin/python
GROUPS := main test lint spark metrics bi duckdb14 superset

# Spark has an environment of its own, in which dbt finds the adapter of the project.
READY := $(VENV)/main.done
BUILD := $(RUN)
ifneq ($(filter spark spark_cluster,$(TARGET)),)
READY := .venv-spark/done
BUILD := PYTHONPATH="$(CURDIR)/one_click/spark" .venv-spark/bin/python
# Spark listens for its own processes alone, unless a cluster is elsewhere.
export SPARK_LOCAL_IP ?= 127.0.0.1
# A build on DuckDB may run at the same time, and writes target/ too.
export DBT_TARGET_PATH := target/$(TARGET)
endif

.PHONY: help build backfill report tables docs sql rejects metrics forget test test-share test-all check-bi check-metrics check-spark check-superset evidence cluster-up cluster-down lint exports demo bench screenshots lock audit clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

build: $(READY) ## `dbt build`: exports to offers, and publish (EXPORTS=folder for the store's own)
	@$(BUILD) -m one_click.build

backfill: $(READY) ## Build each month of an archive: a folder a month, as 2026-01 (EXPORTS=archive)
	@$(BUILD) -m one_click.backfill $(ARGS)

report: $(VENV)/main.done ## Write the pages in published/ again from what is published
	@$(RUN) -m one_click.report

tables: $(VENV)/main.done ## The published tables in docs/bi.md and on the first page of `make docs`, from the YAML
	@$(RUN) -m one_click.published_tables

docs: $(VENV)/main.done ## Every table and column on one page: published/docs.html
	@$(RUN) -m one_click.docs

sql: $(VENV)/main.done ## SQL shell on the published file, read-only (ARGS='-c "select 1"', DB=warehouse)
	@$(RUN) -m one_click.sql $(ARGS)

rejects: $(VENV)/main.done ## Show the rows of the exports that were rejected, with the reasons
	@DB=warehouse $(RUN) -m one_click.sql -line -c "select count(*) as rejected_rows from staging.rejected_rows; from staging.rejected_rows order by export, rejection"

metrics: .venv-metrics/done ## MetricFlow (ARGS='query --metrics at_risk_share'); checks the definitions
	@test -f warehouse/one_click.duckdb || { echo "metrics: nothing is built yet: run \`make build\`." >&2; exit 2; }
	@.venv-metrics/bin/dbt --quiet parse && cp target/metrics/semantic_manifest.json target/ \
	&& .venv-metrics/bin/mf $(patsubst query,query --quiet,$(or $(ARGS),validate-configs))
# dbt parses the definitions beside what the build left; MetricFlow knows one place only.
# Without --quiet a query turns a wheel, also where its output is read by a program.
metrics: export DBT_TARGET_PATH := target/metrics

forget: $(VENV)/main.done ## Erase one customer everywhere (ID=215348)
	@$(RUN) -m one_click.forget

test: $(VENV)/test.done ## All tests but the slow ones
	@$(RUN) -m pytest -m "not slow" -n 2 --dist loadfile

test-share: $(VENV)/test.done ## A twelfth of the slow tests, another one each day, for 30 minutes
	@$(RUN) -m pytest -m slow --share $$(( $$(date +%s) / 86400 % 12 ))/12 --minutes 25 || [ $$? -eq 5 ]

test-all: $(VENV)/test.done ## All tests
	@$(RUN) -m pytest

# Each check has an environment of its own, and looks at what was built here.
check-metrics: $(VENV)/test.done .venv-metrics/done ## MetricFlow answers what the marts say
	@$(RUN) -m pytest tests/optional/test_metrics.py

check-bi: $(VENV)/test.done .venv-bi/done .venv-duckdb14/done ## DuckDB 1.4 and 1.5, SQLAlchemy and ADBC read what is published
	@$(RUN) -m pytest tests/optional/test_bi_clients.py

check-spark: $(VENV)/test.done .venv-spark/done ## Apache Spark builds the tables that DuckDB builds (half an hour; needs Java 17)
	@$(RUN) -m pytest tests/optional/test_spark.py

check-superset: $(VENV)/test.done .venv-superset/done ## Apache Superset draws a chart of it (large)
	@$(RUN) -m pytest tests/optional/test_superset.py

cluster-up: .venv-spark/done ## Start a small cluster of Spark here, for `make build TARGET=spark_cluster`
	@.venv-spark/bin/python -m one_click.spark.cluster up

cluster-down: .venv-spark/done ## Stop it
	@.venv-spark/bin/python -m one_click.spark.cluster down

evidence: $(VENV)/test.done ## Simulations behind docs/evidence.md (an hour)
	@$(RUN) -m pytest -s -m slow tests/ml/test_campaign_coverage.py tests/ml/test_offer_effects.py tests/e2e/test_profit_loss.py \
	tests/ml/test_treated_training.py tests/ml/test_label_blocks.py \
	tests/e2e/test_money_comes_true.py tests/e2e/test_shifted_months.py

lint: .venv-lint/done ## Check style and types: ruff, mypy, sqlfluff
	@.venv-lint/bin/ruff check . && .venv-lint/bin/ruff format --check . && .venv-lint/bin/mypy \
	&& .venv-lint/bin/sqlfluff lint --nocolor models tests/data

exports: $(VENV)/main.done ## Make the demo exports anew (ARGS='--customers N')
	@$(RUN) -m one_click.demo.exports $(ARGS)

bench: $(VENV)/main.done ## Speed against a bare script and a notebook (ARGS='--customers 100000')
	@$(RUN) -m one_click.bench $(ARGS)

screenshots: $(VENV)/test.done ## Take the pictures in docs/ anew (publish the demo first)
	@$(RUN) -m one_click.screenshots

lock: ## Pin the packages of requirements/*.in with their hashes (needs uv)
	@cd requirements && for group in $(GROUPS); do \
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-header $$group.in -o $$group.txt || exit 1; done

demo: $(VENV)/main.done ## A campaign sent and measured, in a copy (ARGS='--effect 0.25')
	@$(RUN) -m one_click.demo.campaign $(ARGS)

audit: ## Look the locked packages up in the advisories (needs uv and the network)
	@for group in $(GROUPS); do uvx pip-audit --strict --require-hashes --disable-pip \
	-r requirements/$$group.txt || exit 1; done

clean: ## Forget the warehouse, the models and the published files
	@rm -rf target logs warehouse/* published/* published/.[a-fh-z]*

define make_environment
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer was found: install one, or name it: make build PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv $(@D)
endef
$(VENV)/pyvenv.cfg:
	$(make_environment)
.venv-%/pyvenv.cfg:
	$(make_environment)
.PRECIOUS: .venv-%/pyvenv.cfg

# pip writes to a log: it is shown when something fails.
$(VENV)/%.done: requirements/%.txt | $(VENV)/pyvenv.cfg
	@echo "Installing the packages of requirements/$*.txt into $(VENV) (a minute or two) ..."
	@$(RUN) -m pip install --require-hashes --disable-pip-version-check -r $< > $(VENV)/$*.log 2>&1 \
	|| { cat $(VENV)/$*.log >&2; exit 1; }
	@touch $@
$(VENV)/test.done: $(VENV)/main.done

.venv-%/done: requirements/%.txt | .venv-%/pyvenv.cfg
	@echo "Installing the packages of requirements/$*.txt into .venv-$* ..."
	@.venv-$*/bin/python -m pip install --require-hashes --disable-pip-version-check -r $< > .venv-$*/pip.log 2>&1 \
	|| { cat .venv-$*/pip.log >&2; exit 1; }
	@touch $@
