# geomap: `make site` builds the sample site, `make test` runs the tests. Nothing but Python 3.11+ and make is assumed.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

.PHONY: site test check gazetteer format lock bench quality wheel docs screenshot clean help

help:  ## say what the targets do
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 14

site: .venv/.run  ## set up, compile the gazetteer once, build seeds/ into site/
	@$(BIN)/geomap gazetteer build
	@$(BIN)/geomap build seeds -o site
	@echo "Open $(CURDIR)/site/index.html in a browser."

test: .venv/.dev  ## set up, then run all tests
	@$(BIN)/geomap gazetteer build
	$(BIN)/python -m pytest -n $(or $(JOBS),2) --dist worksteal $(ARGS)

check: .venv/.dev  ## lint, formatting, types: what CI asks for beside the tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

gazetteer: .venv/.run  ## check the gazetteer's tables, derive the derived ones anew, say where they differ (needs npm)
	$(BIN)/python gazetteer/regenerate.py $(ARGS)

format: .venv/.dev  ## mend formatting and what the linter can mend by itself
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

bench: .venv/.dev  ## print speed: articles a second, share of time by stage, start-up
	$(BIN)/python -m tests.bench.speed $(ARGS)

quality: .venv/.dev  ## write docs/quality.md from the annotated corpora in ../shared/bench
	@$(BIN)/python -m scripts.quality

wheel: .venv/.dev  ## build the wheel into dist/
	$(BIN)/python -m build --wheel --no-isolation

docs: .venv/.dev  ## write docs/commands.md from the help of each command
	@$(BIN)/python -m scripts.commands

screenshot: site .venv/.dev  ## make docs/screenshot.png of the sample site (needs a Chromium)
	@$(BIN)/python -m scripts.screenshot

lock:  ## recompile requirements/*.txt (needs uv)
	$(PYTHON) scripts/lock.py

clean:  ## remove what the targets made, the gazetteer in the user's cache left alone
	rm -rf site dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .venv

.venv/.made:
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "geomap needs Python 3.11 or newer; say which one with: make PYTHON=python3.12 …")'
	@$(PYTHON) -m venv .venv
	@touch $@

# Two stamps: what the site needs, and what the tests need on top. The locks are installed as they are, hashes checked.
.venv/.run: .venv/.made requirements/run.txt pyproject.toml
	@echo "Installing requirements/run.txt and geomap"
	@$(PIP) install --no-compile --no-deps --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.run requirements/dev.txt
	@echo "Installing requirements/dev.txt"
	@$(PIP) install --no-compile --no-deps --require-hashes -r requirements/dev.txt
	@touch $@
