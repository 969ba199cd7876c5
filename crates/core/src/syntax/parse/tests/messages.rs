//! What is said of each mistake, and what of the file is left.
