# Two commands are all a person needs: make run, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: help run test setup setup-dev check unit browser data benchmarks screenshot clean

help:
	@echo "make run         set everything up and open the app (http://localhost:$(PORT))"
	@echo "make test        set everything up and run all checks and tests"
	@echo "make browser     run every browser test"
	@echo "make check       formatting, lint, types, import contract only"
	@echo "make data        rebuild data/published and static from the raw sources"
	@echo "make benchmarks  measure and write docs/performance.md"
	@echo "make screenshot  make the README's picture from the running app"
	@echo "make clean       remove the environment and caches"

$(VENV)/.run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed; found " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@# Compile the model once, so that the first visitor of What if does not wait for it.
	$(BIN)/python -c "from model.plan import new_plan; from model.results import simulate; simulate(new_plan(levers={'diversion': {'level': 10}}), 16)"
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

setup: $(VENV)/.run
setup-dev: $(VENV)/.dev

run: setup
	ATLAS_PORT=$(PORT) $(BIN)/python serve.py

test: setup-dev
	@bash tests/ensure_chromium.sh
	@bash tests/ensure_postgresql.sh
	@bash tests/ensure_print_libraries.sh
	$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not browser"
	@# A browser on two busy cores now and then misses a deadline: such a test is run once more.
	@# The slow ones, which `make browser` runs too, look at what others look at in another way.
	$(BIN)/python -m pytest -n 2 --dist worksteal --reruns 1 -m "browser and not slow"

browser: setup-dev
	@bash tests/ensure_chromium.sh
	@bash tests/ensure_postgresql.sh
	$(BIN)/python -m pytest -n 2 --dist worksteal -m browser

check: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

data: setup-dev
	$(BIN)/python -m data.build

benchmarks: setup-dev
	$(BIN)/python -m benchmarks

screenshot: setup-dev
	$(BIN)/python -m benchmarks.screenshot

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis static/vendor
