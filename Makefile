# One command to the running site, one to the passing tests. `make help` names the rest.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON := .venv/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check -qq install --require-hashes
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/django.po)
FOR_TESTS := SITE_MODE=test DATA_DIR="$(CURDIR)/var/test"

.PHONY: help
help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

.PHONY: demo
demo: install ## the whole site on this machine, with the autumn of 2014 (PORT=8100 moves it)
	@$(PYTHON) -m config.demo

.PHONY: demo-reset
demo-reset: install ## throw the demonstration's data away
	@$(PYTHON) -m config.demo reset

.PHONY: test
test: install-dev collected ## all tests: PostgreSQL, Redis, Celery worker and browser included
	@$(FOR_TESTS) $(PYTHON) -m pytest -q -n $$(( $$(nproc) + 1 )) --dist loadfile --no-loadscope-reorder $(ARGS)

.PHONY: check
check: install-dev ## format, lint, types, layers, templates, migrations, translations
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(FOR_TESTS) $(PYTHON) -m mypy
	.venv/bin/lint-imports
	.venv/bin/djlint templates --lint --quiet
	$(FOR_TESTS) $(PYTHON) manage.py makemigrations --check --dry-run
	$(FOR_TESTS) $(PYTHON) -m config.translations

.PHONY: bench
bench: install-dev collected ## how fast: each figure as `name value`, measured in one run
	@$(FOR_TESTS) $(PYTHON) -m tests.bench

.PHONY: audit
audit: install-dev collected node_modules/lighthouse/package.json ## Lighthouse, axe, weight and queries of the main pages; pictures in build/audit
	@$(FOR_TESTS) $(PYTHON) -m tests.audit $(ARGS)

.PHONY: messages
messages: install-dev ## gather the texts to be translated into locale/
	$(FOR_TESTS) $(PYTHON) manage.py makemessages -l da --no-location --no-obsolete --no-wrap --ignore 'node_modules/*' --ignore 'build/*'

.PHONY: requirements
requirements: install-dev ## pin the versions of pyproject.toml anew, with hashes
	.venv/bin/uv pip compile pyproject.toml --generate-hashes --universal --python-version 3.13 --no-header --no-annotate -o requirements.txt
	.venv/bin/uv pip compile pyproject.toml --group dev --generate-hashes --universal --python-version 3.13 --no-header --no-annotate -o requirements-dev.txt

.PHONY: install install-dev
install: .venv/installed build/assets.stamp build/translations.stamp ## what the site needs, into this folder
install-dev: .venv/installed-dev .test-tools build/assets.stamp build/translations.stamp ## and what the tests need

.PHONY: collected
collected: install-dev
	@$(FOR_TESTS) $(PYTHON) manage.py collectstatic --noinput --verbosity 0

.PHONY: .test-tools
.test-tools:
	@.ci/test-tools

.venv/made: .python-version .ci/venv
	@.ci/room
	@.ci/venv
	@touch $@

.venv/installed: requirements.txt .venv/made
	@echo "Python packages …"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	@echo "Python packages, with those of the tests …"
	@$(PIP) -r requirements-dev.txt
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json
	@.ci/room
	@echo "Front-end packages …"
	@npm ci --silent --no-audit --no-fund --omit=dev
	@touch $@

node_modules/lighthouse/package.json: node_modules/.package-lock.json
	@.ci/room
	@echo "Lighthouse …"
	@npm ci --silent --no-audit --no-fund
	@touch node_modules/.package-lock.json $@

build/assets.stamp: config/assets.py node_modules/.package-lock.json | .venv/installed
	@echo "Style sheet, fonts, charts …"
	@$(PYTHON) -m config.assets
	@touch $@

build/translations.stamp: $(CATALOGUES) | .venv/installed
	@mkdir -p build
	@$(PYTHON) -m babel.messages.frontend -q compile -D django -d locale
	@touch $@
