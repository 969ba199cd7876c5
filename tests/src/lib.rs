//! What the tests of the whole compiler share.

pub mod pages;
