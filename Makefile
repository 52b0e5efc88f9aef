# Everything works without make, too: python3 bootstrap.py run|test|check
PYTHON ?= python3

.PHONY: run test check slow cover lock

run:    ## Start the demo at http://localhost:8000 (PORT=… for another)
	@$(PYTHON) bootstrap.py run

test:   ## The fast suite, on SQLite and, where there is one, on PostgreSQL
	@$(PYTHON) bootstrap.py test

check:  ## Lint, types, the order of the rooms, templates, dependencies
	@$(PYTHON) bootstrap.py check

slow:   ## Races and long runs
	@$(PYTHON) bootstrap.py test --slow

cover:  ## Every line and branch of the engine has to be tried
	@$(PYTHON) bootstrap.py shell coverage run --branch --source=matching -m pytest -q tests/matching
	@$(PYTHON) bootstrap.py shell coverage report --show-missing --skip-covered --fail-under=100

lock:   ## Pin the requirements again (needs uv on the PATH)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -q requirements.in -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -q requirements-dev.in -o requirements-dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -q --no-deps requirements-embedding.in -o requirements-embedding.txt
