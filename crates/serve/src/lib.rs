//! Serves the page with the compiler in it: static files from memory, to this machine only.
//!
//! [`Page`] says what a request is answered with, without a network; [`serve()`] brings it to a port of the loopback
//! address; [`link`] is how an address carries a whole program to the page.

pub mod link;
mod listen;
mod page;
mod serve;

pub use listen::{FIRST_PORT, Taken, listen};
pub use page::{File, Opened, Page};
pub use serve::{interrupted, serve};
