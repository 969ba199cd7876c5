//! Literals of each type, from a number; 0 gives the plainest.

use super::pick::one;
use crate::types::{Scalar, ScalarType};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Texts that readers of YAML, Flux, Kubernetes or a shell could take for something else.
const AWKWARD: &[&str] = &[
    "text",
    "",
    "no",
    "on",
    "y",
    "0x1F",
    "1e3",
    "012",
    "1:30",
    "null",
    "~",
    "- a",
    "# no comment",
    "key: value",
    "{a}",
    "[b]",
    "'quoted'",
    "\"double\"",
    "tab\there",
    "line\nbreak",
    "ünï ✓",
    "${x}",
    "$5",
    "&anchor",
    "*alias",
    "!tag",
    "trailing ",
    " leading",
    "a\\b",
    "=",
    "2024-01-01",
    ".5",
    "+1",
    "@at",
    "`tick`",
    "%",
    "a|b",
    "? q",
    "\u{feff}mark",
    "true",
    "0",
    "-",
    "...",
    "---",
    "<<",
    "a\n\nb\n",
    "\u{2028}",
    "😀",
    "a: b: c",
    "${{ x }}",
];

/// A text, perhaps an awkward one, as it is and not as a literal.
pub(crate) fn awkward(number: u16) -> String {
    let first = one(number, AWKWARD).copied().unwrap_or_default();
    let rest = usize::from(number).checked_div(AWKWARD.len()).unwrap_or_default();
    match rest % 4 {
        3 => {
            let second =
                one(u16::try_from(rest / 4).unwrap_or_default(), AWKWARD).copied().unwrap_or_default();
            format!("{first}{second}")
        }
        _ => first.to_owned(),
    }
}

/// A text as a literal.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '$' => out.push_str("\\$"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}') => {
                out.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A literal of a scalar type within bounds, if there is one.
pub(crate) fn scalar(
    ty: ScalarType,
    low: Option<&Scalar>,
    high: Option<&Scalar>,
    number: u16,
) -> Option<String> {
    let low = low.and_then(Scalar::magnitude);
    let high = high.and_then(Scalar::magnitude);
    match ty {
        ScalarType::Int | ScalarType::Port => {
            let (least, most): (f64, f64) =
                if ty == ScalarType::Port { (1024.0, 65535.0) } else { (0.0, 100.0) };
            let low = low.unwrap_or(least);
            whole(low, high.unwrap_or_else(|| most.max(low)), number)
        }
        _ => {
            let admitted: Vec<&str> = examples(ty)
                .iter()
                .filter(|(_, size)| {
                    low.is_none_or(|low| *size >= low) && high.is_none_or(|high| *size <= high)
                })
                .map(|(text, _)| *text)
                .collect();
            one(number, &admitted).map(|text| (*text).to_owned())
        }
    }
}

/// A whole number within bounds; the lowest, the highest or one between.
fn whole(low: f64, high: f64, number: u16) -> Option<String> {
    let width = (high - low).clamp(0.0, 60000.0);
    let step = f64::from(number) % (width + 1.0);
    let value = if number == u16::MAX { high } else { low + step.floor() };
    Some(format!("{value:.0}"))
}

