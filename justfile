# What one needs every day; `just` alone lists it.
default:
    @just --list

# The everyday loop: format, lints, tests but the slowest: every word of the examples written wrongly, each folder through kustomize, and the page in a browser.
check: fmt lint
    FLUO_CASES=300 cargo test --workspace -- --skip no_typo_compiles --skip kustomize_builds --skip it_works_in_a_browser

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

# The compiler for JavaScript: the npm package in crates/wasm/pkg.
wasm:
    cargo xtask wasm

# The page with the compiler in it, as static files in playground/dist.
page:
    cargo xtask playground

# Serves the page to this machine, with a program: `just playground env/prod.fluo`.
playground *ARGS: page
    cargo run -p fluoc --features playground -- playground {{ARGS}}

# How fast the page is, in a browser.
bench-page: page
    cd playground && npm run bench --silent

# How fast the parts of the compiler are, and whole runs of it (benches/README.md).
bench:
    cargo bench -p fluo-benches
    cargo run --release -p fluo-benches -- process

# Writes the expected output of examples, golden cases, messages, the tutorial and the reference anew; read the difference before committing it.
bless:
    FLUO_BLESS=1 cargo test -p fluo-tests --test golden --test messages --test reference --test openapi
    FLUO_BLESS=1 cargo test -p fluoc --test tutorial

# Everything that has to hold before a change lands.
ci:
    bash .ci/run
