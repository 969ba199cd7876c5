//! The order of layers (language, §9), and the chain of layers that every emitted value knows.

use fluo_core::model::Origins;
use fluo_core::object::{Data, Node, Output};
use fluo_core::source::{MemoryLoader, Sources};
use fluo_core::{Built, Options, build, build_all};
use fluo_tests::cases;

fn built(program: &str) -> Built {
    let options = Options { environment: Some("dev".to_owned()), ..Options::default() };
    let built = build(&MemoryLoader::new().with("app.fluo", program), "app.fluo", &options);
    assert!(built.output.is_some(), "{:#?}", built.diagnostics);
    built
}

/// A value of the Deployment `web` and the lines of its chain, weakest first.
fn value(built: &Built, path: &[&str]) -> (Option<Node>, Vec<u32>) {
    let output = built.output.as_ref().expect("an output");
    let deployment =
        output.objects().find(|o| o.kind == "Deployment" && o.name == "web").expect("a Deployment");
    let node = deployment.body.at(path).cloned();
    let lines = node
        .iter()
        .flat_map(|n| output.origins.get(n.origin))
        .map(|step| built.sources.position(step.span).line);
    let lines = lines.collect();
    (node, lines)
}

/// Each layer sets `grace`; every shorter program lacks the strongest layer of the one before.
const LAYERS: [&str; 8] = [
    "environment base { defaults { grace: 1s } }",
    "environment dev: base { defaults { grace: 2s } ",
    "kind inner: service { grace: 3s }",
    "kind outer: inner { grace: 4s }",
    "size big { grace: 5s }",
    "component web: outer { image: \"x:1\", port http: 80, size: big, grace: 6s }",
    "override all { grace: 7s }",
    "override web { grace: 8s }",
];

fn program(strongest: usize) -> String {
    let set = |layer: usize| {
        let text = LAYERS[layer].to_owned();
        if layer <= strongest { text } else { text.replace(&format!("grace: {}s", layer + 1), "") }
    };
    [
        set(0),
        set(2),
        set(3),
        set(4),
        set(5),
        set(1),
        if strongest >= 6 { set(6) } else { String::new() },
        if strongest >= 7 { set(7) } else { String::new() },
        "}".to_owned(),
    ]
    .join("\n")
}

#[test]
fn the_strongest_layer_that_sets_a_field_decides() {
    for strongest in 0..LAYERS.len() {
        let built = built(&program(strongest));
        let (node, lines) = value(&built, &["spec", "template", "spec", "terminationGracePeriodSeconds"]);
        let expected = i64::try_from(strongest + 1).expect("small");
        assert_eq!(node.map(|n| n.data), Some(Data::Int(expected)), "{}", program(strongest));
        assert!(lines.len() > strongest, "every layer is in the chain: {lines:?}");
    }
}

#[test]
fn records_and_named_members_merge_lists_replace_and_none_removes() {
    let built = built(
        r#"kind base: service {
  image: "x:1"
  args: ["a", "b"]
  env { A: "kind", B: "kind", C: "kind" }
  probe live: "/live" { every: 5s }
  port http: 8080
}
component web: base { args: ["c"], env { B: "own", C: none }, probe live { timeout: 2s } }
environment dev { override web { env { D: "env" } } }"#,
    );
    let container =
        |field: &str| value(&built, &["spec", "template", "spec", "containers", "0", field]).0.expect("set");
    assert_eq!(serde_json::to_value(container("args")).expect("JSON"), serde_json::json!(["c"]));
    let env = serde_json::to_value(container("env")).expect("JSON");
    let names: Vec<&str> = fluo_tests::items(&env, "").iter().map(|e| fluo_tests::text(e, "/name")).collect();
    assert_eq!(names, ["A", "B", "D"]);
    let probe = serde_json::to_value(container("livenessProbe")).expect("JSON");
    assert_eq!(probe["periodSeconds"], 5);
    assert_eq!(probe["timeoutSeconds"], 2);
}

#[test]
fn a_size_knows_what_chose_it() {
    let built = built(
        r#"size big { cpu: 1..2 }
component web: service { image: "x:1", port http: 80 }
environment dev {
  override web { size: big }
}"#,
    );
    let (node, lines) =
        value(&built, &["spec", "template", "spec", "containers", "0", "resources", "requests", "cpu"]);
    assert_eq!(node.expect("a request").data, Data::Str("1".into()));
    assert_eq!(lines, [4, 1], "the line that chose the size, then the size");
}

#[test]
fn a_size_is_meant_only_for_kinds_that_have_its_fields() {
    built(
        r#"size big { storage: 50Gi, replicas: 2, cpu: 1..2 }
component nats: nats { existing: true }
component db: postgres { size: big }
component web: service { image: "x:1", port http: 80, size: big }
environment dev { defaults { storage: 1Gi }, provides: [cloudnative-pg, nack]
  override all { grace: 5s } }
component events: stream { server: nats, subjects: ["a.>"] }"#,
    );
}

