//! What cargo alone does not build: the compiler for JavaScript ([`wasm`]), the page around it ([`playground`]), and the compiler as it is
//! released ([`release`]).
//!
//! `cargo xtask …` is the way in for people; tests call the same functions, so that nothing has to be built by hand
//! before they run. Each step knows what it was made from ([`stamp`]) and is skipped when nothing of that changed. What
//! a machine lacks is an error of its own kind ([`Failure::Missing`]), which a test may answer by being skipped.

pub mod browser;
mod failure;
pub mod fluoc;
pub mod node;
mod pages;
pub mod place;
pub mod playground;
pub mod program;
pub mod release;
pub mod sizes;
pub mod stamp;
pub mod wasm;

pub use failure::Failure;
