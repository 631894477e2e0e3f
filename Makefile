# make run    set up .venv and start the bot (with no token: the chat in this terminal)
# make test   set up the test tools too and run every test, PostgreSQL included
# make check  format, lint and types, then the tests
# make catalogues  bring the translations up to date with the English sentences
# make drills the real process under faults, with figures; a quarter of an hour (DRILLS=tests/drills/test_X.py: one file)
# make partitioned  the tests of the store on PostgreSQL with its tables spread over partitions
# make fuzz FUZZ="--minutes 10"  made-up lines, buttons, updates and files; ten minutes for each of five
# make soak SOAK="--hours 2"  two hours at 20 messages a second, the clock compressed: is it level? (--waiting 24: on a busy machine)
# make mutants MUTANTS="--room groups"  change the code a little and see which tests notice; an hour for all
# make bench  measure; the figures are kept in tests/bench/RESULTS.md
# make fit FOLDERS="..."  fit the predictor on folders of exports, in an environment of its own
# make lock   pin the newest dependencies that are at least a week old (needs uv)
# make audit  ask for known vulnerabilities of what is locked (needs a network)
# make sbom   list what is locked as CycloneDX, in dist/sbom.json
# make release  see that version, changelog, locks and documents agree, then build dist/
# make clean  remove .venv and what tools left behind; data/ stays

# Any Python from 3.11 on; name another with make PYTHON=python3.13
NEW_ENOUGH := -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$each $(NEW_ENOUGH) && echo $$each && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
UV ?= $(shell command -v uv || echo $(BIN)/uv)
WEEK_AGO = $(shell $(PYTHON) -c 'import datetime as d; print(d.date.today() - d.timedelta(7))')
COMPILE = $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --exclude-newer $(WEEK_AGO) --custom-compile-command "make lock"
PYTEST_ARGS ?=
DRILLS ?=
# At once: drills wait more than they work. Those that measure waits run two at a time after them, and
# those that want the machine for themselves at the end (tests/drills/conftest.py).
DRILL_JOBS ?= 4
DRILL = TEST_WAIT_SECONDS=$${TEST_WAIT_SECONDS:-60} $(BIN)/python -m pytest -o "norecursedirs=bench .*"

FUZZ ?= --minutes 10
SOAK ?= --hours 2
FOLDERS ?=
MUTANTS ?=

.PHONY: run test check catalogues format drills partitioned fuzz soak mutants bench fit lock audit sbom release clean

# Set-up speaks on stderr and reads nothing, so that a pipe into `make run` holds only the talk.
run: .venv/ready
	@test ! -f .env || chmod go-rwx .env
	@$(BIN)/spotter run

test: .venv/ready-dev
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST_ARGS)

check: .venv/ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m core.locale.extraction --check
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST_ARGS)

catalogues: .venv/ready-dev
	$(BIN)/python -m core.locale.extraction

format: .venv/ready-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

drills: .venv/ready-dev
ifeq ($(DRILLS),)
	@failed=0; \
	$(DRILL) -n $(DRILL_JOBS) --dist worksteal -m "not waits and not alone" tests/drills || failed=1; \
	$(DRILL) -n 2 --dist worksteal -m waits tests/drills || failed=1; \
	$(DRILL) -n 0 -m alone tests/drills || failed=1; exit $$failed
else
	@$(DRILL) -n 0 $(DRILLS)
endif

fuzz: .venv-fuzz/ready
	@.venv-fuzz/bin/python -m tests.fuzz $(FUZZ)

soak: .venv/ready-dev
	@$(BIN)/python -m tests.bench.soak $(SOAK)

partitioned: .venv/ready-dev
	@$(BIN)/python -m pytest --partitioned -n 2 --dist worksteal -k postgresql tests/core/store tests/core/accounts

mutants: .venv/ready-dev .venv-mutants/ready
	@.venv-mutants/bin/python -m tests.mutants $(MUTANTS)

bench: .venv/ready-dev
	@$(BIN)/python -m tests.bench

fit: .venv-fit/ready
	@.venv-fit/bin/python -m tests.bench.fit_predict $(FOLDERS)

lock:
	$(COMPILE) pyproject.toml --group build --output-file requirements.lock
	$(COMPILE) pyproject.toml --group dev --constraints requirements.lock --output-file requirements-dev.lock
	$(COMPILE) pyproject.toml --group fit --constraints requirements.lock --output-file requirements-fit.lock
	$(COMPILE) pyproject.toml --group fuzz --constraints requirements-dev.lock --output-file requirements-fuzz.lock
	$(COMPILE) pyproject.toml --group mutants --constraints requirements.lock --output-file requirements-mutants.lock
	$(COMPILE) pyproject.toml --group audit --constraints requirements.lock --output-file requirements-audit.lock

audit: .venv-audit/ready
	@.venv-audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements.lock; code=$$?; \
	if [ $$code -ne 0 ]; then echo "make audit: a vulnerability stands above, or the service could not be reached: then nothing was audited" >&2; fi; exit $$code

sbom: .venv-audit/ready
	@mkdir -p dist
	@PYTHONWARNINGS=ignore::UserWarning .venv-audit/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible --of JSON -o dist/sbom.json

release: .venv/ready-dev
	@$(BIN)/python .ci/release
	@$(BIN)/python -m pytest -q tests/project
	@$(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean:
	rm -rf .venv .venv-fit .venv-fuzz .venv-mutants .venv-audit .fuzz .mutants .mypy_cache .pytest_cache .ruff_cache .hypothesis dist
	find bot core tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" && $(PYTHON) $(NEW_ENOUGH) \
		|| { echo "Spotter needs Python 3.11 or newer: make PYTHON=..." >&2; exit 1; }
	@echo "Setting up .venv (once, about a minute) ..." >&2
	@$(BIN)/python -m pip --version >/dev/null 2>&1 </dev/null \
		|| $(PYTHON) -m venv .venv >&2 </dev/null \
		|| { echo "Spotter needs Python's venv and pip (on Debian and Ubuntu: the package python3-venv)." >&2; exit 1; }
	@$(PIP) install --require-hashes -r requirements.lock >&2 </dev/null
	@$(PIP) install --no-deps --no-build-isolation --editable . >&2 </dev/null
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.lock
	@echo "Adding the test tools to .venv ..." >&2
	@$(PIP) install --require-hashes -r requirements-dev.lock >&2 </dev/null
	@touch $@

.venv-%/ready: requirements-%.lock
	@test -d .venv-$* || $(PYTHON) -m venv .venv-$*
	@.venv-$*/bin/python -m pip --disable-pip-version-check --no-input --quiet install --require-hashes -r $<
	@touch $@
