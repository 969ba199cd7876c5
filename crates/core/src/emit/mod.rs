//! Objects to text: YAML, JSON, and the files of a Flux tree.
