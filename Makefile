# The words that people, CI and the README use. What they do is in dev/.

SHELL := /usr/bin/env bash
ROOT := $(CURDIR)
# The pinned tools come first; rustup's folder last, for shells that do not have it.
export PATH := $(ROOT)/.tools/bin:$(ROOT)/node_modules/.bin:$(PATH):$(HOME)/.cargo/bin

.PHONY: setup build dev demo test lint fmt coverage pictures bench bench-chat bench-vod deploy deploy-contract clean help
.DEFAULT_GOAL := help

setup: ## Bring every tool that the project needs (once, some minutes; then a second)
	@bash dev/setup.sh

build: setup ## Compile the Worker into build/, the pages into web/public/
	@bash dev/build-worker.sh
	@bash dev/build-web.sh

dev: setup ## Run the whole platform on this machine, video included, until Ctrl-C
	@node dev/run.mjs

demo: setup ## Go through a first broadcast and say what happened and how long it took
	@node dev/demo.mjs

test: setup ## Run every test, or some: make test PART="api realtime"
	@bash dev/test.sh $(PART)

lint: setup ## Check formatting and the linters' rules
	@bash dev/lint.sh

fmt: setup ## Format everything
	@bash dev/lint.sh --fix

coverage: setup ## Line coverage of the rules in domain/
	@bash dev/coverage.sh

pictures: build ## Take the pictures of the documents anew
	@node tests/browser/pictures.mjs

bench: build ## Measure the Worker
	@node bench/run.mjs

bench-chat: build ## Measure the chat, which takes half an hour
	@node bench/chat/run.mjs

bench-vod: build ## Measure videos, up and down, which takes ten minutes
	@node bench/vod/run.mjs

deploy: setup ## Put the Worker at the edge: make deploy ENV=staging|production
	@bash dev/deploy.sh "$(ENV)"

deploy-contract: setup ## Say what putting the contract on a chain costs; with CONFIRM=yes do it
	@node dev/deploy-contract.mjs

clean: ## Remove what was built and the state of local runs; the tools stay
	@rm -rf target build coverage .dev .wrangler contracts/out contracts/cache web/public/assets web/public/pages

help: ## This list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18
