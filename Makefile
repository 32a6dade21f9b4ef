# Two commands are all a fresh machine needs: `make demo` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCE ?=
SLOW ?=
MINUTES ?= 5

.PHONY: demo test lint types tests bench fuzz lock clean

demo: $(VENV)/.installed  ## build an evidence base and walk through it (SOURCE=folder for your own)
	@$(BIN)/comity demo $(if $(SOURCE),--source "$(SOURCE)")

test: lint types tests  ## everything that must pass before a change lands (SLOW=1 adds the long tests)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

tests: $(VENV)/.installed-dev
	$(BIN)/pytest -m "not slow" -n auto --dist loadfile $(PYTEST_ARGS)
	$(if $(SLOW),$(BIN)/pytest -m slow $(PYTEST_ARGS))

bench: $(VENV)/.installed-dev  ## comity beside a pipeline written by hand (SOURCE=folder of texts)
	@test -n "$(SOURCE)" || { echo "Name a folder of plain texts: make bench SOURCE=folder"; exit 2; }
	$(BIN)/python -m benchmarks.run "$(SOURCE)"

fuzz: $(VENV)/.installed-dev  ## damaged and made-up files to every reader (MINUTES of processor time)
	$(BIN)/python -m tests.fuzz $(MINUTES)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else f"comity needs Python 3.11 or newer; $(PYTHON) is {v[0]}.{v[1]}. Try: make PYTHON=python3.12 demo")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing comity and the libraries it needs into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

lock:  ## pin every library anew, with hashes (needs uv)
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --extra build pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --extra build --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) demo-base .pytest_cache .mypy_cache .ruff_cache .hypothesis
