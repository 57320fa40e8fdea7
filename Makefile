# `make run` and `make test` need nothing but a Python; `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help setup run test slow check coverage chaos mutations fuzz benchmark format lock

# The first Python on this machine that is new enough; else python3, which then says so.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& echo "$$name" && exit; done; echo python3)
# Compiled code is kept: every process of the program and of the tests starts sooner.
unexport PYTHONDONTWRITEBYTECODE
WORKERS ?= 2
ARGS ?=

venv := .venv/bin/python
parallel = -n $(WORKERS)
set_up_to_run := $(PYTHON) scripts/setup.py run
set_up_to_develop := $(PYTHON) scripts/setup.py development

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' Makefile | column -t -s '|' 2>/dev/null \
		|| sed -n 's/^\([a-z]*\):.*## /  make \1: /p' Makefile

setup: ## install everything, for working on the code
	@$(set_up_to_develop)

run: ## start everything on this machine, with demonstration data (PORT=8000)
	@$(set_up_to_run) && exec $(venv) manage.py serve --parent $$PPID

test: ## run all tests, two at a time (WORKERS=2, ARGS="tests/audit -x")
	@$(set_up_to_develop) && exec $(venv) -m pytest $(parallel) $(ARGS)

slow: ## run the slow tests too
	@$(set_up_to_develop) && exec $(venv) -m pytest $(parallel) --slow $(ARGS)

check: ## format, lint, types, layers, templates, migrations; about a minute
	@$(set_up_to_develop) && exec $(venv) scripts/check.py

format: ## write code and templates in the agreed form
	@$(set_up_to_develop) && exec $(venv) scripts/check.py --write

coverage: ## run all tests and name the branches that none takes
	@$(set_up_to_develop) && exec $(venv) -m pytest $(parallel) --cov --cov-report=term-missing:skip-covered $(ARGS)

chaos: ## kill processes at random under load; nothing may be lost
	@$(set_up_to_develop) && exec $(venv) -m tests.chaos $(ARGS)

mutations: ## plant faults; the tests that guard against them must fail
	@$(set_up_to_develop) && exec $(venv) -m tests.mutations $(ARGS)

fuzz: ## send 10,000 generated bodies to each public address; about an hour
	@$(set_up_to_develop) && exec $(venv) -m pytest $(parallel) tests/fuzz --fuzz-examples=10000 $(ARGS)

benchmark: ## print the speed of the pages and jobs as ratios
	@$(set_up_to_develop) && exec $(venv) -m benchmarks $(ARGS)

lock: ## write the lock files anew from requirements*.txt
	@$(set_up_to_develop) && for name in requirements requirements-dev requirements-node; do \
		$(venv) -m uv pip compile --quiet --universal --python-version 3.11 \
			--generate-hashes --no-strip-extras --no-emit-index-url --no-header --no-annotate \
			"$$name.txt" --output-file "$$name.lock" || exit 1; done
