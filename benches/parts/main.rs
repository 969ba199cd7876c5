//! What the parts of the compiler take, in memory alone. One program, because linking it takes longer than running it.

mod emit;
mod parse;
mod session;
mod source;
mod stages;

fn main() {
    divan::main();
}
