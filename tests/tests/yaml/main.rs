//! What the YAML writer writes is read back as the same data by a YAML 1.2 reader (serde_yaml), by a YAML 1.1 reader
//! (PyYAML), and by the two readers that stand between a manifest and a cluster (kubectl and Kustomize).
//!
//! A reader that is not installed is skipped, with a line that says so.

mod awkward;

use fluo_core::emit::document;
use fluo_core::model::OriginId;
use fluo_core::object::{Data, Node};
use fluo_tests::tools;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Reads `{"yaml": …, "json": …}` and prints where the two differ. Types count: `1`, `1.0`, `True` and `"1"` all differ.
const COMPARE: &str = r#"
import json, sys
import yaml
def compare(path, got, want):
    if type(got) is not type(want):
        print(path, "read as", repr(got), "is", repr(want))
    elif isinstance(want, dict):
        if [(type(key), key) for key in got] != [(type(key), key) for key in want]:
            print(path, "keys read as", set(got) ^ set(want))
        for key in want.keys() & got.keys():
            compare(path + [key], got[key], want[key])
    elif isinstance(want, list) and len(got) == len(want):
        for place, item in enumerate(want):
            compare(path + [place], got[place], item)
    elif got != want or str(got) != str(want):
        print(path, "read as", repr(got), "is", repr(want))
given = json.load(sys.stdin)
want = json.loads(given["json"])
for loader in {yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)}:
    compare([loader.__name__], yaml.load(given["yaml"], loader), want)
"#;

fn node(data: Data) -> Node {
    Node::new(data, OriginId::default())
}

fn string(text: &str) -> Node {
    node(Data::Str(text.into()))
}

fn map<'a>(fields: impl IntoIterator<Item = (&'a str, Node)>) -> Node {
    node(Data::Map(fields.into_iter().map(|(key, value)| (key.into(), value)).collect()))
}

/// A ConfigMap, which kubectl and Kustomize take whatever else it holds.
fn object(fields: Vec<(&str, Node)>) -> Node {
    let head = [
        ("apiVersion", string("v1")),
        ("kind", string("ConfigMap")),
        ("metadata", map([("name", string("sample"))])),
    ];
    map(head.into_iter().chain(fields))
}

/// An object that holds every text as a key, as the value of a field, in a list, in a map of a list, and in a list of a
/// list.
fn holding(texts: &BTreeSet<String>) -> Node {
    let keys: Vec<String> = (0..texts.len()).map(|place| format!("k{place}")).collect();
    let list = |item: fn(&String) -> Node| node(Data::List(texts.iter().map(item).collect()));
    object(vec![
        ("data", map(texts.iter().map(|text| (text.as_str(), string(text))))),
        ("values", map(keys.iter().map(String::as_str).zip(texts.iter().map(|text| string(text))))),
        ("list", list(|text| string(text))),
        (
            "maps",
            list(|text| map([(text.as_str(), map([(text.as_str(), string(text))])), ("k", string(text))])),
        ),
        ("lists", list(|text| node(Data::List([string(text), string(text)].into())))),
    ])
}

/// What serde_yaml reads, strictly: a key that is not a string is an error of the test.
fn from_yaml(value: &serde_yaml::Value) -> Node {
    use serde_yaml::Value;
    node(match value {
        Value::Null => Data::Null,
        Value::Bool(value) => Data::Bool(*value),
        Value::Number(number) => {
            number.as_i64().map_or_else(|| Data::Float(number.as_f64().unwrap()), Data::Int)
        }
        Value::String(text) => Data::Str(text.into()),
        Value::Sequence(items) => Data::List(items.iter().map(from_yaml).collect()),
        Value::Mapping(fields) => Data::Map(
            fields.iter().map(|(key, value)| (key.as_str().unwrap().into(), from_yaml(value))).collect(),
        ),
        Value::Tagged(tagged) => panic!("{tagged:?}"),
    })
}

fn assert_reads_back(node: &Node) {
    let mut yaml = String::new();
    document(node, &mut yaml);
    let json = serde_json::to_string(node).unwrap();
    assert_same(&from_yaml(&serde_yaml::from_str(&yaml).unwrap()), node, "serde_yaml");
    with_pyyaml(&yaml, &json);
    with_kubectl(node);
}

