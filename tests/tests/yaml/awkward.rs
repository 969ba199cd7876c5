//! Strings and trees that readers of YAML could misread, as strategies.

use fluo_core::model::OriginId;
use fluo_core::object::{Data, Node};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::string::string_regex;

/// Pieces that mean something to some reader.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    " ", "\n", "\t", "a", "b", "Z", "0", "1", "9", "e", "y", "no", "-", "- ", ":", ": ", "#", " #", "?", "? ",
    "+", ".", "_", ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`", "\\", "\\n",
    "/", "=", "<<", "~", "$", "${", "---", "...", "\n---\n", "\n  ", "\r", "\r\n", "\0", "\u{1}", "\u{7}",
    "\u{8}", "\u{b}", "\u{c}", "\u{1b}", "\u{1f}", "\u{7f}", "\u{80}", "\u{85}", "\u{9f}", "\u{a0}", "\u{ad}",
    "é", "ß", "\u{200b}", "\u{200d}", "\u{2028}", "\u{2029}", "\u{202e}", "\u{2066}", "漢", "\u{d7ff}",
    "\u{e000}", "\u{feff}", "\u{fffd}", "\u{fffe}", "\u{ffff}", "\u{1f600}", "\u{1fffe}", "\u{10ffff}", "0x",
    "1e", ":30",
];

/// The plain scalars of YAML 1.1 that are no strings, by form: <https://yaml.org/type/>.
const FORMS: &[&str] = &[
    // Integers: decimal, octal, hexadecimal, binary, sexagesimal, with underscores.
    "[-+]?(0|[1-9][0-9_]{0,20})",
    "[-+]?0o?[0-7_]{1,12}",
    "[-+]?0x[0-9a-fA-F_]{1,16}",
    "[-+]?0b[01_]{1,32}",
    "[-+]?[1-9][0-9_]{0,3}(:[0-5]?[0-9]){1,3}",
    // Floats.
    "[-+]?([0-9][0-9_]{0,6})?\\.[0-9_]{0,6}([eE][-+]?[0-9]{1,3})?",
    "[-+]?[0-9]{1,4}[eE][-+]?[0-9]{1,3}",
    "[-+]?[0-9][0-9_]{0,3}(:[0-5]?[0-9]){1,2}\\.[0-9_]{0,3}",
    "[-+]?\\.(inf|Inf|INF)",
    "\\.(nan|NaN|NAN)",
    // Dates and times.
    "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}",
    "[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt]|[ \t]{1,2})[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{0,3})?[ \t]?(Z|[-+][0-9]{1,2}(:[0-9]{2})?)?",
    // Words.
    "([yY]|[nN])([eE]?[sS]?|[oO]?)",
    "([oO])([nN]|[fF][fF]?)",
    "([tT][rR][uU][eE]|[fF][aA][lL][sS][eE])",
    "([nN][uU][lL][lL]|~)?",
    // The merge key, the value key, tags, anchors, aliases, directives, markers.
    "(<<|=|!|!!|!<a>|!!str a|&a|&a a|\\*a|%YAML 1\\.1|%TAG ! a|---|\\.\\.\\.|--- a)",
    // Quantities and addresses.
    "[0-9]{1,4}(m|k|Ki|M|Mi|Gi|e|E|s|h|%)",
    "[0-9]{1,3}(\\.[0-9]{1,3}){1,3}(/[0-9]{1,2})?(:[0-9]{1,5})?",
    "[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7}",
];

fn form() -> impl Strategy<Value = String> {
    select(FORMS).prop_flat_map(|form| string_regex(form).expect("a form"))
}

fn pieces() -> impl Strategy<Value = String> {
    prop::collection::vec(select(PIECES), 1..12).prop_map(|pieces| pieces.concat())
}

/// Without controls, from which more of the texts can become blocks.
fn calm() -> impl Strategy<Value = String> {
    let calm: Vec<&str> =
        PIECES.iter().copied().filter(|piece| piece.chars().all(|c| c == '\n' || !c.is_control())).collect();
    prop::collection::vec(select(calm), 1..12).prop_map(|pieces| pieces.concat())
}

/// A character of any plane.
fn character() -> impl Strategy<Value = char> {
    prop_oneof![
        any::<char>(),
        (0_u32..0x300).prop_filter_map("a character", char::from_u32),
        (0x2000_u32..0x2100).prop_filter_map("a character", char::from_u32),
        (0xfe00_u32..0x1_0000).prop_filter_map("a character", char::from_u32),
        (0_u32..=0x10, 0xfffc_u32..=0xffff)
            .prop_filter_map("a character", |(plane, at)| char::from_u32(plane << 16 | at)),
    ]
}

fn characters() -> impl Strategy<Value = String> {
    prop::collection::vec(character(), 0..16).prop_map(|chars| chars.into_iter().collect())
}

/// A text of any kind: a scalar that is no string for somebody, pieces, characters, and such with blanks, line breaks or
/// more text around them, or many times over.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let plain = prop_oneof![4 => form(), 3 => pieces(), 3 => calm(), 3 => characters()].boxed();
    let around =
        select(&[" ", "  ", "\t", "\n", "\n\n", "\r\n", "\n ", ": ", " #", "- ", ",", "a", "\"", "'"][..]);
    prop_oneof![
        8 => plain.clone(),
        1 => (around.clone(), plain.clone()).prop_map(|(around, plain)| format!("{around}{plain}")),
        1 => (plain.clone(), around.clone()).prop_map(|(plain, around)| format!("{plain}{around}")),
        1 => (plain.clone(), around, plain.clone()).prop_map(|(a, around, b)| format!("{a}{around}{b}")),
        1 => prop::collection::vec(plain.clone(), 1..6).prop_map(|lines| lines.join("\n")),
        1 => (plain, 1_usize..200).prop_map(|(plain, times)| plain.repeat(times)),
    ]
}

fn node(data: Data) -> Node {
    Node::new(data, OriginId::default())
}

fn leaf() -> impl Strategy<Value = Node> {
    prop_oneof![
        Just(Data::Null),
        any::<bool>().prop_map(Data::Bool),
        any::<i64>().prop_map(Data::Int),
        (-100_i64..100).prop_map(Data::Int),
        // Go reads the float -0.0 as 0.
        any::<f64>().prop_filter("finite", |float| float.is_finite() && *float != 0.0).prop_map(Data::Float),
        text().prop_map(|text| Data::Str(text.into())),
        Just(Data::List([].into())),
        Just(Data::Map([].into())),
    ]
    .prop_map(node)
}

/// A value of any form, up to eight levels deep.
pub(crate) fn value() -> impl Strategy<Value = Node> {
    leaf().prop_recursive(8, 48, 6, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..6).prop_map(|items| Data::List(items.into()));
        let map = prop::collection::btree_map(text(), inner, 0..6).prop_map(|fields| {
            Data::Map(fields.into_iter().map(|(key, value)| (key.as_str().into(), value)).collect())
        });
        prop_oneof![list, map].prop_map(node)
    })
}
