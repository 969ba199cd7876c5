# What one needs every day; `just` alone lists it.
default:
    @just --list

# The everyday loop: format, lints, tests but the two slowest: every word of the examples written wrongly, and each folder through kustomize.
check: fmt lint
    cargo test --workspace -- --skip no_typo_compiles --skip kustomize_builds

# Formats the Rust sources.
fmt:
    cargo fmt --all

# Lints, and documentation without warnings.
lint:
    cargo clippy --workspace --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --quiet

# All tests.
test:
    cargo test --workspace

# The core and its front for JavaScript, for wasm32.
wasm:
    rustup target add wasm32-unknown-unknown
    cargo build --target wasm32-unknown-unknown -p fluo-wasm

# How fast the parser and the emitter are.
bench:
    cargo bench -p fluo-core

# Writes the expected output of examples, golden cases, messages, the tutorial and the reference anew; read the difference before committing it.
bless:
    FLUO_BLESS=1 cargo test -p fluo-tests --test golden --test messages --test reference --test openapi
    FLUO_BLESS=1 cargo test -p fluoc --test tutorial

# Everything that has to hold before a change lands.
ci:
    bash .ci/run