fn assert_texts_read_back(texts: BTreeSet<String>) {
    assert_reads_back(&holding(&texts));
    let texts = texts.into_iter().filter(|text| kustomize_can_hold(text)).collect();
    with_kustomize(&holding(&texts));
}

/// Compares piece by piece, so that a failure shows the piece and not the whole.
fn assert_same(read: &Node, written: &Node, reader: &str) {
    match (&read.data, &written.data) {
        (Data::List(read), Data::List(written)) if read.len() == written.len() => {
            read.iter().zip(written).for_each(|(read, written)| assert_same(read, written, reader));
        }
        (Data::Map(read), Data::Map(written)) if read.len() == written.len() => {
            for ((key, read), (other, written)) in read.iter().zip(written) {
                assert_eq!(key, other, "{reader}");
                assert_same(read, written, reader);
            }
        }
        (Data::Float(read), Data::Float(written)) => {
            assert_eq!(read.to_bits(), written.to_bits(), "{reader}");
        }
        _ => assert_eq!(read, written, "{reader}"),
    }
}

fn with_pyyaml(yaml: &str, json: &str) {
    let Some(python) = tools::python() else { return tools::skipped("PyYAML, it can't be installed here") };
    let mut python = Command::new(python)
        .args(["-c", COMPARE])
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let given = json!({ "yaml": yaml, "json": json }).to_string();
    python.stdin.take().unwrap().write_all(given.as_bytes()).unwrap();
    let done = python.wait_with_output().unwrap();
    assert!(
        done.status.success() && done.stdout.is_empty(),
        "PyYAML: {}",
        String::from_utf8_lossy(&done.stdout)
    );
}

/// `kubectl label --local` reads as every command of kubectl does, asks no server, and prints JSON.
fn with_kubectl(node: &Node) {
    let Some(read) = run_kubectl(node, &["label", "--local", "-f", "sample.yaml", "a=b", "-o", "json"])
    else {
        return;
    };
    let mut read: Value = serde_json::from_str(&read).unwrap();
    read["metadata"].as_object_mut().unwrap().remove("labels");
    assert_same_json(&read, &serde_json::to_value(node).unwrap(), "kubectl");
}

/// Kustomize writes YAML with Go's writer, which quotes what Go's reader needs quoted, and serde_yaml reads that.
fn with_kustomize(node: &Node) {
    let Some(read) = run_kubectl(node, &["kustomize", "."]) else { return };
    let read = from_yaml(&serde_yaml::from_str(&read).unwrap());
    assert_same_json(&serde_json::to_value(read).unwrap(), &serde_json::to_value(node).unwrap(), "kustomize");
}

/// Whether a text survives in Kustomize, however it was written: it writes what it has read once more for itself, some
/// controls raw, the key `<<` unquoted and long keys without a `?`, and then refuses or loses them.
fn kustomize_can_hold(text: &str) -> bool {
    let refused = |char| matches!(char, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}');
    // As it stands in its YAML, where what can't be seen is escaped.
    let width =
        |char: char| if char.is_alphanumeric() || (' '..='!').contains(&char) { char.len_utf8() } else { 10 };
    text != "<<" && text.chars().map(width).sum::<usize>() <= 1_000 && !text.contains(refused)
}

/// What kubectl prints, in a folder with the node as `sample.yaml`.
fn run_kubectl(node: &Node, args: &[&str]) -> Option<String> {
    let mut yaml = String::new();
    document(node, &mut yaml);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("sample.yaml"), yaml).unwrap();
    std::fs::write(folder.path().join("kustomization.yaml"), "resources: [sample.yaml]\n").unwrap();
    if !tools::has_kubectl() {
        tools::skipped(&format!("kubectl {}, it can't be installed here", args[0]));
        return None;
    }
    let done = Command::new("kubectl").args(args).current_dir(folder.path()).output().unwrap();
    assert!(done.status.success(), "kubectl {}: {}", args[0], String::from_utf8_lossy(&done.stderr));
    Some(String::from_utf8(done.stdout).unwrap())
}

