# The PoA Tracker. `make` alone lists what there is.
PORT ?= 8000
PYTHON ?= python3
EXAMPLES ?= 500
SEED ?= $(shell date +%s)
TO ?= client/poa_tracker
UPGRADE ?= --upgrade
python := .venv/bin/python
manage := $(python) manage.py

# Python keeps what it compiled: the project's modules anew at each start are a third of the start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install run test lint bench fuzz trust client messages compilemessages screenshots guides pins small

help:  ## List these targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## *' '{printf "  make %-16s %s\n", $$1, $$2}'

# Each stamp is newer than the pinned packages that it stands for: a second start takes seconds.
.venv/.run-installed: requirements.txt scripts/make_venv.sh
	@PYTHON='$(PYTHON)' sh scripts/make_venv.sh requirements.txt
	@touch $@

.venv/.dev-installed: requirements-dev.txt .venv/.run-installed
	@PYTHON='$(PYTHON)' sh scripts/make_venv.sh requirements-dev.txt
	@touch $@

install: .venv/.dev-installed  ## Make .venv with everything that tests and checks need

run: .venv/.run-installed  ## Start the tracker with the published data on http://localhost:8000/ (PORT= to change)
	@$(manage) migrate --verbosity 0
	@$(manage) load_facts
	@$(manage) create_demo_staff
	@$(manage) runserver $(PORT)

test: .venv/.dev-installed  ## Run every test on SQLite and then on PostgreSQL (ARGS= for pytest)
	@sh scripts/test.sh $(ARGS)

lint: .venv/.dev-installed  ## Check style, types, imports, templates, migrations and the deployment settings
	@sh scripts/lint.sh

.venv/.bench-installed: requirements-bench.txt .venv/.dev-installed
	@PYTHON='$(PYTHON)' sh scripts/make_venv.sh requirements-bench.txt
	@touch $@

bench: .venv/.bench-installed  ## Compare with floors and peers, on a throwaway PostgreSQL (ARGS= for the benchmark)
	@POA_DEBUG=true DJANGO_SETTINGS_MODULE=tracker.settings $(python) scripts/with_postgres.py $(python) -m benchmarks $(ARGS)

fuzz: .venv/.dev-installed  ## Try the API with many requests made off its description (EXAMPLES=, SEED=, DATABASE=postgresql)
	FUZZ_EXAMPLES=$(EXAMPLES) FUZZ_SEED=$(SEED) $(if $(filter postgresql,$(DATABASE)),$(python) scripts/with_postgres.py) $(python) -m pytest -n auto --maxprocesses 2 api/tests/test_fuzz.py $(ARGS)

trust: .venv/.dev-installed  ## Attack a tracker on this machine: does it go on serving? (ARGS= --small, --part)
	@$(python) -m benchmarks.trust $(ARGS)

client: .venv/.dev-installed  ## Write a typed Python client of the API to client/ (TO= for another folder)
	$(python) -m openapi_python_client generate --path docs/openapi.yaml --output-path '$(TO)' --meta none --overwrite --config scripts/client.yaml

messages: .venv/.dev-installed  ## Collect the interface's texts into the six catalogues
	@$(manage) makemessages $(addprefix --locale=,ar es fr ru zh_Hans) --no-obsolete --no-wrap --add-location file --ignore .venv --ignore var --ignore staticfiles

compilemessages: .venv/.dev-installed  ## Compile the catalogues; the result is committed
	@$(manage) compilemessages --ignore .venv

screenshots: .venv/.dev-installed  ## Take pictures of the main pages
	@$(python) scripts/screenshots.py $(ARGS)

guides: .venv/.dev-installed  ## Take the pictures of the user guides anew
	@$(python) scripts/guide_pictures.py $(ARGS)

# Without --upgrade what is pinned stays as long as it fits its range: scripts/small_forms.py looks
# that way whether all of it does.
pins: .venv/.dev-installed  ## Renew the pinned requirements from their ranges
	@for name in requirements requirements-dev requirements-bench; do \
		.venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
			$(UPGRADE) $$name.in --output-file $$name.txt || exit 1; \
	done

small: .venv/.bench-installed  ## Try every target and document command in its smallest form (ARGS= for some of them)
	@$(python) scripts/small_forms.py $(ARGS)
