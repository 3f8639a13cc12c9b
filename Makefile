# What a developer asks for. `python3 start.py` and `python3 start.py test` need none of this.
.DEFAULT_GOAL := help
BIN := .venv/bin
TEMPLATES = $(shell git ls-files 'src/**/*.html')

.PHONY: help setup run demo test coverage check lint format types layers docs audit bench endure lock fragment release

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1|\2/' | while IFS='|' read -r name text; do printf '  make %-9s %s\n' "$$name" "$$text"; done

setup: ## install everything into .venv
	@python3 start.py setup

run: setup ## the web server, with the settings of the environment (the worker: undersigned worker)
	$(BIN)/undersigned upgrade
	$(BIN)/undersigned serve

demo: ## the example, on this machine alone
	@python3 start.py

test: ## the tests on both databases and with the browser
	@python3 start.py test

coverage: setup ## the same, and how much of the code they ran, both databases together
	@rm -f .coverage .coverage.*
	@python3 start.py test --coverage
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

check: lint types layers ## lint, types, layers, and the quick tests: before each commit
	DATABASE_URL= $(BIN)/python -m pytest -q -n 2 -m "not browser and not kills and not endure"

lint: setup ## ruff, djade and deptry
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@echo "djade --check (all templates)"; $(BIN)/djade --target-version 5.2 --check $(TEMPLATES)
	$(BIN)/deptry src

types: setup ## mypy, strict
	$(BIN)/mypy

format: setup ## write what lint would ask for
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@$(BIN)/djade --target-version 5.2 $(TEMPLATES) || true

layers: setup ## import-linter: a room imports only rooms below it
	$(BIN)/lint-imports

docs: setup ## the documentation, every warning an error
	$(BIN)/sphinx-build -q -W -n --keep-going docs docs/_build

audit: setup ## known holes in what is installed; asks the advisory service over the network
	$(BIN)/pip-audit --local --skip-editable

bench: setup ## each program in benchmarks/: what this machine does
	@for program in benchmarks/*.py; do [ -e "$$program" ] || continue; echo "== $$program"; $(BIN)/python "$$program" || exit 1; done

endure: setup ## what is too long for the suite; seeds are printed
	@$(BIN)/python tests/run.py -m endure -rP --show-capture=stdout

lock: ## lock the newest allowed packages, and export them for pip
	uv lock --upgrade
	$(MAKE) requirements

.PHONY: requirements
requirements: # the locked packages as pip reads them
	uv export --quiet --frozen --no-emit-project --no-default-groups -o requirements.txt
	uv export --quiet --frozen --no-emit-project -o requirements-dev.txt

fragment: setup ## a news fragment: make fragment NAME=12.feature.md
	$(BIN)/towncrier create --edit $(NAME)

release: check docs ## gather the fragments into CHANGELOG.md and show what upgrading asks for
	$(BIN)/towncrier build --yes
	@echo "Check CHANGELOG.md ('Upgrading'), commit, tag v$$($(BIN)/python -c 'import undersigned; print(undersigned.__version__)')."
