# Two commands are all a new machine needs: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run test test-interop lint audit format bench clean
.DEFAULT_GOAL := run

$(VENV)/.run: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, this is " + sys.version) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.develop: $(VENV)/.run requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

run: $(VENV)/.run  ## open the dashboard, on its sample data if nothing has been loaded
	$(BIN)/python -m app prepare
	CLW_DEMO=1 $(BIN)/python -m streamlit run streamlit_app.py --server.address 127.0.0.1 --server.port $(PORT)

test: $(VENV)/.develop  ## all tests; what needs a system service or ../shared skips with a reason
	$(BIN)/python -m tests.browser.install
	$(BIN)/python -m pytest

test-interop: $(VENV)/.develop  ## the tests on real inputs in ../shared, which must be there
	$(BIN)/python -m tests.browser.install
	CLW_REQUIRE_SHARED=1 $(BIN)/python -m pytest tests/interop

lint: $(VENV)/.develop
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

audit: $(VENV)/.develop  ## known faults of what is pinned; asks a service on the internet, so it is no part of .ci/run
	$(BIN)/pip-audit --requirement requirements.txt

format: $(VENV)/.develop
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.develop  ## speed, as ratios within one run
	$(BIN)/python -m tests.bench

clean:
	rm -rf $(VENV) .local
