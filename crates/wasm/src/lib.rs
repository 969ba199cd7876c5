//! The compiler for JavaScript.
#[doc(inline)]
pub use fluo_core;
