# Everything that can be done here. Each target says how long it took.

export LYCHGATE_CACHE ?= $(HOME)/.cache/lychgate
export CARGO_TARGET_DIR ?= $(LYCHGATE_CACHE)/target

.DEFAULT_GOAL := help
.PHONY: help demo test full quick check web bench soak fuzz dist

help: ## this list
	@sed -n 's/^\([a-z]*\): ## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16
	@echo
	@echo "Built files, tools and logs go to LYCHGATE_CACHE ($(LYCHGATE_CACHE))."

demo: ## gateway, sample provider and echo service on loopback: sign in within a minute
	@cargo run --quiet -p xtask -- web --if-there
	@began=$$(date +%s) && cargo build --release -p lychgate && echo "built in $$(($$(date +%s) - began)) s"
	@exec "$(CARGO_TARGET_DIR)/release/lychgate" demo

test: ## everything that is proven, in stages, with a log for each
	@cargo run --quiet -p xtask -- test

full: ## the same, and each of Kong's how-tos at a Keycloak
	@cargo run --quiet -p xtask -- full

quick: ## under three minutes: format, lints, pure crates, tidy
	@cargo run --quiet -p xtask -- quick

check: ## clippy alone
	@began=$$(date +%s) && cargo clippy --workspace --all-targets --keep-going -- -D warnings && echo "$$(($$(date +%s) - began)) s"

web: ## the pages of the Manager; the next build of the binary carries them
	@cargo run --quiet -p xtask -- web

bench: ## beside nginx, with the same upstream and load; also ROUNDS=1 SECONDS=1 ONLY=key
	@cargo run --quiet -p xtask -- bench $(or $(ROUNDS),5) $(or $(SECONDS),3) $(ONLY)

dist: ## what people install: one binary with checksum, systemd unit, completions, man page
	@cargo run --quiet -p xtask -- web
	@cargo run --quiet -p xtask -- dist

soak: ## three minutes of slow, broken and rude traffic, and what is left of it; also SECONDS=60
	@cargo run --quiet -p xtask -- soak $(SECONDS)

fuzz: ## input that nobody would think of, a minute for each target; also TARGET=jws SECONDS=600
	@cargo run --quiet -p xtask -- fuzz $(TARGET) $(SECONDS)
