//! A program in the fragment of an address: JSON, deflated, in base64url. `playground/src/project/link.ts` reads it.
//! Fragments are not sent to servers.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write as _;

/// The form of the JSON that the page reads.
const FORM: u32 = 1;
/// How long a fragment may be, in bytes: browsers take 256 KB of headers in an answer.
const LONGEST: usize = 200 * 1024;

/// A program, and what of it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// The sources by their paths from the project's root.
    pub files: BTreeMap<String, String>,
    /// The path of the entry file; it is open in the editor.
    pub entry: String,
    /// The environment to build, where one was asked for.
    pub environment: Option<String>,
    /// The cluster to build, where one was asked for.
    pub cluster: Option<String>,
}

/// The program does not fit into an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    /// How long the address would be, in bytes.
    pub bytes: usize,
    /// How long it may be.
    pub limit: usize,
}

#[derive(Serialize)]
struct Shared<'p> {
    v: u32,
    f: &'p BTreeMap<String, String>,
    t: Target<'p>,
    o: &'p str,
}

#[derive(Serialize)]
struct Target<'p> {
    entry: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cluster: Option<&'p str>,
}

/// The fragment for a program, without the `#`.
///
/// # Errors
/// If it would be longer than browsers follow.
pub fn fragment(program: &Program) -> Result<String, TooLong> {
    let shared = Shared {
        v: FORM,
        f: &program.files,
        t: Target {
            entry: &program.entry,
            environment: program.environment.as_deref(),
            cluster: program.cluster.as_deref(),
        },
        o: &program.entry,
    };
    // Neither maps of texts nor memory can fail here.
    let json = serde_json::to_vec(&shared).unwrap_or_default();
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(&json).and_then(|()| encoder.finish()).unwrap_or_default();
    let fragment = format!("p={}", URL_SAFE_NO_PAD.encode(packed));
    if fragment.len() > LONGEST {
        return Err(TooLong { bytes: fragment.len(), limit: LONGEST });
    }
    Ok(fragment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::DeflateDecoder;
    use serde_json::{Value, json};

    fn unpacked(fragment: &str) -> Value {
        let packed = URL_SAFE_NO_PAD.decode(fragment.strip_prefix("p=").unwrap()).unwrap();
        serde_json::from_reader(DeflateDecoder::new(packed.as_slice())).unwrap()
    }

    #[test]
    fn a_fragment_carries_everything() {
        let text = "environment prod {}\n// ü → 🐟 \"quoted\"\n";
        let mut program = Program {
            files: [("env/prod.fluo".to_owned(), text.to_owned())].into(),
            entry: "env/prod.fluo".to_owned(),
            ..Program::default()
        };
        let fragment_of = |program: &Program| unpacked(&fragment(program).unwrap());
        let expected = json!({ "v": 1, "f": { "env/prod.fluo": text }, "t": { "entry": "env/prod.fluo" }, "o": "env/prod.fluo" });
        assert_eq!(fragment_of(&program), expected);
        program.environment = Some("prod".to_owned());
        program.cluster = Some("eu".to_owned());
        let target = json!({ "entry": "env/prod.fluo", "environment": "prod", "cluster": "eu" });
        assert_eq!(fragment_of(&program)["t"], target);
    }

    #[test]
    fn a_fragment_needs_no_escaping() {
        let noise: String =
            (0..2000_u32).filter_map(|number| char::from_u32(number.wrapping_mul(7919) % 50_000)).collect();
        let program = Program { files: [("a".to_owned(), noise)].into(), ..Program::default() };
        let fragment = fragment(&program).unwrap();
        assert!(fragment[2..].chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter)));
    }

    #[test]
    fn a_program_beyond_the_limit_is_refused() {
        let mut seed = 1_u64;
        let noise: String = std::iter::repeat_with(|| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            char::from(b'!' + u8::try_from(seed >> 58).unwrap())
        })
        .take(400_000)
        .collect();
        let program = Program { files: [("a".to_owned(), noise)].into(), ..Program::default() };
        let refused = fragment(&program).unwrap_err();
        assert!(refused.bytes > refused.limit);
    }
}