/// Literals of a type, each with its magnitude.
fn examples(ty: ScalarType) -> &'static [(&'static str, f64)] {
    use ScalarType as S;
    match ty {
        S::Bool => &[("true", 0.0), ("false", 0.0)],
        S::Float => &[("1", 1.0), ("0.5", 0.5), ("2.25", 2.25), ("100", 100.0), ("0", 0.0)],
        S::Cpu => &[("100m", 100.0), ("250m", 250.0), ("1", 1000.0), ("2", 2000.0)],
        S::Bytes => &[
            ("64Mi", 67_108_864.0),
            ("512Mi", 536_870_912.0),
            ("1Gi", 1_073_741_824.0),
            ("2Gi", 2_147_483_648.0),
            ("1536Mi", 1_610_612_736.0),
        ],
        S::Duration => &[
            ("30s", 30_000.0),
            ("1m", 60_000.0),
            ("90s", 90_000.0),
            ("10m", 600_000.0),
            ("1h30m", 5_400_000.0),
            ("2d", 172_800_000.0),
            ("1s", 1000.0),
        ],
        S::Percent => &[("50%", 50.0), ("1%", 1.0), ("100%", 100.0), ("75%", 75.0)],
        S::Count => &[("1", 1.0), ("50%", 50.0), ("2", 2.0)],
        S::String => {
            &[("\"text\"", 0.0), ("\"no\"", 0.0), ("\"a b\"", 0.0), ("\"0x1F\"", 0.0), ("\"1:30\"", 0.0)]
        }
        S::Image => &[
            ("\"registry.example.com/team/app:1.4\"", 0.0),
            ("\"ghcr.io/a/b-c/d_e:v1.0.0-rc.1\"", 0.0),
            ("\"registry.example.com:5000/app:2026.1\"", 0.0),
        ],
        S::Host => &[("\"example.com\"", 0.0), ("\"a-1.example.org\"", 0.0)],
        S::Url => &[("\"https://example.com\"", 0.0), ("\"http://a.example.org:8080/path?q=1\"", 0.0)],
        S::Path => &[("\"/data\"", 0.0), ("\"/a/b-c\"", 0.0), ("\"/v1/health\"", 0.0)],
        S::Cron => &[("\"0 3 * * *\"", 0.0), ("\"30 2 * * 1-5\"", 0.0), ("\"5 */4 1,15 * *\"", 0.0)],
        S::CronSeconds => &[("\"0 0 3 * * *\"", 0.0), ("\"0 30 2 * * 1-5\"", 0.0)],
        S::Timezone => &[("\"Etc/UTC\"", 0.0), ("\"Europe/Berlin\"", 0.0), ("\"Asia/Kolkata\"", 0.0)],
        S::Subject => &[("\"orders\"", 0.0), ("\"orders.*\"", 0.0), ("\"orders.>\"", 0.0)],
        S::Semver => &[("\"1.2.3\"", 0.0), ("\"0.1.0-rc.1\"", 0.0)],
        S::Cidr => &[("\"10.0.0.0/8\"", 0.0), ("\"2001:db8::/32\"", 0.0), ("\"203.0.113.0/24\"", 0.0)],
        S::Promql => &[("\"up == 0\"", 0.0), ("\"rate(errors_total[5m]) > 1.5\"", 0.0)],
        S::Int | S::Port => &[],
    }
}

/// A range, from what is asked for to the most.
pub(crate) fn range(ty: ScalarType, number: u16) -> Option<String> {
    let ranges: &[&str] = match ty {
        ScalarType::Cpu => &["100m..1", "250m..500m", "1..2", "50m..100m"],
        ScalarType::Bytes => &["128Mi..256Mi", "64Mi..1Gi", "1Gi..2Gi", "96Mi..96Mi"],
        ScalarType::Int => &["1..5", "2..10", "3..20", "1..100"],
        ScalarType::Duration => &["30s..5m", "1m..1h"],
        ScalarType::Percent => &["10%..90%"],
        ScalarType::Float => &["0.5..2"],
        _ => return None,
    };
    one(number, ranges).map(|text| (*text).to_owned())
}

/// Texts that fit many regular expressions, in a form that people write.
const PLAIN: &[&str] = &[
    "text",
    "a@example.com",
    "v1.0.0",
    "1.2",
    "/a",
    "a:1",
    "main",
    "eu-1",
    "no",
    "A",
    "https://example.com",
];

/// A text that a regular expression matches, as it is.
pub(crate) fn like(pattern: &str, number: u16) -> Option<String> {
    let whole = regex_lite::Regex::new(&format!("^(?:{pattern})$")).ok()?;
    let plain: Vec<&str> = PLAIN.iter().copied().filter(|text| whole.is_match(text)).collect();
    match one(number / 2, &plain) {
        Some(text) if number.is_multiple_of(2) => Some((*text).to_owned()),
        text => made(pattern, number).or_else(|| text.map(|text| (*text).to_owned())),
    }
}

/// A text that is made of a regular expression.
fn made(pattern: &str, number: u16) -> Option<String> {
    let strategy = proptest::string::string_regex(pattern).ok()?;
    let [low, high] = number.to_le_bytes();
    let mut seed = [0_u8; 32];
    for (place, byte) in seed.iter_mut().zip([low, high].into_iter().cycle()) {
        *place = byte;
    }
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    (0..8).find_map(|_| {
        let text = strategy.new_tree(&mut runner).ok()?.current();
        (text.len() <= 40 && text.chars().all(|c| c.is_ascii_graphic())).then_some(text)
    })
}
