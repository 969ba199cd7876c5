//! Exposed hosts beyond the golden cases: what can be asked of an output, and where a host comes from.

use fluo_core::model::OriginId;
use fluo_core::object::{Data, Object, Output};
use fluo_tests::cases;

fn object<'o>(output: &'o Output, kind: &str, name: &str) -> &'o Object {
    output.objects().find(|object| object.kind == kind && object.name == name).expect(name)
}

/// The lines that decided a value, the deciding one last.
fn lines(output: &Output, origin: OriginId, source: &str) -> Vec<String> {
    let start = |offset: u32| usize::try_from(offset).expect("an offset");
    let line = |offset: u32| source[start(offset)..].lines().next().unwrap_or_default().trim().to_owned();
    output.origins.get(origin).iter().map(|step| line(step.span.start)).collect()
}

#[test]
fn every_host_is_listed_once() {
    let hosts: Vec<String> = ["exposure-gateway", "exposure-ingress"]
        .into_iter()
        .flat_map(|case| cases::build_one(case).hosts().into_iter().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let gateway = ["app.example.com", "rpc-plain.example.com", "rpc.example.com", "www.example.org"];
    let ingress = ["app.staging.example.com", "shop.example.org", "status.staging.example.com"];
    assert_eq!(hosts, [gateway.as_slice(), &ingress].concat());
    assert!(cases::build_one("job").hosts().is_empty());
}

#[test]
fn a_host_comes_from_its_line_and_the_domain() {
    let output = cases::build_one("exposure-gateway");
    let source =
        fluo_tests::project::read(&fluo_tests::project::root().join(cases::entry("exposure-gateway")));
    let route = object(&output, "HTTPRoute", "api-app");
    let host = route.body.at(&["spec", "hostnames", "0"]).expect("a host");
    assert_eq!(host.data, Data::Str("app.example.com".into()));
    let found = lines(&output, host.origin, &source);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].starts_with("domain: \"example.com\"") && found[1].starts_with("expose app"),
        "{found:?}"
    );
}

/// An address that people use is known before anything runs, so it is no reason to wait.
#[test]
fn a_public_address_is_no_dependency() {
    let output = cases::build_one("exposure-local");
    for name in ["web", "api"] {
        let node = output.nodes.iter().find(|node| node.name == name).expect(name);
        assert_eq!(node.depends_on.keys().collect::<Vec<_>>(), ["namespaces"], "{name}");
    }
}
