# Two commands are all a person needs: make run, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: help run test setup setup-dev check browser data sweep benchmarks screenshot clean
.PHONY: system-packages format-part lint-part types-part imports-part unit-part browser-part

help:
	@echo "make run         set everything up and open the app (http://localhost:$(PORT))"
	@echo "make test        set everything up and run all checks and tests"
	@echo "make browser     run every browser test"
	@echo "make check       formatting, lint, types, import contract only"
	@echo "make data        rebuild data/published and static from the raw sources"
	@echo "make sweep       install what many runs of the model need besides"
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

$(VENV)/.dev: requirements.txt requirements-sweep.txt requirements-dev.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

setup: $(VENV)/.run
setup-dev: $(VENV)/.dev

run: setup
	ATLAS_PORT=$(PORT) $(BIN)/python serve.py

# Every part runs, whatever became of the one before it; the last lines say how each went.
PARTS := format lint types imports unit browser
test: setup-dev system-packages
	@failed=; \
	for part in $(PARTS); do \
	  printf '\n=== %s\n' $$part; \
	  $(MAKE) --no-print-directory $$part-part || failed="$$failed $$part"; \
	done; \
	printf '\n'; \
	for part in $(PARTS); do \
	  case "$$failed " in *" $$part "*) echo "FAILED  $$part";; *) echo "passed  $$part";; esac; \
	done; \
	test -z "$$failed"

system-packages:
	@bash tests/ensure_chromium.sh
	@bash tests/ensure_postgresql.sh
	@bash tests/ensure_print_libraries.sh
	@bash tests/ensure_haproxy.sh

format-part:
	@$(BIN)/ruff format --check .

lint-part:
	@$(BIN)/ruff check .

types-part:
	@$(BIN)/mypy

imports-part:
	@$(BIN)/lint-imports

unit-part:
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not browser" --ignore tests/browser --durations 10

# A browser on two busy cores now and then misses a deadline: such a test is run once more.
# The slow ones, which `make browser` runs too, look at what others look at in another way.
browser-part:
	@$(BIN)/python -m pytest tests/browser -n 2 --dist worksteal --reruns 1 -m "browser and not slow" --durations 10

browser: setup-dev system-packages
	$(BIN)/python -m pytest tests/browser -n 2 --dist worksteal -m browser

check: setup-dev
	@$(MAKE) --no-print-directory --keep-going format-part lint-part types-part imports-part

data: setup-dev
	$(BIN)/python -m data.build

sweep: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-sweep.txt

benchmarks: setup-dev
	$(BIN)/python -m benchmarks

screenshot: setup-dev
	$(BIN)/python -m benchmarks.screenshot

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis static/vendor
