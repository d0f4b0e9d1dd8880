# One way to do each chore. `make demo` and `make test` need nothing but Python 3.11 or newer and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help demo test quick lint format docs site-docs e2e bench bench-running bench-speed bench-quality bench-threat measure-threat bench-warehouse bench-site \
	bench-verify measure-verify faults stateful fuzz defences coverage mutants lock clean

help:  ## List the chores
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY)  ## The main job on bundled sample feeds, offline
	$(BIN)/weekwatch demo

# Two workers more than cores, since many a test waits for a server or a browser; by file, the slow ones first (tests/conftest.py).
SHARED_OUT = -n $$($(BIN)/python -c "import os; print((os.cpu_count() or 1) + 2)") --dist loadfile --no-loadscope-reorder

test: $(READY)  ## All tests, offline, shared out over the cores
	$(BIN)/python -m pytest -q $(SHARED_OUT)

quick: $(READY)  ## The tests that take about a minute
	$(BIN)/python -m pytest -q $(SHARED_OUT) -m "not slow"

lint: $(READY)  ## ruff and mypy --strict over everything
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)  ## Format the code
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

docs: $(READY)  ## Make the data dictionary and the command reference anew
	$(BIN)/python -m warehouse.dictionary
	$(BIN)/python -m flows.cli.reference
	$(BIN)/python -m tasks.publish.formats.json

site-docs: $(READY)  ## The documentation as a site, in build-docs/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

bench: bench-quality bench-warehouse  ## All benchmarks (they need WEEKWATCH_DATA)

bench-quality: $(READY)  ## Reading of texts against gold sets
	$(BIN)/python -m tests.measure.quality

e2e: $(READY)  ## A team's Weekwatch as processes on loopback: PostgreSQL, Prefect's server, workers, nginx
	$(BIN)/python -m tests.e2e.run

bench-running: $(READY)  ## What orchestration costs, and a backfill at scale
	$(BIN)/python -m tests.measure.orchestration
	$(BIN)/python -m tests.measure.backfill
	$(BIN)/python -m tests.measure.dask

bench-speed: $(READY)  ## What a country-week costs, in about ten minutes of a quiet machine: a part of the world, of the real backfill, of Dask's
	-$(BIN)/python -m tests.measure.scale --weeks 1
	-$(BIN)/python -m tests.measure.backfill --weeks 3
	-$(BIN)/python -m tests.measure.dask --weeks 2

measure-verify: bench-verify  ## The verifier on all its sets: mutations, those written apart, free prose given and our own, cases, cost
	$(BIN)/python -m tests.measure.verify_apart
	$(BIN)/python -m tests.measure.verify_gold
	$(BIN)/python -m tests.measure.verify_cases
	$(BIN)/python -m tests.measure.verify_speed

bench-verify: $(READY)  ## The verifier against corrupted statements
	$(BIN)/python -m tests.measure.verify
	$(BIN)/python -m tests.measure.paraphrases
	$(BIN)/python -m tests.measure.report_speed

bench-threat measure-threat: $(READY)  ## The level against reality; writes docs/VALIDATION.md
	$(BIN)/python -m tests.measure.gold_weeks --out build/gold-weeks
	$(BIN)/python -m tests.measure.threat --gold build/gold-weeks --baselines

bench-site: $(READY)  ## The static site at full size
	$(BIN)/python -m tests.measure.site

bench-warehouse: $(READY)  ## The warehouse at full size
	$(BIN)/python -m tests.measure.warehouse
	$(BIN)/python -m tests.measure.warehouse_faults

faults: $(READY)  ## Ten operations killed, starved and interrupted at every step; hours, or --only and --kinds
	$(BIN)/python -m tests.faults.run $(FAULTS)

stateful: $(READY)  ## The warehouse against a model of it, 500 sequences of operations; the suite tries 40
	WEEKWATCH_SEQUENCES=500 $(BIN)/python -m pytest -q tests/warehouse/store/test_stateful.py

fuzz: $(READY)  ## Seven readers fuzzed by coverage, five minutes each, then what hostile text costs (pip install atheris regexploit)
	for target in feed html url date sql verifier profile; do $(BIN)/python -m tests.fuzz.run $$target --seconds 300 || exit 1; done
	$(BIN)/python -m tests.measure.budgets
	$(BIN)/python -m tests.measure.backtracking

defences: $(READY)  ## Each defence of docs/SECURITY.md taken away: its test must fail
	$(BIN)/python -m tests.measure.defences

coverage: $(READY)  ## Branch coverage of tasks/ and warehouse/ by the tests that are not slow, in parts (pip install coverage)
	$(BIN)/python -m tests.measure.coverage_of_tests

mutants: $(READY)  ## How much of seven modules the tests hold (pip install cosmic-ray)
	$(BIN)/python -m tests.measure.mutation

lock: $(READY)  ## Resolve requirements.lock and requirements-runtime.lock anew: hashes, no index address
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet --upgrade -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --quiet -c requirements.lock -o requirements-runtime.lock

clean:  ## Remove what was made
	rm -rf $(VENV) build-docs .pytest_cache .mypy_cache .ruff_cache weekwatch-demo
