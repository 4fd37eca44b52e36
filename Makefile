# Everything a developer does, in one place. `make` prints this list.
SHELL := /bin/sh
.DEFAULT_GOAL := help
unexport PYTHONDONTWRITEBYTECODE

# A named Python gets a stamp of its own, so that naming another one installs anew.
STAMP := .venv/.stamp$(if $(PYTHON),-$(notdir $(PYTHON)))
export PYTHON

# Scripts in a virtual environment carry its absolute path: after a move it must be made again.
ifneq ($(shell cat .venv/.installed-at 2>/dev/null),$(CURDIR))
.PHONY: $(STAMP)
endif

.PHONY: help install run test check chat bench

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

install: $(STAMP) ## make .venv from the lock

$(STAMP): pyproject.toml uv.lock requirements.lock .ci/install
	@.ci/install
	@rm -f .venv/.stamp*
	@touch .venv/.stamp "$@"

run: install ## start everything with a demo gallery, on http://localhost:8000
	@exec .venv/bin/herring up --demo

test: install ## the whole test suite, on real embedded servers
	@.venv/bin/python -m pytest -n 2 --dist loadfile $(ARGS)

check: install ## ruff, mypy --strict, import contracts
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

chat: install ## talk to Herring in this terminal
	@exec .venv/bin/herring chat --demo $(ARGS)

bench: install ## every benchmark; each fails below its bar
	@for file in benchmarks/*.py; do echo "== $$file"; .venv/bin/python "$$file" || exit 1; done
