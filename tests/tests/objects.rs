//! References and settings of whole objects: adopted YAML, resources and patches, each with the line of its fault.
//!
//! A line that ends with `#~ CODE` is where the primary label of that code stands; nothing else may be told.

use fluo_core::source::MemoryLoader;
use fluo_core::{Built, Options, build};

const OPERATORS: &str = "[keda, external-secrets, cloudnative-pg, cert-manager, \"gateway.networking.k8s.io\", \
                         \"monitoring.coreos.com\", \"jetstream.nats.io\"]";

/// What a folder with this YAML makes of a program that adopts it, with more of fluo's own.
fn adopted(yaml: &str, more: &str) -> Built {
    let program = format!(
        "component legacy: manifests {{ path: \"legacy\" }}\nenvironment prod {{ provides: {OPERATORS} }}\n{more}\n"
    );
    let loader = MemoryLoader::new().with("main.fluo", program.as_str()).with("legacy/app.yaml", yaml);
    build(&loader, "main.fluo", &Options::default())
}

/// The lines and codes that were told of a file.
fn told(built: &Built, file: &str) -> Vec<(u32, String)> {
    let mut told: Vec<(u32, String)> = built
        .diagnostics
        .iter()
        .map(|found| {
            let path = built.sources.path(found.primary.span.file);
            let line = built.sources.position(found.primary.span).line;
            assert!(!found.helps.is_empty(), "{} says no way out: {}", found.code, found.message);
            (if path == file { line } else { 0 }, found.code.as_str().to_owned())
        })
        .collect();
    told.sort();
    told
}

fn marks(text: &str) -> Vec<(u32, String)> {
    let lines = text.lines().zip(1u32..);
    let mut marks: Vec<(u32, String)> =
        lines.filter_map(|(line, at)| Some((at, line.split_once("#~ ")?.1.trim().to_owned()))).collect();
    marks.sort();
    marks
}

fn says(built: &Built) -> String {
    built
        .diagnostics
        .iter()
        .map(|found| format!("{}: {} {:?}\n", found.code, found.message, found.helps))
        .collect()
}

/// Each case of a file, cut at lines of `===`: told are exactly its marks.
fn hold(cases: &str, more: &str) {
    let mut count = 0;
    for case in cases.split("===\n") {
        let built = adopted(case, more);
        assert_eq!(told(&built, "legacy/app.yaml"), marks(case), "{case}\n{}", says(&built));
        count += 1;
    }
    assert!(count > 0);
}

#[test]
fn names_and_keys_of_pods_are_looked_up() {
    hold(include_str!("objects/pods.yaml"), "");
}

#[test]
fn services_lead_to_pods_and_ports() {
    hold(include_str!("objects/services.yaml"), "");
}

#[test]
fn routes_lead_to_services() {
    hold(include_str!("objects/routes.yaml"), "");
}

#[test]
fn scalers_scale_one_thing_alone() {
    hold(include_str!("objects/scalers.yaml"), "");
}

#[test]
fn selectors_select_something() {
    hold(include_str!("objects/selectors.yaml"), "");
}

#[test]
fn roles_grant_and_bindings_bind() {
    hold(include_str!("objects/rbac.yaml"), "");
}

#[test]
fn flux_objects_find_their_sources_and_needs() {
    hold(include_str!("objects/flux.yaml"), "");
}

#[test]
fn custom_resources_do_what_they_say() {
    hold(include_str!("objects/operators.yaml"), "");
}

#[test]
fn a_whole_application_without_a_fault_is_silent() {
    hold(include_str!("objects/fine.yaml"), "");
}

const READER: &str = "apiVersion: v1
kind: Pod
metadata: { name: a, namespace: shop }
spec:
  containers:
    - name: a
      image: ghcr.io/team/a:v1
      envFrom: [{ secretRef: { name: login } }]
";

#[test]
fn what_somebody_else_makes_is_declared() {
    let codes = |more: &str| told(&adopted(READER, more), "legacy/app.yaml");
    assert_eq!(codes(""), [(8, "W0870".to_owned())]);
    assert_eq!(codes("secret login: existing { namespace: \"shop\", keys: [user] }"), []);
    assert_eq!(codes("component vault: resource { existing: true, namespace: \"shop\", api: \"v1\", kind: \"Secret\", spec {} }").len(), 1);
    assert_eq!(
        codes(
            "component login: resource { existing: true, namespace: \"shop\", api: \"v1\", kind: \"Secret\", spec {} }"
        ),
        []
    );
    // A chart or an operator that nobody here knows may make anything in its namespace.
    let chart = "component chart: helm { namespace: \"shop\", repository: \"https://charts.example.com\", chart: \"app\", version: \"1.0.0\" }";
    assert_eq!(codes(chart), []);
}

fn of_program(program: &str) -> Vec<(u32, String)> {
    let built = build(&MemoryLoader::new().with("main.fluo", program), "main.fluo", &Options::default());
    told(&built, "main.fluo")
}

#[test]
fn resources_and_patches_are_judged_at_the_users_own_line() {
    for case in include_str!("objects/programs.fluo").split("// ===\n") {
        assert_eq!(of_program(case), marks(&case.replace("//~ ", "#~ ")), "{case}");
    }
}

#[test]
fn what_was_meant_is_an_edit_of_the_word_itself() {
    let yaml = include_str!("objects/selectors.yaml").split("===\n").next().expect("a case");
    let built = adopted(yaml, "");
    let edits: Vec<(String, String)> = built
        .diagnostics
        .iter()
        .flat_map(|found| &found.fixes)
        .flat_map(|fix| &fix.edits)
        .map(|edit| (built.sources.text(edit.span).to_owned(), edit.text.clone()))
        .collect();
    let meant =
        [("weeb", "web"), ("name", "kubernetes.io/metadata.name"), ("shopp", "shop"), ("htpt", "http")];
    assert_eq!(edits, meant.map(|(wrong, right)| (wrong.to_owned(), right.to_owned())));
}

/// What is told of a folder with a kustomization.
fn kustomized(kustomization: &str) -> Vec<(u32, String)> {
    const APP: &str = "apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 80 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web }
spec:
  defaultBackend: { service: { name: web, port: { number: 80 } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: ghcr.io/team/web:v1
          envFrom:
            - configMapRef:
                name: settings
";
    let program = "component legacy: manifests { path: \"legacy\" }\nenvironment prod {}\n";
    let text = format!(
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: shop\nresources: [app.yaml]\n{kustomization}"
    );
    let loader = MemoryLoader::new()
        .with("main.fluo", program)
        .with("legacy/kustomization.yaml", text.as_str())
        .with("legacy/patch.yaml", "apiVersion: v1\nkind: Service\nmetadata: { name: web }\n")
        .with("legacy/app.yaml", APP);
    told(&build(&loader, "main.fluo", &Options::default()), "legacy/app.yaml")
}

#[test]
fn what_a_kustomization_makes_or_changes_is_not_told() {
    let missing = [(25, "W0870".to_owned())];
    assert_eq!(kustomized(""), missing);
    assert_eq!(kustomized("namePrefix: prod-\n"), missing, "names are known with their prefix and without");
    assert_eq!(kustomized("configMapGenerator: [{ name: settings, literals: [a=b] }]\n"), []);
    assert_eq!(kustomized("patches:\n  - path: patch.yaml\n"), []);
}
