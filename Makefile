# Thin targets: each is what CI, a newcomer and a maintainer run. See CONTRIBUTING.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# `make run` keeps its data in the clone unless it is told otherwise.
OSTIARY_DATA_DIR ?= data
TESTS ?= tests
PYTEST := $(BIN)/python -m pytest

.PHONY: run test test-system twin check bench generate lock clean

run: $(VENV)/.run
	OSTIARY_DATA_DIR=$(OSTIARY_DATA_DIR) $(BIN)/ostiary serve --root-access-key

test: $(VENV)/.dev
	$(PYTEST) -n 2 -m "not system" $(TESTS)

test-system: $(VENV)/.dev
	$(PYTEST) -m system $(TESTS)

# A million generated requests to the engine and to its slow twin (tests/reference); minutes, not seconds.
twin: $(VENV)/.dev
	$(BIN)/python -m tests.reference.agree --requests 1000000

check: $(VENV)/.dev .tools/generate/.ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	.tools/generate/bin/python tools/generate/models.py --check
	.tools/generate/bin/python tools/generate/catalogue.py --check

bench: $(VENV)/.dev
	$(BIN)/python -m bench

# The data that AWS publishes, from pinned packages, in an environment of its own.
generate: .tools/generate/.ready
	.tools/generate/bin/python tools/generate/models.py
	.tools/generate/bin/python tools/generate/catalogue.py

# Compile the hash-locked requirements; needs `uv` on the PATH.
lock:
	sh tools/lock.sh

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Ostiary needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11 …" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The package is installed without build isolation, from the locked setuptools: no step reaches past the lock.
$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

.tools/generate/.ready: requirements/generate.txt
	$(PYTHON) -m venv .tools/generate
	.tools/generate/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/generate.txt
	@touch $@

clean:
	rm -rf $(VENV) .tools build dist