/// Compares what JSON distinguishes: Go writes the float `1.0` as `1`.
fn assert_same_json(read: &Value, written: &Value, reader: &str) {
    match (read, written) {
        (Value::Array(read), Value::Array(written)) if read.len() == written.len() => {
            read.iter().zip(written).for_each(|(read, written)| assert_same_json(read, written, reader));
        }
        (Value::Object(read), Value::Object(written)) => {
            let keys = |map: &serde_json::Map<String, Value>| map.keys().cloned().collect::<BTreeSet<_>>();
            let (read_keys, keys) = (keys(read), keys(written));
            assert_eq!(
                read_keys.symmetric_difference(&keys).collect::<Vec<_>>(),
                Vec::<&String>::new(),
                "{reader}"
            );
            keys.iter().for_each(|key| assert_same_json(&read[key], &written[key], reader));
        }
        (Value::Number(read), Value::Number(written)) if written.is_f64() => {
            assert_eq!(read.as_f64(), written.as_f64(), "{reader}");
        }
        _ => assert_eq!(read, written, "{reader}"),
    }
}

/// The scalars whose reading by the API server was recorded, from the folder `FLUO_DATA` or the one beside the
/// repository.
fn recorded_scalars() -> Option<BTreeSet<String>> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data"));
    let path = std::env::var_os("FLUO_DATA").map_or_else(beside, PathBuf::from).join("yaml-scalars.tsv");
    let text = std::fs::read_to_string(path).ok()?;
    Some(text.lines().skip(1).filter_map(|line| Some(line.split_once('\t')?.0.to_owned())).collect())
}

/// Each text by itself, and as a line of a text of several lines, first, last and between.
fn in_lines(texts: &BTreeSet<String>) -> BTreeSet<String> {
    let lines = |text: &String| {
        [
            text.clone(),
            format!("{text}\n"),
            format!("{text}\na"),
            format!("a\n{text}"),
            format!("a\n{text}\nb\n"),
        ]
    };
    texts.iter().flat_map(lines).collect()
}

#[test]
fn recorded_scalars_stay_strings() {
    let Some(scalars) = recorded_scalars() else {
        return tools::skipped("yaml-scalars.tsv is neither in FLUO_DATA nor beside the repository");
    };
    assert!(scalars.len() > 100);
    assert_texts_read_back(in_lines(&scalars));
}

/// The forms that readers disagree about, for a checkout without the recorded ones.
#[test]
fn known_traps_stay_strings() {
    let traps = [
        "",
        " ",
        "~",
        "y",
        "N",
        "no",
        "Off",
        "null",
        "NULL",
        "true",
        "TRUE",
        "0",
        "-0",
        "010",
        "0o17",
        "0x1F",
        "0b11",
        "1_000",
        "1.",
        ".5",
        "1e3",
        "1e+3",
        ".inf",
        "-.INF",
        ".NaN",
        "inf",
        "12:30:45",
        "2024-01-01",
        "=",
        "<<",
        "!x",
        "&a",
        "*a",
        "@a",
        "%a",
        "`",
        "- a",
        "? a",
        ": a",
        "a: b",
        "a #b",
        "a:",
        "---",
        "...",
        "{}",
        "[]",
        "|",
        ">",
        "512Mi",
        "30s",
        "10.0.0.1/8",
        "ghcr.io/a/b:v1.0.0",
        "a@sha256:0",
        "\u{feff}a",
        "a\u{feff}",
        "${VAR}",
        "$(VAR)",
        "\n",
        "\n\n",
        "a\n",
        "a\nb",
        "a\n\n",
        "\na",
        " a\nb",
        "\n  a\n b\n",
        "a\n# b\n",
        "a\n---\nb",
        "a\n...\n",
        "a\n\tb\n",
        "\ta\nb",
        "a \nb",
        "a\r\nb\r\n",
        "a\nb\u{85}c",
        "a\n\u{2028}",
        "a\n ",
        "é\nü\n",
        "\u{1f600}\n",
        "- a\n- b\n",
        "a: b\nc: d",
        "%a\nb",
        "#a\nb",
        " #a\nb",
        "\u{e000}",
        "\u{fffd}",
        "\u{10ffff}",
        "\u{a0}",
        "\u{7f}",
    ];
    let long = ["k".repeat(1_025), "é ".repeat(600), "a\n".repeat(800)];
    assert_texts_read_back(traps.into_iter().map(str::to_owned).chain(long).collect());
}

