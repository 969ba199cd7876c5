//! How large a compiled module is, and of what.

use crate::Failure;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::BTreeMap;
use std::io::Write as _;
use wasmparser::{KnownCustom, Name, Parser, Payload};

/// The most that the published module may weigh, gzipped, in bytes.
pub const LIMIT: usize = 900 * 1024;

/// The size of some bytes after `gzip -9`.
#[must_use]
pub fn gzipped(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing into memory does not fail.
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_or(0, |packed| packed.len())
}

/// What a module consists of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Bytes of functions.
    pub code: usize,
    /// Bytes of constants: texts, tables, the prelude.
    pub constants: usize,
    /// Bytes of code by the crate that a function comes from, where names are kept; the largest first.
    pub crates: Vec<(String, usize)>,
}

/// Takes a module apart.
///
/// # Errors
/// If it is not a module.
pub fn parts(module: &[u8]) -> Result<Parts, Failure> {
    let broken =
        |error: wasmparser::BinaryReaderError| Failure::Failed(format!("not a WebAssembly module: {error}"));
    let mut parts = Parts::default();
    let (mut bodies, mut names) = (Vec::new(), BTreeMap::new());
    let mut imported = 0;
    for payload in Parser::new(0).parse_all(module) {
        match payload.map_err(broken)? {
            Payload::ImportSection(imports) => imported += imports.count(),
            Payload::CodeSectionStart { size, .. } => parts.code = size as usize,
            Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
            Payload::DataSection(data) => parts.constants = data.range().len(),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(sections) = section.as_known() {
                    names.extend(sections.into_iter().flatten().flat_map(functions));
                }
            }
            _ => {}
        }
    }
    let mut crates = BTreeMap::<String, usize>::new();
    for (index, size) in (imported..).zip(bodies) {
        *crates.entry(names.get(&index).map_or_else(String::new, |name| origin(name))).or_default() += size;
    }
    parts.crates = crates.into_iter().filter(|(name, _)| !name.is_empty()).collect();
    parts.crates.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    Ok(parts)
}

fn functions(section: Name<'_>) -> Vec<(u32, String)> {
    match section {
        Name::Function(map) => {
            map.into_iter().flatten().map(|naming| (naming.index, naming.name.to_owned())).collect()
        }
        _ => Vec::new(),
    }
}

/// The crate that a function's mangled name begins with: of `<A as B>::f`, that of `A`.
fn origin(mangled: &str) -> String {
    let name = format!("{:#}", rustc_demangle::demangle(mangled));
    let name = name
        .trim_start_matches(['<', '&', '*', '[', '('])
        .trim_start_matches("mut ")
        .trim_start_matches("dyn ");
    name.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_its_crate() {
        assert_eq!(origin("_ZN9fluo_core5check3run17h0123456789abcdefE"), "fluo_core");
        assert_eq!(origin("<&mut pest::iterators::Pair as core::fmt::Debug>::fmt"), "pest");
        assert_eq!(origin("memcpy"), "memcpy");
    }

    #[test]
    fn what_is_no_module_is_refused() {
        assert!(parts(b"hello").is_err());
        assert_eq!(parts(b"\0asm\x01\0\0\0"), Ok(Parts::default()));
    }

    #[test]
    fn texts_shrink() {
        assert!(gzipped(&[b'a'; 10_000]) < 100);
    }
}
