# Thin targets: each is what CI, a newcomer and a maintainer run. See CONTRIBUTING.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# `make run` keeps its data in the clone unless it is told otherwise.
OSTIARY_DATA_DIR ?= data
TESTS ?= tests
# What sees the engine; the other rooms are the same files in both forms.
COMPILED_TESTS ?= tests/unit/engine tests/unit/analysis tests/unit/authz tests/unit/cli tests/unit/evaluation \
	tests/properties/test_engine_*.py tests/reference tests/scenarios tests/client/test_story.py tests/client/test_refusals.py
COMPILED := build/compiled
PYTEST := $(BIN)/python -m pytest
# The console as the server serves it. It is built where Node is, and no part of what Python needs.
CONSOLE := src/ostiary/server/web/files.json
CONSOLE_SOURCES := $(shell find console -type f -not -path 'console/node_modules/*' -not -name '*.test.ts*')
HAS_NODE := command -v npm >/dev/null && node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'
NO_NODE := Node 20.19 or newer with npm is not here: install it to

.PHONY: run console console-check console-test test test-compiled compiled test-system twin fuzz check bench bench-decisions bench-scale bench-console bench-peers generate lock clean

run: $(VENV)/.run
	@if $(HAS_NODE); then $(MAKE) --no-print-directory console || echo "The console could not be built; the API does without it."; \
	else echo "$(NO_NODE) have the console; the API does without it."; fi
	OSTIARY_DATA_DIR=$(OSTIARY_DATA_DIR) $(BIN)/ostiary serve --root-access-key

# Only when something of it has changed.
console: $(CONSOLE)

console-check: console/node_modules/.ready
	cd console && npm run --silent check

console-test: console/node_modules/.ready
	cd console && npm run --silent test

# Both forms of the engine; the compiled one is left out when some tests are chosen, or there is no compiler (not in CI).
test: $(VENV)/.dev
	$(PYTEST) -n 2 -m "not system" $(TESTS)
ifeq ($(TESTS),tests)
	@if $(HAS_NODE); then $(MAKE) --no-print-directory console-test; else echo "$(NO_NODE) test the console."; test "$$CI" != true; fi
	@if $(BIN)/python -m tools.compiler; then $(MAKE) --no-print-directory test-compiled; else test "$$CI" != true; fi
endif

test-compiled: $(COMPILED)/.ready
	ENGINE_FORM=compiled PYTHONPATH=$(CURDIR)/$(COMPILED) $(PYTEST) -o pythonpath=. -n 2 -m "not system" $(COMPILED_TESTS)

# The package with its engine as machine code, apart from the clone's own: `PYTHONPATH=build/compiled` runs it.
compiled: $(COMPILED)/.ready

test-system: $(VENV)/.dev
	$(PYTEST) -m system $(TESTS)

# A million generated requests to the engine and to its slow twin (tests/reference); minutes, not seconds.
twin: $(VENV)/.dev
	$(BIN)/python -m tests.reference.agree --requests 1000000

# Documents that nobody would write, to every reader of policies, for FUZZ_SECONDS.
FUZZ_SECONDS ?= 300
fuzz: $(VENV)/.dev
	$(BIN)/python -m tests.support.fuzz --seconds $(FUZZ_SECONDS)

check: $(VENV)/.dev .tools/generate/.ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	.tools/generate/bin/python tools/generate/models.py --check
	.tools/generate/bin/python tools/generate/catalogue.py --check
	$(BIN)/python tools/generate/operations.py --check
	@if $(HAS_NODE); then $(MAKE) --no-print-directory console-check; else echo "$(NO_NODE) check the console."; test "$$CI" != true; fi

bench: $(VENV)/.dev
	$(BIN)/python -m bench

# Decisions alone. The compiled engine is measured if `make compiled` has built it, others after `make bench-peers`.
bench-decisions: $(VENV)/.dev
	$(BIN)/python -m bench.decisions

# An account of 100,000 users beside one of 100, on each database: some minutes.
bench-scale: $(VENV)/.dev
	$(BIN)/python -m bench.scale

# The console's lists of 10,000 users, 1,600 policies and 1,000 roles in a browser, beside 100 of each.
bench-console: $(VENV)/.dev
	$(BIN)/python -m bench.console

bench-peers: .tools/bench/.ready

# The data that AWS publishes, from pinned packages, in an environment of its own.
generate: .tools/generate/.ready $(VENV)/.dev
	.tools/generate/bin/python tools/generate/models.py
	.tools/generate/bin/python tools/generate/catalogue.py
	$(BIN)/python tools/generate/operations.py

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
	ENGINE_FORM= $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

console/node_modules/.ready: console/package.json console/package-lock.json console/.npmrc
	cd console && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(CONSOLE): console/node_modules/.ready $(CONSOLE_SOURCES)
	cd console && npm run --silent build

# From nothing each time: what an earlier build left behind would be packed again.
$(COMPILED)/.ready: setup.py pyproject.toml $(shell find src/ostiary -type f -not -name '*.pyc' -not -path '*/server/web/*') | $(VENV)/.dev
	$(BIN)/python -m tools.compiler
	rm -rf build
	ENGINE_FORM=compiled $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
		--target $(COMPILED) .
	@touch $@

.tools/bench/.ready: requirements/bench.txt
	$(PYTHON) -m venv .tools/bench
	.tools/bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

.tools/generate/.ready: requirements/generate.txt
	$(PYTHON) -m venv .tools/generate
	.tools/generate/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/generate.txt
	@touch $@

clean:
	rm -rf $(VENV) .tools build dist artefacts console/node_modules src/ostiary/server/web