/// Always the same ones.
fn runner(cases: u32) -> TestRunner {
    let rng_seed = RngSeed::Fixed(0x666c_756f);
    TestRunner::new(Config { cases, rng_seed, failure_persistence: None, ..Config::default() })
}

/// How many strings and values are tried: 10 000, or as many as `FLUO_CASES` says.
fn cases() -> u32 {
    std::env::var("FLUO_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(10_000)
}

/// As many values of a strategy, for readers that judge many at once.
fn drawn<T>(count: u32, strategy: &impl Strategy<Value = T>) -> Vec<T> {
    let mut runner = runner(count);
    (0..count).map(|_| strategy.new_tree(&mut runner).expect("a value").current()).collect()
}

/// Whether the writer's text is read back as the same data.
fn reads_back(written: &Node) -> Result<(), TestCaseError> {
    let mut yaml = String::new();
    document(written, &mut yaml);
    let read = serde_yaml::from_str(&yaml).map(|read| from_yaml(&read));
    let read = read.map_err(|error| TestCaseError::fail(format!("{error}\n{yaml}")))?;
    prop_assert_eq!(&read, written, "\n{}", yaml);
    Ok(())
}

/// In this process, where a failure is made small.
#[test]
fn generated_strings_stay_strings() {
    let outcome = runner(cases()).run(&awkward::text(), |text| reads_back(&holding(&BTreeSet::from([text]))));
    outcome.unwrap_or_else(|failed| panic!("{failed}"));
}

/// One process of each reader judges them all.
#[test]
fn generated_strings_stay_strings_for_every_reader() {
    let texts = drawn(cases(), &awkward::text());
    for texts in texts.chunks(2_500) {
        assert_texts_read_back(texts.iter().cloned().collect());
    }
}

#[test]
fn generated_values_stay_what_they_are() {
    let outcome = runner(cases() / 4).run(&awkward::value(), |written| reads_back(&written));
    outcome.unwrap_or_else(|failed| panic!("{failed}"));
    let sample = object(vec![("values", node(Data::List(drawn(cases() / 10, &awkward::value()).into())))]);
    assert_reads_back(&sample);
}

#[test]
fn numbers_and_nesting_stay_what_they_are() {
    let ints = [0, 1, -1, 10, 1_000_000, 1 << 53, (1 << 53) + 1, i64::MAX, i64::MIN]
        .map(|value| node(Data::Int(value)));
    let floats = [
        0.0,
        1.0,
        -1.0,
        0.1,
        0.5,
        1.5,
        1e3,
        1e15,
        1e16,
        1e21,
        1e30,
        1e300,
        1e-7,
        1e-30,
        5e-324,
        f64::MAX,
        f64::MIN_POSITIVE,
        0.1 + 0.2,
        6.02e23,
        123_456_789.123_456_79,
    ];
    let floats = floats.map(|value| node(Data::Float(value)));
    let leaves = vec![
        node(Data::Null),
        node(Data::Bool(true)),
        node(Data::Bool(false)),
        node(Data::List([].into())),
        map([]),
    ];
    let mut deep = string("a\n b\n");
    for level in 0..30 {
        let list = node(Data::List([deep.clone(), node(Data::Null)].into()));
        deep = if level % 3 == 0 {
            node(Data::List([list, deep].into()))
        } else {
            map([("b", list), ("a", map([]))])
        };
    }
    let sample = object(vec![
        ("data", map([])),
        ("ints", node(Data::List(ints.into()))),
        ("floats", node(Data::List(floats.into()))),
        ("leaves", node(Data::List(leaves.into()))),
        ("deep", deep),
    ]);
    assert_reads_back(&sample);
    with_kustomize(&sample);
}
