//! Input that nobody writes.