/// What `environment`, the bases of it and its cluster say, from the weakest on.
const CHAIN: &str = r#"param zone: string = "none"
component web: service { image: "x:1", port http: 80, env { ZONE: zone, CLUSTER: environment.cluster }, grace: 1s }
environment root {
  override all { grace: 2s, labels { root: "yes", all: "root" } }
  override web { env { FROM: "root", GONE: "root" } }
  cluster eu { override web { grace: 7s, env { EU: "root" } } }
}
environment base: root {
  set { zone: "base" }
  override web { grace: 5s, env { FROM: "base" } }
}
environment dev: base {
  override all { grace: 4s, labels { all: "dev" } }
  override web { env { GONE: none } }
  cluster eu { set { zone: "eu" }, override web { env { FROM: "eu" } } }
  cluster us { override all { grace: 9s }, override web { grace: none } }
}"#;

/// The cluster `name` of [`CHAIN`].
fn cluster(name: &str) -> Built {
    let options = Options { environment: Some("dev".to_owned()), cluster: Some(name.to_owned()) };
    let built = build(&MemoryLoader::new().with("app.fluo", CHAIN), "app.fluo", &options);
    assert!(built.output.is_some(), "{:#?}", built.diagnostics);
    built
}

fn env(built: &Built) -> Vec<(String, String)> {
    let env = value(built, &["spec", "template", "spec", "containers", "0", "env"]).0.expect("env");
    let env = serde_json::to_value(env).expect("JSON");
    let entries = fluo_tests::items(&env, "").iter();
    entries
        .map(|e| (fluo_tests::text(e, "/name").to_owned(), fluo_tests::text(e, "/value").to_owned()))
        .collect()
}

#[test]
fn environments_inherit_and_a_cluster_is_the_strongest() {
    let eu = cluster("eu");
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    assert_eq!(env(&eu), pairs(&[("ZONE", "eu"), ("CLUSTER", "eu"), ("FROM", "eu"), ("EU", "root")]));
    assert_eq!(env(&cluster("us")), pairs(&[("ZONE", "base"), ("CLUSTER", "us"), ("FROM", "base")]));
    let grace = ["spec", "template", "spec", "terminationGracePeriodSeconds"];
    let (node, lines) = value(&eu, &grace);
    assert_eq!(node.expect("set").data, Data::Int(7));
    assert_eq!(
        lines,
        [2, 4, 13, 10, 6],
        "`override all` of every environment, then `override web` of every one"
    );
    // `none` takes away what all weaker layers said, `override all` of the cluster included.
    assert_eq!(value(&cluster("us"), &grace).0, None);
    let labels = value(&eu, &["metadata", "labels"]).0.expect("labels");
    assert_eq!(labels.get("root").and_then(Node::as_str), Some("yes"));
    assert_eq!(labels.get("all").and_then(Node::as_str), Some("dev"));
}

#[test]
fn all_clusters_are_built_and_one_can_be_chosen() {
    let loader = MemoryLoader::new().with("app.fluo", CHAIN);
    let names = |environment: &str, cluster: Option<&str>| -> Vec<String> {
        let cluster = cluster.map(str::to_owned);
        let options = Options { environment: Some(environment.to_owned()), cluster };
        build_all(&loader, "app.fluo", &options).outputs.iter().map(Output::name).collect()
    };
    assert_eq!(names("dev", None), ["dev/eu", "dev/us"]);
    assert_eq!(names("dev", Some("us")), ["dev/us"]);
    assert_eq!(names("base", None), ["base/eu"], "a cluster of the base is a cluster of its heirs");
    assert_eq!(names("dev", Some("uk")), Vec::<String>::new());
    assert_eq!(names("all", None), ["base/eu", "dev/eu", "dev/us", "root/eu"]);
    let targets = fluo_core::targets(&loader, "app.fluo");
    let targets: Vec<String> = targets.iter().map(ToString::to_string).collect();
    assert_eq!(targets, ["on `eu` of `base`", "on `eu` of `dev`", "on `us` of `dev`", "on `eu` of `root`"]);
}

/// Every leaf of an object was decided somewhere, and that somewhere is a file of the program or the prelude.
fn leaves_have_origins(node: &Node, origins: &Origins, path: &str, bare: &mut Vec<String>) {
    match &node.data {
        Data::Map(fields) => {
            for (key, inner) in fields {
                leaves_have_origins(inner, origins, &format!("{path}/{key}"), bare);
            }
        }
        Data::List(items) => {
            for (index, inner) in items.iter().enumerate() {
                leaves_have_origins(inner, origins, &format!("{path}/{index}"), bare);
            }
        }
        _ if origins.get(node.origin).is_empty() => bare.push(path.to_owned()),
        _ => {}
    }
}

#[test]
fn every_emitted_value_knows_where_it_comes_from() {
    for (label, output) in cases::everything() {
        let Output { origins, .. } = &output;
        for object in output.objects() {
            let mut bare = Vec::new();
            leaves_have_origins(&object.body, origins, "", &mut bare);
            assert!(bare.is_empty(), "{label}: {} {} does not know {bare:?}", object.kind, object.name);
        }
    }
}

#[test]
fn steps_lie_in_files_that_were_read() {
    let built = built("component web: service { image: \"x:1\", port http: 80 }\nenvironment dev {}");
    let sources: &Sources = &built.sources;
    let output = built.output.as_ref().expect("an output");
    for object in output.objects() {
        for step in output.origins.get(object.origin) {
            let file = sources.get(step.span.file).expect("a file that was read");
            assert!(usize::try_from(step.span.end).expect("small") <= file.text.len());
        }
    }
}
